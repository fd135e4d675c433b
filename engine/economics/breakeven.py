"""From how many hours a month buying is no dearer than renting."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from engine.economics.buying import Box
from engine.economics.discounting import HOURS_IN_MONTH, Timeline
from engine.economics.renting import Lease

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.economics.scenario import Renting, Scenario

STEP_HOURS = 0.5
STEPS = round(HOURS_IN_MONTH / STEP_HOURS)
HALVINGS = 80


def break_even_hours(scenario: Scenario) -> float | None:
    """Give the first hours a month at which buying costs no more over the horizon, None if there are none.

    The first step of half an hour that is even is narrowed down by halving. Where sessions are billed in whole steps
    the difference jumps; the answer is then the upper side of the first jump.
    """
    timeline = Timeline(scenario.discount_rate_annual, scenario.horizon_months)
    return even_hours(Box(scenario.buy, timeline), Lease(scenario.rent, timeline))


def even_hours(box: Box, lease: Lease) -> float | None:
    """Do the same for a box and a lease over one timeline, so that a box can be held against many leases."""

    def is_even(hours: float) -> bool:
        return box.npv(hours) <= lease.npv(hours)

    if is_even(0.0):
        return 0.0
    even = _first_step(is_even, _stretches(box, lease.rent))
    if even is None:
        return None
    return _halved(is_even, (even - 1) * STEP_HOURS, even * STEP_HOURS)


def _first_step(is_even: Callable[[float], bool], stretches: Iterator[range]) -> int | None:
    """Give the first step that is even. Along a stretch the difference is a straight line, so its ends tell."""
    for steps in stretches:
        if is_even(steps[0] * STEP_HOURS):
            return steps[0]
        if is_even(steps[-1] * STEP_HOURS):
            return steps[bisect_left(steps, x=True, key=lambda step: is_even(step * STEP_HOURS))]
    return None


def _stretches(box: Box, rent: Renting) -> Iterator[range]:
    """Cut the steps of a month where the difference bends: at each of them unless the rent is a straight line."""
    if not _is_straight(rent):
        yield from (range(step, step + 1) for step in range(1, STEPS + 1))
        return
    idle = 0.0 if box.buy.always_on else box.buy.idle_hours_per_month
    bend = min(int((HOURS_IN_MONTH - idle) / STEP_HOURS), STEPS)  # beyond it the month has no room for all idle hours
    yield from (steps for steps in (range(1, bend + 1), range(bend + 1, STEPS + 1)) if steps)


def _is_straight(rent: Renting) -> bool:
    """Tell whether each further hour costs the same."""
    free = rent.free_hours_once or rent.free_hours_per_month or rent.free_credit_once
    stepped = rent.sessions_per_month and rent.billing_increment_hours
    return not (free or stepped or rent.committed)


def _halved(is_even: Callable[[float], bool], low: float, high: float) -> float:
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if not low < middle < high:  # the two are neighbours: nothing lies between them
            break
        if is_even(middle):
            high = middle
        else:
            low = middle
    return high
