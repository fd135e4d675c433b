"""Cloud offers as pages show them: per GPU and hour, per GB, with the day of the price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, FloatField
from django.db.models.functions import Cast, NullIf
from django.utils.translation import gettext as _

from catalog.templatetags.units import day
from prices import rental

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from prices.models import CloudOffer
    from prices.querysets import CloudOfferQuerySet

CENTS = 100
PER_GPU = Cast("on_demand_per_hour", FloatField()) / NullIf(Cast("gpu_count", FloatField()), 0.0)
PER_GIB = PER_GPU / NullIf(F("memory_gib_each"), 0.0)


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

    def is_old(self, today: date) -> bool:
        """Tell whether the price is history."""
        last = self.offer.observed_latest or self.offer.observed_earliest
        return last is None or (today - last).days > rental.CURRENT_DAYS


def current(today: date) -> CloudOfferQuerySet:
    """Give every current offer, the cheapest instance-hour first."""
    return rental.fitting(0, today)


def per_gpu_first(offers: CloudOfferQuerySet) -> CloudOfferQuerySet:
    """Put the cheapest GPU-hour first; offers without an hourly price come last."""
    return offers.annotate(per_gpu=PER_GPU).order_by(F("per_gpu").asc(nulls_last=True), "row")


def cheapest_by_gpu(offers: Iterable[CloudOffer]) -> dict[int, Rent]:
    """Give for each GPU, by its key, the offer with the cheapest GPU-hour."""
    cheapest: dict[int, Rent] = {}
    for offer in offers:
        rent = Rent(offer)
        best = cheapest.get(offer.gpu_id) if offer.gpu_id else None
        if offer.gpu_id and (best is None or (rent.per_gpu or 0) < (best.per_gpu or 0)):
            cheapest[offer.gpu_id] = rent
    return cheapest
