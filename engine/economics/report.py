"""All figures of a scenario under their published names: what programs get, and what the benchmark compares."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from engine.economics.comparison import compare
from engine.economics.sensitivity import hybrid, sensitivity, uncertainty

if TYPE_CHECKING:
    from engine.economics.scenario import Scenario


def report(scenario: Scenario) -> dict[str, Any]:
    """Give every figure; CO2, uncertainty and hybrid only where they were asked for."""
    comparison = compare(scenario)
    figures = {each.name: getattr(comparison, each.name) for each in fields(comparison) if each.name != "scenario"}
    asked = {"buy_co2_kg": figures.pop("buy_co2_kg"), "rent_co2_kg": figures.pop("rent_co2_kg")}
    spread, mix = uncertainty(scenario), hybrid(scenario)
    asked |= {"uncertainty": spread and asdict(spread), "hybrid": mix and asdict(mix)}
    return {
        **figures,
        "advantage_of_buying": comparison.advantage_of_buying,
        "verdict": comparison.verdict.value,
        "break_even_hours_per_month": comparison.break_even_hours_per_month,
        "sensitivity": [{**asdict(bar), "swing": bar.swing} for bar in sensitivity(scenario)],
        **{name: value for name, value in asked.items() if value is not None},
    }
