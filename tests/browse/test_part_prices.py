"""The lowest price ever, and all prices of a part in the currency that one asks for."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import make
import pytest

from prices.models import CurrencyRate, Offer, PricePoint

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def seen(part, amount, day, *, shop="Shop", **fields):
    offer = Offer.objects.get_or_create(part=part, source=make.source(), seller=shop)[0]
    at = START + timedelta(day)
    return PricePoint.objects.create(offer=offer, amount=Decimal(amount), observed_at=at, last_seen_at=at, **fields)


def rate(currency, per_eur, on=date(2026, 1, 1)):
    return CurrencyRate.objects.create(currency=currency, on=on, per_eur=Decimal(per_eur))


def page_of(client, part, query=""):
    response = client.get(f"{part.get_absolute_url()}prices/{query}")
    return response, " ".join(response.content.decode().split())


def test_the_lowest_ever_has_its_day_and_its_seller(client):
    part = make.card()
    seen(part, "500", 0)
    seen(part, "450.50", 3, shop="Cheap")
    seen(part, "480", 9)
    page = " ".join(client.get(part.get_absolute_url()).content.decode().split())
    assert "Lowest ever: <b>$450.50</b> on 4 Jan 2026 at Cheap" in page


def test_used_prices_and_other_currencies_have_a_lowest_of_their_own(client):
    part = make.card()
    seen(part, "500", 0)
    seen(part, "200", 1, shop="Used", condition="used")
    seen(part, "400", 2, shop="Euro", currency="EUR")
    rate("USD", "1.25")
    page = page_of(client, part)[1]
    assert "Lowest ever: <b>$500.00</b>" in page
    assert "Lowest ever, used: <b>$200.00</b>" in page
    assert "<b>€400.00</b>" in page
    assert "(converted: $500.00 at the rate of 1 Jan 2026)" in page


def test_without_a_rate_of_the_day_nothing_is_converted(client):
    part = make.card()
    seen(part, "400", 40, currency="EUR")
    rate("USD", "1.25")
    response, page = page_of(client, part, "?currency=USD")
    assert "(converted" not in page
    assert response.context["prices"].missing == 1
    assert "One price cannot be converted" in page
    assert "no rate" in page


def test_the_lowest_of_many_prices_is_found_beyond_those_that_are_shown(client):
    part = make.card()
    seen(part, "100", 0)
    for day in range(1, 70):
        seen(part, 500 + day, day)
    assert "<b>$100.00</b> on 1 Jan 2026" in client.get(part.get_absolute_url()).content.decode()


def test_prices_of_two_currencies_stand_in_one_chart_once_converted(client):
    part = make.card()
    seen(part, "500", 0)
    seen(part, "510", 5)
    seen(part, "400", 0, shop="Euro", currency="EUR")
    seen(part, "380", 5, shop="Euro", currency="EUR")
    rate("USD", "1.25")
    as_seen, converted = page_of(client, part)[0], page_of(client, part, "?currency=USD")[0]
    assert as_seen.context["prices"].history.left_out == 1
    history = converted.context["prices"].history
    assert (history.left_out, history.currency, history.lowest) == (0, "USD", Decimal(475))
    assert PricePoint.objects.count() == 4


def test_the_page_takes_the_same_queries_however_many_prices(client, django_assert_num_queries):
    part = make.card()
    rate("USD", "1.25")
    for day in range(3):
        seen(part, 500, day, currency="EUR")
    with django_assert_num_queries(4):  # part, prices, rates twice: into the asked currency, and for the lowest
        page_of(client, part, "?currency=USD")
    for day in range(3, 40):
        seen(part, 500 + day, day, shop=f"Shop {day % 4}", currency="EUR")
    with django_assert_num_queries(4):
        page_of(client, part, "?currency=USD")


def test_what_cannot_be_asked_is_named(client):
    part = make.card()
    response, page = page_of(client, part, "?currency=DOGE")
    assert response.status_code == 400
    assert "USD" in page
    assert page_of(client, part, "?x=1")[0].status_code == 400
    assert page_of(client, part, "?page=2")[0].status_code == 404
    assert client.get("/parts/graphics-card/nothing/prices/").status_code == 404
    assert client.post(f"{part.get_absolute_url()}prices/").status_code == 405


def test_a_part_without_a_price_says_so(client):
    assert "No price of this part has been seen" in page_of(client, make.card())[1]


def test_the_api_gives_what_was_seen_and_what_it_comes_to(client):
    part = make.card()
    seen(part, "400", 2, currency="EUR")
    rate("USD", "1.25")
    address = f"/api/v1/parts/{part.slug}/prices/"
    body = client.get(f"{address}?currency=USD").json()
    assert body["prices"][0]["amount"] == "400.00"
    assert body["prices"][0]["converted"] == {"amount": "500.00", "rate": "1.25000000", "on": "2026-01-01"}
    assert body["lowest"][0]["converted"]["amount"] == "500.00"
    assert client.get(address).json()["prices"][0]["converted"] is None
    assert client.get(f"{address}?currency=DOGE").status_code == 400
    assert client.get(f"{address}?x=1").status_code == 400
    assert client.get("/api/v1/parts/nothing/prices/").status_code == 404
