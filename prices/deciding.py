"""What an operator decides: to leave an offer alone, to look at it again, to fix its price, to reject a price.

Each is a conditional UPDATE; a worker that holds the offer meanwhile finds its claim gone and stores nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from prices.current import update_current_prices
from prices.models import Offer, Pin, PricePoint

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User

    from prices.querysets import OfferQuerySet


def pause(offers: OfferQuerySet) -> int:
    """Look at these no more until somebody says so, and say how many were being refreshed. Prices stay."""
    return offers.filter(enabled=True).update(enabled=False, lease_until=None)


def resume(offers: OfferQuerySet, at: datetime) -> int:
    """Look at these again, from now on, and say how many they are: those with an address and without a fixed price."""
    able = offers.filter(enabled=False, pin=None).exclude(url="")
    keys = list(able.values_list("pk", flat=True))
    return Offer.objects.filter(pk__in=keys, enabled=False).update(
        enabled=True, next_due=at, lease_until=None, attempt=0, last_error=""
    )


@transaction.atomic
def reject(points: list[PricePoint], *, by: User, at: datetime) -> int:
    """Let prices count no more, whether they were held or counted, and say how many that were. They stay in the log."""
    counting = PricePoint.objects.filter(pk__in=[point.pk for point in points]).exclude(state=PricePoint.State.REJECTED)
    parts = set(counting.values_list("offer__part_id", flat=True))
    counting.filter(doubt="").update(doubt=f"rejected by {by.get_username()[:150]}")
    rejected = counting.update(state=PricePoint.State.REJECTED)
    update_current_prices(parts, at)
    return rejected


@transaction.atomic
def pin(new: Pin, *, by: User, at: datetime) -> None:
    """Fix the price of an offer: it is looked up no more, and the fixed price is its newest, dated now."""
    offer = Offer.objects.select_for_update().get(pk=new.offer_id)
    old = Pin.objects.filter(offer=offer).first()
    new.pk = old.pk if old else None
    new.by, new.pinned_at = by, at
    new.was_enabled = old.was_enabled if old else offer.enabled
    new.save()
    Offer.objects.filter(pk=offer.pk).update(enabled=False, lease_until=None)
    fixed = {"amount": new.amount, "currency": new.currency, "availability": "", "condition": "new"}
    offer.points.update_or_create(observed_at=at, defaults={**fixed, "last_seen_at": at})
    update_current_prices([offer.part_id])


@transaction.atomic
def unpin(old: Pin, at: datetime) -> None:
    """Take a fixed price away. It stays in the history; an offer that was refreshed before is again, from now on."""
    offer, again = old.offer, old.was_enabled
    old.delete()
    if again:
        resume(Offer.objects.filter(pk=offer.pk), at)
