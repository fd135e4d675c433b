"""What goes into a comparison. Each field carries what it may be, so that pages and programs refuse the same.

Names are those of the published inputs; a share is of one, a rate is by the year, money is in the scenario's currency.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.economics.limits import ANY, DIVIDED, DIVISOR, GROWTH, HOURS_IN_MONTH, MONTHS, SHARE, Limits
from engine.economics.resale import NoResale, Resale

if TYPE_CHECKING:
    from collections.abc import Mapping

DISCOUNT = Limits(low=-0.5, low_open=True, high=5)
HORIZON = Limits(low=1, high=240, whole=True)
AT_LEAST_ONE = Limits(low=1)
POSITIVE_SHARE = Limits(low_open=True, high=1, divisor=True)


def _number(limits: Limits = ANY, default: float = 0.0) -> Any:  # noqa: ANN401  # as dataclasses.field
    return field(default=default, metadata={"limits": limits})


def _required(limits: Limits = ANY) -> Any:  # noqa: ANN401  # as dataclasses.field
    return field(metadata={"limits": limits})


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is bought, in a month, and perhaps sold at the end."""

    name: str
    price: float = _required()
    month: int = _number(MONTHS, 0)
    resale: Resale = field(default_factory=NoResale)


@dataclass(frozen=True, slots=True)
class Buying:
    """A machine of one's own. `load_watts` is drawn by the parts unless `psu_efficiency` is 1: then at the wall."""

    hardware: tuple[Item, ...]
    shipping: float = _number()
    other_monthly: float = _number()
    tax_rate: float = _number(SHARE)
    tax_recoverable: bool = False
    setup_hours: float = _number()
    maintenance_hours_per_month: float = _number()
    hour_value: float = _number()
    load_watts: float = _number()
    idle_watts: float = _number()
    idle_hours_per_month: float = _number(HOURS_IN_MONTH)
    always_on: bool = False
    psu_efficiency: float = _number(POSITIVE_SHARE, 1.0)
    pue: float = _number(AT_LEAST_ONE, 1.0)
    electricity_price_per_kwh: float = _number()
    electricity_inflation_annual: float = _number(GROWTH)
    warranty_months: int = _number(MONTHS, 0)
    annual_failure_rate: float = _number(SHARE)
    repair_cost_share: float = _number(SHARE)
    selling_cost_share: float = _number(SHARE)
    resale_multiplier: float = _number(ANY, 1.0)
    grid_g_co2_per_kwh: float | None = _number(ANY, None)  # type: ignore[arg-type]  # absent: no CO2 figure


@dataclass(frozen=True, slots=True)
class Spot:
    """A share of the hours at a lower price, some of them done twice because the instance was taken away."""

    share: float = _required(SHARE)
    hourly_price: float = _required()
    interruption_overhead: float = _number()


@dataclass(frozen=True, slots=True)
class Committed:
    """Hours that are paid every month, used or not, at a fixed price."""

    hours_per_month: float = _required()
    hourly_price: float = _required()


@dataclass(frozen=True, slots=True)
class Renting:
    """Hours of a rented machine. Prices are per instance-hour, all its GPUs, in the offer's currency."""

    hourly_price: float = _required()
    speed_ratio: float = _number(DIVISOR, 1.0)
    price_drift_annual: float = _number(GROWTH)
    price_step_months: int = _number(Limits(low=1, whole=True), 1)
    free_hours_once: float = _number()
    free_hours_per_month: float = _number()
    free_credit_once: float = _number()
    spot: Spot | None = None
    committed: Committed | None = None
    sessions_per_month: float = _number(DIVIDED)
    session_overhead_hours: float = _number()
    billing_increment_hours: float = _number(DIVIDED)
    storage_gb: float = _number()
    storage_free_gb: float = _number()
    storage_price_per_gb_month: float = _number()
    egress_gb_per_month: float = _number()
    egress_free_gb: float = _number()
    egress_price_per_gb: float = _number()
    monthly_fee: float = _number()
    tax_rate: float = _number(SHARE)
    tax_recoverable: bool = False
    fx_to_base: float = _number(DIVISOR, 1.0)
    setup_hours: float = _number()
    maintenance_hours_per_month: float = _number()
    hour_value: float = _number()
    grid_g_co2_per_kwh: float | None = _number(ANY, None)  # type: ignore[arg-type]  # absent: no CO2 figure
    instance_watts: float = _number()
    pue: float = _number(AT_LEAST_ONE, 1.0)


@dataclass(frozen=True, slots=True)
class Hybrid:
    """Which share of the hours goes to the cloud, beside a machine of one's own."""

    burst_share: float = _required(SHARE)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One question: so many hours of work a month for so long, done at home or rented."""

    hours_per_month: float = _required(HOURS_IN_MONTH)
    horizon_months: int = _required(HORIZON)
    buy: Buying = field(kw_only=True)
    rent: Renting = field(kw_only=True)
    discount_rate_annual: float = field(default=0.0, metadata={"limits": DISCOUNT}, kw_only=True)
    uncertainty: Mapping[str, tuple[float, float, float]] | None = field(default=None, kw_only=True)
    hybrid: Hybrid | None = field(default=None, kw_only=True)
