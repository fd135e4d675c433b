"""Which cloud offer a machine is compared with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from prices.models import CloudOffer, Provider
from prices.querysets import PRICED

if TYPE_CHECKING:
    from prices.querysets import CloudOfferQuerySet

CURRENT_DAYS = 548  # eighteen months; before that, a cloud price is history: docs/models.md, "Rent or buy"


def fitting(memory_gib: float, today: date) -> CloudOfferQuerySet:
    """Give offers that hold so much GPU memory, seen within the last eighteen months, the cheapest hour first."""
    since = today - timedelta(days=CURRENT_DAYS)
    return (
        CloudOffer.objects.rentable()
        .holding(memory_gib)
        .seen_since(since)
        .filter(running())
        .select_related("gpu")
        .order_by("on_demand_per_hour", "row")
    )


def listed(today: date) -> CloudOfferQuerySet:
    """Give what can be rented at a known price, on whatever terms, seen within the last eighteen months."""
    since = today - timedelta(days=CURRENT_DAYS)
    return CloudOffer.objects.filter(PRICED, running(), retired=False, comparable=True).seen_since(since)


def running() -> Q:
    """Tell offers of providers that are still there from those of retired ones."""
    return ~Q(provider__in=Provider.objects.filter(retired=True).values("name"))


def counterpart(memory_gib: float, gpu_id: int | None, gpu_count: int, today: date) -> CloudOffer | None:
    """Give the offer to compare a machine with: the cheapest with its own GPUs, else the cheapest that holds as much.

    An hour on the machine's own GPUs does the same work, so no estimate of speed stands between the two prices.
    """
    offers = fitting(memory_gib, today)
    own = offers.filter(gpu=gpu_id, gpu_count=gpu_count).first() if gpu_id else None
    return own or offers.first()
