"""In which order builds are listed. The formulas, with their reasons, stand in docs/ranking.md."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, FloatField, Value
from django.db.models.functions import Cast, Log

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models.expressions import Combinable

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)  # any fixed moment: only differences count
TENFOLD = timedelta(days=7)  # ten times the votes weigh as much as being a week newer

PERIODS = {"week": timedelta(days=7), "month": timedelta(days=30), "year": timedelta(days=365)}


def freshness(published_at: datetime) -> float:
    """Give the part of the rank that the day of publishing makes; it never changes."""
    return (published_at - EPOCH) / TENFOLD


def hot(published_at: datetime, votes: int) -> float:
    """Give the rank of a build: the logarithm of its votes, and how new it is."""
    return math.log10(1 + votes) + freshness(published_at)


def hot_with(votes: Combinable) -> Combinable:
    """Write the same for the database: in terms of votes and of the column that keeps the freshness."""
    return F("fresh") + Log(Value(10.0), Cast(Value(1) + votes, FloatField()))


def usd_per_gib(total_usd: Decimal | None, vram_gib: float, *, whole: bool) -> float | None:
    """Give what a GB of graphics memory costs; None without memory, or while a part of the total is unknown."""
    return float(total_usd) / vram_gib if whole and total_usd and vram_gib else None
