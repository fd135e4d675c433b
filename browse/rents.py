"""Cloud offers as pages show them: per GPU and hour, per GB, with the day of the price."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from zlib import crc32

from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.templatetags.units import day
from prices import rental

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from prices.models import CloudOffer
    from prices.querysets import CloudOfferQuerySet

CENTS = 100
ANCHOR_LENGTH = 40  # of its words; a checksum tells sources with the same beginning apart


@dataclass(frozen=True, slots=True)
class Rate:
    """A price brought down to one GPU and to one GiB of its memory, for an hour, in the offer's currency."""

    per_gpu: Decimal | None = None
    per_gib: Decimal | None = None

    @property
    def cents(self) -> Decimal | None:
        """The GiB's price in hundredths of the currency."""
        return None if self.per_gib is None else self.per_gib * CENTS


@dataclass(frozen=True, slots=True)
class Rent:
    """An offer with its prices brought down to one GPU and one GB of its memory."""

    offer: CloudOffer

    @property
    def name(self) -> str:
        """Which GPUs."""
        return self.offer.gpu.short_name if self.offer.gpu else self.offer.gpu_stated

    @property
    def gpus(self) -> str:
        """Which GPUs, and how many."""
        return f"{self.offer.gpu_count} × {self.name}"

    @property
    def with_instance(self) -> str:
        """The provider and what it calls the instance."""
        return " ".join(word for word in (self.offer.provider, self.offer.instance) if word)

    @property
    def memory_gib(self) -> float | None:
        """Memory of all GPUs together, in GiB."""
        each = self.offer.memory_gib_each
        return None if each is None else each * self.offer.gpu_count

    @property
    def on_demand(self) -> Rate:
        """The price on demand, brought down."""
        return self._rate(self.offer.on_demand_per_hour)

    @property
    def spot(self) -> Rate:
        """The spot price, brought down."""
        return self._rate(self.offer.spot)

    @property
    def committed(self) -> Rate:
        """The price with a commitment, brought down."""
        return self._rate(self.offer.committed_per_hour)

    def _rate(self, price: Decimal | None) -> Rate:
        if not price or not self.offer.gpu_count or not self.offer.comparable:
            return Rate()
        per_gpu, each = price / self.offer.gpu_count, self.offer.memory_gib_each
        return Rate(per_gpu, per_gpu / Decimal(str(each)) if each else None)

    @property
    def per_gpu(self) -> Decimal | None:
        """Price of one GPU for an hour, in the offer's currency."""
        price = self.offer.on_demand_per_hour
        return None if price is None or not self.offer.gpu_count else price / self.offer.gpu_count

    @property
    def cents_per_gib(self) -> float | None:
        """Price of one GiB of GPU memory for an hour, in hundredths of the offer's currency."""
        if self.offer.on_demand_per_hour is None or not self.memory_gib:
            return None
        return float(self.offer.on_demand_per_hour) / self.memory_gib * CENTS

    @property
    def seen(self) -> str:
        """The last day on which the price is known to have held; an open end is said."""
        if self.offer.observed_latest:
            return day(self.offer.observed_latest)
        if self.offer.observed_earliest:
            return _("%(day)s or later") % {"day": day(self.offer.observed_earliest)}
        return day(None)

    @property
    def origin(self) -> str:
        """Where the price was read, and what has to be known of it."""
        return f"{self.offer.source}: {self.offer.note}" if self.offer.note else self.offer.source

    @property
    def anchor(self) -> str:
        """Where the source stands on the page of sources."""
        return anchor(self.offer.source)

    def is_old(self, today: date) -> bool:
        """Tell whether the price is history."""
        last = self.offer.observed_latest or self.offer.observed_earliest
        return last is None or (today - last).days > rental.CURRENT_DAYS


def anchor(source: str) -> str:
    """Give the place of a source that is named in words on the page of sources."""
    return f"said-{slugify(source)[:ANCHOR_LENGTH].strip('-')}-{crc32(source.encode()):08x}"


def current(today: date) -> CloudOfferQuerySet:
    """Give every current offer, the cheapest instance-hour first."""
    return rental.fitting(0, today)


def per_gpu_first(offers: CloudOfferQuerySet) -> CloudOfferQuerySet:
    """Put the cheapest GPU-hour first; offers without an hourly price come last."""
    return offers.measured().order_by(F("per_gpu_hour").asc(nulls_last=True), "row")


def cheapest_by_gpu(offers: Iterable[CloudOffer]) -> dict[int, Rent]:
    """Give for each GPU, by its key, the offer with the cheapest GPU-hour."""
    cheapest: dict[int, Rent] = {}
    for offer in offers:
        rent = Rent(offer)
        best = cheapest.get(offer.gpu_id) if offer.gpu_id else None
        if offer.gpu_id and (best is None or (rent.per_gpu or 0) < (best.per_gpu or 0)):
            cheapest[offer.gpu_id] = rent
    return cheapest
