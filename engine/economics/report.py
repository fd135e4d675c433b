"""All figures of a scenario under their published names: what programs get, and what the benchmark compares."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from engine.economics.comparison import compare
from engine.economics.sensitivity import hybrid, sensitivity, uncertainty

if TYPE_CHECKING:
    from engine.economics.scenario import Scenario


def report(scenario: Scenario) -> dict[str, Any]:
    """Give every figure; CO2, uncertainty and hybrid only where they were asked for."""
    comparison = compare(scenario)
    figures = asdict(comparison)
    asked = {"buy_co2_kg": figures.pop("buy_co2_kg"), "rent_co2_kg": figures.pop("rent_co2_kg")}
    spread, mix = uncertainty(scenario), hybrid(scenario)
    asked |= {"uncertainty": spread and asdict(spread), "hybrid": mix and asdict(mix)}
    return {
        **figures,
        "advantage_of_buying": comparison.advantage_of_buying,
        "verdict": comparison.verdict.value,
        "sensitivity": [{**asdict(bar), "swing": bar.swing} for bar in sensitivity(scenario)],
        **{name: value for name, value in asked.items() if value is not None},
    }
