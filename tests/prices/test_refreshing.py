"""Due offers: claimed once, refreshed once, put off when it fails; whatever becomes of the messages."""

import re
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

import make
import pytest
from django.db import connection, connections, transaction

from prices import refresh as refreshing
from prices.fetching import FetchError
from prices.models import CurrentPrice, Offer, PricePoint
from prices.refresh import INTERVAL, LEASE, MOST_HELD, Outcome, backoff, claim_due, make_due, refresh, spread

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.django_db


def due(at=NOW, **fields):
    """Make an offer that is due."""
    part = fields.pop("part", None) or make.card()
    count = Offer.objects.count()
    return Offer.objects.create(
        part=part, source=make.source(), seller=f"shop {count}", url=f"https://shop.example/{count}",
        **{"enabled": True, "next_due": at, **fields},
    )  # fmt: skip


def claimed(at=NOW, **fields):
    """Make an offer that is due and claimed."""
    offer = due(at, **fields)
    assert claim_due(at) == [offer.pk]
    offer.refresh_from_db()
    return offer


def page(price, **fields):
    """Give a fetch that finds this price."""
    written = {"price": str(price), "priceCurrency": "USD", "availability": "InStock", **fields}
    pairs = ", ".join(f'"{name}": "{value}"' for name, value in written.items())
    html = f'<script type="application/ld+json">{{"@type": "Product", "offers": {{{pairs}}}}}</script>'
    return lambda _: html


def broken(_):
    message = "the server answered with status 500"
    raise FetchError(message)


def points(offer):
    return list(offer.points.order_by("observed_at").values_list("amount", "observed_at", "last_seen_at"))


look = partial(refresh, chance=0.5)


def test_what_is_due_is_claimed_the_longest_overdue_first():
    late, later = due(NOW - SECOND), due(NOW - 2 * SECOND)
    due(NOW + SECOND)
    due(NOW, enabled=False)
    assert claim_due(NOW) == [later.pk, late.pk]
    assert set(Offer.objects.exclude(lease_until=None).values_list("lease_until", "attempt")) == {(NOW + LEASE, 1)}


def test_what_is_claimed_is_not_claimed_again_until_its_lease_ends():
    offer = claimed()
    assert claim_due(NOW + LEASE - SECOND) == []
    assert claim_due(NOW + LEASE) == [offer.pk]
    offer.refresh_from_db()
    assert offer.attempt == 2


def test_no_more_is_claimed_than_workers_finish_within_a_lease():
    for _ in range(MOST_HELD + 2):
        due(part=make.Part.objects.first() or make.card())
    assert len(claim_due(NOW)) == MOST_HELD
    assert claim_due(NOW + SECOND) == []
    assert len(claim_due(NOW + LEASE)) == MOST_HELD


def test_what_another_claims_between_our_look_and_our_claim_stays_theirs(monkeypatch):
    part, theirs = make.card(), []
    keys = [due(part=part).pk for _ in range(3)]
    claim = refreshing._claim  # noqa: SLF001  # the moment between look and claim has no public name

    def interrupted(pk, at):
        monkeypatch.setattr("prices.refresh._claim", claim)
        theirs.extend(claim_due(at))
        return claim(pk, at)

    monkeypatch.setattr("prices.refresh._claim", interrupted)
    assert claim_due(NOW) == []
    assert theirs == keys


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="DATABASE_URL names no PostgreSQL; SQLite: test_live.py")
@pytest.mark.django_db(transaction=True)
def test_two_who_claim_at_once_get_each_row_once():
    part = make.card()
    keys = {due(part=part).pk for _ in range(30)}
    barrier, got = threading.Barrier(2), []

    def claim():
        try:
            barrier.wait(5)
            got.append(claim_due(NOW))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=claim) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 2
    assert sorted(got[0] + got[1]) == sorted(keys)


def test_a_first_price_becomes_a_point_and_the_current_price():
    offer = claimed()
    assert look(offer, NOW, fetch=page(300)) is Outcome.CHANGED
    assert points(offer) == [(Decimal(300), NOW, NOW)]
    assert CurrentPrice.objects.get(part=offer.part).amount == 300
    offer.refresh_from_db()
    assert (offer.lease_until, offer.attempt, offer.last_error, offer.last_success_at) == (None, 0, "", NOW)
    assert offer.next_due == NOW + INTERVAL


def test_an_unchanged_price_lengthens_the_span():
    look(claimed(), NOW, fetch=page(300))
    tomorrow = NOW + 2 * INTERVAL
    claim_due(tomorrow)
    offer = Offer.objects.get()
    assert look(offer, tomorrow, fetch=page(300)) is Outcome.UNCHANGED
    assert points(offer) == [(Decimal(300), NOW, tomorrow)]
    assert CurrentPrice.objects.get().observed_at == tomorrow


@pytest.mark.parametrize("change", [{"price": 290}, {"priceCurrency": "EUR"}, {"availability": "OutOfStock"}])
def test_a_change_adds_a_point_and_leaves_the_old_one(change):
    look(claimed(), NOW, fetch=page(300))
    tomorrow = NOW + 2 * INTERVAL
    claim_due(tomorrow)
    offer = Offer.objects.get()
    assert look(offer, tomorrow, fetch=page(**{"price": 300, **change})) is Outcome.CHANGED
    assert [span for _, *span in points(offer)] == [[NOW, NOW], [tomorrow, tomorrow]]


def test_a_doubled_message_gives_one_point():
    offer = claimed()
    twin = Offer.objects.get(pk=offer.pk)
    assert look(offer, NOW, fetch=page(300)) is Outcome.CHANGED
    assert look(twin, NOW, fetch=page(310)) is Outcome.NOT_HELD
    assert look(Offer.objects.get(), NOW, fetch=page(320)) is Outcome.NOT_HELD
    assert points(offer) == [(Decimal(300), NOW, NOW)]


def test_a_message_after_the_lease_changes_nothing_and_fetches_nothing():
    offer = claimed()
    assert look(offer, NOW + LEASE, fetch=pytest.fail) is Outcome.NOT_HELD


def test_a_worker_whose_lease_ran_out_meanwhile_writes_nothing():
    slow = claimed()
    claim_due(NOW + LEASE)
    assert look(slow, NOW + LEASE - SECOND, fetch=page(300)) is Outcome.NOT_HELD
    assert points(slow) == []
    assert look(Offer.objects.get(), NOW + LEASE, fetch=page(310)) is Outcome.CHANGED


def test_an_offer_that_is_turned_off_meanwhile_is_left_alone():
    offer = claimed()

    def turned_off(_):
        Offer.objects.update(enabled=False)
        return page(300)("")

    assert look(offer, NOW, fetch=turned_off) is Outcome.NOT_HELD
    assert points(offer) == []


@pytest.mark.parametrize(
    ("fetch", "why"),
    [
        (broken, "status 500"),
        (lambda _: "<h1>Are you a person?</h1>", "check for robots"),
        (page("call us"), "not written as a price"),
        (lambda _: "\0" + "<p>" * 60_001, "60001 tags"),
        (
            lambda _: (
                '<script type="application/ld+json">{"@type": "Product", "offers": '
                '{"@type": "AggregateOffer", "lowPrice": 5, "priceCurrency": "USD"}}</script>'
            ),
            r"only the lowest of several prices, from 5\.00 USD",
        ),
    ],
)
def test_a_failure_says_why_and_leaves_the_old_price(fetch, why):
    look(claimed(), NOW, fetch=page(300))
    tomorrow = NOW + 2 * INTERVAL
    claim_due(tomorrow)
    offer = Offer.objects.get()
    assert look(offer, tomorrow, fetch=fetch) is Outcome.FAILED
    offer.refresh_from_db()
    assert pytest.approx(0) == (offer.next_due - tomorrow - backoff(1)).total_seconds()
    assert re.search(why, offer.last_error)
    assert (offer.lease_until, offer.attempt, offer.last_success_at) == (None, 1, NOW)
    assert points(offer) == [(Decimal(300), NOW, NOW)]
    assert CurrentPrice.objects.get().amount == 300


def test_each_failure_in_a_row_waits_longer_up_to_a_day():
    due()
    at, waits = NOW, []
    for _ in range(11):
        claim_due(at)
        look(Offer.objects.get(), at, fetch=broken)
        waits.append(Offer.objects.get().next_due - at)
        at += waits[-1]
    minutes = [wait / timedelta(minutes=1) for wait in waits]
    assert minutes == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]


def test_success_ends_the_row_of_failures():
    look(claimed(), NOW, fetch=broken)
    at = NOW + INTERVAL
    claim_due(at)
    look(Offer.objects.get(), at, fetch=page(300))
    assert Offer.objects.get().attempt == 0


def test_chance_spreads_a_delay_by_a_tenth():
    assert [spread(INTERVAL, chance) / INTERVAL for chance in (0, 0.5, 1)] == pytest.approx([0.9, 1.0, 1.1])


def test_refresh_now_makes_enabled_offers_due_and_takes_old_claims_away():
    held, off = claimed(), due(enabled=False, next_due=None)
    assert make_due(Offer.objects.all(), NOW + SECOND) == 1
    off.refresh_from_db()
    assert off.next_due is None
    assert look(held, NOW + SECOND, fetch=page(300)) is Outcome.NOT_HELD
    assert claim_due(NOW + SECOND) == [held.pk]


def test_a_second_point_of_one_offer_at_one_instant_is_impossible():
    offer = claimed()
    look(offer, NOW, fetch=page(300))
    _, made = offer.points.get_or_create(observed_at=NOW, defaults={"amount": 5, "last_seen_at": NOW})
    assert not made
    assert PricePoint.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="DATABASE_URL names no PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_a_claim_waits_for_another_and_then_sees_it():
    """The other's UPDATE is not committed yet when ours begins."""
    offer, got = due(), []

    def claim():
        got.extend(claim_due(NOW))
        connections.close_all()

    thread = threading.Thread(target=claim)
    with transaction.atomic():
        assert claim_due(NOW) == [offer.pk]
        thread.start()
        thread.join(0.5)
        assert thread.is_alive(), "it should wait for the row"
    thread.join(5)
    assert got == []
