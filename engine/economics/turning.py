"""What would have to be true for the other answer to win: each assumption moved alone until both ways cost the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.economics.changes import ADDED, PARAMETERS, changed
from engine.economics.comparison import advantage_of_buying

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.economics.scenario import Scenario

TIMES = 10.0  # an assumption that would have to be ten times as large, or a tenth, changes nothing
FARTHEST = {"discount_rate": 0.5, "price_drift": 0.6}  # added; beyond it nobody plans
NEARLY_ALL = 0.99  # of a price may fall away in a year
HALVINGS = 30


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

    found = (_first(is_turned, parameter, far) for far in _ends(scenario, parameter))
    turns = (Turn(parameter, amount, changed(scenario, parameter, amount)) for amount in found if amount is not None)
    return min(turns, key=lambda turn: turn.effort, default=None)


def _ends(scenario: Scenario, parameter: str) -> tuple[float, float]:
    """Give how far an assumption is moved either way; interest ends at nothing a year."""
    if parameter == "discount_rate":
        return -max(scenario.discount_rate_annual, 0.0), FARTHEST[parameter]
    if parameter == "price_drift":
        most = min(FARTHEST[parameter], NEARLY_ALL + scenario.rent.price_drift_annual)
        return -max(most, 0.0), FARTHEST[parameter]
    return 1 / TIMES, TIMES


def _first(is_turned: Callable[[float], bool], parameter: str, far: float) -> float | None:
    """Find the amount at which the answer turns, on the way from no change to the far end; None if it does not.

    What moves an assumption on moves the answer on, sessions in whole steps aside: there it is one of the turns.
    """
    if not is_turned(far):
        return None
    near = 0.0 if parameter in ADDED else 1.0
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        near, far = (near, middle) if is_turned(middle) else (middle, far)
    return far
