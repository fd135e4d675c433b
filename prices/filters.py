"""What one can ask of lists with prices through an address; pages and API share it."""

# django-filter is not annotated, and its classes are there to be subclassed.
# mypy: disallow-subclassing-any=false
from __future__ import annotations

from typing import TYPE_CHECKING

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.filters import TRUE, GpuChoiceFilter, NumberFilter, OrderFilter, PartFilter, YesNoFilter, words
from prices.models import CloudOffer
from prices.rental import fitting

if TYPE_CHECKING:
    from decimal import Decimal

    from catalog.querysets import PartQuerySet
    from prices.querysets import CloudOfferQuerySet

CURRENCY = "USD"


class PricedPartFilter(PartFilter):
    """Parts by what they are and what they cost. Amounts are in USD; other currencies are not compared."""

    price_known = YesNoFilter(method="with_price", label=_("true: only parts with a price; false: only those without."))
    min_price = NumberFilter(method="from_price", min_value=0, label=_("USD, at least."))
    max_price = NumberFilter(method="to_price", min_value=0, label=_("USD, at most."))
    ordering = OrderFilter(
        fields=(("name", "name"), ("price__amount", "price"), ("released_year", "released_year")),
        label=_("Order; with a minus, the largest comes first. Parts without the value are last."),
    )

    class Meta(PartFilter.Meta):
        pass

    def with_price(self, queryset: PartQuerySet, _name: str, value: str) -> PartQuerySet:
        """Keep parts with a price, or those without."""
        return queryset.filter(price__isnull=value != TRUE)

    def from_price(self, queryset: PartQuerySet, _name: str, value: Decimal) -> PartQuerySet:
        """Keep parts that cost at least so much."""
        return queryset.filter(price__currency=CURRENCY, price__amount__gte=value)

    def to_price(self, queryset: PartQuerySet, _name: str, value: Decimal) -> PartQuerySet:
        """Keep parts that cost at most so much."""
        return queryset.filter(price__currency=CURRENCY, price__amount__lte=value)


class CloudOfferFilter(django_filters.FilterSet):
    """Cloud offers by GPU, provider, memory and age."""

    gpu = GpuChoiceFilter(field_name="gpu", label=_("Offers with this GPU, by its slug."))
    provider = words(lookup_expr="iexact", label=_("The provider's name, in full."))
    min_memory_gib = NumberFilter(
        method="holding", min_value=0, label=_("GiB of all GPUs of the instance together, at least.")
    )
    current = YesNoFilter(
        method="seen_lately",
        label=_("true: only what can be rented and was seen in the last eighteen months; false: only the rest."),
    )
    ordering = OrderFilter(
        fields=(("provider", "provider"), ("on_demand_per_hour", "price"), ("memory_gib_each", "memory_gib_each")),
        label=_("Order; with a minus, the largest comes first. Offers without the value are last."),
    )

    class Meta:
        model = CloudOffer
        fields = ()

    def holding(self, queryset: CloudOfferQuerySet, _name: str, value: Decimal) -> CloudOfferQuerySet:
        """Keep offers with enough memory."""
        return queryset.holding(float(value))

    def seen_lately(self, queryset: CloudOfferQuerySet, _name: str, value: str) -> CloudOfferQuerySet:
        """Keep offers that are current, or those that are not."""
        current = fitting(0, timezone.localdate()).order_by().values("pk")
        return queryset.filter(pk__in=current) if value == TRUE else queryset.exclude(pk__in=current)
