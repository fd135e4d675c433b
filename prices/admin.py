"""Prices for the operator: what is due, what failed and why, and "refresh now"."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from prices import deciding
from prices.models import (
    Alert,
    AlertMail,
    CloudOffer,
    CurrencyRate,
    CurrentPrice,
    Feed,
    FeedRun,
    GpuPrice,
    Host,
    Offer,
    Pin,
    PricePoint,
    Provider,
    RefreshRun,
)

if TYPE_CHECKING:
    from django import forms
    from django.contrib.auth.models import User
    from django.db.models import QuerySet
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
    PinModelAdmin: TypeAlias = admin.ModelAdmin[Pin]
    HostModelAdmin: TypeAlias = admin.ModelAdmin[Host]
    RefreshRunModelAdmin: TypeAlias = admin.ModelAdmin[RefreshRun]
    AlertModelAdmin: TypeAlias = admin.ModelAdmin[Alert]
    AlertMailModelAdmin: TypeAlias = admin.ModelAdmin[AlertMail]
else:
    OfferModelAdmin = PricePointModelAdmin = CurrentPriceModelAdmin = CloudOfferModelAdmin = admin.ModelAdmin
    ProviderModelAdmin = GpuPriceModelAdmin = FeedModelAdmin = admin.ModelAdmin
    FeedRunModelAdmin = CurrencyRateModelAdmin = admin.ModelAdmin
    PinModelAdmin = AlertModelAdmin = AlertMailModelAdmin = admin.ModelAdmin
    HostModelAdmin = RefreshRunModelAdmin = admin.ModelAdmin


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
    actions = ("refresh_now", "pause", "resume")

    @admin.action(description=_("Pause: look at them no more"), permissions=["change"])
    def pause(self, request: HttpRequest, queryset: OfferQuerySet) -> None:
        """Leave the chosen ones alone; their prices stay and age."""
        paused = deciding.pause(queryset)
        text = ngettext("%(n)s offer is paused.", "%(n)s offers are paused.", paused) % {"n": paused}
        self.message_user(request, text, messages.SUCCESS if paused else messages.WARNING)

    @admin.action(description=_("Resume: look at them from now on"), permissions=["change"])
    def resume(self, request: HttpRequest, queryset: OfferQuerySet) -> None:
        """Look at the chosen ones again, save those without an address and those whose price is fixed."""
        chosen, resumed = queryset.filter(enabled=False).count(), deciding.resume(queryset, timezone.now())
        text = ngettext("%(n)s offer is refreshed again.", "%(n)s offers are refreshed again.", resumed)
        self.message_user(request, text % {"n": resumed}, messages.SUCCESS if resumed else messages.WARNING)
        if resumed < chosen:
            left = _("%(n)s were left alone: without an address, or with a fixed price.") % {"n": chosen - resumed}
            self.message_user(request, left, messages.WARNING)

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


@admin.register(Pin)
class PinAdmin(PinModelAdmin):
    """Prices that an operator fixes. Saving one fixes the price; deleting it lets the offer be refreshed again."""

    list_display = ("offer", "amount", "currency", "reason", "by", "pinned_at")
    list_select_related = ("offer", "by")
    search_fields = ("offer__part__name", "offer__seller")
    raw_id_fields = ("offer",)
    readonly_fields = ("by", "pinned_at", "was_enabled")

    def save_model(self, request: HttpRequest, obj: Pin, form: forms.ModelForm, change: bool) -> None:  # type: ignore[type-arg]  # noqa: FBT001  # Django's signature
        """Fix the price."""
        del form, change
        deciding.pin(obj, by=cast("User", request.user), at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Pin) -> None:
        """Let it be refreshed again."""
        del request
        deciding.unpin(obj, timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Pin]) -> None:
        """Let several be refreshed again."""
        del request
        for each in queryset.select_related("offer"):
            deciding.unpin(each, timezone.now())


@admin.register(PricePoint)
class PricePointAdmin(PricePointModelAdmin):
    """Observations, the newest first."""

    list_display = (
        "part",
        "seller",
        "amount",
        "currency",
        "state",
        "doubt",
        "condition",
        "observed_at",
        "last_seen_at",
    )
    list_filter = ("state", "currency", "condition", "availability")
    list_select_related = ("offer__part",)
    search_fields = ("offer__part__name", "offer__seller")
    raw_id_fields = ("offer",)
    show_full_result_count = False
    actions = ("accept", "reject")

    @admin.action(description=_("Accept: they count"), permissions=["change"])
    def accept(self, request: HttpRequest, queryset: QuerySet[PricePoint]) -> None:
        """Let prices that are held count."""
        from prices.refresh import decide  # noqa: PLC0415  # what fetches pages is loaded with the first use

        taken = decide(list(queryset), timezone.now(), take=True)
        text = ngettext("%(n)s price counts now.", "%(n)s prices count now.", taken) % {"n": taken}
        self.message_user(request, text, messages.SUCCESS if taken else messages.WARNING)

    @admin.action(description=_("Reject: they count no more"), permissions=["change"])
    def reject(self, request: HttpRequest, queryset: QuerySet[PricePoint]) -> None:
        """Let prices count no more; the current price follows."""
        rejected = deciding.reject(list(queryset), by=cast("User", request.user), at=timezone.now())
        text = ngettext("%(n)s price is rejected.", "%(n)s prices are rejected.", rejected) % {"n": rejected}
        self.message_user(request, text, messages.SUCCESS if rejected else messages.WARNING)

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


@admin.register(RefreshRun)
class RefreshRunAdmin(RefreshRunModelAdmin):
    """The log of looks at offers, to be read: with the beginning of an answer that was not taken."""

    list_display = ("offer", "at", "outcome", "status", "ms", "bytes", "reason")
    list_filter = ("outcome", "status")
    list_select_related = ("offer",)
    search_fields = ("offer__seller", "offer__part__name", "reason")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: the rows are a log."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: RefreshRun | None = None) -> bool:
        """Nobody: the rows are a log."""
        del request, obj
        return False


@admin.register(Host)
class HostAdmin(HostModelAdmin):
    """Servers that pages are fetched from: which are left alone, and why."""

    list_display = ("name", "open_until", "open_reason", "failures", "crawl_delay_s", "next_free_at")
    search_fields = ("name",)
    actions = ("ask_again",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: hosts follow from the addresses of offers."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Host | None = None) -> bool:
        """Nobody changes the figures; the list's action needs the right to change."""
        return obj is None and super().has_change_permission(request, obj)

    @admin.action(description=_("Ask them again"), permissions=["change"])
    def ask_again(self, request: HttpRequest, queryset: QuerySet[Host]) -> None:
        """Close the breakers of the chosen ones."""
        from prices.hosts import close_breaker  # noqa: PLC0415  # as above

        for host in queryset:
            close_breaker(host)
        self.message_user(request, _("They are asked again."), messages.SUCCESS)


@admin.register(Alert)
class AlertAdmin(AlertModelAdmin):
    """Price alerts, to be looked at and deleted."""

    list_display = ("address", "target", "amount", "currency", "confirmed_at", "told_at")
    list_filter = ("target", "currency")
    list_select_related = ("address",)
    search_fields = ("address__email",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: an alert is for its reader to ask for and to confirm."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Alert | None = None) -> bool:
        """Nobody: as above."""
        del request, obj
        return False


@admin.register(AlertMail)
class AlertMailAdmin(AlertMailModelAdmin):
    """Mails and what became of them, without their text: it holds links that are the reader's alone."""

    list_display = ("to", "purpose", "state", "attempt", "created_at", "settled_at", "error")
    list_filter = ("state", "purpose")
    search_fields = ("to",)
    exclude = ("text", "unsubscribe", "asker")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: the rows are a log."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: AlertMail | None = None) -> bool:
        """Nobody: the rows are a log."""
        del request, obj
        return False
