"""Questions about offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Exists, F, FloatField, OuterRef, Q, When
from django.db.models.functions import Cast, Coalesce, NullIf

if TYPE_CHECKING:
    from datetime import date, datetime

    from prices.models import CloudOffer, Feed, Host, Offer, RefreshRun  # noqa: F401  # names in annotations below

CURRENCY = "USD"
COMPARED = Q(comparable=True, currency=CURRENCY)  # prices that can stand side by side
SPOT = Q(spot_per_hour__gt=0) & (Q(on_demand_per_hour=None) | ~Q(spot_per_hour=F("on_demand_per_hour")))
PRICED = Q(on_demand_per_hour__gt=0) | SPOT | Q(committed_per_hour__gt=0)
TERMS = {
    "on-demand": Q(on_demand_per_hour__gt=0),
    "spot": SPOT,
    "committed": Q(committed_per_hour__gt=0),
}
PER_GPU = {"on-demand": "per_gpu_hour", "spot": "spot_per_gpu_hour", "committed": "committed_per_gpu_hour"}


def _per_gpu(column: str, condition: Q) -> Case:
    price = Cast(column, FloatField()) / NullIf(Cast("gpu_count", FloatField()), 0.0)
    return Case(When(COMPARED & condition, then=price), output_field=FloatField())


def _per_gib(per_gpu: str) -> models.expressions.CombinedExpression:
    return F(per_gpu) / NullIf(F("memory_gib_each"), 0.0)


class OfferQuerySet(models.QuerySet["Offer"]):
    """Offers of parts."""

    def due(self, at: datetime) -> OfferQuerySet:
        """Keep what should be looked at now and nobody is looking at."""
        return self.filter(enabled=True, next_due__lte=at).filter(
            models.Q(lease_until=None) | models.Q(lease_until__lte=at)
        )


class HostQuerySet(models.QuerySet["Host"]):
    """Servers that pages are fetched from."""

    def askable(self, at: datetime) -> HostQuerySet:
        """Keep those that nobody is asking, that are not left alone, and that may be asked again by now."""
        return self.filter(
            Q(busy_until=None) | Q(busy_until__lte=at),
            Q(open_until=None) | Q(open_until__lte=at),
            Q(next_free_at=None) | Q(next_free_at__lte=at),
        )

    def with_work(self, offers: OfferQuerySet) -> HostQuerySet:
        """Keep those with one of these offers."""
        return self.filter(Exists(offers.filter(host=OuterRef("pk"))))

    def left_alone(self, at: datetime) -> HostQuerySet:
        """Keep those whose breaker is open; `open_reason` says why."""
        return self.filter(open_until__gt=at)


class RunQuerySet(models.QuerySet["RefreshRun"]):
    """Looks at offers."""

    def before(self, at: datetime) -> RunQuerySet:
        """Keep the looks before a time."""
        return self.filter(at__lt=at)


class FeedQuerySet(models.QuerySet["Feed"]):
    """Lists that are fetched as a whole."""

    def free(self, at: datetime) -> FeedQuerySet:
        """Keep those that nobody is looking at."""
        return self.filter(models.Q(lease_until=None) | models.Q(lease_until__lte=at))

    def due(self, at: datetime) -> FeedQuerySet:
        """Keep what should be looked at now and nobody is looking at."""
        return self.free(at).filter(models.Q(next_due=None) | models.Q(next_due__lte=at), enabled=True)


class CloudOfferQuerySet(models.QuerySet["CloudOffer"]):
    """Offers of rented GPUs."""

    def rentable(self) -> CloudOfferQuerySet:
        """Keep offers that one can really rent at their price, with a known GPU memory."""
        offers = self.filter(retired=False, comparable=True, on_demand_per_hour__gt=0, memory_gib_each__gt=0)
        return offers.filter(Q(available=None) | Q(available=True))

    def holding(self, memory_gib: float) -> CloudOfferQuerySet:
        """Keep offers whose GPUs together have at least so much memory."""
        return self.annotate(memory_gib=F("memory_gib_each") * F("gpu_count")).filter(memory_gib__gte=memory_gib)

    def measured(self) -> CloudOfferQuerySet:
        """Add what one GPU and one GiB of its memory cost for an hour, in USD; NULL where it cannot be compared."""
        return self.annotate(
            per_gpu_hour=_per_gpu("on_demand_per_hour", TERMS["on-demand"]),
            per_gib_hour=_per_gib("per_gpu_hour"),
            spot_per_gpu_hour=_per_gpu("spot_per_hour", TERMS["spot"]),
            spot_per_gib_hour=_per_gib("spot_per_gpu_hour"),
            committed_per_gpu_hour=_per_gpu("committed_per_hour", TERMS["committed"]),
        )

    def seen_since(self, since: date) -> CloudOfferQuerySet:
        """Keep offers whose price is known to have held on a day or later."""
        seen = models.Q(observed_latest__gte=since)
        return self.filter(seen | models.Q(observed_latest=None, observed_earliest__gte=since))

    def newest_observation(self) -> CloudOfferQuerySet:
        """Add `observed`: the last day on which the price is known to have held."""
        return self.annotate(observed=Coalesce("observed_latest", "observed_earliest"))
