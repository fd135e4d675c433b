"""What a machine of one's own costs: capital, electricity, upkeep, and what it still fetches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from engine.economics.discounting import HOURS_IN_MONTH, growth

if TYPE_CHECKING:
    from engine.economics.discounting import Timeline
    from engine.economics.scenario import Buying


@dataclass(frozen=True)
class Box:
    """A machine over a timeline. What does not depend on the hours is worked out once."""

    buy: Buying
    timeline: Timeline

    def capital(self, month: int) -> float:
        """Money for what is bought in a month; time for setting it up is not taxed."""
        buy = self.buy
        bought = sum(item.price for item in buy.hardware if item.month == month)
        tax = 1 if buy.tax_recoverable else 1 + buy.tax_rate
        if month:
            return bought * tax
        return (bought + buy.shipping) * tax + buy.setup_hours * buy.hour_value

    def kwh(self, hours: float) -> float:
        """Electricity of a month with so many hours under load, in kWh at the meter."""
        buy = self.buy
        rest = HOURS_IN_MONTH - hours
        idle = rest if buy.always_on else min(buy.idle_hours_per_month, rest)
        return (buy.load_watts * hours + buy.idle_watts * idle) / 1000 / buy.psu_efficiency * buy.pue

    def tariff(self, month: int) -> float:
        """Price of a kWh in a month."""
        return self.buy.electricity_price_per_kwh * growth(self.buy.electricity_inflation_annual, month - 1)

    def upkeep(self, month: int) -> float:
        """Running cost of a month apart from electricity: time, fees, and repairs once the warranty is over."""
        buy = self.buy
        cost = buy.maintenance_hours_per_month * buy.hour_value + buy.other_monthly
        if month <= buy.warranty_months:
            return cost
        owned = sum(item.price for item in buy.hardware if item.month < month)
        return cost + buy.annual_failure_rate / 12 * buy.repair_cost_share * owned

    def running(self, month: int, hours: float) -> float:
        """Running cost of a month."""
        return self.kwh(hours) * self.tariff(month) + self.upkeep(month)

    def resale(self, month: int) -> float:
        """What everything bought so far fetches at the end of a month, after the costs of selling."""
        owned = (item for item in self.buy.hardware if item.month <= month)
        fetched = sum(item.price * item.resale.share(month - item.month) for item in owned)
        return fetched * (1 - self.buy.selling_cost_share) * self.buy.resale_multiplier

    def resale_worth(self, month: int) -> float:
        """Today's worth of that."""
        return self.resale(month) * self.timeline.factors[month]

    def npv_without_resale(self, hours: float) -> float:
        """Today's worth of all payments up to the end of the timeline."""
        return self._fixed_worth + self.kwh(hours) * self._kwh_worth

    def npv(self, hours: float) -> float:
        """Today's worth of all payments, less what the machine fetches at the end."""
        return self.npv_without_resale(hours) - self._final_resale_worth

    @cached_property
    def _final_resale_worth(self) -> float:
        return self.resale_worth(self.timeline.months)

    @cached_property
    def _kwh_worth(self) -> float:
        """Today's worth of using one kWh in every month."""
        factors = self.timeline.factors
        return sum(self.tariff(month) * factors[month] for month in range(1, len(factors)))

    @cached_property
    def _fixed_worth(self) -> float:
        """Today's worth of what is paid however many hours are worked."""
        factors = self.timeline.factors
        months = range(1, len(factors))
        return self.capital(0) + sum((self.capital(month) + self.upkeep(month)) * factors[month] for month in months)
