"""Random questions of renting against buying, all of them allowed: for the benchmark and for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

DEAR = 0.15  # of the questions are about a whole rack
KEPT = 0.6  # of the optional fields are given
PARAMETERS = (
    "cloud_price", "discount_rate", "electricity_price", "hardware_price", "hours", "load_watts", "price_drift",
    "resale_value", "speed_ratio",
)  # fmt: skip
RATES = {"discount_rate": (-0.03, 0.0, 0.03), "price_drift": (-0.15, 0.0, 0.15)}


def question(rng: Random, *, uncertain: int = 2) -> dict[str, Any]:
    """Make an input; `uncertain`: how many assumptions may be uncertain at the most."""
    months = rng.choice([1, 2, 3, 12, 24, 36, 60, rng.randint(1, 240)])
    made: dict[str, Any] = {
        "hours_per_month": rng.choice([0, 0.01, 4, 40, 160, 400, 730, round(rng.uniform(0, 730), 3)]),
        "horizon_months": months,
        "discount_rate_annual": rng.choice([0, 0.03, 0.05, 0.25, 5.0, -0.1, round(rng.uniform(-0.4, 1), 4)]),
        "buy": _buy(rng, months),
        "rent": _rent(rng),
    }
    if names := rng.sample(PARAMETERS, rng.randint(0, uncertain)):
        made["uncertainty"] = {name: list(RATES.get(name, (0.7, 1.0, 1.4))) for name in names}
    if rng.random() < KEPT:
        made["hybrid"] = {"burst_share": rng.choice([0, 1, round(rng.random(), 3)])}
    return made


def _buy(rng: Random, months: int) -> dict[str, Any]:
    hardware = [_item(rng, months) for _ in range(rng.randint(0, 4))]
    return {"hardware": hardware} | _some(
        rng,
        resale=_resale(rng), shipping=_upto(rng, 200), other_monthly=_upto(rng, 30), tax_rate=_upto(rng, 1),
        tax_recoverable=rng.choice([True, False]), setup_hours=_upto(rng, 20),
        maintenance_hours_per_month=_upto(rng, 3), hour_value=_upto(rng, 80),
        load_watts=_upto(rng, 2500), idle_watts=_upto(rng, 200),
        idle_hours_per_month=_upto(rng, 730), always_on=rng.choice([True, False]), psu_efficiency=1 - _upto(rng, 0.4),
        pue=1 + _upto(rng, 1), electricity_price_per_kwh=_upto(rng, 0.6),
        electricity_inflation_annual=_upto(rng, 0.4) - 0.1, warranty_months=rng.choice([0, 12, 24, 36, 500]),
        annual_failure_rate=_upto(rng, 1), repair_cost_share=_upto(rng, 1), selling_cost_share=_upto(rng, 1),
        resale_multiplier=_upto(rng, 2), grid_g_co2_per_kwh=_upto(rng, 900),
    )  # fmt: skip


def _item(rng: Random, months: int) -> dict[str, Any]:
    late = rng.choice([1, months, months + 1, rng.randint(0, 130)])
    return {"name": "part", "price": _upto(rng, 9000)} | _some(rng, 0.4, month=late, resale=_resale(rng))


def _resale(rng: Random) -> dict[str, Any]:
    model = rng.choice(["none", "geometric", "straight_line", "table"])
    if model == "geometric":
        return {"model": model, "annual_decline": _upto(rng, 0.99)} | _some(rng, initial_drop=_upto(rng, 1))
    if model == "straight_line":
        return {"model": model, "life_months": 1 + _upto(rng, 150)} | _some(rng, salvage_share=_upto(rng, 1))
    if model == "table":
        ages = sorted({rng.choice([0, 6, 12, 24, 36, rng.randint(0, 150)]) for _ in range(rng.randint(1, 5))})
        return {"model": model, "points": [[age, _upto(rng, 1.2)] for age in ages]}
    return {"model": model}


def _rent(rng: Random) -> dict[str, Any]:
    spot = {"share": _upto(rng, 1), "hourly_price": _upto(rng, 3)} | _some(rng, interruption_overhead=_upto(rng, 0.5))
    committed = {"hours_per_month": rng.choice([0, 100, 730, _upto(rng, 900)]), "hourly_price": _upto(rng, 3)}
    most = 100 if rng.random() < DEAR else 6
    return {"hourly_price": _upto(rng, most)} | _some(
        rng,
        speed_ratio=0.05 + _upto(rng, 6), price_drift_annual=_upto(rng, 0.8) - 0.4,
        price_step_months=rng.choice([1, 3, 6, 12, 300]), free_hours_once=rng.choice([0, 10, 10_000, _upto(rng, 500)]),
        free_hours_per_month=rng.choice([0, 30, 800]), free_credit_once=rng.choice([0, 300, 1e6, _upto(rng, 2000)]),
        spot=spot, committed=committed, sessions_per_month=rng.choice([0, 1, 20, 60, 2.5]),
        session_overhead_hours=_upto(rng, 0.5), billing_increment_hours=rng.choice([0, 1, 1 / 60, 0.25, 24]),
        storage_gb=_upto(rng, 2000), storage_free_gb=_upto(rng, 200), storage_price_per_gb_month=_upto(rng, 0.2),
        egress_gb_per_month=_upto(rng, 500), egress_free_gb=_upto(rng, 200), egress_price_per_gb=_upto(rng, 0.2),
        monthly_fee=_upto(rng, 40), tax_rate=_upto(rng, 1), tax_recoverable=rng.choice([True, False]),
        fx_to_base=0.01 + _upto(rng, 8), setup_hours=_upto(rng, 8), maintenance_hours_per_month=_upto(rng, 2),
        hour_value=_upto(rng, 80), grid_g_co2_per_kwh=_upto(rng, 900), instance_watts=_upto(rng, 3000),
        pue=1 + _upto(rng, 1),
    )  # fmt: skip


def _upto(rng: Random, most: float) -> float:
    """Give a number up to `most`; often an end of the range, where mistakes live."""
    return rng.choice([0.0, most, round(rng.uniform(0, most), 4), rng.uniform(0, most)])


def _some(rng: Random, kept: float | None = None, **fields: object) -> dict[str, object]:
    """Keep some of the fields, each by chance."""
    chance = rng.choice([0.1, KEPT, 0.95]) if kept is None else kept
    return {name: value for name, value in fields.items() if rng.random() < chance}
