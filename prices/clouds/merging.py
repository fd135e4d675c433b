"""Several rows of one offer become one quote."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from prices.clouds.quote import CloudQuote


def merged(quotes: Iterable[CloudQuote]) -> list[CloudQuote]:
    """Give one quote for each instance, GPU, region and tier, with the lowest price of each kind."""
    found: dict[tuple[object, ...], CloudQuote] = {}
    for quote in quotes:
        key = identity(quote)
        found[key] = _both(found[key], quote) if key in found else quote
    return list(found.values())


def identity(quote: CloudQuote) -> tuple[object, ...]:
    """Give what makes two quotes the same offer, whatever they cost."""
    return (
        quote.provider,
        quote.instance,
        quote.gpu,
        quote.count,
        quote.vram_gb_each,
        quote.region,
        quote.tier,
    )


def _both(one: CloudQuote, other: CloudQuote) -> CloudQuote:
    on_demand = _lower(one.on_demand, other.on_demand)
    spot = _lower(one.spot, other.spot)
    return replace(
        one,
        on_demand=on_demand,
        spot=None if spot == on_demand else spot,
        reserved_1y=_lower(one.reserved_1y, other.reserved_1y),
        available=None if one.available is other.available is None else bool(one.available or other.available),
        regions=tuple(dict.fromkeys((*one.regions, *other.regions))),
    )


def _lower(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return min((each for each in (one, other) if each is not None), default=None)
