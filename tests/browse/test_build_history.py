"""What a build costs over time: the sum of its parts' cheapest prices by day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import make
import pytest
from django.utils import timezone

from browse.build_history import build_history
from prices.models import Offer, PricePoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


def seen(part, amount, first, last=None, *, shop="Shop", **fields):
    """Store a price seen from so many days ago to so many days ago."""
    offer = Offer.objects.get_or_create(part=part, source=make.source(), seller=shop)[0]
    noon = datetime.combine(timezone.localdate(), datetime.min.time(), UTC) + timedelta(hours=1)
    times = {"observed_at": noon - timedelta(first), "last_seen_at": noon - timedelta(first if last is None else last)}
    return PricePoint.objects.create(offer=offer, amount=Decimal(amount), **times, **fields)


def spans(build, today):
    history = build_history(build, today)
    return [((today - span.first).days, (today - span.last).days, span.total) for span in history.spans]


def test_the_total_is_the_sum_of_the_cheapest_prices_of_each_day(today):
    cpu, card = make.cpu(), make.card()
    seen(cpu, 100, 20, 0)
    seen(card, 500, 20, 10)
    seen(card, 450, 9, 0)
    seen(card, 400, 5, 3, shop="Cheaper, for a while")
    build = make.build(cpu, (card, 2))
    assert spans(build, today) == [(20, 10, 1100), (9, 6, 1000), (5, 0, 900)]


def test_a_price_counts_for_fourteen_days_after_it_was_last_seen_and_then_there_is_a_gap(today):
    cpu, card = make.cpu(), make.card()
    seen(cpu, 100, 60, 0)
    seen(card, 500, 60)
    seen(card, 510, 30, 0)
    history = build_history(make.build(cpu, card), today)
    assert spans(make.build(cpu, card), today) == [(60, 46, 600), (45, 31, None), (30, 0, 610)]
    assert history.gaps == 15
    assert history.spans[1].missing == 1
    assert (history.lowest.total, history.highest.total) == (600, 610)


def test_a_later_price_of_an_offer_takes_the_place_of_the_earlier_even_if_it_is_higher(today):
    card = make.card()
    seen(card, 500, 10)
    seen(card, 700, 8, 0)
    assert spans(make.build(card), today) == [(10, 9, 500), (8, 0, 700)]


def test_used_foreign_and_discontinued_prices_are_no_part_of_it(today):
    card = make.card()
    seen(card, 500, 10, 0)
    seen(card, 100, 10, 0, shop="Used", condition="used")
    seen(card, 100, 10, 0, shop="Euro", currency="EUR")
    seen(card, 100, 10, 0, shop="Gone", availability="discontinued")
    assert spans(make.build(card), today) == [(10, 0, 500)]


def test_parts_that_never_had_a_price_are_left_out_and_counted(today):
    card = make.card()
    seen(card, 500, 10, 0)
    history = build_history(make.build(card, (make.fan(), 3)), today)
    assert history.left_out == 3
    assert [span.total for span in history.spans] == [500]


def test_owned_parts_cost_nothing_and_own_prices_count(today):
    card, fan, case = make.card(), make.fan(), make.case()
    seen(card, 500, 10, 0)
    seen(fan, 20, 10, 0)
    build = make.build(card, fan, case)
    build.items.filter(part=fan).update(owned=True)
    build.items.filter(part=case).update(own_price=50)
    assert spans(build, today) == [(10, 0, 550)]


def test_nothing_is_older_than_two_years(today):
    card = make.card()
    seen(card, 500, 900, 0)
    assert spans(make.build(card), today) == [(730, 0, 500)]


def test_a_single_day_or_no_price_has_no_history(today):
    card = make.card()
    assert build_history(make.build(card), today) is None
    seen(card, 500, 0)
    assert build_history(make.build(card), today) is None


def test_the_page_draws_it_with_its_table_and_says_the_gaps(client, today):
    cpu, card = make.cpu(), make.card()
    seen(cpu, 100, 60, 0)
    seen(card, 500, 60)
    seen(card, 510, 30, 0)
    build = make.build(cpu, card, make.fan())
    page = " ".join(client.get(f"/b/{build.code}/").content.decode().split())
    assert "The total over time" in page
    assert "On 15 days a part had no price" in page
    assert "One part never had a price and is not in it." in page
    assert "1 part without a price" in page


def test_it_takes_two_queries_however_many_parts_and_prices(today, django_assert_num_queries):
    parts = [make.fan() for _ in range(5)]
    for part in parts:
        seen(part, 10, 9, 0)
    build = make.build(*parts)
    with django_assert_num_queries(2):
        build_history(build, today)


def test_the_api_gives_the_spans(client, today):
    card = make.card()
    seen(card, 500, 10, 6)
    seen(card, 510, 5, 0)
    build = make.build(card)
    body = client.get(f"/api/v1/builds/{build.code}/prices/").json()
    assert body["currency"] == "USD"
    assert [each["total"] for each in body["spans"]] == ["500.00", "510.00"]
    assert date.fromisoformat(body["lowest"]["first"]) == today - timedelta(days=10)
    assert client.get("/api/v1/builds/nothing/prices/").status_code == 404
    empty = client.get(f"/api/v1/builds/{make.build().code}/prices/").json()
    assert (empty["spans"], empty["lowest"]) == ([], None)
