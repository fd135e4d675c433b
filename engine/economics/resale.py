"""What share of its price an item still fetches at an age, in four models."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from engine.economics.limits import DIVISOR, SHARE, Limits


@dataclass(frozen=True, slots=True)
class NoResale:
    """Nothing is sold."""

    def share(self, age_months: float) -> float:  # noqa: ARG002  # one signature for all four
        """Give the share of the price that is left: none."""
        return 0.0


@dataclass(frozen=True, slots=True)
class Geometric:
    """A drop on the first day, then the same share of what is left every year.

    Without the drop, "buy, use for a month, sell" would look free.
    """

    annual_decline: float = field(metadata={"limits": Limits(high=1, high_open=True)})
    initial_drop: float = field(default=0.0, metadata={"limits": SHARE})

    def share(self, age_months: float) -> float:
        """Give the share of the price that is left."""
        return (1 - self.initial_drop) * float((1 - self.annual_decline) ** (age_months / 12))


@dataclass(frozen=True, slots=True)
class StraightLine:
    """The same amount every month, down to what is left at the end of its life."""

    life_months: float = field(metadata={"limits": DIVISOR})
    salvage_share: float = field(default=0.0, metadata={"limits": SHARE})

    def share(self, age_months: float) -> float:
        """Give the share of the price that is left."""
        return max(self.salvage_share, 1 - (1 - self.salvage_share) * age_months / self.life_months)


@dataclass(frozen=True, slots=True)
class Table:
    """Shares at given ages, straight lines between them, and the first and last beyond."""

    points: tuple[tuple[float, float], ...]  # age in months, share; ages rise

    def share(self, age_months: float) -> float:
        """Give the share of the price that is left."""
        after = bisect_right([age for age, _ in self.points], age_months)
        if after == 0:
            return self.points[0][1]
        if after == len(self.points):
            return self.points[-1][1]
        (age_0, share_0), (age_1, share_1) = self.points[after - 1], self.points[after]
        return share_0 + (share_1 - share_0) * (age_months - age_0) / (age_1 - age_0)


Resale = NoResale | Geometric | StraightLine | Table
