"""Amounts in another currency, at the rate of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from prices.models import CurrencyRate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

EURO = "EUR"
OLDEST_DAYS = 14  # a rate that is older says little: the bank gives one on each working day


class MissingRateError(LookupError):
    """There is no rate; the text names the currency and the day."""


@dataclass(frozen=True, slots=True)
class Converted:
    """An amount in the asked currency: amount × `rate`, of the day `on`. It is not rounded."""

    amount: Decimal
    rate: Decimal
    on: date


def convert(amount: Decimal, source: str, target: str, on: date) -> Converted:
    """Convert with the newest rates known on a day, both of the same day. One query; none if nothing is to convert.

    Raises:
        MissingRateError: one of the currencies has no rate within the 14 days before.
    """
    needed = {source.upper(), target.upper()} if source.upper() != target.upper() else set()
    return Rates.between(needed, on, on).convert(amount, source, target, on)


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of some currencies over some time, read once, to convert many amounts."""

    days: Mapping[date, Mapping[str, Decimal]]  # how much one euro was, by day and currency

    @classmethod
    def between(cls, currencies: Iterable[str], first: date, last: date) -> Rates:
        """Read what is needed to convert on any day from the first to the last. One query, or none for no currency."""
        wanted = {currency.upper() for currency in currencies} - {EURO}
        days: dict[date, dict[str, Decimal]] = {}
        if wanted:
            since = first - timedelta(days=OLDEST_DAYS)
            rows = CurrencyRate.objects.filter(currency__in=wanted, on__lte=last, on__gte=since)
            for day, currency, per_eur in rows.order_by("on").values_list("on", "currency", "per_eur"):
                days.setdefault(day, {})[currency] = per_eur
        return cls(days)

    def convert(self, amount: Decimal, source: str, target: str, on: date) -> Converted:
        """Convert with the newest rates known on a day, both of the same day.

        Raises:
            MissingRateError: one of the currencies has no rate within the 14 days before.
        """
        source, target = source.upper(), target.upper()
        if source == target:
            return Converted(amount, Decimal(1), on)
        wanted = {source, target} - {EURO}
        day = self._newest(wanted, on)
        per_eur = {EURO: Decimal(1), **self.days[day]}
        rate = per_eur[target] / per_eur[source]
        return Converted(amount * rate, rate, day)

    def _newest(self, wanted: set[str], on: date) -> date:
        """Give the newest day up to `on` that has all rates."""
        recent = [on - timedelta(days=back) for back in range(OLDEST_DAYS + 1)]
        day = next((each for each in recent if wanted <= self.days.get(each, {}).keys()), None)
        if day is None:
            known = {currency for each in recent for currency in self.days.get(each, ())}
            missing = ", ".join(sorted(wanted - known or wanted))
            message = f"no rate for {missing} on {on} or in the {OLDEST_DAYS} days before"
            raise MissingRateError(message)
        return day
