"""The lowest price that a part was ever seen at, by currency and condition, with its day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from prices.current import SOLD_AS_NEW
from prices.models import PricePoint
from prices.rates import MissingRateError, Rates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.models import Part
    from prices.rates import Converted

COMPARED_IN = "USD"  # what totals are in; another currency is only ever shown beside it


@dataclass(frozen=True, slots=True)
class Low:
    """The lowest price of a currency and condition. `converted`: into US dollars at the rate of its day, if known."""

    point: PricePoint
    converted: Converted | None

    @property
    def used(self) -> bool:
        """Whether it is of a used part."""
        return self.point.condition not in SOLD_AS_NEW


def lows(part: Part, shown: list[PricePoint], most: int) -> list[Low]:
    """Give the lows out of the points that are shown, or of all where more than `most` may be stored.

    No query, or one for the points beyond and one for rates where there is another currency than US dollars.
    """
    points: Iterable[PricePoint] = shown
    if len(shown) >= most:
        points = PricePoint.objects.filter(offer__part=part, state=PricePoint.State.TAKEN).select_related("offer")
    lowest: dict[tuple[bool, bool, str], PricePoint] = {}
    for point in points:
        key = (point.condition not in SOLD_AS_NEW, point.currency != COMPARED_IN, point.currency)
        if key not in lowest or _rank(point) < _rank(lowest[key]):
            lowest[key] = point
    return _with_rates([lowest[key] for key in sorted(lowest)])


def _rank(point: PricePoint) -> tuple[object, ...]:
    """Order by amount; of equal ones the first seen is the one to name."""
    return point.amount, point.observed_at


def _with_rates(points: list[PricePoint]) -> list[Low]:
    foreign = [point for point in points if point.currency != COMPARED_IN]
    if not foreign:
        return [Low(point, None) for point in points]
    days = [timezone.localdate(point.observed_at) for point in foreign]
    rates = Rates.between({COMPARED_IN, *(point.currency for point in foreign)}, min(days), max(days))
    return [Low(point, _converted(point, rates)) for point in points]


def _converted(point: PricePoint, rates: Rates) -> Converted | None:
    if point.currency == COMPARED_IN:
        return None
    try:
        return rates.convert(point.amount, point.currency, COMPARED_IN, timezone.localdate(point.observed_at))
    except MissingRateError:
        return None
