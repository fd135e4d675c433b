"""Due offers: claimed once, refreshed once, put off when it fails; whatever becomes of the messages."""

import re
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import make
import pytest
from django.db import connection, connections, transaction

from prices import hosts
from prices import refresh as refreshing
from prices.fetching import Fetched, FetchError, Validators
from prices.models import CurrentPrice, Host, Offer, PricePoint, RefreshRun
from prices.refresh import CONFIRM_AFTER, INTERVAL, LEASE, Outcome, Turn, backoff, claim, make_due, refresh, spread
from prices.runs import prune
from prices.sources.page import parse

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TOMORROW = NOW + 2 * INTERVAL
pytestmark = pytest.mark.django_db


def due(at=NOW, **fields):
    """Make an offer that is due, at a host of its own that allows everything."""
    part = fields.pop("part", None) or make.card()
    count = Offer.objects.count()
    name = fields.pop("host", f"shop-{count}.example")
    Host.objects.get_or_create(name=name, defaults={"robots_at": datetime(2100, 1, 1, tzinfo=UTC)})
    return Offer.objects.create(
        part=part, source=make.source(), seller=f"shop {count}", url=f"https://{name}/{count}",
        **{"enabled": True, "next_due": at, **fields},
    )  # fmt: skip


def claim_due(at):
    """Claim whatever can be claimed."""
    turns = []
    while (turn := claim(at)) is not None:
        turns.append(turn)
    return [turn.offer.pk for turn in turns]


def again(at):
    """Claim the one offer, and give the turn."""
    turn = claim(at)
    assert turn is not None
    return turn


def claimed(at=NOW, **fields):
    """Make an offer that is due, and take it."""
    offer = due(at, **fields)
    turn = again(at)
    assert turn.offer == offer
    return turn


def page(price, **fields):
    """Give a fetch that finds this price."""
    written = {"price": str(price), "priceCurrency": "USD", "availability": "InStock", **fields}
    pairs = ", ".join(f'"{name}": "{value}"' for name, value in written.items())
    return saying(f'<script type="application/ld+json">{{"@type": "Product", "offers": {{{pairs}}}}}</script>')


def saying(html):
    return lambda _url, **_: Fetched(html, size=len(html))


def broken(_url, **_):
    message = "the server answered with status 500"
    raise FetchError(message)


def points(offer):
    return list(offer.points.order_by("observed_at").values_list("amount", "observed_at", "last_seen_at"))


def look(turn, at, fetch):
    return refresh(turn, lambda: at, chance=0.5, fetch=fetch, read=parse)


def test_what_is_due_is_claimed_the_longest_overdue_of_a_host_first():
    late, later = due(NOW - SECOND, host="shop.example"), due(NOW - 2 * SECOND, host="shop.example")
    due(NOW + INTERVAL)
    due(NOW, enabled=False)
    assert claim_due(NOW) == [later.pk]
    hosts.give_back(Host.objects.get(offers=later))
    assert claim_due(NOW + 2 * SECOND) == [late.pk]
    assert set(Offer.objects.values_list("lease_until", "attempt")) == {
        (None, 0),
        (NOW + LEASE, 1),
        (NOW + 2 * SECOND + LEASE, 1),
    }


def test_what_is_claimed_is_not_claimed_again_until_its_lease_ends():
    offer = claimed().offer
    assert claim_due(NOW + LEASE - SECOND) == []
    assert claim_due(NOW + LEASE) == [offer.pk]
    offer.refresh_from_db()
    assert offer.attempt == 2


def test_a_worker_that_takes_nothing_lets_the_host_go():
    offer = due()
    turn = claim(NOW)
    assert hosts.give_back(turn.host, next_free_at=None)
    assert claim(NOW) is None
    assert Host.objects.get().busy_until is None
    Offer.objects.filter(pk=offer.pk).update(lease_until=None)
    assert claim(NOW).offer == offer


def test_what_another_claims_between_our_look_and_our_claim_stays_theirs(monkeypatch):
    part, theirs = make.card(), []
    keys = [due(part=part).pk for _ in range(3)]
    take = hosts.take

    def interrupted(host, at):
        monkeypatch.setattr("prices.hosts.take", take)
        theirs.extend(claim_due(at))
        return take(host, at)

    monkeypatch.setattr("prices.hosts.take", interrupted)
    assert claim(NOW) is None
    assert theirs == keys


def test_an_offer_that_another_claims_after_we_took_its_host_stays_theirs(monkeypatch):
    offer = due()
    claim_offer = refreshing._claim  # noqa: SLF001  # the moment between the two has no public name

    def interrupted(pk, at):
        Offer.objects.filter(pk=pk).update(lease_until=at + LEASE)
        return claim_offer(pk, at)

    monkeypatch.setattr("prices.refresh._claim", interrupted)
    assert claim(NOW) is None
    assert Offer.objects.get(pk=offer.pk).attempt == 0
    assert Host.objects.get().busy_until is None


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
    turn = claimed()
    assert look(turn, NOW, fetch=page(300)) is Outcome.CHANGED
    offer = Offer.objects.get()
    assert points(offer) == [(Decimal(300), NOW, NOW)]
    assert CurrentPrice.objects.get(part=offer.part).amount == 300
    assert (offer.lease_until, offer.attempt, offer.last_error, offer.last_success_at) == (None, 0, "", NOW)
    assert offer.next_due == NOW + INTERVAL


def test_an_unchanged_price_lengthens_the_span():
    look(claimed(), NOW, fetch=page(300))
    assert look(again(TOMORROW), TOMORROW, fetch=page(300)) is Outcome.UNCHANGED
    assert points(Offer.objects.get()) == [(Decimal(300), NOW, TOMORROW)]
    assert CurrentPrice.objects.get().observed_at == TOMORROW


@pytest.mark.parametrize("change", [{"price": 290}, {"availability": "OutOfStock"}])
def test_a_change_adds_a_point_and_leaves_the_old_one(change):
    look(claimed(), NOW, fetch=page(300))
    assert look(again(TOMORROW), TOMORROW, fetch=page(**{"price": 300, **change})) is Outcome.CHANGED
    assert [span for _, *span in points(Offer.objects.get())] == [[NOW, NOW], [TOMORROW, TOMORROW]]


def test_a_doubled_message_gives_one_point():
    turn = claimed()
    twin = Turn(turn.host, Offer.objects.get())
    assert look(turn, NOW, fetch=page(300)) is Outcome.CHANGED
    assert look(twin, NOW, fetch=page(310)) is Outcome.NOT_HELD
    assert look(Turn(turn.host, Offer.objects.get()), NOW, fetch=page(320)) is Outcome.NOT_HELD
    assert points(turn.offer) == [(Decimal(300), NOW, NOW)]


def test_a_turn_after_the_lease_changes_nothing_and_fetches_nothing():
    assert look(claimed(), NOW + LEASE, fetch=pytest.fail) is Outcome.NOT_HELD


def test_a_worker_whose_lease_ran_out_meanwhile_writes_nothing():
    slow = claimed()
    later = again(NOW + LEASE)
    assert look(slow, NOW + LEASE - SECOND, fetch=page(300)) is Outcome.NOT_HELD
    assert points(slow.offer) == []
    assert not RefreshRun.objects.exists()
    assert Host.objects.get().busy_until == NOW + 2 * LEASE, "the host is the later one's"
    assert look(later, NOW + LEASE, fetch=page(310)) is Outcome.CHANGED


def test_an_offer_that_is_turned_off_meanwhile_is_left_alone():
    turn = claimed()

    def turned_off(_url, **_):
        Offer.objects.update(enabled=False)
        return page(300)("")

    assert look(turn, NOW, fetch=turned_off) is Outcome.NOT_HELD
    assert points(turn.offer) == []


@pytest.mark.parametrize(
    ("fetch", "why"),
    [
        (broken, "status 500"),
        (saying("<h1>Are you a person?</h1>"), "check for robots"),
        (saying("<h1>Nothing here</h1>"), "no product"),
        (page("call us"), "not written as a price"),
        (saying("\0" + "<p>" * 60_001), "60001 tags"),
    ],
)
def test_a_failure_says_why_and_leaves_the_old_price(fetch, why):
    look(claimed(), NOW, fetch=page(300))
    assert look(again(TOMORROW), TOMORROW, fetch=fetch) is Outcome.FAILED
    offer = Offer.objects.get()
    assert pytest.approx(0) == (offer.next_due - TOMORROW - backoff(1)).total_seconds()
    assert re.search(why, offer.last_error)
    assert (offer.lease_until, offer.attempt, offer.last_success_at) == (None, 1, NOW)
    assert points(offer) == [(Decimal(300), NOW, NOW)]
    assert CurrentPrice.objects.get().amount == 300
    run = RefreshRun.objects.first()
    assert (run.outcome, run.at, run.reason) == ("failed", TOMORROW, offer.last_error)


def test_each_failure_in_a_row_waits_longer_up_to_a_day(monkeypatch):
    monkeypatch.setattr(hosts, "MOST_FAILURES", 100)
    due()
    at, waits = NOW, []
    for _ in range(11):
        look(again(at), at, fetch=broken)
        waits.append(Offer.objects.get().next_due - at)
        at += waits[-1]
    minutes = [wait / timedelta(minutes=1) for wait in waits]
    assert minutes == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]


def test_success_ends_the_row_of_failures():
    look(claimed(), NOW, fetch=broken)
    at = NOW + INTERVAL
    look(again(at), at, fetch=page(300))
    assert Offer.objects.get().attempt == 0


def test_the_log_says_what_came_of_each_look_and_keeps_what_was_not_taken():
    look(claimed(), NOW, fetch=page(300))
    long = "<h1>Nothing \0</h1>" + "a" * 5_000
    look(again(TOMORROW), TOMORROW, fetch=saying(long))
    failed, good = RefreshRun.objects.all()
    assert (good.outcome, good.status, good.excerpt, good.bytes > 0) == ("changed", 200, "", True)
    assert (failed.outcome, failed.bytes) == ("failed", len(long))
    assert failed.excerpt == long.replace("\0", "")[:2_000]


def test_the_log_is_forgotten_after_a_month_and_dull_looks_after_a_week():
    turn = claimed()
    for days, outcome in [(6, "unchanged"), (8, "unchanged"), (8, "failed"), (29, "changed"), (31, "failed")]:
        RefreshRun.objects.create(offer=turn.offer, at=NOW - timedelta(days=days), outcome=outcome)
    assert prune(NOW) == 2
    left = RefreshRun.objects.values_list("at", "outcome")
    assert {((NOW - at).days, outcome) for at, outcome in left} == {(6, "unchanged"), (8, "failed"), (29, "changed")}


# What the server calls the version of a page.


def versioned(html, etag):
    """Give a fetch whose server knows versions, and the list of what it was asked."""
    asked = []

    def fetch(_url, *, known, **_):
        asked.append(known.etag)
        return Fetched(None, known, status=304) if known.etag == etag else Fetched(html("").text, Validators(etag))

    return fetch, asked


def test_a_page_that_is_as_it_was_lengthens_the_span_without_being_read():
    fetch, asked = versioned(page(300), '"1"')
    look(claimed(), NOW, fetch=fetch)
    assert look(again(TOMORROW), TOMORROW, fetch=fetch) is Outcome.NOT_MODIFIED
    assert asked == ["", '"1"']
    assert points(Offer.objects.get()) == [(Decimal(300), NOW, TOMORROW)]
    assert Offer.objects.get().etag == '"1"', "and it is asked that way again"
    assert RefreshRun.objects.first().status == 304


def test_a_price_in_doubt_is_read_again_whatever_the_server_says_of_its_version():
    look(claimed(), NOW, fetch=page(300))
    fetch, asked = versioned(page(30), '"2"')
    look(again(TOMORROW), TOMORROW, fetch=fetch)
    later = TOMORROW + CONFIRM_AFTER
    assert look(again(later), later, fetch=fetch) is Outcome.CHANGED
    assert asked == ["", ""]


def test_a_new_address_forgets_what_was_known_of_the_old_one():
    fetch, _ = versioned(page(300), '"1"')
    look(claimed(), NOW, fetch=fetch)
    offer = Offer.objects.get()
    offer.url = "https://other.example/1"
    offer.save()
    assert (offer.host, offer.etag) == (None, "")
    hosts.place(TOMORROW)
    assert Offer.objects.get().host.name == "other.example"


def test_an_address_changed_past_the_model_is_noticed_when_it_is_claimed():
    due()
    hosts.place(NOW)
    Offer.objects.update(url="https://other.example/1")
    turn = claim(NOW)
    assert (turn.host.name, turn.robots) == ("other.example", True)


def test_chance_spreads_a_delay_by_a_tenth():
    assert [spread(INTERVAL, chance) / INTERVAL for chance in (0, 0.5, 1)] == pytest.approx([0.9, 1.0, 1.1])


def test_refresh_now_makes_enabled_offers_due_and_takes_old_claims_away():
    held, off = claimed(), due(enabled=False, next_due=None)
    assert make_due(Offer.objects.all(), NOW + SECOND) == 1
    off.refresh_from_db()
    assert off.next_due is None
    assert look(held, NOW + SECOND, fetch=page(300)) is Outcome.NOT_HELD
    assert claim_due(NOW + 3 * SECOND) == [held.offer.pk]


def test_a_second_point_of_one_offer_at_one_instant_is_impossible():
    turn = claimed()
    look(turn, NOW, fetch=page(300))
    _, made = turn.offer.points.get_or_create(observed_at=NOW, defaults={"amount": 5, "last_seen_at": NOW})
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
