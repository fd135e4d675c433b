"""The price that a part is shown with."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import make
import pytest

from prices.current import update_current_prices
from prices.models import CurrentPrice, Offer, PricePoint

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def part():
    return make.card()


def observed(part, amount, *, seller="shop", at=NOW, until=None, **fields):
    """Make a price point of a seller's offer."""
    offer, _ = Offer.objects.get_or_create(part=part, source=make.source(), seller=seller, url="")
    return PricePoint.objects.create(
        offer=offer, amount=Decimal(str(amount)), observed_at=at, last_seen_at=until or at, **fields
    )


def shown(part):
    """Give the amount, currency and date after an update; None if there is no price."""
    update_current_prices([part.pk])
    return CurrentPrice.objects.filter(part=part).values_list("amount", "currency", "observed_at").first()


def test_the_cheapest_of_several_sellers_is_shown(part):
    observed(part, 310, seller="a")
    observed(part, 300, seller="b")
    assert shown(part) == (300, "USD", NOW)


def test_only_the_newest_point_of_an_offer_counts(part):
    observed(part, 200, at=NOW - DAY)
    observed(part, 300)
    assert shown(part) == (300, "USD", NOW)


def test_the_date_is_the_day_on_which_it_was_last_seen(part):
    observed(part, 300, at=NOW - 90 * DAY, until=NOW)
    assert shown(part) == (300, "USD", NOW)


def test_a_launch_price_of_long_ago_does_not_pass_for_todays(part):
    observed(part, 699, seller="maker", at=NOW - 3000 * DAY)
    observed(part, 800, seller="shop")
    assert shown(part) == (800, "USD", NOW)


def test_prices_within_two_weeks_are_compared(part):
    observed(part, 300, seller="a", at=NOW - 14 * DAY)
    observed(part, 310, seller="b")
    assert shown(part)[0] == 300
    observed(part, 305, seller="b", at=NOW + DAY)
    assert shown(part)[0] == 305


def test_dollars_come_before_other_currencies(part):
    observed(part, 250, seller="a", currency="EUR")
    observed(part, 300, seller="b")
    assert shown(part)[:2] == (300, "USD")


def test_a_price_in_another_currency_is_better_than_none(part):
    observed(part, 250, currency="EUR")
    assert shown(part)[:2] == (250, "EUR")


def test_what_one_can_have_comes_before_what_is_out_of_stock(part):
    observed(part, 250, seller="a", availability="out_of_stock")
    observed(part, 300, seller="b", availability="in_stock")
    assert shown(part)[0] == 300


@pytest.mark.parametrize(
    "fields", [{"condition": "used"}, {"condition": "refurbished"}, {"availability": "discontinued"}]
)
def test_used_and_discontinued_ones_are_not_the_price_of_a_new_one(part, fields):
    observed(part, 100, seller="a", **fields)
    assert shown(part) is None
    observed(part, 300, seller="b", condition="unknown")
    assert shown(part)[0] == 300


def test_a_price_that_no_longer_counts_is_taken_away(part):
    observed(part, 300)
    assert shown(part)
    observed(part, 300, at=NOW + DAY, availability="discontinued")
    assert update_current_prices([part.pk]) == 1
    assert not CurrentPrice.objects.exists()


def test_a_second_run_changes_nothing_and_says_so(part):
    observed(part, 300)
    other = make.cpu(price=20)
    CurrentPrice.objects.all().delete()
    assert update_current_prices() == 2
    assert update_current_prices() == 0
    assert set(CurrentPrice.objects.values_list("part", flat=True)) == {part.pk, other.pk}


def test_only_the_parts_asked_for_are_updated(part):
    observed(part, 300)
    observed(make.cpu(), 200)
    assert update_current_prices([part.pk]) == 1
    assert CurrentPrice.objects.get().part_id == part.pk


def test_the_number_of_queries_does_not_grow_with_the_rows(django_assert_max_num_queries):
    for number in range(30):
        row = make.fan()
        for seller in "abc":
            observed(row, 10 + number, seller=seller)
    with django_assert_max_num_queries(13):  # with the revision
        assert update_current_prices() == 30
