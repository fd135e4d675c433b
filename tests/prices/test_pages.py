"""Reading the offer of a product page, on saved pages of our own making."""

import json
import time
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prices.sources import lenient, page
from prices.sources.quote import Availability, Condition, NoOfferError, PriceKind, Quote

PAGES = Path(__file__).resolve().parents[1] / "pages"

READ = {
    "offer": Quote(Decimal("1299.90"), "USD", Availability.IN_STOCK, Condition.NEW, "Corner Shop"),
    "graph": Quote(Decimal("189.50"), "EUR", Availability.LIMITED),
    "aggregate": Quote(Decimal("179.90"), "EUR", price_kind=PriceKind.FROM),
    "sellers": Quote(Decimal("260.00"), "USD", Availability.IN_STOCK, Condition.REFURBISHED, "Bench"),
    "variants": Quote(Decimal("169.00"), "USD"),
}
REFUSED = {
    "search": "is a list",
    "check": "check for robots",
}


def saved(name):
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


def product(**fields):
    """Write a page about one product."""
    block = json.dumps({"@type": "Product", "name": "Thing", **fields})
    return f'<h1>Thing</h1><script type="application/ld+json">{block}</script>'


def offer(**fields):
    return product(offers={"@type": "Offer", "price": 10, "priceCurrency": "USD", **fields})


def test_every_saved_page_is_in_a_table_here():
    assert {file.stem for file in PAGES.glob("*.html")} == READ.keys() | REFUSED.keys()


@pytest.mark.parametrize(("name", "quote"), READ.items())
def test_the_offer_is_read(name, quote):
    assert page.parse(saved(name)) == quote


@pytest.mark.parametrize(("name", "why"), REFUSED.items())
def test_a_page_without_an_offer_of_its_own_says_so(name, why):
    with pytest.raises(NoOfferError, match=why):
        page.parse(saved(name))


@pytest.mark.parametrize(
    ("written", "availability"),
    [
        ("https://schema.org/InStock", Availability.IN_STOCK),
        ("http://schema.org/instock", Availability.IN_STOCK),
        ("schema:PreOrder", Availability.PREORDER),
        ("OutOfStock", Availability.OUT_OF_STOCK),
        ("https://schema.org/BackOrder", Availability.BACKORDER),
        ("https://schema.org/Discontinued", Availability.DISCONTINUED),
        ("perhaps", Availability.UNKNOWN),
        (7, Availability.UNKNOWN),
    ],
)
def test_availability_is_read_in_every_spelling(written, availability):
    assert page.parse(offer(availability=written)).availability is availability


def test_one_price_for_all_sellers_is_exact():
    html = product(offers={"@type": "AggregateOffer", "lowPrice": 5, "highPrice": 5, "priceCurrency": "USD"})
    assert page.parse(html).price_kind is PriceKind.EXACT


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("", "describes no product"),
        (product(), "has no offer"),
        (product(offers=[]), "has no offer"),
        (product(offers="10 USD"), "has no offer"),
        (product(offers={"@type": "Offer", "priceCurrency": "USD"}), "the offer has no price"),
        (offer(price=0), "not a price above 0"),
        (offer(price="-1"), "not written as a price"),
        (offer(price=float("nan")), "the price is NoneType|has no price"),
        (offer(price="1e999"), "not written as a price"),
        (offer(priceCurrency=None), "does not say the currency"),
        (product() + product(), "has no offer"),
        ("<p>" * 60_001, "has 60001 tags"),
        ("x" * 3_000_001, "has 3000001 characters"),
        ('<script type="application/ld+json">' + "[" * 100_000 + "</script>", "describes no product"),
        (
            '<script type="application/ld+json">{"@type": "Product", "offers": {"price": 1e9999999}}</script>',
            "above 0|written as a price",
        ),
        ('<script type="application/ld+json">' + "9" * 10_000 + "</script>", "describes no product"),
        ("\0<html>", "describes no product"),
        ("\ud800", "cannot be parsed"),
    ],
)
def test_a_hostile_or_empty_page_is_refused_with_a_reason(html, why):
    with pytest.raises(NoOfferError, match=why):
        page.parse(html)


def test_nodes_that_refer_to_each_other_end():
    html = product(offers={"@id": "#a"}) + (
        '<script type="application/ld+json">'
        '[{"@id": "#a", "offers": {"@id": "#a"}, "mainEntity": {"@id": "#a"}}]</script>'
    )
    with pytest.raises(NoOfferError, match="has no price"):
        page.parse(html)


def test_a_declaration_of_xml_is_no_reason_to_warn():
    assert page.parse('<?xml version="1.0"?>' + offer()).amount == 10


@given(st.sampled_from(sorted(READ)), st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_page_that_is_cut_or_has_a_wrong_byte_is_read_or_refused(name, data):
    content = bytearray(saved(name).encode())
    at = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content = content[:at]
    else:
        content[at] = data.draw(st.integers(0, 255))
    with suppress(NoOfferError):
        assert page.parse(content.decode(errors="replace")).amount > 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["@id", "@type", "@graph", "offers", "price", "priceCurrency", "priceSpecification", "seller"]
            ),
            inside | st.sampled_from(["Product", "Offer", "AggregateOffer"]),
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(JSON)
@settings(max_examples=200, deadline=None)
def test_any_json_in_a_block_is_read_or_refused(value):
    html = f'<script type="application/ld+json">{json.dumps(value)}</script>'
    with suppress(NoOfferError):
        assert page.parse(product(offers=value) + html).amount > 0


SHOPS = Path(__file__).parent / "shop_pages"
EXPECTED = json.loads((SHOPS / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_of_any_shop_is_read_by_the_rules(name):
    right = dict(EXPECTED[name])
    address = right.pop("url")
    assert page.fields(page.read((SHOPS / f"{name}.html").read_text(encoding="utf-8"), address)) == right


@pytest.mark.parametrize(
    "html",
    [
        "<h1>A</h1>" + "<p>$10.00</p>" * 29_000,
        "<div>" * 59_000,
        '<script type="application/ld+json">' + "[" * 2_900_000 + "</script>",
        '<script type="application/ld+json">{' + "'" * 390_000 + "</script>",
        "<script>price" + "a={" * 300_000 + "</script>",
        "<h1>A</h1>" + ("<p>" + "1 2,3.4 $ " * 190 + "</p>") * 1_400,
        "<h1>A</h1>" + ("<p>" + "from price de a " * 8 + " $1</p>") * 8_000,
    ],
    ids=["many prices", "nested", "nested JSON", "quotes", "assignments", "numbers", "words"],
)
def test_a_hostile_page_ends_in_time(html):
    start = time.process_time()
    page.read(html)
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    "html",
    [
        '<script type="application/json">{"product":' + '{"price":' * 900 + "3" + "}" * 901 + "</script>",
        "<div data-product='" + '{"price":' * 900 + "3" + "}" * 900 + "'>x</div>",
    ],
    ids=["JSON", "attribute"],
)
def test_data_that_is_nested_too_deeply_hides_no_other_source(html):
    assert page.read("<h1>Thing</h1><p>$10.00</p>" + html).amount == 10


def test_what_may_be_mended_of_one_page_is_bounded():
    mending = lenient.Mending()
    broken = "{'a': 1, " + "'b': 2, " * 40_000
    for _ in range(3):
        lenient.load(broken, mending)
    with pytest.raises(ValueError, match="too long to be mended"):
        lenient.load(broken, mending)


def test_numbers_far_below_the_heading_are_not_looked_at():
    listed = "<p>7 8 9</p>" * 3_000
    assert page.read(f"<h1>Thing</h1><p>$10.00</p>{listed}").amount == 10
    assert page.read(f"<h1>Thing</h1>{listed}<p>$10.00</p>").amount is None
