"""What would change the answer: one assumption moved at a time, several at once, and a mix of both ways."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, product
from math import prod
from typing import TYPE_CHECKING

from engine.economics.buying import Box
from engine.economics.changes import PARAMETERS, changed
from engine.economics.comparison import advantage_of_buying
from engine.economics.discounting import Timeline
from engine.economics.renting import Lease

if TYPE_CHECKING:
    from engine.economics.scenario import Scenario

MOVES = {"discount_rate": (-0.03, 0.03), "price_drift": (-0.10, 0.10)}
FIFTH = (0.8, 1.2)  # everything else is multiplied
WEIGHTS = (0.3, 0.4, 0.3)  # of low, middle and high: Swanson's rule
SHARE_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Bar:
    """How the advantage of buying moves with one assumption."""

    parameter: str
    low: float
    high: float

    @property
    def swing(self) -> float:
        """How far it moves."""
        return abs(self.high - self.low)


@dataclass(frozen=True, slots=True)
class Spread:
    """The advantage of buying over all combinations of uncertain assumptions, weighted."""

    combinations: int
    expected_advantage: float
    p_buy_cheaper: float
    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True)
class Mix:
    """The cost of a machine of one's own for most hours and the cloud for the rest, in money of today."""

    npv: float
    monthly: float


def sensitivity(scenario: Scenario) -> list[Bar]:
    """Move each assumption down and up; the widest swing comes first."""
    bars = [_bar(scenario, parameter) for parameter in PARAMETERS]
    return sorted(bars, key=lambda bar: (-round(bar.swing, 6), bar.parameter))


def _bar(scenario: Scenario, parameter: str) -> Bar:
    low, high = (advantage_of_buying(changed(scenario, parameter, move)) for move in MOVES.get(parameter, FIFTH))
    return Bar(parameter, low, high)


def uncertainty(scenario: Scenario) -> Spread | None:
    """Work out every combination of the assumptions that the scenario calls uncertain; None if it names none."""
    if scenario.uncertainty is None:
        return None
    levels = [
        [(parameter, amount, weight) for amount, weight in zip(amounts, WEIGHTS, strict=True)]
        for parameter, amounts in sorted(scenario.uncertainty.items())
    ]
    cases = sorted(_case(scenario, combination) for combination in product(*levels))
    reached = list(accumulate(weight for _, weight in cases))

    def quantile(share: float) -> float:
        enough = share - SHARE_ROUNDING
        return next(advantage for (advantage, _), weight in zip(cases, reached, strict=True) if weight >= enough)

    return Spread(
        combinations=len(cases),
        expected_advantage=sum(advantage * weight for advantage, weight in cases),
        p_buy_cheaper=sum(weight for advantage, weight in cases if advantage > 0),
        p10=quantile(0.1),
        p50=quantile(0.5),
        p90=quantile(0.9),
    )


def _case(scenario: Scenario, combination: tuple[tuple[str, float, float], ...]) -> tuple[float, float]:
    for parameter, amount, _ in combination:
        scenario = changed(scenario, parameter, amount)
    return advantage_of_buying(scenario), prod(weight for *_, weight in combination)


def hybrid(scenario: Scenario) -> Mix | None:
    """Do a share of the hours in the cloud and the rest at home, with the fixed costs of both; None if not asked."""
    if scenario.hybrid is None:
        return None
    timeline = Timeline(scenario.discount_rate_annual, scenario.horizon_months)
    burst = scenario.hours_per_month * scenario.hybrid.burst_share
    at_home = scenario.hours_per_month * (1 - scenario.hybrid.burst_share)
    npv = Box(scenario.buy, timeline).npv(at_home) + Lease(scenario.rent, timeline).npv(burst)
    return Mix(npv, timeline.even_payment(npv))
