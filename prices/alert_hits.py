"""Which watched prices are under their limit. Layers above add what they know how to watch: lists and builds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from prices.alert_models import Alert
from prices.models import CurrentPrice
from prices.rates import MissingRateError, convert
from prices.sources.quote import Availability

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from decimal import Decimal

OLDEST = timedelta(days=14)  # a price that was last seen longer ago is no offer any more: prices/status.py, OLD


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that costs less than the limit. `converted`: the words for an amount that was seen otherwise."""

    name: str
    amount: Decimal  # in the alert's currency
    seen_at: datetime
    seller: str
    path: str
    converted: str = ""


def of_part(alert: Alert, at: datetime) -> list[Hit]:
    """Look at a part's current price."""
    price = CurrentPrice.objects.filter(part=alert.part_id).select_related("part", "point__offer").first()
    return [hit] if price and (hit := hit_of(price, alert, at)) else []


def hit_of(price: CurrentPrice, alert: Alert, at: datetime) -> Hit | None:
    """Give a hit if a price is under the limit, seen in the last two weeks, and of something that one can have."""
    if price.observed_at < at - OLDEST or price.point.availability == Availability.OUT_OF_STOCK:
        return None
    if (compared := in_currency(price, alert.currency)) is None or compared[0] > alert.amount:
        return None
    amount, words = compared
    offer = price.point.offer
    return Hit(price.part.name, amount, price.observed_at, offer.seller, price.part.get_absolute_url(), words)


def in_currency(price: CurrentPrice, currency: str) -> tuple[Decimal, str] | None:
    """Give an amount in a currency, and how it was converted if it was; None if there is no rate of its day."""
    if price.currency == currency:
        return price.amount, ""
    try:
        found = convert(price.amount, price.currency, currency, timezone.localdate(price.observed_at))
    except MissingRateError:
        return None
    return found.amount, f"converted from {price.amount} {price.currency} at the rate of {found.on}"


# What is watched, and who looks: an alert and the time to hits, the cheapest first. Added to in AppConfig.ready.
WATCHERS: dict[str, Callable[[Alert, datetime], list[Hit]]] = {Alert.Target.PART: of_part}
