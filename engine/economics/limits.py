"""What a number of a scenario may be, and the words in which that is said.

A range that is open above gets a limit all the same, far beyond any real machine: it keeps every product of the model
within what a double can hold, so that a wild input is refused by name instead of ending in infinity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.findings import gettext_noop

MOST = 1e12  # money, hours, watts, gigabytes
MOST_A_YEAR = 100.0  # a rate of change: a hundredfold and one a year
LEAST = 1e-9  # below it a divisor is nothing but a way to infinity


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers that a field takes: from `low` to `high`, either end included unless it is said to be open."""

    low: float = 0.0
    high: float = MOST
    low_open: bool = False
    high_open: bool = False
    whole: bool = False
    divisor: bool = False  # zero may mean "none", but nothing may be between zero and LEAST

    def allow(self, value: float) -> bool:
        """Tell whether a number is within."""
        above = value > self.low if self.low_open else value >= self.low
        below = value < self.high if self.high_open else value <= self.high
        tiny = self.divisor and 0 < abs(value) < LEAST
        return above and below and not tiny and (not self.whole or value == int(value))

    @property
    def sentence(self) -> str:
        """Say what is allowed; to be filled with `field`, `low` and `high`."""
        if self.low_open:
            return gettext_noop("%(field)s must be more than %(low)s and at most %(high)s.")
        if self.high_open:
            return gettext_noop("%(field)s must be at least %(low)s and less than %(high)s.")
        if self.whole:
            return gettext_noop("%(field)s must be a whole number from %(low)s to %(high)s.")
        return gettext_noop("%(field)s must be a number from %(low)s to %(high)s.")


ANY = Limits()
SHARE = Limits(high=1)
HOURS_IN_MONTH = Limits(high=730)
DIVISOR = Limits(low_open=True, divisor=True)
DIVIDED = Limits(divisor=True)
GROWTH = Limits(low=-1, low_open=True, high=MOST_A_YEAR)
MONTHS = Limits(whole=True)


def finite(value: float) -> bool:
    """Tell whether a number is one that can be worked with; True and False are none."""
    return not isinstance(value, bool) and (isinstance(value, int) or math.isfinite(value))


def spelt(value: float) -> str:
    """Write a limit without an exponent."""
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"
