"""The log of looks at offers: what came of each, why, and the beginning of an answer that was not taken as it is.

Kept for 30 days, looks at which nothing was new for a week: with 10,000 offers a day about 300,000 rows at most. Price
points are not pruned: one that stays the same is one row however often it is seen.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prices.models import RefreshRun

if TYPE_CHECKING:
    from prices.querysets import RunQuerySet

KEPT = timedelta(days=30)
DULL_KEPT = timedelta(days=7)
DULL = ("unchanged", "not modified")
EXCERPT = 2_000  # characters
LONGEST_REASON = 300  # characters; as wide as the column
BATCH = 5_000  # rows in one go: others write too


def write_down(run: RefreshRun) -> None:
    """Keep a look in the log."""
    run.reason = run.reason.replace("\0", "")[:LONGEST_REASON]
    run.excerpt = run.excerpt.replace("\0", "")[:EXCERPT]
    run.save(force_insert=True)


def prune(at: datetime) -> int:
    """Forget what is too old, and say how many looks that were."""
    dull = RefreshRun.objects.before(at - DULL_KEPT).filter(outcome__in=DULL)
    return _delete(RefreshRun.objects.before(at - KEPT)) + _delete(dull)


def _delete(runs: RunQuerySet) -> int:
    total = 0
    while keys := list(runs.order_by().values_list("pk", flat=True)[:BATCH]):
        total += RefreshRun.objects.filter(pk__in=keys).delete()[0]
    return total
