"""GPUs with what they cost: cards new and used, and hours of rent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from browse import rents
from browse.cards import CardPrices, card_prices
from browse.rents import Rent
from catalog.speed import facts_of
from prices.gpu_filters import CURRENCY
from prices.models import GpuPrice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from catalog.models import Gpu
    from engine import throughput
    from engine.platforms.features import Features
    from prices.models import CloudOffer
    from prices.querysets import CloudOfferQuerySet


@dataclass(slots=True)
class Row:
    """A GPU with what it costs both ways. Amounts are in USD."""

    gpu: Gpu
    prices: CardPrices | None = None
    rent: Rent | None = None
    spot: Rent | None = None
    used: GpuPrice | None = None
    launch: GpuPrice | None = None
    features: Features = field(init=False)
    speed_facts: throughput.Gpu = field(init=False)

    def __post_init__(self) -> None:
        self.features = self.gpu.features
        self.speed_facts = facts_of(self.gpu)

    @property
    def price(self) -> float | None:
        """The cheapest card."""
        return float(self.prices.cheapest.amount) if self.prices else None

    @property
    def per_gib(self) -> float | None:
        """The cheapest card's price for a GiB of memory."""
        return self._for_a_gib(self.price)

    @property
    def used_price(self) -> float | None:
        """What a used one sold for, in the last month that is known."""
        return float(self.used.amount) if self.used else None

    @property
    def used_per_gib(self) -> float | None:
        """What a GiB of memory of a used one cost."""
        return self._for_a_gib(self.used_price)

    @property
    def launch_price(self) -> float | None:
        """The maker's price at launch."""
        return float(self.launch.amount) if self.launch else None

    @property
    def per_hour(self) -> float | None:
        """The cheapest GPU-hour on demand."""
        return float(self.rent.per_gpu) if self.rent and self.rent.per_gpu else None

    @property
    def spot_per_hour(self) -> float | None:
        """The cheapest GPU-hour that the provider may end at any time."""
        return spot_per_gpu(self.spot.offer) if self.spot else None

    @property
    def second_line(self) -> str:
        """Architecture and year."""
        year = str(self.gpu.released_on.year) if self.gpu.released_on else ""
        return ", ".join(word for word in (self.gpu.architecture, year) if word)

    def _for_a_gib(self, price: float | None) -> float | None:
        return price / self.gpu.memory_gib if price and self.gpu.memory_gib else None


def rows_of(gpus: Iterable[Gpu], today: date) -> list[Row]:
    """Put GPUs and prices together. Three queries: cards, cloud offers, prices of GPUs as such."""
    cards, offers = card_prices(), list(_offers(today))
    rented, spot = rents.cheapest_by_gpu(offers), cheapest_spot(offers)
    used, launch = latest_prices()
    return [
        Row(
            gpu,
            prices=cards.get(gpu.pk),
            rent=rented.get(gpu.pk),
            spot=spot.get(gpu.pk),
            used=used.get(gpu.pk),
            launch=launch.get(gpu.pk),
        )
        for gpu in gpus
    ]


def _offers(today: date) -> CloudOfferQuerySet:
    """Give the current offers without the rows of their GPUs: those are there already."""
    return rents.current(today).filter(currency=CURRENCY).select_related(None)


def spot_per_gpu(offer: CloudOffer) -> float | None:
    """Give the spot price of one GPU for an hour."""
    return float(offer.spot) / offer.gpu_count if offer.spot and offer.gpu_count else None


def cheapest_spot(offers: Iterable[CloudOffer]) -> dict[int, Rent]:
    """Give for each GPU, by its key, the offer with the cheapest GPU-hour at a spot price."""
    cheapest: dict[int, Rent] = {}
    for offer in sorted(offers, key=lambda offer: spot_per_gpu(offer) or 0):
        if offer.gpu_id and spot_per_gpu(offer):
            cheapest.setdefault(offer.gpu_id, Rent(offer))
    return cheapest


def latest_prices() -> tuple[dict[int, GpuPrice], dict[int, GpuPrice]]:
    """Give the latest used price and the launch price of each GPU, by its key. One query."""
    used: dict[int, GpuPrice] = {}
    launch: dict[int, GpuPrice] = {}
    prices = GpuPrice.objects.filter(currency=CURRENCY).select_related("source")
    for price in prices.order_by("observed_on", "-amount"):
        (used if price.condition == GpuPrice.Condition.USED else launch)[price.gpu_id] = price
    return used, launch
