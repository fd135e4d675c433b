"""Renting against buying, worked out: worth today, by the month and by the hour, and when buying catches up."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from engine.economics.breakeven import break_even_hours
from engine.economics.buying import Box
from engine.economics.discounting import Timeline
from engine.economics.renting import Lease, billed_hours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.economics.scenario import Scenario

LONGEST_MONTHS = 120  # how far a break-even is looked for, whatever the horizon
EVEN = 1e-9  # in money: a smaller difference is none


class Verdict(StrEnum):
    """Which way is cheaper."""

    BUY = "buy"
    RENT = "rent"
    TIE = "tie"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where both ways stand at the end of a month, in money of today; `less_resale`: if it were sold then."""

    month: int
    paid_out: float
    less_resale: float
    rent: float


@dataclass(frozen=True)
class Comparison:
    """All figures of a comparison; names are those of docs/models.md. CO2 in kg, None where the grid is not given.

    The break-even hours take as long as all the rest, and are worked out when somebody asks.
    """

    scenario: Scenario = field(repr=False)
    buy_upfront: float
    buy_running_month_1: float
    buy_running_last_month: float
    electricity_kwh_per_month: float
    electricity_month_1: float
    electricity_total: float
    resale_at_horizon: float
    buy_total_nominal: float
    buy_npv: float
    buy_npv_without_resale: float
    buy_monthly: float
    buy_per_hour: float | None
    rent_billed_hours: float
    rent_month_1: float
    rent_last_month: float
    rent_total_nominal: float
    rent_npv: float
    rent_monthly: float
    rent_per_hour: float | None
    break_even_month: int | None
    break_even_month_without_resale: int | None
    naive_payback_months: float | None
    buy_co2_kg: float | None
    rent_co2_kg: float | None

    @cached_property
    def break_even_hours_per_month(self) -> float | None:
        """The first hours a month at which buying costs no more over the horizon, None if there are none."""
        return break_even_hours(self.scenario)

    @property
    def advantage_of_buying(self) -> float:
        """How much less buying costs, in money of today; negative if it costs more."""
        return self.rent_npv - self.buy_npv

    @property
    def verdict(self) -> Verdict:
        """Which way is cheaper over the horizon."""
        if abs(self.advantage_of_buying) <= EVEN:
            return Verdict.TIE
        return Verdict.BUY if self.advantage_of_buying > 0 else Verdict.RENT


def advantage_of_buying(scenario: Scenario) -> float:
    """How much less buying costs over the horizon, and nothing else: for the many cases of a sensitivity."""
    timeline = Timeline(scenario.discount_rate_annual, scenario.horizon_months)
    hours = scenario.hours_per_month
    return Lease(scenario.rent, timeline).npv(hours) - Box(scenario.buy, timeline).npv(hours)


def compare(scenario: Scenario) -> Comparison:
    """Work out a scenario."""
    hours, last = scenario.hours_per_month, scenario.horizon_months
    timeline, plain = Timeline(scenario.discount_rate_annual, last), Timeline(0.0, last)
    box, lease = Box(scenario.buy, timeline), Lease(scenario.rent, timeline)
    buy_npv, rent_npv = box.npv(hours), lease.npv(hours)
    buy_monthly, rent_monthly = timeline.even_payment(buy_npv), timeline.even_payment(rent_npv)
    payments = list(lease.payments(hours))
    kwh, upfront, running = box.kwh(hours), box.capital(0), box.running(1, hours)
    months = list(standings(scenario, LONGEST_MONTHS))[1:]
    return Comparison(
        scenario=scenario,
        buy_upfront=upfront,
        buy_running_month_1=running,
        buy_running_last_month=box.running(last, hours),
        electricity_kwh_per_month=kwh,
        electricity_month_1=kwh * box.tariff(1),
        electricity_total=sum(kwh * box.tariff(month) for month in range(1, last + 1)),
        resale_at_horizon=box.resale(last),
        buy_total_nominal=Box(scenario.buy, plain).npv(hours),
        buy_npv=buy_npv,
        buy_npv_without_resale=box.npv_without_resale(hours),
        buy_monthly=buy_monthly,
        buy_per_hour=buy_monthly / hours if hours else None,
        rent_billed_hours=billed_hours(scenario.rent, hours),
        rent_month_1=payments[0],
        rent_last_month=payments[-1],
        rent_total_nominal=lease.setup + sum(payments),
        rent_npv=rent_npv,
        rent_monthly=rent_monthly,
        rent_per_hour=rent_monthly / hours if hours else None,
        break_even_month=_first_even((each.month, each.less_resale, each.rent) for each in months),
        break_even_month_without_resale=_first_even((each.month, each.paid_out, each.rent) for each in months),
        naive_payback_months=_payback(upfront, payments[0] - running),
        buy_co2_kg=_buy_co2_kg(scenario, kwh),
        rent_co2_kg=_rent_co2_kg(scenario),
    )


def standings(scenario: Scenario, months: int) -> Iterator[Standing]:
    """Follow both ways from month 0 to a month; what is bought later is not yet paid."""
    timeline = Timeline(scenario.discount_rate_annual, months)
    box, lease = Box(scenario.buy, timeline), Lease(scenario.rent, timeline)
    hours = scenario.hours_per_month
    paid, rent = box.capital(0), lease.setup
    yield Standing(0, paid, paid - box.resale(0), rent)
    for month, payment in enumerate(lease.payments(hours), start=1):
        factor = timeline.factors[month]
        paid += (box.capital(month) + box.running(month, hours)) * factor
        rent += payment * factor
        yield Standing(month, paid, paid - box.resale_worth(month), rent)


def _first_even(months: Iterator[tuple[int, float, float]]) -> int | None:
    """Give the first crossing; a purchase after it can undo it."""
    return next((month for month, buy, rent in months if buy <= rent + EVEN), None)


def _payback(upfront: float, saved_a_month: float) -> float | None:
    """What simple calculators print: no interest, no resale, no change of prices."""
    return upfront / saved_a_month if saved_a_month > 0 else None


def _buy_co2_kg(scenario: Scenario, kwh: float) -> float | None:
    grid = scenario.buy.grid_g_co2_per_kwh
    return None if grid is None else kwh * scenario.horizon_months * grid / 1000


def _rent_co2_kg(scenario: Scenario) -> float | None:
    rent = scenario.rent
    if rent.grid_g_co2_per_kwh is None:
        return None
    kwh = billed_hours(rent, scenario.hours_per_month) * rent.instance_watts / 1000 * rent.pue
    return kwh * scenario.horizon_months * rent.grid_g_co2_per_kwh / 1000
