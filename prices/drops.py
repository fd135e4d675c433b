"""Prices that fell: a sighting below the one before it, of the same offer, condition and currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Subquery

from prices.current import SOLD_AS_NEW
from prices.models import PricePoint
from prices.sources.quote import Availability

if TYPE_CHECKING:
    from datetime import datetime

RECENT = timedelta(days=30)
MOST = 50
USUAL_PERCENT = 5
GONE = (Availability.OUT_OF_STOCK, Availability.DISCONTINUED)


@dataclass(frozen=True, slots=True)
class Drop:
    """A price that fell from `before` to the point's amount."""

    point: PricePoint
    before: Decimal

    @property
    def percent(self) -> Decimal:
        """By how much it fell, in percent of what it was."""
        return 100 * (self.before - self.point.amount) / self.before


def drops(at: datetime, *, percent: int = USUAL_PERCENT, kind: str = "", slug: str = "") -> list[Drop]:
    """Give the drops of the last 30 days of at least so many percent, the newest first, at most 50. One query.

    New parts that can be had and are in the catalogue; `kind` and `slug` narrow them.
    """
    earlier = PricePoint.objects.filter(
        offer=OuterRef("offer"),
        observed_at__lt=OuterRef("observed_at"),
        condition=OuterRef("condition"),
        currency=OuterRef("currency"),
        state=PricePoint.State.TAKEN,
    )
    points = (
        PricePoint.objects.filter(state=PricePoint.State.TAKEN)
        .filter(
            observed_at__gt=at - RECENT, observed_at__lte=at, condition__in=SOLD_AS_NEW, offer__part__withdrawn_at=None
        )
        .exclude(availability__in=GONE)
    )
    if kind:
        points = points.filter(offer__part__kind=kind)
    if slug:
        points = points.filter(offer__part__slug=slug)
    before = Subquery(earlier.order_by("-observed_at").values("amount")[:1])
    fallen = points.annotate(before=before).filter(amount__lte=F("before") * (Decimal(100 - percent) / 100))
    shown = fallen.select_related("offer__part", "offer__source").defer("offer__part__raw", "offer__part__search_text")
    return [Drop(point, point.before) for point in shown.order_by("-observed_at", "pk")[:MOST]]
