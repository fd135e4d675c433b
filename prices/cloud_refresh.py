"""Looking at lists again: clouds' offers and currency rates. As with offers, the row says what is due and who holds it.

A list is read whole and then written in one transaction together with the row's next time, so that nothing is ever
half there; doing it twice changes nothing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from prices import ecb
from prices.cloud_store import Tally, store
from prices.clouds.feeds import ECB, FEEDS, FeedSpec
from prices.clouds.fetch import BusyError, fetch
from prices.clouds.quote import CloudQuote, PayloadError
from prices.clouds.readers import reader_of
from prices.fetching import FetchError
from prices.models import CurrencyRate, Feed, FeedRun
from prices.refresh import LONGEST_ERROR, MOST_ATTEMPTS, backoff, spread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from prices.querysets import FeedQuerySet

    Fetch = Callable[[FeedSpec, datetime], Sequence[str]]

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=300)
LEAST_SHARE = 0.5  # of the last good run: a list that has fewer entries is held back until somebody has looked at it
EXCERPT = 2_000  # characters of an answer that was not taken
RUNS_KEPT = 100  # for each list
LONGEST_SKIPPED = 10_000  # characters of the report on rows that were not taken


NOTHING = Tally()


class Outcome(StrEnum):
    """What came of looking at a list."""

    STORED = "stored"
    HELD_BACK = "held back"
    FAILED = "failed"
    NOT_HELD = "not held"


@dataclass(frozen=True, slots=True)
class Look:
    """What came of it, for the log and the operator."""

    outcome: Outcome
    count: int = 0
    tally: Tally = NOTHING
    reason: str = ""
    skipped: tuple[str, ...] = ()
    excerpt: str = ""


class _HeldBackError(Exception):
    """The list has far fewer entries than before; the text has both numbers."""


@dataclass(frozen=True, slots=True)
class _Contents:
    """A list, read."""

    quotes: Sequence[CloudQuote] = ()
    rates: ecb.Rates | None = None
    skipped: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return len(self.rates.per_eur) if self.rates else len(self.quotes)


def ensure_feeds() -> None:
    """Add a row, turned off, for each list that has none."""
    missing = FEEDS.keys() - set(Feed.objects.values_list("name", flat=True))
    Feed.objects.bulk_create([Feed(name=name) for name in sorted(missing)], ignore_conflicts=True)


def claim_due(at: datetime) -> list[int]:
    """Claim what is due, and give the keys; each of several callers gets its own."""
    ensure_feeds()
    due = Feed.objects.due(at).filter(name__in=FEEDS)
    return [pk for pk in due.order_by("pk").values_list("pk", flat=True) if _claim(Feed.objects.due(at), pk, at)]


def claim_now(feed: Feed, at: datetime) -> bool:
    """Claim a list though it may not be due or enabled: an operator asked for it. False: somebody is looking at it."""
    return _claim(Feed.objects.free(at), feed.pk, at)


def _claim(rows: FeedQuerySet, pk: int, at: datetime) -> bool:
    return bool(rows.filter(pk=pk).update(lease_until=at + LEASE, attempt=Least(F("attempt") + 1, MOST_ATTEMPTS)))


def make_due(feeds: FeedQuerySet, at: datetime) -> int:
    """Let enabled lists be looked at as soon as a worker is free, and say how many they are."""
    return feeds.filter(enabled=True).update(next_due=at, lease_until=None, attempt=0)


def refresh(feed: Feed, at: datetime, *, chance: float, fetch: Fetch = fetch, accept: bool = False) -> Look:
    """Fetch, read and store a list that was claimed; without a valid claim do nothing.

    `chance` is a random number from 0 to 1, which spreads the next time. `accept` takes a list however short it is.
    """
    if not (feed.lease_until and feed.lease_until > at) or feed.name not in FEEDS:
        return Look(Outcome.NOT_HELD)
    spec = FEEDS[feed.name]
    pages: Sequence[str] = ()
    try:
        pages = fetch(spec, at)
        contents = _contents(spec, pages)
        _compare(feed, contents, accept=accept)
        look = _store(feed, contents, at, chance)
    except (FetchError, PayloadError, ecb.RatesError) as error:
        look = _put_off(feed, at, Look(Outcome.FAILED, reason=str(error)), _wait(feed, error, chance))
    except _HeldBackError as error:
        held = Look(Outcome.HELD_BACK, count=contents.count, reason=str(error), skipped=contents.skipped)
        look = _put_off(feed, at, held, spread(spec.every, chance))
    if look.outcome in {Outcome.FAILED, Outcome.HELD_BACK}:
        log.warning("%s: %s, %s", feed.name, look.outcome, look.reason)
    _write_down(feed, at, look, pages)
    return look


def _contents(spec: FeedSpec, pages: Sequence[str]) -> _Contents:
    """Read a list; one without any entry is none."""
    if spec.shape == ECB:
        return _Contents(rates=ecb.read("".join(pages)))
    reading = reader_of(spec.shape, spec.cloud)(pages)
    contents = _Contents(reading.quotes, skipped=tuple(reading.summary()))
    if not contents.count:
        message = f"no offers in the answer{'; ' + contents.skipped[0] if contents.skipped else ''}"
        raise PayloadError(message)
    return contents


def _compare(feed: Feed, contents: _Contents, *, accept: bool) -> None:
    if not accept and contents.count < LEAST_SHARE * feed.last_count:
        message = (
            f"{contents.count} entries, and the last good run had {feed.last_count}: nothing was changed. If that is "
            f"right: refresh_clouds {feed.name} --accept"
        )
        raise _HeldBackError(message)


def _wait(feed: Feed, error: Exception, chance: float) -> timedelta:
    """Give the time until the next try: doubled each time, and never before the server wants it."""
    delay = spread(backoff(feed.attempt), chance)
    asked = error.wait_s if isinstance(error, BusyError) else None
    return max(delay, timedelta(seconds=asked or 0))


def _settle(feed: Feed, **columns: object) -> bool:
    """Give the claim back with what came of it, if it is still the one that was seen."""
    held = Feed.objects.filter(pk=feed.pk, lease_until=feed.lease_until)
    return bool(held.update(lease_until=None, **columns))


def _put_off(feed: Feed, at: datetime, look: Look, delay: timedelta) -> Look:
    """Write down why nothing was stored, and when to try again."""
    reason = look.reason.replace("\0", "")[:LONGEST_ERROR]
    settled = _settle(feed, next_due=at + delay, last_run_at=at, last_error=reason)
    return look if settled else Look(Outcome.NOT_HELD)


@transaction.atomic
def _store(feed: Feed, contents: _Contents, at: datetime, chance: float) -> Look:
    """Write the list down, together with the row's next time."""
    spec = FEEDS[feed.name]
    next_due = at + spread(spec.every, chance)
    done = {"last_run_at": at, "last_success_at": at, "last_count": contents.count, "last_error": "", "attempt": 0}
    if not _settle(feed, next_due=next_due, **done):
        return Look(Outcome.NOT_HELD)
    rates = contents.rates
    tally = _store_rates(rates, at) if rates else store(feed, spec, contents.quotes, at.date())
    return Look(Outcome.STORED, contents.count, tally, skipped=contents.skipped)


def _store_rates(rates: ecb.Rates, at: datetime) -> Tally:
    """Write a day's rates; what stood there for the day is replaced, since the bank corrects itself."""
    if rates.on > at.date() + timedelta(days=1):
        message = f"the rates are of {rates.on}, which is in the future"
        raise ecb.RatesError(message)
    known = CurrencyRate.objects.filter(on=rates.on).count()
    rows = [CurrencyRate(currency=code, on=rates.on, per_eur=rate) for code, rate in rates.per_eur.items()]
    CurrencyRate.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["currency", "on"], update_fields=["per_eur"]
    )
    return Tally(added=max(len(rows) - known, 0), unchanged=min(known, len(rows)))


def _write_down(feed: Feed, at: datetime, look: Look, pages: Sequence[str]) -> None:
    """Keep the run in the log, with the beginning of an answer that was not taken; forget the oldest runs."""
    if look.outcome is Outcome.NOT_HELD:
        return
    taken = look.outcome is Outcome.STORED
    FeedRun.objects.create(
        feed=feed,
        at=at,
        outcome=look.outcome.value,
        count=look.count,
        added=look.tally.added,
        unchanged=look.tally.unchanged,
        ended=look.tally.ended,
        reason=look.reason.replace("\0", "")[:LONGEST_ERROR],
        skipped="\n".join(look.skipped)[:LONGEST_SKIPPED],
        excerpt="" if taken or not pages else pages[0][:EXCERPT].replace("\0", ""),
    )
    kept = feed.runs.order_by("-at", "-pk").values_list("pk", flat=True)[RUNS_KEPT - 1 : RUNS_KEPT]
    feed.runs.filter(pk__lt=min(kept, default=0)).delete()
