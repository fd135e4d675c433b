"""Questions about offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from datetime import date, datetime

    from prices.models import CloudOffer, Offer  # noqa: F401  # names in the generic annotations below


class OfferQuerySet(models.QuerySet["Offer"]):
    """Offers of parts."""

    def due(self, at: datetime) -> OfferQuerySet:
        """Keep what should be looked at now and nobody is looking at."""
        return self.filter(enabled=True, next_due__lte=at).filter(
            models.Q(lease_until=None) | models.Q(lease_until__lte=at)
        )


class CloudOfferQuerySet(models.QuerySet["CloudOffer"]):
    """Offers of rented GPUs."""

    def rentable(self) -> CloudOfferQuerySet:
        """Keep offers that one can really rent at their price, with a known GPU memory."""
        return self.filter(retired=False, comparable=True, on_demand_per_hour__gt=0, memory_gib_each__gt=0)

    def holding(self, memory_gib: float) -> CloudOfferQuerySet:
        """Keep offers whose GPUs together have at least so much memory."""
        return self.annotate(memory_gib=F("memory_gib_each") * F("gpu_count")).filter(memory_gib__gte=memory_gib)

    def seen_since(self, since: date) -> CloudOfferQuerySet:
        """Keep offers whose price is known to have held on a day or later."""
        seen = models.Q(observed_latest__gte=since)
        return self.filter(seen | models.Q(observed_latest=None, observed_earliest__gte=since))

    def newest_observation(self) -> CloudOfferQuerySet:
        """Add `observed`: the last day on which the price is known to have held."""
        return self.annotate(observed=Coalesce("observed_latest", "observed_earliest"))
