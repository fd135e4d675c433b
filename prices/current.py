"""The price that a part is shown with, kept beside it so that a list needs no query per row.

Which price that is: of each offer only its newest point counts, past those that are held in doubt or rejected. Of
these, the ones in new condition (or of no stated condition) that are not discontinued; of these, the ones seen at most
two weeks before the newest of them, so that a launch price of long ago does not pass for today's; of these, US dollars
before other currencies, what one can have before what is out of stock, and then the lowest amount. The price is dated
with the day on which it was last seen.

An offer that is refreshed but was not seen for two weeks no longer counts, and neither does what is older than it:
the part has no current price then. Prices that are records, such as the starter catalogue's, stay; pages say how old
they are.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import OuterRef, Subquery

from catalog.revisions import PRICES, raise_number
from prices.models import CurrentPrice, PricePoint
from prices.sources.quote import Availability, Condition

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

SAME_TIME = timedelta(days=14)  # prices this close to the newest are compared with it
SOLD_AS_NEW = {Condition.NEW, Condition.UNKNOWN, ""}
OLD = timedelta(days=14)  # a refreshed offer that was not seen for so long has left the totals
BATCH = 5_000  # parts at a time: SQLite takes 32,766 values in a query
_COLUMNS = ("point_id", "amount", "currency", "observed_at")


def update_current_prices(part_ids: Iterable[int] | None = None, at: datetime | None = None) -> int:
    """Bring the current prices of these parts (all, unless said) up to date, and say how many rows that changed.

    `at` is the time by which refreshed offers are too old; without it none is.
    """
    if part_ids is None:
        with_points = set(PricePoint.objects.values_list("offer__part_id", flat=True).distinct())
        part_ids = with_points | set(CurrentPrice.objects.values_list("part_id", flat=True))
    keys = sorted(set(part_ids))
    return sum(_update(keys[start : start + BATCH], at) for start in range(0, len(keys), BATCH))


def let_old_prices_go(at: datetime) -> int:
    """Take away the current prices of refreshed offers that were not seen for two weeks, and say how many."""
    old = CurrentPrice.objects.filter(observed_at__lt=at - OLD, point__offer__last_success_at__isnull=False)
    return update_current_prices(old.values_list("part_id", flat=True), at)


@transaction.atomic
def _update(part_ids: list[int], at: datetime | None) -> int:
    """Compare what the rows say with what they should say, and write the difference."""
    wanted = _wanted(part_ids, at)
    rows = {row.part_id: row for row in CurrentPrice.objects.filter(part_id__in=part_ids)}
    changed = [row for part_id, row in wanted.items() if _differs(row, rows.get(part_id))]
    if not changed and rows.keys() <= wanted.keys():
        return 0
    raise_number(PRICES)
    CurrentPrice.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["part"], update_fields=["point", *_COLUMNS[1:]]
    )
    gone = CurrentPrice.objects.filter(part_id__in=rows.keys() - wanted.keys()).delete()[0]
    return len(changed) + gone


def _wanted(part_ids: list[int], at: datetime | None) -> dict[int, CurrentPrice]:
    """Work out the current price of each part that has one."""
    counting = PricePoint.objects.filter(offer=OuterRef("offer"), state=PricePoint.State.TAKEN)
    newest = counting.order_by("-observed_at").values("pk")[:1]
    points = PricePoint.objects.filter(offer__part_id__in=part_ids, pk=Subquery(newest)).select_related("offer")
    by_part = defaultdict(list)
    for point in points:
        by_part[point.offer.part_id].append(point)
    chosen = {part_id: choose(latest, at) for part_id, latest in by_part.items()}
    return {part_id: _row(part_id, point) for part_id, point in chosen.items() if point is not None}


def choose(latest: list[PricePoint], at: datetime | None = None) -> PricePoint | None:
    """Choose among the newest points of a part's offers, by the rule at the top; None if none will do."""
    usable = [
        point for point in latest if point.condition in SOLD_AS_NEW and point.availability != Availability.DISCONTINUED
    ]
    if not usable:
        return None
    since = max(point.last_seen_at for point in usable) - SAME_TIME
    counting = (point for point in usable if point.last_seen_at >= since and not _is_too_old(point, at))
    return min(counting, key=_preference, default=None)


def _is_too_old(point: PricePoint, at: datetime | None) -> bool:
    """Whether it is of an offer that is refreshed, and was not seen for two weeks."""
    return at is not None and point.offer.last_success_at is not None and point.last_seen_at < at - OLD


def _preference(point: PricePoint) -> tuple[object, ...]:
    return (
        point.currency != "USD",
        point.currency,
        point.availability == Availability.OUT_OF_STOCK,
        point.amount,
        point.pk,
    )


def _row(part_id: int, point: PricePoint) -> CurrentPrice:
    return CurrentPrice(
        part_id=part_id, point=point, amount=point.amount, currency=point.currency, observed_at=point.last_seen_at
    )


def _differs(wanted: CurrentPrice, row: CurrentPrice | None) -> bool:
    return row is None or any(getattr(wanted, name) != getattr(row, name) for name in _COLUMNS)
