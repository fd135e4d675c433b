"""Prices that fell, as a feed."""

from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import make
import pytest
from django.utils import timezone

from prices.models import Offer, PricePoint

ATOM = "{http://www.w3.org/2005/Atom}"
pytestmark = pytest.mark.django_db


def seen(part, *amounts, shop="Shop", days=1, **fields):
    """Store prices of one offer, one a day, the last of them so many days ago."""
    offer = Offer.objects.get_or_create(part=part, source=make.source(), seller=shop)[0]
    for place, amount in enumerate(reversed(amounts)):
        at = timezone.now() - timedelta(days=days + place)
        PricePoint.objects.create(offer=offer, amount=Decimal(amount), observed_at=at, last_seen_at=at, **fields)


def feed(client, path="/prices/drops.atom", **options):
    response = client.get(path, **options)
    return response, ET.fromstring(response.content) if response.status_code == 200 else None


def titles(root):
    return [entry.find(f"{ATOM}title").text for entry in root.iter(f"{ATOM}entry")]


def test_a_drop_is_an_entry_with_both_prices_its_day_and_absolute_links(client):
    part = make.card("A <card>")
    seen(part, 500, 400)
    response, root = feed(client)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    (entry,) = root.iter(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "A <card>: $400.00, 20 % less"
    assert "Shop asked $400.00 on" in entry.find(f"{ATOM}summary").text
    assert "after $500.00" in entry.find(f"{ATOM}summary").text
    links = [link.get("href") for link in root.iter(f"{ATOM}link")]
    assert len(links) == 3
    assert all(link.startswith("http://testserver/") for link in links)


def test_the_feed_has_what_atom_asks_for(client):
    seen(make.card(), 500, 400)
    for root in (feed(client)[1], feed(client, "/prices/drops.atom?kind=case-fan")[1]):
        assert root.tag == f"{ATOM}feed"
        for element in (root, *root.iter(f"{ATOM}entry")):
            assert element.find(f"{ATOM}id").text.startswith("http://testserver/")
            assert element.find(f"{ATOM}title").text
            assert element.find(f"{ATOM}updated").text[10] == "T"
        assert root.find(f"{ATOM}author/{ATOM}name").text == "Rigwright"
        assert root.find(f"{ATOM}link[@rel='self']").get("href").startswith("http://testserver/prices/drops.atom")


def test_the_id_of_an_entry_stays_when_other_prices_come(client):
    seen(make.card(), 500, 400)
    first = [each.text for each in feed(client)[1].iter(f"{ATOM}id")]
    seen(make.card(), 900, 100, days=0)
    assert set(first) <= {each.text for each in feed(client)[1].iter(f"{ATOM}id")}


@pytest.mark.parametrize("prices", [(500, 480), (400, 500), (500,), (500, 500)])
def test_what_rose_stayed_or_fell_by_less_is_not_in_it(client, prices):
    seen(make.card(), *prices)
    assert titles(feed(client)[1]) == []


@pytest.mark.parametrize(
    "fields", [{"availability": "out_of_stock"}, {"condition": "used"}, {"availability": "discontinued"}, {"days": 40}]
)
def test_what_one_cannot_have_new_and_today_is_not_in_it(client, fields):
    seen(make.card(), 500, 300, **fields)
    assert titles(feed(client)[1]) == []


def test_a_price_in_another_currency_is_no_drop(client):
    part = make.card()
    seen(part, 500, days=3)
    seen(part, 300, currency="EUR")
    assert titles(feed(client)[1]) == []


def test_kind_and_percent_narrow_it_and_a_part_has_its_own(client):
    card, fan = make.card("Card"), make.fan("Fan")
    seen(card, 500, 400)
    seen(fan, 10, 9)
    assert len(titles(feed(client)[1])) == 2
    assert titles(feed(client, "/prices/drops.atom?kind=case-fan")[1]) == ["Fan: $9.00, 10 % less"]
    assert titles(feed(client, "/prices/drops.atom?percent=15")[1]) == ["Card: $400.00, 20 % less"]
    assert titles(feed(client, f"{fan.get_absolute_url()}drops.atom")[1]) == ["Fan: $9.00, 10 % less"]
    assert titles(feed(client, f"{fan.get_absolute_url()}drops.atom?percent=11")[1]) == []


def test_who_has_it_gets_304(client):
    seen(make.card(), 500, 400)
    tag = feed(client)[0]["ETag"]
    assert feed(client, headers={"If-None-Match": tag})[0].status_code == 304
    empty = client.get("/prices/drops.atom?kind=case-fan")["ETag"]
    assert client.get("/prices/drops.atom?kind=case-fan", headers={"If-None-Match": empty}).status_code == 304
    seen(make.card(), 500, 300, days=0)
    assert feed(client, headers={"If-None-Match": tag})[0].status_code == 200


@pytest.mark.parametrize("query", ["?percent=0", "?percent=91", "?percent=x", "?kind=nothing", "?x=1", "?page=1"])
def test_what_cannot_be_asked_is_refused(client, query):
    assert client.get(f"/prices/drops.atom{query}").status_code == 400
    assert client.get(f"/api/v1/price-drops/{query}").status_code == 400


def test_a_part_or_kind_that_there_is_not_is_404(client):
    assert client.get("/parts/case-fan/nothing/drops.atom").status_code == 404
    assert client.get(f"{make.fan().get_absolute_url()}drops.atom?kind=case-fan").status_code == 400


def test_it_takes_one_query_however_much_fell(client, django_assert_num_queries):
    for _ in range(3):
        seen(make.card(), 500, 400)
    with django_assert_num_queries(1):
        assert len(titles(feed(client)[1])) == 3
    for _ in range(60):
        seen(make.fan(), 500, 400)
    with django_assert_num_queries(1):
        assert len(titles(feed(client)[1])) == 50


def test_the_api_says_the_same(client):
    card = make.card("Card")
    seen(card, 500, 400)
    seen(make.fan(), 10, 9)
    (row,) = client.get("/api/v1/price-drops/?kind=graphics-card&percent=15").json()
    assert (row["part"], row["amount"], row["before"], row["percent"]) == (card.slug, "400.00", "500.00", "20.0")
