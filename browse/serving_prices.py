"""What a box with a GPU costs by the hour, out of the offers of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browse.rents import Rent
from engine.serving import MEASURED
from prices import rental
from prices.querysets import CURRENCY

if TYPE_CHECKING:
    from datetime import date

SLUGS = frozenset(each.gpu for each in MEASURED if each.gpu)


def rents(today: date) -> dict[str, Rent]:
    """Give the cheapest current offer with exactly one of each GPU that was measured, by its slug. One query."""
    offers = rental.fitting(0, today).filter(gpu__slug__in=SLUGS, gpu_count=1, currency=CURRENCY)
    cheapest: dict[str, Rent] = {}
    for offer in offers:
        if offer.gpu is not None:
            cheapest.setdefault(offer.gpu.slug, Rent(offer))
    return cheapest


def prices(found: dict[str, Rent]) -> dict[str, float]:
    """Give the prices by the hour alone."""
    return {slug: float(rent.per_gpu) for slug, rent in found.items() if rent.per_gpu is not None}
