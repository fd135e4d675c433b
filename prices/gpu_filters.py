"""What one can ask of lists of GPUs with prices through an address; page and API share it."""

# django-filter is not annotated, and its classes are there to be subclassed.
# mypy: disallow-subclassing-any=false
from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.filters import GpuFilter, NumberFilter, OneOfFilter
from catalog.models import Kind
from prices.models import CurrentPrice
from prices.rental import fitting

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models import QuerySet

    from catalog.querysets import GpuQuerySet

CURRENCY = "USD"
BUY, RENT, BOTH = "buy", "rent", "both"
MARKETS = ((BUY, _("A card is priced.")), (RENT, _("An hour is offered.")), (BOTH, _("Both.")))


def card_prices() -> QuerySet[CurrentPrice]:
    """Give the prices in USD of cards that are offered and whose GPU is known."""
    return CurrentPrice.objects.filter(
        currency=CURRENCY,
        part__kind=Kind.CARD,
        part__withdrawn_at=None,
        part__graphics_card__gpu__isnull=False,
    )


class PricedGpuFilter(GpuFilter):
    """GPUs by what they are, what their cards cost and whether they can be rented. Amounts are in USD."""

    min_price = NumberFilter(method="from_price", min_value=0, label=_("USD for the cheapest card, at least."))
    max_price = NumberFilter(method="to_price", min_value=0, label=_("USD for the cheapest card, at most."))
    market = OneOfFilter(
        choices=MARKETS,
        method="on_market",
        label=_(
            "buy: a card with it is priced; rent: it can be rented and was seen in the last eighteen months; both."
        ),
    )

    class Meta(GpuFilter.Meta):
        pass

    def from_price(self, queryset: GpuQuerySet, _name: str, value: Decimal) -> GpuQuerySet:
        """Keep GPUs whose cheapest card costs at least so much."""
        return queryset.filter(_priced(), ~_priced(amount__lt=value))

    def to_price(self, queryset: GpuQuerySet, _name: str, value: Decimal) -> GpuQuerySet:
        """Keep GPUs whose cheapest card costs at most so much."""
        return queryset.filter(_priced(amount__lte=value))

    def on_market(self, queryset: GpuQuerySet, _name: str, value: str) -> GpuQuerySet:
        """Keep GPUs that can be bought, rented, or both."""
        if value in {BUY, BOTH}:
            queryset = queryset.filter(_priced())
        if value in {RENT, BOTH}:
            offers = fitting(0, timezone.localdate()).filter(currency=CURRENCY, gpu=OuterRef("pk"))
            queryset = queryset.filter(Exists(offers.order_by()))
        return queryset


def _priced(**bounds: Decimal) -> Exists:
    return Exists(card_prices().filter(part__graphics_card__gpu=OuterRef("pk"), **bounds))
