"""What rented hours cost: billed hours, free hours, commitment, spot, storage, traffic, credit, tax, in this order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from engine.economics.discounting import growth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.economics.discounting import Timeline
    from engine.economics.scenario import Renting

ROUNDING = 1e-9  # a session that ends on the step is not billed another one


def billed_hours(rent: Renting, hours: float) -> float:
    """Hours that the provider counts in a month for so many hours of work on one's own machine."""
    if hours == 0:
        return 0.0
    billed = hours / rent.speed_ratio
    sessions = rent.sessions_per_month
    if not sessions:
        return billed
    billed += sessions * rent.session_overhead_hours
    step = rent.billing_increment_hours
    return sessions * math.ceil(billed / sessions / step - ROUNDING) * step if step else billed


@dataclass(frozen=True)
class Lease:
    """A rented machine over a timeline. What does not depend on the hours is worked out once."""

    rent: Renting
    timeline: Timeline

    def payments(self, hours: float) -> Iterator[float]:
        """Give what is paid at the end of month 1, 2, …: free hours and credit are used up along the way."""
        free, credit = self.rent.free_hours_once, self.rent.free_credit_once
        wanted = self._wanted_hours(hours)
        for month in range(1, self.timeline.months + 1):
            payment, free, credit = self._pay(wanted, month, free, credit)
            yield payment

    def npv(self, hours: float) -> float:
        """Today's worth of setting up and of all payments.

        Month by month while free hours or credit last; after that every month is alike but for the price.
        """
        factors, wanted = self.timeline.factors, self._wanted_hours(hours)
        worth, month = self.setup, 0
        free, credit = self.rent.free_hours_once, self.rent.free_credit_once
        if free >= wanted * self.timeline.months:
            free = wanted = 0.0
        if credit and credit >= self._charged_at_most(wanted):
            return worth + self._own_time * self._worth[0]
        while (free or credit) and month < self.timeline.months:
            month += 1
            payment, free, credit = self._pay(wanted, month, free, credit)
            worth += payment * factors[month]
        return worth + self._worth_after(month, wanted)

    @property
    def setup(self) -> float:
        """Worth of the time that setting up takes."""
        return self.rent.setup_hours * self.rent.hour_value

    def _charged_at_most(self, wanted: float) -> float:
        """Give what all months together cost before credit and tax if no hour were free."""
        drifted = sum(self._drift) - self._drift[0]
        return self._after_commitment(wanted) * self._rate * drifted + self._standing * self.timeline.months

    def _wanted_hours(self, hours: float) -> float:
        """Billed hours of a month beyond those that are free every month."""
        return max(billed_hours(self.rent, hours) - self.rent.free_hours_per_month, 0.0)

    def _worth_after(self, month: int, wanted: float) -> float:
        metered = self._after_commitment(wanted)
        charged = metered * self._rate * self._drift_worth[month] + self._standing * self._worth[month]
        return charged * self._levy + self._own_time * self._worth[month]

    def _pay(self, wanted: float, month: int, free: float, credit: float) -> tuple[float, float, float]:
        """Work out one month: the payment, and what is left of free hours and of credit."""
        used = min(wanted, free)
        charge = self._after_commitment(wanted - used) * self._rate * self._drift[month] + self._standing
        redeemed = min(charge, credit)
        payment = (charge - redeemed) * self._levy + self._own_time
        return payment, free - used, credit - redeemed

    def _after_commitment(self, hours: float) -> float:
        """Hours that cost the price of the day."""
        committed = self.rent.committed
        return max(hours - committed.hours_per_month, 0.0) if committed else hours

    @cached_property
    def _rate(self) -> float:
        """Price of an hour today, on demand and spot mixed."""
        spot = self.rent.spot
        if spot is None:
            return self.rent.hourly_price
        on_spot = spot.share * (1 + spot.interruption_overhead) * spot.hourly_price
        return on_spot + (1 - spot.share) * self.rent.hourly_price

    @cached_property
    def _standing(self) -> float:
        """What a month costs before an hour is used, at prices that do not drift."""
        rent = self.rent
        storage = max(rent.storage_gb - rent.storage_free_gb, 0.0) * rent.storage_price_per_gb_month
        egress = max(rent.egress_gb_per_month - rent.egress_free_gb, 0.0) * rent.egress_price_per_gb
        commitment = rent.committed.hours_per_month * rent.committed.hourly_price if rent.committed else 0.0
        return commitment + storage + egress + rent.monthly_fee

    @cached_property
    def _levy(self) -> float:
        """From the offer's currency before tax to the scenario's after."""
        return (1 if self.rent.tax_recoverable else 1 + self.rent.tax_rate) * self.rent.fx_to_base

    @property
    def _own_time(self) -> float:
        return self.rent.maintenance_hours_per_month * self.rent.hour_value

    @cached_property
    def _drift(self) -> tuple[float, ...]:
        """The price of month 1, 2, … against today's; index 0 is not used."""
        step = self.rent.price_step_months
        months = range(1, self.timeline.months + 1)
        return (1.0, *(growth(self.rent.price_drift_annual, (month - 1) // step * step) for month in months))

    @cached_property
    def _worth(self) -> tuple[float, ...]:
        """Today's worth of paying one in every month after this one."""
        return _sums_after(self.timeline.factors)

    @cached_property
    def _drift_worth(self) -> tuple[float, ...]:
        """Today's worth of one metered hour at a price of one in every month after this one."""
        return _sums_after([drift * worth for drift, worth in zip(self._drift, self.timeline.factors, strict=True)])


def _sums_after(values: Iterable[float]) -> tuple[float, ...]:
    """For each place, the sum of all values after it."""
    behind = list(accumulate(reversed(list(values)), initial=0.0))
    return tuple(reversed(behind[:-1]))
