"""What the cards with a GPU cost: the cheapest, and of how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from prices import gpu_filters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.models import Gpu
    from prices.models import CurrentPrice


@dataclass(frozen=True, slots=True)
class CardPrices:
    """The cheapest priced card with a GPU, and of how many."""

    cheapest: CurrentPrice
    cards: int = 1
    slug: str = ""  # of the cheapest card


def card_prices(among: Iterable[Gpu] | None = None) -> dict[int, CardPrices]:
    """Give the prices of cards by the key of their GPU: of all, or of some GPUs. One query, one row for a GPU."""
    prices = gpu_filters.card_prices()
    if among is not None:
        prices = prices.filter(part__graphics_card__gpu__in=list(among))
    gpu = F("part__graphics_card__gpu")
    cheapest = prices.annotate(
        of_gpu=gpu,
        part_slug=F("part__slug"),
        place=Window(RowNumber(), partition_by=gpu, order_by=("amount", "pk")),
        cards=Window(Count("pk"), partition_by=gpu),
    ).filter(place=1)
    rows = cheapest.select_related("point__offer__source")
    return {row.of_gpu: CardPrices(row, row.cards, row.part_slug) for row in rows}
