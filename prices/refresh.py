"""Looking at offers again. The row says what is due, who holds it and until when; messages are only hints.

Whoever wants to look takes first the host and then its longest overdue offer, each by a conditional UPDATE whose count
is looked at; the claim is settled by another one on the very claim that was seen. So a message that is lost, comes
twice, or too late, changes nothing, and a worker that dies loses one lease.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from prices import hosts, walls
from prices.current import update_current_prices
from prices.doubts import confirms, doubt
from prices.fetching import NO_VALIDATORS, Blame, Fetched, FetchError, Validators, failure, fetch_page
from prices.models import CurrentPrice, Host, Offer, PricePoint, RefreshRun, host_of
from prices.reading import reader
from prices.runs import write_down
from prices.sources.quote import NoOfferError, PriceKind, Quote

if TYPE_CHECKING:
    from collections.abc import Callable

    from prices.fetching import Enter
    from prices.querysets import OfferQuerySet

log = logging.getLogger(__name__)

LEASE = hosts.LEASE
CANDIDATES = 8  # hosts that are tried, so that many workers do not all want the same one
INTERVAL = timedelta(days=1)
CONFIRM_AFTER = timedelta(hours=1)  # a price that is held is looked at again soon
JITTER = 0.1  # share of a delay by which it varies to both sides, so that offers spread over the day
FIRST_RETRY = timedelta(minutes=5)
MOST_ATTEMPTS = 1_000  # counting further would fill the column and tell nothing new
LONGEST_ERROR = 300  # characters; as wide as the column
LONGEST_SELLER = 80
MS = 1_000
ROBOTS_SECONDS = 15.0


class Fetch(Protocol):
    """What gets a page: `prices.fetching.fetch_page`."""

    def __call__(self, url: str, *, enter: Enter, known: Validators) -> Fetched: ...  # noqa: D102  # see above


class Outcome(StrEnum):
    """What came of looking at an offer."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not modified"
    HELD = "held"
    FAILED = "failed"
    NOT_HELD = "not held"
    ROBOTS = "robots"  # it was robots.txt that was asked for, which is a request of its own


GOOD = {Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_MODIFIED}


@dataclass(frozen=True, slots=True)
class Turn:
    """One look that somebody took: the host, and an offer there. `robots`: robots.txt is to be asked for first."""

    host: Host
    offer: Offer
    robots: bool = False


def claim(at: datetime, *, chance: float = 0.0) -> Turn | None:
    """Take a host that may be asked and its longest overdue offer; each of several callers gets its own.

    `chance` (0 to 1) is where among the hosts one begins. An attempt is counted here, so that a page which kills its
    worker is tried less and less often, too.
    """
    return _claim_somewhere(at, chance) or (_claim_somewhere(at, chance) if hosts.place(at) else None)


def _claim_somewhere(at: datetime, chance: float) -> Turn | None:
    """Take a turn at a host that is known."""
    waiting = Host.objects.askable(at).with_work(Offer.objects.due(at))
    free = list(waiting.order_by(F("next_free_at").asc(nulls_first=True), "pk")[:CANDIDATES])
    start = min(int(chance * len(free)), max(len(free) - 1, 0))
    for host in free[start:] + free[:start]:
        if hosts.take(host, at) and (turn := _turn(host, at)) is not None:
            return turn
    return None


def _turn(host: Host, at: datetime) -> Turn | None:
    """Take the longest overdue offer at a host that was taken; without one let the host go."""
    offer = Offer.objects.due(at).filter(host=host).order_by("next_due", "pk").first()
    if offer is not None and host_of(offer.url) != host.name:  # it was changed past the model
        Offer.objects.filter(pk=offer.pk).update(host=None, etag="", last_modified="")
        offer = None
    if offer is not None and hosts.needs_robots(host, at):
        return Turn(host, offer, robots=True)
    if offer is None or not _claim(offer.pk, at):
        hosts.give_back(host, next_free_at=at)  # nothing was asked
        return None
    offer.refresh_from_db()
    offer.host = host
    return Turn(host, offer)


def _claim(pk: int, at: datetime) -> bool:
    taken = Offer.objects.due(at).filter(pk=pk)
    return bool(taken.update(lease_until=at + LEASE, attempt=Least(F("attempt") + 1, MOST_ATTEMPTS)))


def make_due(offers: OfferQuerySet, at: datetime) -> int:
    """Let enabled offers be looked at as soon as a worker is free, and say how many they are."""
    return offers.filter(enabled=True).update(next_due=at, lease_until=None, attempt=0)


@dataclass(frozen=True, slots=True)
class _Look:
    """What one saw: a quote, or why there is none."""

    fetched: Fetched | None = None
    quote: Quote | None = None
    error: FetchError | None = None
    ms: int = 0

    def run(self, offer: Offer, at: datetime, outcome: Outcome, reason: str) -> RefreshRun:
        """Give the row for the log, with the beginning of the answer unless it was taken as it is."""
        text = (self.fetched.text if self.fetched else None) or (self.error.excerpt if self.error else "")
        return RefreshRun(
            offer=offer,
            at=at,
            outcome=outcome.value,
            reason=reason,
            status=self.fetched.status if self.fetched else self.error.status if self.error else None,
            ms=self.ms,
            bytes=self.fetched.size if self.fetched else self.error.size if self.error else 0,
            excerpt="" if outcome in GOOD else text,
        )


def refresh(
    turn: Turn,
    clock: Callable[[], datetime],
    *,
    chance: float,
    fetch: Fetch = fetch_page,
    read: Callable[[str], Quote] = reader.read,
) -> Outcome:
    """Fetch, read and store the price of an offer that was claimed; without a valid claim do nothing.

    `chance` is a random number from 0 to 1, which spreads the next time. Failures stay in the row and in the log with
    their reason, and leave the old price as it was. The host is let go.
    """
    host, offer, at = turn.host, turn.offer, clock()
    if turn.robots:
        return _ask_robots(turn, at)
    if not (offer.enabled and offer.lease_until and offer.lease_until > at):
        hosts.give_back(host)
        return Outcome.NOT_HELD
    look = _look(turn, clock, fetch, read)
    with transaction.atomic():
        outcome = _put_off(offer, look, at, chance) if look.error else _store(offer, look, at, chance)
        if look.error:
            hosts.went_wrong(host, at, look.error)
        else:
            hosts.went_well(host, at, gave_price=outcome in GOOD)
    log.info("Offer %s at %s: %s", offer.pk, offer.seller, outcome)
    return outcome


def _ask_robots(turn: Turn, at: datetime) -> Outcome:
    """Ask for robots.txt; the offer's turn comes next."""
    ends = time.monotonic() + ROBOTS_SECONDS
    scheme, _, rest = turn.offer.url.partition("://")
    try:
        hosts.look_at_robots(turn.host, f"{scheme}://{rest.partition('/')[0]}", at, lambda: ends - time.monotonic())
    except FetchError as error:
        write_down(_Look(error=error).run(turn.offer, at, Outcome.FAILED, f"robots.txt: {error}"))
        if error.blame is Blame.PAGE:  # an address that is refused: the offer's look says so
            hosts.give_back(turn.host)
        else:
            hosts.went_wrong(turn.host, at, error)
    else:
        hosts.give_back(turn.host, next_free_at=at + hosts.delay_of(turn.host))
    return Outcome.ROBOTS


def _look(turn: Turn, clock: Callable[[], datetime], fetch: Fetch, read: Callable[[str], Quote]) -> _Look:
    """Fetch and read a page."""
    started, fetched, quote, failed = time.monotonic(), None, None, None
    visit = hosts.Visit(turn.host, clock)
    try:
        fetched = fetch(turn.offer.url, enter=visit.enter, known=_known(turn.offer))
        quote = read(fetched.text) if fetched.text is not None else None
    except FetchError as error:
        failed = error
    except NoOfferError as error:
        failed = failure(str(error), Blame.REFUSED if walls.REASON in str(error) else Blame.PAGE)
    finally:
        visit.leave_others()
    return _Look(fetched, quote, failed, int((time.monotonic() - started) * MS))


def _known(offer: Offer) -> Validators:
    """Give what the page's version was called, if its price counts: what is in doubt is read again."""
    last = offer.points.order_by("-observed_at").first()
    if last is None or last.state != PricePoint.State.TAKEN:
        return NO_VALIDATORS
    return Validators(offer.etag, offer.last_modified)


def backoff(attempt: int) -> timedelta:
    """Give the delay after so many failures in a row: five minutes, doubled each time, at most a day."""
    doublings = min(max(attempt - 1, 0), 10)  # 2¹⁰ × 5 min is beyond the day already
    return min(FIRST_RETRY * (1 << doublings), INTERVAL)


def spread(delay: timedelta, chance: float) -> timedelta:
    """Vary a delay by a tenth to both sides, as chance (0 to 1) will have it."""
    return delay * (1 + JITTER * (2 * chance - 1))


def _settle(offer: Offer, **columns: object) -> bool:
    """Give the claim back with what came of it, if it is still the one that was seen."""
    held = Offer.objects.filter(pk=offer.pk, lease_until=offer.lease_until, next_due=offer.next_due, enabled=True)
    return bool(held.update(lease_until=None, **columns))


def _put_off(offer: Offer, look: _Look, at: datetime, chance: float) -> Outcome:
    """Write down why it failed, and when to try again: never before the server wants it."""
    error = look.error or FetchError()
    wait = max(spread(backoff(offer.attempt), chance), timedelta(seconds=error.wait_s or 0))
    reason = str(error).replace("\0", "")[:LONGEST_ERROR]
    if not _settle(offer, next_due=at + wait, last_error=reason):
        return Outcome.NOT_HELD
    write_down(look.run(offer, at, Outcome.FAILED, reason))
    return Outcome.FAILED


def _store(offer: Offer, look: _Look, at: datetime, chance: float) -> Outcome:
    """Write the price down, together with the row's next time."""
    last = offer.points.order_by("-observed_at").first()
    columns: dict[str, object] = {"attempt": 0, "last_error": "", "last_success_at": at}
    if look.fetched is not None:
        columns |= {"etag": look.fetched.validators.etag, "last_modified": look.fetched.validators.last_modified}
    if not _settle(offer, next_due=at + spread(INTERVAL, chance), **columns):
        return Outcome.NOT_HELD
    outcome, reason = (_lengthen(last, at), "") if look.quote is None else _record(offer, look.quote, last, at)
    if outcome is Outcome.HELD:
        soon = look.quote is not None and look.quote.price_kind is PriceKind.EXACT and not (last and last.doubt)
        after = CONFIRM_AFTER if soon else INTERVAL
        Offer.objects.filter(pk=offer.pk).update(next_due=at + spread(after, chance), last_error=reason[:LONGEST_ERROR])
    update_current_prices([offer.part_id], at)
    write_down(look.run(offer, at, outcome, reason))
    return outcome


def _lengthen(last: PricePoint | None, at: datetime) -> Outcome:
    """The server says that the page is as it was."""
    if last is not None:
        PricePoint.objects.filter(pk=last.pk, last_seen_at__lt=at).update(last_seen_at=at)
    return Outcome.NOT_MODIFIED


def _record(offer: Offer, quote: Quote, last: PricePoint | None, at: datetime) -> tuple[Outcome, str]:
    """Lengthen the last point's span if all is as it was, or add a point; say why one is held."""
    facts = {
        "amount": quote.amount,
        "currency": quote.currency,
        "availability": quote.availability.value,
        "condition": quote.condition.value,
        "seller": quote.seller[:LONGEST_SELLER],
        "price_kind": quote.price_kind.value,
    }
    if last is not None and all(getattr(last, name) == value for name, value in facts.items()):
        PricePoint.objects.filter(pk=last.pk, last_seen_at__lt=at).update(last_seen_at=at)
        return _seen_again(quote, last)
    taken = offer.points.filter(state=PricePoint.State.TAKEN).order_by("-observed_at").first()
    why = doubt(quote, offer, taken, CurrentPrice.objects.filter(part=offer.part_id).first())
    if why and last is not None and last.state == PricePoint.State.HELD and confirms(quote, last):
        _take(last)
        why = ""
    state = PricePoint.State.HELD if why else PricePoint.State.TAKEN
    offer.points.get_or_create(observed_at=at, defaults={**facts, "last_seen_at": at, "state": state, "doubt": why})
    return (Outcome.HELD, why) if why else (Outcome.CHANGED, "")


def _seen_again(quote: Quote, last: PricePoint) -> tuple[Outcome, str]:
    """Say what it means that the last point was seen once more."""
    if last.state == PricePoint.State.TAKEN:
        return Outcome.UNCHANGED, ""
    if last.state == PricePoint.State.HELD and confirms(quote, last):
        _take(last)
        return Outcome.CHANGED, ""
    return Outcome.HELD, last.doubt


def _take(point: PricePoint) -> None:
    PricePoint.objects.filter(pk=point.pk, state=PricePoint.State.HELD).update(state=PricePoint.State.TAKEN)


def decide(points: list[PricePoint], at: datetime, *, take: bool) -> int:
    """Let points that are held count, or reject them: an operator says so. Say how many were held."""
    state = PricePoint.State.TAKEN if take else PricePoint.State.REJECTED
    with transaction.atomic():
        held = PricePoint.objects.filter(pk__in=[point.pk for point in points], state=PricePoint.State.HELD)
        parts = set(held.values_list("offer__part_id", flat=True))
        decided = held.update(state=state)
        update_current_prices(parts, at)
    return decided
