"""What would have to be true for the other answer to win: each assumption moved alone until both ways cost the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.economics.changes import ADDED, PARAMETERS, changed
from engine.economics.comparison import advantage_of_buying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.economics.scenario import Scenario

TIMES = 10.0  # an assumption that would have to be ten times as large, or a tenth, changes nothing
RINGS = 12  # steps from here to there, on a scale of logarithms
FARTHEST = {"discount_rate": 0.5, "price_drift": 0.6}  # added; beyond it nobody plans
HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Turn:
    """From which amount on the other way is the cheaper one. `amount` multiplies the assumption, or is added to it."""

    parameter: str
    amount: float
    scenario: Scenario  # with the assumption so moved

    @property
    def effort(self) -> float:
        """How far it is from what was assumed, so that the likeliest can stand first."""
        return abs(self.amount) if self.parameter in ADDED else abs(math.log(self.amount)) / math.log(TIMES) * 0.6


def turning_points(scenario: Scenario) -> list[Turn]:
    """Give the assumptions that alone can turn the answer, the nearest first; none where neither way is cheaper."""
    before = advantage_of_buying(scenario)
    if before == 0:
        return []
    found = (_turn(scenario, parameter, buying=before > 0) for parameter in PARAMETERS)
    return sorted((turn for turn in found if turn), key=lambda turn: (turn.effort, turn.parameter))


def _turn(scenario: Scenario, parameter: str, *, buying: bool) -> Turn | None:
    def is_turned(amount: float) -> bool:
        ahead = advantage_of_buying(changed(scenario, parameter, amount))
        return ahead <= 0 if buying else ahead >= 0

    nearest: Turn | None = None
    for ring in (_below(scenario, parameter), _above(parameter)):
        amount = _first(is_turned, ring)
        if amount is None:
            continue
        turn = Turn(parameter, amount, changed(scenario, parameter, amount))
        if nearest is None or turn.effort < nearest.effort:
            nearest = turn
    return nearest


def _above(parameter: str) -> list[float]:
    if parameter in ADDED:
        return [FARTHEST[parameter] * step / RINGS for step in range(RINGS + 1)]
    return [TIMES ** (step / RINGS) for step in range(RINGS + 1)]


def _below(scenario: Scenario, parameter: str) -> list[float]:
    """Go down: a rate as far as nothing a year for interest, and a price trend as far as a fall of nearly all."""
    if parameter == "discount_rate":
        return [-max(scenario.discount_rate_annual, 0.0) * step / RINGS for step in range(RINGS + 1)]
    if parameter == "price_drift":
        most = min(FARTHEST[parameter], 0.99 + scenario.rent.price_drift_annual)
        return [-max(most, 0.0) * step / RINGS for step in range(RINGS + 1)]
    return [TIMES ** (-step / RINGS) for step in range(RINGS + 1)]


def _first(is_turned: Callable[[float], bool], ring: list[float]) -> float | None:
    """Find the first step at which the answer is the other, and narrow it down; None if there is none."""
    steps: Iterator[int] = (place for place, amount in enumerate(ring) if place and is_turned(amount))
    place = next(steps, None)
    if place is None:
        return None
    near, far = ring[place - 1], ring[place]
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        near, far = (near, middle) if is_turned(middle) else (middle, far)
    return far
