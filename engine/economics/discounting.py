"""Time and money: running costs of a month are paid at its end; month 0 is now."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, repeat
from operator import mul

MONTHS_IN_YEAR = 12
NO_RATE = 1e-12  # over twenty years it changes nothing that a double can hold
HOURS_IN_MONTH = 730.0  # 8760 / 12


def growth(rate_annual: float, months: float) -> float:
    """Give the factor by which something grows over so many months at a rate by the year (-1: down to nothing)."""
    return float((1 + rate_annual) ** (months / MONTHS_IN_YEAR))


@dataclass(frozen=True)
class Timeline:
    """So many months at an interest by the year; the monthly rate is the effective one, not a twelfth."""

    rate_annual: float
    months: int

    @cached_property
    def factors(self) -> tuple[float, ...]:
        """What a unit of money at the end of month 0, 1, … is worth today."""
        step = 1 / growth(self.rate_annual, 1)
        return tuple(accumulate(repeat(step, self.months), mul, initial=1.0))

    def even_payment(self, worth: float) -> float:
        """Spread a worth of today over the months, in equal payments at their ends."""
        log_year = math.log1p(self.rate_annual)  # exact for small rates, where 1 - (1 + i) ** -T would cancel
        if abs(log_year) < NO_RATE:
            return worth / self.months
        monthly = math.expm1(log_year / MONTHS_IN_YEAR)
        return worth * monthly / -math.expm1(-self.months * log_year / MONTHS_IN_YEAR)
