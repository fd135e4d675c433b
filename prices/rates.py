"""Amounts in another currency, at the rate of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from prices.models import CurrencyRate

if TYPE_CHECKING:
    from collections.abc import Iterable
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
    source, target = source.upper(), target.upper()
    if source == target:
        return Converted(amount, Decimal(1), on)
    wanted = {source, target} - {EURO}
    days = _days(wanted, on)
    day = max((each for each, rates in days.items() if wanted <= rates.keys()), default=None)
    if day is None:
        known = {currency for rates in days.values() for currency in rates}
        missing = ", ".join(sorted(wanted - known or wanted))
        message = f"no rate for {missing} on {on} or in the {OLDEST_DAYS} days before"
        raise MissingRateError(message)
    per_eur = {EURO: Decimal(1), **days[day]}
    rate = per_eur[target] / per_eur[source]
    return Converted(amount * rate, rate, day)


def _days(currencies: Iterable[str], on: date) -> dict[date, dict[str, Decimal]]:
    """Give the rates of these currencies by day."""
    rows = CurrencyRate.objects.filter(
        currency__in=currencies, on__lte=on, on__gte=on - timedelta(days=OLDEST_DAYS)
    ).values_list("on", "currency", "per_eur")
    days: dict[date, dict[str, Decimal]] = {}
    for day, currency, per_eur in rows:
        days.setdefault(day, {})[currency] = per_eur
    return days
