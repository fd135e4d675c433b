"""Looking at offers again. The row says what is due, who holds it and until when; messages are only hints.

A row is claimed by a conditional UPDATE whose count is looked at, and settled by another one on the very claim that
was seen. So a message that is lost costs one lease, and one that comes twice, or too late, changes nothing.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from prices.current import update_current_prices
from prices.fetching import FetchError
from prices.models import Offer, PricePoint
from prices.sources import page
from prices.sources.quote import NoOfferError, PriceKind, Quote

if TYPE_CHECKING:
    from collections.abc import Callable

    from prices.querysets import OfferQuerySet

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=300)
MOST_HELD = 40  # what two workers finish within one lease if every page takes its full 15 s
INTERVAL = timedelta(days=1)
JITTER = 0.1  # share of a delay by which it varies to both sides, so that offers spread over the day
FIRST_RETRY = timedelta(minutes=5)
MOST_ATTEMPTS = 1_000  # counting further would fill the column and tell nothing new
LONGEST_ERROR = 300  # characters; as wide as the column


class Outcome(StrEnum):
    """What came of looking at an offer."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    NOT_HELD = "not held"


def claim_due(at: datetime) -> list[int]:
    """Claim what is due, the longest overdue first, and give the keys; each of several callers gets its own.

    An attempt is counted here, so that a page which kills its worker is tried less and less often, too.
    """
    room = MOST_HELD - Offer.objects.filter(lease_until__gt=at).count()
    candidates = Offer.objects.due(at).order_by("next_due", "pk").values_list("pk", flat=True)[: max(room, 0)]
    return [pk for pk in candidates if _claim(pk, at)]


def _claim(pk: int, at: datetime) -> bool:
    taken = Offer.objects.due(at).filter(pk=pk)
    return bool(taken.update(lease_until=at + LEASE, attempt=Least(F("attempt") + 1, MOST_ATTEMPTS)))


def make_due(offers: OfferQuerySet, at: datetime) -> int:
    """Let enabled offers be looked at as soon as a worker is free, and say how many they are."""
    return offers.filter(enabled=True).update(next_due=at, lease_until=None, attempt=0)


def refresh(offer: Offer, at: datetime, *, chance: float, fetch: Callable[[str], str] = page.fetch) -> Outcome:
    """Fetch, read and store the price of an offer that was claimed; without a valid claim do nothing.

    `chance` is a random number from 0 to 1, which spreads the next time. Failures stay in the row with their reason,
    and leave the old price as it was.
    """
    if not (offer.enabled and offer.lease_until and offer.lease_until > at):
        return Outcome.NOT_HELD
    try:
        quote = _exact(page.parse(fetch(offer.url)))
    except (FetchError, NoOfferError) as error:
        outcome = _put_off(offer, at, str(error), chance)
    else:
        outcome = _store(offer, quote, at, chance)
    log.info("Offer %s at %s: %s", offer.pk, offer.seller, outcome)
    return outcome


def _exact(quote: Quote) -> Quote:
    """Refuse a price that is only the lowest of several: shown as the price it would be untrue."""
    if quote.price_kind is PriceKind.FROM:
        message = f"the page gives only the lowest of several prices, from {quote.amount} {quote.currency}"
        raise NoOfferError(message)
    return quote


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


def _put_off(offer: Offer, at: datetime, reason: str, chance: float) -> Outcome:
    """Write down why it failed, and when to try again."""
    next_due = at + spread(backoff(offer.attempt), chance)
    settled = _settle(offer, next_due=next_due, last_error=reason.replace("\0", "")[:LONGEST_ERROR])
    return Outcome.FAILED if settled else Outcome.NOT_HELD


@transaction.atomic
def _store(offer: Offer, quote: Quote, at: datetime, chance: float) -> Outcome:
    """Write the price down, together with the row's next time."""
    next_due = at + spread(INTERVAL, chance)
    if not _settle(offer, next_due=next_due, attempt=0, last_error="", last_success_at=at):
        return Outcome.NOT_HELD
    outcome = _record(offer, quote, at)
    update_current_prices([offer.part_id])
    return outcome


def _record(offer: Offer, quote: Quote, at: datetime) -> Outcome:
    """Lengthen the last point's span if all is as it was, or add a point."""
    facts = {
        "amount": quote.amount,
        "currency": quote.currency,
        "availability": quote.availability.value,
        "condition": quote.condition.value,
    }
    last = offer.points.order_by("-observed_at").first()
    if last is not None and all(getattr(last, name) == value for name, value in facts.items()):
        PricePoint.objects.filter(pk=last.pk, last_seen_at__lt=at).update(last_seen_at=at)
        return Outcome.UNCHANGED
    offer.points.get_or_create(observed_at=at, defaults={**facts, "last_seen_at": at})
    return Outcome.CHANGED
