"""The assumptions that may be moved to see what would change the answer, and how each is moved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.economics.discounting import HOURS_IN_MONTH

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.economics.scenario import Scenario


def _cloud_price(scenario: Scenario, times: float) -> Scenario:
    rent = scenario.rent
    spot, committed = rent.spot, rent.committed
    return replace(
        scenario,
        rent=replace(
            rent,
            hourly_price=rent.hourly_price * times,
            spot=spot and replace(spot, hourly_price=spot.hourly_price * times),
            committed=committed and replace(committed, hourly_price=committed.hourly_price * times),
        ),
    )


def _electricity_price(scenario: Scenario, times: float) -> Scenario:
    tariff = scenario.buy.electricity_price_per_kwh * times
    return replace(scenario, buy=replace(scenario.buy, electricity_price_per_kwh=tariff))


def _hardware_price(scenario: Scenario, times: float) -> Scenario:
    hardware = tuple(replace(item, price=item.price * times) for item in scenario.buy.hardware)
    return replace(scenario, buy=replace(scenario.buy, hardware=hardware))


def _hours(scenario: Scenario, times: float) -> Scenario:
    return replace(scenario, hours_per_month=min(scenario.hours_per_month * times, HOURS_IN_MONTH))


def _load_watts(scenario: Scenario, times: float) -> Scenario:
    return replace(scenario, buy=replace(scenario.buy, load_watts=scenario.buy.load_watts * times))


def _resale_value(scenario: Scenario, times: float) -> Scenario:
    return replace(scenario, buy=replace(scenario.buy, resale_multiplier=scenario.buy.resale_multiplier * times))


def _speed_ratio(scenario: Scenario, times: float) -> Scenario:
    return replace(scenario, rent=replace(scenario.rent, speed_ratio=scenario.rent.speed_ratio * times))


def _discount_rate(scenario: Scenario, more: float) -> Scenario:
    return replace(scenario, discount_rate_annual=max(scenario.discount_rate_annual + more, 0.0))


def _price_drift(scenario: Scenario, more: float) -> Scenario:
    """A price cannot fall by more than all of itself: the drift ends at -1."""
    drift = max(scenario.rent.price_drift_annual + more, -1.0)
    return replace(scenario, rent=replace(scenario.rent, price_drift_annual=drift))


ADDED: Mapping[str, Callable[[Scenario, float], Scenario]] = {
    "discount_rate": _discount_rate,
    "price_drift": _price_drift,
}
MULTIPLIED: Mapping[str, Callable[[Scenario, float], Scenario]] = {
    "cloud_price": _cloud_price,
    "electricity_price": _electricity_price,
    "hardware_price": _hardware_price,
    "hours": _hours,
    "load_watts": _load_watts,
    "resale_value": _resale_value,
    "speed_ratio": _speed_ratio,
}
PARAMETERS: Mapping[str, Callable[[Scenario, float], Scenario]] = {**MULTIPLIED, **ADDED}


def changed(scenario: Scenario, parameter: str, amount: float) -> Scenario:
    """Give the scenario with one assumption multiplied by an amount, or moved by it where it is a rate."""
    return PARAMETERS[parameter](scenario, amount)
