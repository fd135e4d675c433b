"""A price in doubt is held: it counts nowhere until it was seen twice or somebody took it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import make
import pytest

from prices.current import let_old_prices_go, update_current_prices
from prices.fetching import Fetched
from prices.models import CurrentPrice, Host, Offer, PricePoint, RefreshRun
from prices.refresh import CONFIRM_AFTER, INTERVAL, Outcome, claim, decide, refresh
from prices.sources.quote import Availability, PriceKind, Quote

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    """A shop that shows what it is told; each look is a day after the last one, or an hour."""
    return Shop()


class Shop:
    def __init__(self):
        Host.objects.create(name="shop.example", robots_at=NOW + 9_999 * DAY)
        self.part = make.card()
        Offer.objects.create(
            part=self.part, source=make.source(), seller="Corner Shop", url="https://shop.example/1", enabled=True,
            next_due=NOW,
        )  # fmt: skip
        self.at = NOW

    def shows(self, amount, currency="USD", **fields):
        """Look when it is due, and give the outcome."""
        self.at = max(self.offer.next_due, self.at)
        quote = Quote(Decimal(str(amount)), currency, **fields)
        return refresh(
            claim(self.at), lambda: self.at, chance=0.5, fetch=lambda *_, **__: Fetched("page"), read=lambda _: quote
        )

    @property
    def offer(self):
        return Offer.objects.get(enabled=True)

    @property
    def counts(self):
        """The current price."""
        return CurrentPrice.objects.values_list("amount", flat=True).first()

    @property
    def points(self):
        return list(PricePoint.objects.order_by("observed_at").values_list("amount", "state"))


@pytest.mark.parametrize(("amount", "held"), [(901, True), (900, False), (100, False), (99.99, True), (299, False)])
def test_a_jump_of_more_than_three_times_is_held(shop, amount, held):
    shop.shows(300)
    assert shop.shows(amount) is (Outcome.HELD if held else Outcome.CHANGED)
    assert shop.counts == (300 if held else Decimal(str(amount)))
    assert PricePoint.objects.first().state == ("held" if held else "taken")


def test_what_is_held_says_why_in_the_row_the_log_and_the_point(shop):
    shop.shows(300)
    shop.shows(30)
    why = "the price was 300.00 USD and is 30: less than a third"
    assert PricePoint.objects.first().doubt == why
    assert shop.offer.last_error == why
    run = RefreshRun.objects.first()
    assert (run.outcome, run.reason, run.excerpt) == ("held", why, "page")


def test_what_is_held_is_looked_at_again_within_the_hour_and_then_counts(shop):
    shop.shows(300)
    shop.shows(30)
    assert shop.offer.next_due == shop.at + CONFIRM_AFTER
    assert shop.shows(30) is Outcome.CHANGED
    assert (shop.counts, shop.points) == (30, [(300, "taken"), (30, "taken")])
    assert shop.offer.last_error == ""
    assert PricePoint.objects.first().doubt, "that it was in doubt stays on record"


@pytest.mark.parametrize(("second", "counts"), [("29.70", True), ("30.30", True), ("29.69", False), ("30.31", False)])
def test_two_looks_agree_within_one_percent(shop, second, counts):
    shop.shows(300)
    shop.shows(30)
    shop.shows(second)
    assert shop.counts == (Decimal(second) if counts else 300)


def test_a_price_that_goes_back_leaves_the_doubtful_one_behind(shop):
    shop.shows(300)
    shop.shows(30)
    assert shop.shows(301) is Outcome.CHANGED
    assert (shop.counts, shop.points) == (301, [(300, "taken"), (30, "held"), (301, "taken")])
    assert shop.shows(30) is Outcome.HELD, "it has to be seen twice in a row"


def test_one_doubt_after_another_is_not_asked_about_every_hour(shop):
    shop.shows(300)
    shop.shows(30)
    shop.shows(9_000)
    assert shop.offer.next_due == shop.at + INTERVAL


def test_another_currency_is_held_until_seen_twice(shop):
    shop.shows(300)
    assert shop.shows(280, "EUR") is Outcome.HELD
    assert CurrentPrice.objects.get().currency == "USD"
    assert shop.shows(280, "EUR") is Outcome.CHANGED
    assert CurrentPrice.objects.get().currency == "EUR"


@pytest.mark.parametrize(
    ("seller", "held"),
    [
        ("Deals4U", True), ("", False), ("Corner Shop Inc.", False), ("CORNER-SHOP", False), ("shop.example", False),
        ("op", True),
    ],
)  # fmt: skip
def test_a_marketplace_seller_is_held(shop, seller, held):
    assert (shop.shows(300, seller=seller) is Outcome.HELD) is held
    assert shop.counts == (None if held else 300)
    assert PricePoint.objects.get().seller == seller


def test_a_marketplace_seller_seen_twice_counts_and_stays_known(shop):
    shop.shows(300, seller="Deals4U")
    shop.shows(300, seller="Deals4U")
    assert shop.counts == 300
    assert shop.shows(310, seller="Deals4U") is Outcome.CHANGED
    assert shop.shows(310, seller="Others") is Outcome.HELD


def test_a_from_price_never_counts_by_itself(shop):
    for _ in range(3):
        assert shop.shows(300, price_kind=PriceKind.FROM) is Outcome.HELD
    assert (shop.counts, shop.points) == (None, [(300, "held")])
    assert shop.offer.next_due == shop.at + INTERVAL
    assert decide(list(PricePoint.objects.all()), shop.at, take=True) == 1
    assert shop.counts == 300
    assert shop.shows(300, price_kind=PriceKind.FROM) is Outcome.UNCHANGED


def test_a_first_price_is_compared_with_what_the_part_costs_elsewhere(shop):
    record = Offer.objects.create(part=shop.part, source=make.source(), seller="elsewhere")
    PricePoint.objects.create(offer=record, amount=900, observed_at=NOW - DAY, last_seen_at=NOW - DAY)
    update_current_prices([shop.part.pk])
    assert shop.shows(20) is Outcome.HELD
    assert shop.counts == 900
    assert PricePoint.objects.first().doubt == "the part's price elsewhere was 900.00 USD and is 20: less than a third"


def test_an_operator_takes_or_rejects_what_is_held(shop):
    shop.shows(300)
    shop.shows(30)
    held = [PricePoint.objects.first()]
    assert decide(held, shop.at, take=False) == 1
    assert (shop.counts, shop.points[-1]) == (300, (30, "rejected"))
    assert shop.shows(30) is Outcome.HELD, "however often it is seen"
    assert decide(held, shop.at, take=True) == 0, "what is decided is decided"
    assert shop.counts == 300


def test_a_discontinued_part_keeps_its_history_and_has_no_price(shop):
    shop.shows(300)
    shop.shows(300, availability=Availability.DISCONTINUED)
    assert (shop.counts, len(shop.points)) == (None, 2)


# Old prices


def test_a_refreshed_price_leaves_after_two_weeks_without_a_look(shop):
    shop.shows(300)
    assert let_old_prices_go(shop.at + 14 * DAY) == 0
    assert shop.counts == 300
    assert let_old_prices_go(shop.at + 14 * DAY + timedelta(seconds=1)) == 1
    assert shop.counts is None
    assert shop.points == [(300, "taken")], "as history it stays"


def test_a_record_stays_however_old_it_is(shop):
    record = Offer.objects.create(part=make.fan(), source=make.source(), seller="elsewhere")
    PricePoint.objects.create(offer=record, amount=9, observed_at=NOW - 900 * DAY, last_seen_at=NOW - 900 * DAY)
    update_current_prices()
    assert let_old_prices_go(NOW) == 0
    assert shop.counts == 9


def test_a_record_that_is_older_still_does_not_take_its_place(shop):
    record = Offer.objects.create(part=shop.part, source=make.source(), seller="elsewhere")
    PricePoint.objects.create(offer=record, amount=290, observed_at=NOW - 90 * DAY, last_seen_at=NOW - 90 * DAY)
    shop.shows(300)
    let_old_prices_go(shop.at + 15 * DAY)
    assert shop.counts is None
