"""Assumptions of a comparison in words: what each is called, and what it amounts to in a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import numbers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from catalog.templatetags.units import babel_locale, money, money0, number
from engine.economics.buying import Box
from engine.economics.discounting import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from django.utils.functional import _StrPromise

    from engine.economics import Scenario, Turn

CLOUD = "USD"  # the currency of offers
PERCENT = 100
NAMES: dict[str, _StrPromise] = {
    "cloud_price": _l("Cloud price"),
    "discount_rate": _l("Interest"),
    "electricity_price": _l("Electricity"),
    "hardware_price": _l("Price of the parts"),
    "hours": _l("Hours used"),
    "load_watts": _l("Watts under load"),
    "price_drift": _l("Cloud price trend"),
    "resale_value": _l("Resale value"),
    "speed_ratio": _l("Cloud speed"),
}
IF: dict[str, _StrPromise] = {
    "cloud_price": _l("An hour there would have to cost %(then)s rather than %(now)s."),
    "discount_rate": _l("Money would have to cost %(then)s rather than %(now)s."),
    "electricity_price": _l("A kWh would have to cost %(then)s rather than %(now)s."),
    "hardware_price": _l("The parts would have to cost %(then)s rather than %(now)s."),
    "hours": _l("You would have to use it %(then)s rather than %(now)s."),
    "load_watts": _l("The machine would have to draw %(then)s rather than %(now)s."),
    "price_drift": _l("Cloud prices would have to move by %(then)s rather than %(now)s."),
    "resale_value": _l("In the end the parts would have to sell for %(then)s rather than %(now)s."),
    "speed_ratio": _l("An hour there would have to do %(then)s the work of yours rather than %(now)s."),
}


def rate(amount: Decimal | float) -> str:
    """Write a price by the hour: cents at least, and what is below them where it counts."""
    return str(numbers.format_decimal(amount, format="#,##0.00##", locale=babel_locale()))


def amount_of(parameter: str, scenario: Scenario, currency: str) -> str:
    """Write what an assumption amounts to."""
    return _WRITERS[parameter](scenario, currency)


def condition(turn: Turn, now: Scenario, currency: str) -> str:
    """Say what would have to be true for the other answer to win."""
    then = amount_of(turn.parameter, turn.scenario, currency)
    return IF[turn.parameter] % {"then": then, "now": amount_of(turn.parameter, now, currency)}


def _yearly(share: float) -> str:
    return _("%(percent)s %% a year") % {"percent": number(share * PERCENT, 1)}


def _sold(scenario: Scenario, currency: str) -> str:
    last = scenario.horizon_months
    return money0(Box(scenario.buy, Timeline(scenario.discount_rate_annual, last)).resale(last), currency)


_WRITERS: dict[str, Callable[[Scenario, str], str]] = {
    "cloud_price": lambda asked, _c: money(asked.rent.hourly_price, CLOUD),
    "discount_rate": lambda asked, _c: _yearly(asked.discount_rate_annual),
    "electricity_price": lambda asked, c: f"{number(asked.buy.electricity_price_per_kwh, 3)} {c}",
    "hardware_price": lambda asked, c: money0(sum(item.price for item in asked.buy.hardware), c),
    "hours": lambda asked, _c: _("%(hours)s h a month") % {"hours": number(asked.hours_per_month, 1)},
    "load_watts": lambda asked, _c: f"{number(asked.buy.load_watts)} W",
    "price_drift": lambda asked, _c: _yearly(asked.rent.price_drift_annual),
    "resale_value": _sold,
    "speed_ratio": lambda asked, _c: f"{number(asked.rent.speed_ratio, 2)} ×",
}
