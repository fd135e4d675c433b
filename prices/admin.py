"""Prices for the operator: what is due, what failed and why, and "refresh now"."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from prices.models import (
    CloudOffer,
    CurrencyRate,
    CurrentPrice,
    Feed,
    FeedRun,
    GpuPrice,
    Offer,
    PricePoint,
    Provider,
)

if TYPE_CHECKING:
    from django.http import HttpRequest

    from prices.querysets import FeedQuerySet, OfferQuerySet

    OfferModelAdmin: TypeAlias = admin.ModelAdmin[Offer]
    PricePointModelAdmin: TypeAlias = admin.ModelAdmin[PricePoint]
    CurrentPriceModelAdmin: TypeAlias = admin.ModelAdmin[CurrentPrice]
    CloudOfferModelAdmin: TypeAlias = admin.ModelAdmin[CloudOffer]
    ProviderModelAdmin: TypeAlias = admin.ModelAdmin[Provider]
    GpuPriceModelAdmin: TypeAlias = admin.ModelAdmin[GpuPrice]
    FeedModelAdmin: TypeAlias = admin.ModelAdmin[Feed]
    FeedRunModelAdmin: TypeAlias = admin.ModelAdmin[FeedRun]
    CurrencyRateModelAdmin: TypeAlias = admin.ModelAdmin[CurrencyRate]
else:
    OfferModelAdmin = PricePointModelAdmin = CurrentPriceModelAdmin = CloudOfferModelAdmin = admin.ModelAdmin
    ProviderModelAdmin = GpuPriceModelAdmin = FeedModelAdmin = admin.ModelAdmin
    FeedRunModelAdmin = CurrencyRateModelAdmin = admin.ModelAdmin


@admin.register(Offer)
class OfferAdmin(OfferModelAdmin):
    """Offers, the next due first."""

    list_display = ("part", "seller", "enabled", "next_due", "lease_until", "attempt", "last_success_at", "last_error")
    list_filter = ("enabled", "source", "seller")
    list_select_related = ("part",)
    search_fields = ("part__name", "seller", "url")
    raw_id_fields = ("part",)
    readonly_fields = ("lease_until", "attempt", "last_error", "last_success_at")
    ordering = ("next_due", "pk")
    show_full_result_count = False
    actions = ("refresh_now",)

    @admin.action(description=_("Refresh now"), permissions=["change"])
    def refresh_now(self, request: HttpRequest, queryset: OfferQuerySet) -> None:
        """Make the enabled ones due and tell the workers; should the message get lost, the next scan finds them."""
        # What fetches pages is 11 MB of libraries, which no page needs: they are loaded with the first use of this.
        from prices.refresh import make_due  # noqa: PLC0415
        from prices.sending import send  # noqa: PLC0415
        from prices.tasks import refresh_due  # noqa: PLC0415

        chosen = queryset.count()
        due = make_due(queryset, timezone.now())
        send(refresh_due)
        text = ngettext("%(due)s offer is due now.", "%(due)s offers are due now.", due) % {"due": due}
        self.message_user(request, text, messages.SUCCESS if due else messages.WARNING)
        if due < chosen:
            off = chosen - due
            text = ngettext(
                "%(off)s offer is not enabled, and was left alone.",
                "%(off)s offers are not enabled, and were left alone.",
                off,
            )
            self.message_user(request, text % {"off": off}, messages.WARNING)


@admin.register(PricePoint)
class PricePointAdmin(PricePointModelAdmin):
    """Observations, the newest first."""

    list_display = ("part", "seller", "amount", "currency", "availability", "condition", "observed_at", "last_seen_at")
    list_filter = ("currency", "condition", "availability")
    list_select_related = ("offer__part",)
    search_fields = ("offer__part__name", "offer__seller")
    raw_id_fields = ("offer",)
    show_full_result_count = False

    @admin.display(description=_("part"), ordering="offer__part__name")
    def part(self, point: PricePoint) -> str:
        """Whose price it is."""
        return point.offer.part.name

    @admin.display(description=_("seller"), ordering="offer__seller")
    def seller(self, point: PricePoint) -> str:
        """Who asked it."""
        return point.offer.seller


@admin.register(CurrentPrice)
class CurrentPriceAdmin(CurrentPriceModelAdmin):
    """Current prices, to be looked at: they follow from the observations."""

    list_display = ("part", "amount", "currency", "observed_at")
    list_filter = ("currency",)
    list_select_related = ("part",)
    search_fields = ("part__name",)
    ordering = ("-observed_at",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: the rows are worked out."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: CurrentPrice | None = None) -> bool:
        """Nobody: the rows are worked out."""
        del request, obj
        return False


@admin.register(CloudOffer)
class CloudOfferAdmin(CloudOfferModelAdmin):
    """Rented GPUs."""

    list_display = (
        "provider",
        "instance",
        "gpu",
        "gpu_count",
        "on_demand_per_hour",
        "spot_per_hour",
        "currency",
        "observed_latest",
        "retired",
    )
    list_filter = ("retired", "tier", "provider")
    list_select_related = ("gpu",)
    search_fields = ("provider", "instance", "gpu__name", "gpu_stated")
    raw_id_fields = ("gpu",)


@admin.register(Provider)
class ProviderAdmin(ProviderModelAdmin):
    """Who rents out GPUs: billing, storage, traffic, each with where it was read."""

    list_display = (
        "name",
        "billing_step_seconds",
        "storage_usd_per_gb_month",
        "egress_usd_per_gb",
        "read_on",
        "retired",
    )
    list_filter = ("retired",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}


@admin.register(GpuPrice)
class GpuPriceAdmin(GpuPriceModelAdmin):
    """Prices of GPUs as such: used, and at launch."""

    list_display = ("gpu", "condition", "amount", "currency", "observed_on", "source")
    list_filter = ("condition", "source")
    list_select_related = ("gpu", "source")
    search_fields = ("gpu__name",)
    raw_id_fields = ("gpu",)
    ordering = ("gpu__name", "condition", "-observed_on")


@admin.register(Feed)
class FeedAdmin(FeedModelAdmin):
    """Lists of clouds and of currency rates: which are on, and what came of the last look."""

    list_display = (
        "name",
        "enabled",
        "next_due",
        "lease_until",
        "attempt",
        "last_success_at",
        "last_count",
        "last_error",
    )
    list_filter = ("enabled",)
    search_fields = ("name",)
    readonly_fields = (
        "lease_until",
        "attempt",
        "last_run_at",
        "last_success_at",
        "last_count",
        "last_error",
    )
    actions = ("refresh_now",)

    @admin.action(description=_("Refresh now"), permissions=["change"])
    def refresh_now(self, request: HttpRequest, queryset: FeedQuerySet) -> None:
        """Make the enabled ones due and tell the workers, as for offers."""
        from prices.cloud_refresh import make_due  # noqa: PLC0415  # as above: no page needs it
        from prices.sending import send  # noqa: PLC0415
        from prices.tasks import refresh_due_feeds  # noqa: PLC0415

        due = make_due(queryset, timezone.now())
        send(refresh_due_feeds)
        text = ngettext("%(due)s list is due now.", "%(due)s lists are due now.", due) % {"due": due}
        self.message_user(request, text, messages.SUCCESS if due else messages.WARNING)


@admin.register(FeedRun)
class FeedRunAdmin(FeedRunModelAdmin):
    """The log of looks at lists, to be read."""

    list_display = ("feed", "at", "outcome", "count", "added", "unchanged", "ended", "reason")
    list_filter = ("outcome", "feed")
    list_select_related = ("feed",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: the rows are a log."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: FeedRun | None = None) -> bool:
        """Nobody: the rows are a log."""
        del request, obj
        return False


@admin.register(CurrencyRate)
class CurrencyRateAdmin(CurrencyRateModelAdmin):
    """Currency rates by day, the newest first."""

    list_display = ("currency", "on", "per_eur")
    list_filter = ("currency",)
    date_hierarchy = "on"
    show_full_result_count = False
