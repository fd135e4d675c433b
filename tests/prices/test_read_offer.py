"""`manage.py read_offer`: one page, read and printed with its evidence."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

PAGE = (
    '<link rel="canonical" href="https://shop.example/thing"><h1>Thing</h1><p class="price">$1,299.00</p>'
    "<p>Only 2 left in stock</p>"
)


def printed(*arguments):
    out = StringIO()
    call_command("read_offer", *map(str, arguments), stdout=out)
    return json.loads(out.getvalue())


def test_a_saved_page_is_printed_with_what_each_field_rests_on(tmp_path):
    path = tmp_path / "thing.html"
    path.write_text(PAGE, encoding="utf-8")
    found = printed(path)
    evidence = found.pop("evidence")
    assert found == {
        "price": "1299.00",
        "currency": "USD",
        "availability": "limited",
        "condition": "unknown",
        "seller": None,
        "price_kind": "exact",
        "reason": None,
    }
    assert "$1,299.00" in evidence["price"]
    assert evidence["availability"].endswith("Only 2 left in stock")


def test_a_page_without_an_offer_prints_the_reason(tmp_path):
    path = tmp_path / "none.html"
    path.write_text("<h1>Thing</h1><p>Call for price</p>", encoding="utf-8")
    found = printed(path)
    assert (found["price"], found["currency"], found["price_kind"]) == (None, None, "none")
    assert "instead of a price" in found["reason"]


def test_the_address_of_a_saved_page_tells_which_product_is_its_own(tmp_path):
    path = tmp_path / "two.html"
    block = [
        {"@type": "Product", "name": name, "url": f"https://shop.example/{name}",
         "offers": {"price": price, "priceCurrency": "USD"}}
        for name, price in (("one", 10), ("two", 20))
    ]  # fmt: skip
    path.write_text(f'<script type="application/ld+json">{json.dumps(block)}</script>', encoding="utf-8")
    assert printed(path)["price"] is None
    assert printed(path, "--url", "https://shop.example/two")["price"] == "20.00"


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"none\.html cannot be read"):
        printed(tmp_path / "none.html")


def test_a_private_address_is_not_fetched():
    with pytest.raises(CommandError, match=r"was not fetched: .*not a public address"):
        printed("http://10.0.0.1/thing")


def test_the_page_at_an_address_is_read(shop, settings):
    settings.FETCH_ALLOW_LOOPBACK = True
    assert printed(f"{shop.url}/product")["price"] == "1299.90"
