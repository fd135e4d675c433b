"""What one can ask of lists with prices through an address; pages and API share it."""

# django-filter is not annotated, and its classes are there to be subclassed.
# mypy: disallow-subclassing-any=false
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.filters import (
    TRUE,
    YES_NO,
    GpuChoiceFilter,
    NumberFilter,
    OneOfFilter,
    OrderFilter,
    PartFilter,
    YesNoFilter,
    words,
)
from prices.models import CloudOffer
from prices.querysets import PER_GPU, TERMS
from prices.rental import listed

if TYPE_CHECKING:
    from decimal import Decimal

    from catalog.querysets import PartQuerySet
    from prices.querysets import CloudOfferQuerySet

CURRENCY = "USD"
ALL = "all"
WHOLE_NUMBER = RegexValidator(r"\A[0-9]{1,6}\Z", _("Write a whole number with the digits 0 to 9."))


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


class WholeNumberField(forms.IntegerField):
    """A whole number of at least 1 in the digits 0 to 9."""

    def to_python(self, value: object) -> int | None:
        """Read the number after looking at how it is written."""
        if isinstance(value, str) and value.strip():
            WHOLE_NUMBER(value.strip())
        return super().to_python(value)


class WholeNumberFilter(django_filters.NumberFilter):
    """A filter by a whole number."""

    field_class = WholeNumberField


class CloudOfferForm(forms.Form):
    """What an address asks of the cloud offers, looked at as a whole."""

    def clean(self) -> dict[str, Any]:
        """Refuse a range that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        low, high = cleaned.get("min_gpus"), cleaned.get("max_gpus")
        if low is not None and high is not None and low > high:
            text = _("min_gpus is %(low)s and max_gpus is %(high)s: write the smaller number in min_gpus.")
            self.add_error("min_gpus", forms.ValidationError(text, params={"low": low, "high": high}))
        return cleaned


class CloudOfferFilter(django_filters.FilterSet):
    """Cloud offers by GPU, provider, memory, terms, price and age. The page and the API ask alike."""

    gpu = GpuChoiceFilter(field_name="gpu", label=_("Offers with this GPU, by its slug."))
    provider = words(lookup_expr="iexact", label=_("The provider's name, in full."))
    q = words(
        method="naming", label=_("Words of the region, the provider, the instance or its tier; all have to occur.")
    )
    min_memory_gib = NumberFilter(
        method="holding", min_value=0, label=_("GiB of all GPUs of the instance together, at least.")
    )
    min_gpus = WholeNumberFilter(
        field_name="gpu_count", lookup_expr="gte", min_value=1, label=_("GPUs of the instance, at least.")
    )
    max_gpus = WholeNumberFilter(
        field_name="gpu_count", lookup_expr="lte", min_value=1, label=_("GPUs of the instance, at most.")
    )
    terms = OneOfFilter(
        choices=[(name, name) for name in TERMS],
        method="on_terms",
        label=_("on-demand, spot or committed: only offers with such a price."),
    )
    max_price = NumberFilter(
        method="costing",
        min_value=0,
        label=_("USD for one GPU and hour at most: on demand, or on the terms asked for in `terms`."),
    )
    current = OneOfFilter(
        choices=[*YES_NO, (ALL, ALL)],
        method="seen_lately",
        label=_(
            "true: only what can be rented and was seen in the last eighteen months; false: only the rest; all: both."
        ),
    )
    ordering = OrderFilter(
        fields=(
            ("provider", "provider"),
            ("on_demand_per_hour", "price"),
            ("memory_gib_each", "memory_gib_each"),
            ("per_gpu_hour", "per_gpu_hour"),
            ("per_gib_hour", "per_gib_hour"),
            ("spot_per_gpu_hour", "spot_per_gpu_hour"),
            ("spot_per_gib_hour", "spot_per_gib_hour"),
            ("committed_per_gpu_hour", "committed_per_gpu_hour"),
            ("gpu_count", "gpu_count"),
            ("observed", "observed"),
        ),
        label=_("Order; with a minus, the largest comes first. Offers without the value are last."),
    )

    class Meta:
        model = CloudOffer
        fields = ()
        form = CloudOfferForm

    def filter_queryset(self, queryset: CloudOfferQuerySet) -> CloudOfferQuerySet:
        """Filter, with the measures that filters and orders refer to; a page's form may ask more than filters do."""
        queryset = queryset.measured().newest_observation()
        for name, each in self.filters.items():
            queryset = each.filter(queryset, self.form.cleaned_data[name])
        return queryset

    def naming(self, queryset: CloudOfferQuerySet, _name: str, value: str) -> CloudOfferQuerySet:
        """Keep offers in which every word occurs."""
        for word in value.split():
            found = Q()
            for column in ("region", "provider", "instance", "tier"):
                found |= Q(**{f"{column}__icontains": word})
            queryset = queryset.filter(found)
        return queryset

    def holding(self, queryset: CloudOfferQuerySet, _name: str, value: Decimal) -> CloudOfferQuerySet:
        """Keep offers with enough memory."""
        return queryset.holding(float(value))

    def on_terms(self, queryset: CloudOfferQuerySet, _name: str, value: str) -> CloudOfferQuerySet:
        """Keep offers with a price on these terms."""
        return queryset.filter(TERMS[value])

    def costing(self, queryset: CloudOfferQuerySet, _name: str, value: Decimal) -> CloudOfferQuerySet:
        """Keep offers whose GPU-hour costs at most so much on the terms asked for."""
        measure = PER_GPU[self.form.cleaned_data.get("terms") or "on-demand"]
        return queryset.filter(**{f"{measure}__lte": float(value)})

    def seen_lately(self, queryset: CloudOfferQuerySet, _name: str, value: str) -> CloudOfferQuerySet:
        """Keep offers that are current, or those that are not."""
        if value == ALL:
            return queryset
        current = listed(timezone.localdate()).order_by().values("pk")
        return queryset.filter(pk__in=current) if value == TRUE else queryset.exclude(pk__in=current)
