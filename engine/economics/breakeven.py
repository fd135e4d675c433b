"""From how many hours a month buying is no dearer than renting."""

from __future__ import annotations

from itertools import count, takewhile
from typing import TYPE_CHECKING

from engine.economics.buying import Box
from engine.economics.discounting import HOURS_IN_MONTH, Timeline
from engine.economics.renting import Lease

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.economics.scenario import Scenario

STEP_HOURS = 0.5
HALVINGS = 80


def break_even_hours(scenario: Scenario) -> float | None:
    """Give the first hours a month at which buying costs no more over the horizon, None if there are none.

    The first step of half an hour that is even is narrowed down by halving. Where sessions are billed in whole steps
    the difference jumps; the answer is then the upper side of the first jump.
    """
    timeline = Timeline(scenario.discount_rate_annual, scenario.horizon_months)
    box, lease = Box(scenario.buy, timeline), Lease(scenario.rent, timeline)

    def is_even(hours: float) -> bool:
        return box.npv(hours) <= lease.npv(hours)

    if is_even(0.0):
        return 0.0
    steps = takewhile(lambda hours: hours <= HOURS_IN_MONTH, count(STEP_HOURS, STEP_HOURS))
    even = next(filter(is_even, steps), None)
    if even is None:
        return None
    return _halved(is_even, even - STEP_HOURS, even)


def _halved(is_even: Callable[[float], bool], low: float, high: float) -> float:
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if is_even(middle):
            high = middle
        else:
            low = middle
    return high
