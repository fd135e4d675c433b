"""How far either way may cost more or less month by month, if assumptions are uncertain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate, product
from math import prod
from typing import TYPE_CHECKING

from engine.economics.buying import Box
from engine.economics.changes import PARAMETERS, changed
from engine.economics.discounting import Timeline
from engine.economics.renting import Lease
from engine.economics.sensitivity import SHARE_ROUNDING, WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engine.economics.scenario import Scenario

LOW, HIGH = 0.1, 0.9
OF_BUYING = frozenset({"electricity_price", "hardware_price", "hours", "load_watts", "resale_value", "discount_rate"})
OF_RENTING = frozenset({"cloud_price", "hours", "price_drift", "speed_ratio", "discount_rate"})
MOST = 3  # assumptions at once on each side: 27 courses
Levels = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Ranges:
    """Eight in ten weighted cases lie between low and high: what has been paid by each month."""

    buy_low: tuple[float, ...]
    buy_high: tuple[float, ...]
    rent_low: tuple[float, ...]
    rent_high: tuple[float, ...]


def ranges(scenario: Scenario, uncertain: Mapping[str, Levels]) -> Ranges:
    """Follow both ways through all combinations of the first three uncertain assumptions that concern them."""
    buy = _quantiles(_courses(scenario, _those(uncertain, OF_BUYING), _bought))
    rent = _quantiles(_courses(scenario, _those(uncertain, OF_RENTING), _rented))
    return Ranges(*buy, *rent)


def _those(uncertain: Mapping[str, Levels], concerned: frozenset[str]) -> dict[str, Levels]:
    names = [name for name in PARAMETERS if name in uncertain and name in concerned]
    return {name: uncertain[name] for name in names[:MOST]}


def _courses(
    scenario: Scenario, uncertain: Mapping[str, Levels], follow: Callable[[Scenario], list[float]]
) -> Iterator[tuple[float, list[float]]]:
    """Give the weight and the course of each combination."""
    levels = [[(name, *each) for each in zip(amounts, WEIGHTS, strict=True)] for name, amounts in uncertain.items()]
    for combination in product(*levels):
        case = replace(scenario, uncertainty=None)
        for name, amount, _ in combination:
            case = changed(case, name, amount)
        yield prod(weight for *_, weight in combination), follow(case)


def _bought(scenario: Scenario) -> list[float]:
    """What buying has cost by each month, if the machine were sold then."""
    box = Box(scenario.buy, Timeline(scenario.discount_rate_annual, scenario.horizon_months))
    factors, hours = box.timeline.factors, scenario.hours_per_month
    kwh = box.kwh(hours)
    spent = (
        (box.capital(month) + kwh * box.tariff(month) + box.upkeep(month)) * factors[month]
        for month in range(1, len(factors))
    )
    return [paid - box.resale_worth(month) for month, paid in enumerate(accumulate(spent, initial=box.capital(0)))]


def _rented(scenario: Scenario) -> list[float]:
    lease = Lease(scenario.rent, Timeline(scenario.discount_rate_annual, scenario.horizon_months))
    factors = lease.timeline.factors
    spent = (paid * factors[month] for month, paid in enumerate(lease.payments(scenario.hours_per_month), start=1))
    return list(accumulate(spent, initial=lease.setup))


def _quantiles(courses: Iterator[tuple[float, list[float]]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Give, month by month, the values that a tenth and nine tenths of the weight do not go beyond."""
    weights, lines = zip(*courses, strict=True)
    months = [sorted(zip(values, weights, strict=True)) for values in zip(*lines, strict=True)]
    return tuple(_at(LOW, month) for month in months), tuple(_at(HIGH, month) for month in months)


def _at(share: float, cases: Sequence[tuple[float, float]]) -> float:
    reached = accumulate(weight for _, weight in cases)
    return next(value for (value, _), weight in zip(cases, reached, strict=True) if weight >= share - SHARE_ROUNDING)
