"""What things cost, by whom and when: shop offers with their history, and hours of rented GPUs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Gpu, Part, Source
from prices.alert_models import Alert, AlertAddress, AlertMail
from prices.demo_models import DemoOffer, DemoPoint
from prices.pin_models import Pin
from prices.querysets import CloudOfferQuerySet, FeedQuerySet, HostQuerySet, OfferQuerySet, RunQuerySet

if TYPE_CHECKING:
    from decimal import Decimal

# Models of this app, though they have modules of their own.
__all__ = ("Alert", "AlertAddress", "AlertMail", "DemoOffer", "DemoPoint", "Pin")


LONGEST_HOST = 255  # characters; a name in the DNS has at most 253
USUAL_PORTS = {"http": 80, "https": 443}


def host_of(url: str) -> str:
    """Give the host that an address asks, with its port where that is not the usual one; "" if it names none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    name = (parts.hostname or "").rstrip(".")
    shown = f"[{name}]" if ":" in name else name
    return (shown if port in (None, USUAL_PORTS.get(parts.scheme)) else f"{shown}:{port}")[:LONGEST_HOST]


class Host(models.Model):
    """A server that pages are fetched from: when it may be asked again, what it allows, and whether it is left alone.

    One request at a time and none too soon is a matter of this row: whoever wants to ask takes it by a conditional
    UPDATE (prices/hosts.py), so that it holds across all workers.
    """

    name = models.CharField(max_length=LONGEST_HOST, unique=True, help_text=_("With the port, if it is unusual."))
    next_free_at = models.DateTimeField(null=True, blank=True, help_text=_("Not to be asked before."))
    busy_until = models.DateTimeField(null=True, blank=True, help_text=_("Somebody is asking it, until then at most."))
    robots_text = models.TextField(blank=True)
    robots_at = models.DateTimeField(null=True, blank=True, help_text=_("When robots.txt was asked for."))
    robots_trouble = models.CharField(max_length=300, blank=True, help_text=_("Why robots.txt could not be had."))
    crawl_delay_s = models.FloatField(default=0, help_text=_("Seconds between requests, as robots.txt asks."))
    failures = models.PositiveSmallIntegerField(default=0, help_text=_("In a row."))
    openings = models.PositiveSmallIntegerField(default=0, help_text=_("How often in a row it was left alone."))
    open_until = models.DateTimeField(null=True, blank=True, help_text=_("Left alone until then."))
    open_reason = models.CharField(max_length=300, blank=True)
    yields = models.CharField(
        max_length=100, blank=True, help_text=_("The last looks, the newest last: 1 gave a price, 0 gave none.")
    )

    objects = HostQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Offer(models.Model):
    """One part at one seller. When it has a `url`, the row itself says when it is due to be looked at again."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="offers")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    seller = models.CharField(max_length=80)
    url = models.URLField(max_length=500, blank=True)
    match = models.CharField(
        max_length=80, blank=True, help_text=_("How the seller's listing was matched to the part, where it was.")
    )
    enabled = models.BooleanField(default=False, help_text=_("Refresh it; off until an operator turns it on."))
    next_due = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    host = models.ForeignKey(  # of the `url`; NULL: it is looked up with the next scan
        Host, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="offers"
    )
    etag = models.CharField(max_length=200, blank=True, editable=False)
    last_modified = models.CharField(max_length=60, blank=True, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("part", "source", "seller", "url"), name="offer_once"),
            models.CheckConstraint(
                condition=models.Q(enabled=False) | ~models.Q(url=""), name="offer_enabled_needs_url"
            ),
        )
        indexes = (
            models.Index(fields=("enabled", "next_due")),
            models.Index(fields=("host", "next_due"), condition=models.Q(enabled=True), name="offer_host_next_due"),
        )

    def __str__(self) -> str:
        return f"{self.part_id} at {self.seller}"

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        """Forget what was known of another address, if this one is new."""
        if self.host is not None and self.host.name != host_of(self.url):
            self.host, self.etag, self.last_modified = None, "", ""
        super().save(*args, **kwargs)


class PricePoint(models.Model):
    """A price as it was observed, for as long as it was seen unchanged.

    One that is in doubt is held: it counts in no current price until it was seen twice or somebody took it.
    """

    class State(models.TextChoices):
        """Whether it counts."""

        TAKEN = "taken", _("Counts")
        HELD = "held", _("In quarantine")
        REJECTED = "rejected", _("Rejected")

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="points")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    availability = models.CharField(max_length=30, blank=True)
    condition = models.CharField(max_length=30, default="new")
    observed_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    seller = models.CharField(max_length=80, blank=True, help_text=_("Who sells it, where the page says."))
    price_kind = models.CharField(max_length=5, default="exact", help_text=_("exact, or from: the lowest of several."))
    state = models.CharField(max_length=8, choices=State.choices, default=State.TAKEN)
    doubt = models.CharField(max_length=300, blank=True, help_text=_("Why it was held."))

    class Meta:
        ordering = ("-observed_at",)
        constraints = (
            models.UniqueConstraint(fields=("offer", "observed_at"), name="point_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="point_amount_positive"),
            models.CheckConstraint(
                condition=models.Q(last_seen_at__gte=models.F("observed_at")), name="point_span_forward"
            ),
            models.CheckConstraint(condition=models.Q(state="taken") | ~models.Q(doubt=""), name="point_held_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class RefreshRun(models.Model):
    """What came of one look at an offer. Kept for a month: prices/runs.py."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="runs")
    at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=12)
    reason = models.CharField(max_length=300, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("Of HTTP; empty: no answer."))
    ms = models.PositiveIntegerField(default=0, help_text=_("How long it took, in milliseconds."))
    bytes = models.PositiveIntegerField(default=0, help_text=_("Of the page, after decompression."))
    excerpt = models.TextField(blank=True, help_text=_("The beginning of an answer that was not taken as it is."))

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("offer", "-at")),)

    def __str__(self) -> str:
        return f"{self.offer_id} at {self.at:%Y-%m-%d %H:%M}: {self.outcome}"


class CurrentPrice(models.Model):
    """The cheapest latest price of a part, kept beside it so that a list needs no query per row."""

    part = models.OneToOneField(Part, on_delete=models.CASCADE, primary_key=True, related_name="price")
    point = models.ForeignKey(PricePoint, on_delete=models.CASCADE, related_name="+")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    observed_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("amount",)),)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class Feed(models.Model):
    """A list that is fetched as a whole: a cloud's offers, or currency rates. The row says when it is due."""

    name = models.SlugField(unique=True, help_text=_("As prices/clouds/feeds.py names it."))
    enabled = models.BooleanField(default=False, help_text=_("Refresh it; off until an operator turns it on."))
    next_due = models.DateTimeField(null=True, blank=True, help_text=_("Empty: as soon as it is enabled."))
    lease_until = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    last_run_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_count = models.PositiveIntegerField(default=0, help_text=_("How many entries the last good run had."))
    last_error = models.CharField(max_length=300, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class FeedRun(models.Model):
    """What came of one look at a list."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="runs")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12)
    count = models.PositiveIntegerField(default=0, help_text=_("Entries that were read."))
    added = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0, help_text=_("Offers that are gone, or have another price now."))
    reason = models.CharField(max_length=300, blank=True)
    skipped = models.TextField(blank=True, help_text=_("Rows that were not taken, by reason."))
    excerpt = models.TextField(blank=True, help_text=_("The beginning of an answer that was not taken."))

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("feed", "-at")),)

    def __str__(self) -> str:
        return f"{self.feed_id} at {self.at:%Y-%m-%d %H:%M}: {self.outcome}"


class CurrencyRate(models.Model):
    """How much of a currency one euro was on a day, by the European Central Bank."""

    currency = models.CharField(max_length=3)
    on = models.DateField()
    per_eur = models.DecimalField(max_digits=18, decimal_places=8)

    class Meta:
        ordering = ("-on", "currency")
        constraints = (
            models.UniqueConstraint(fields=("currency", "on"), name="currency_rate_once"),
            models.CheckConstraint(condition=models.Q(per_eur__gt=0), name="currency_rate_positive"),
        )

    def __str__(self) -> str:
        return f"1 EUR = {self.per_eur} {self.currency} on {self.on}"


class CloudOffer(models.Model):
    """An instance with GPUs that one can rent, as it was observed. Prices are per instance-hour, all its GPUs."""

    row = models.CharField(max_length=20, unique=True)
    provider = models.CharField(max_length=60)
    tier = models.CharField(max_length=30, blank=True)
    instance = models.CharField(max_length=80, blank=True)
    gpu = models.ForeignKey(Gpu, on_delete=models.PROTECT, null=True, blank=True, related_name="cloud_offers")
    gpu_stated = models.CharField(max_length=80, blank=True)
    gpu_match = models.CharField(max_length=40, blank=True)
    gpu_count = models.PositiveSmallIntegerField(default=1)
    memory_gib_each = models.FloatField(null=True, blank=True)
    vcpus = models.FloatField(null=True, blank=True)
    ram_gib = models.FloatField(null=True, blank=True)
    region = models.CharField(max_length=120, blank=True)
    on_demand_per_hour = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    spot_per_hour = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    committed_per_hour = models.DecimalField(
        max_digits=12, decimal_places=6, null=True, blank=True, help_text=_("With a commitment, per hour of its term.")
    )
    commitment_months = models.PositiveSmallIntegerField(null=True, blank=True)  # NULL: the term is not stated
    currency = models.CharField(max_length=3, default="USD")
    observed_earliest = models.DateField(null=True, blank=True)
    observed_latest = models.DateField(null=True, blank=True)  # NULL: only the earliest date is known
    retired = models.BooleanField(default=False)
    comparable = models.BooleanField(
        default=True, help_text=_("False: not what an hour costs (a host alone, a bid floor, an implausible outlier).")
    )
    source = models.TextField()
    note = models.TextField(blank=True)
    feed = models.ForeignKey(  # NULL: of the starter catalogue, or entered by hand
        Feed, on_delete=models.PROTECT, null=True, blank=True, related_name="offers"
    )
    listing = models.CharField(max_length=32, blank=True, help_text=_("What stays the same when the price changes."))
    available = models.BooleanField(null=True, help_text=_("Whether it could be had when last seen; NULL: not said."))

    objects = CloudOfferQuerySet.as_manager()

    class Meta:
        ordering = ("provider", "instance")
        indexes = (models.Index(fields=("gpu", "on_demand_per_hour")),)
        constraints = (
            models.UniqueConstraint(
                fields=("feed", "listing"), condition=models.Q(retired=False), name="cloud_offer_open_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.instance}"

    @property
    def spot(self) -> Decimal | None:
        """The spot price, if it is one: lists fill the field with 0 or the price on demand where there is none."""
        price = self.spot_per_hour
        return price if price and price != self.on_demand_per_hour else None


class Provider(models.Model):
    """Who rents out GPUs, and what holds for all its offers. NULL: not known. Every fact says where it was read."""

    name = models.CharField(max_length=60, unique=True, help_text=_("As cloud offers name it."))
    slug = models.SlugField(max_length=70, unique=True)
    url = models.URLField(max_length=300, blank=True)
    retired = models.BooleanField(default=False, help_text=_("No longer rents out GPUs; its offers are history."))
    retired_on = models.DateField(null=True, blank=True)
    retired_source = models.TextField(blank=True)
    billing_step_seconds = models.PositiveIntegerField(null=True, blank=True)
    minimum_seconds = models.PositiveIntegerField(null=True, blank=True)
    billing_source = models.TextField(blank=True)
    storage_usd_per_gb_month = models.DecimalField(max_digits=10, decimal_places=6, null=True, blank=True)
    storage_source = models.TextField(blank=True)
    egress_usd_per_gb = models.DecimalField(max_digits=10, decimal_places=6, null=True, blank=True)  # 0: free
    egress_source = models.TextField(blank=True)
    read_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=(models.Q(billing_step_seconds=None) & models.Q(minimum_seconds=None))
                | ~models.Q(billing_source=""),
                name="provider_billing_has_a_source",
            ),
            models.CheckConstraint(
                condition=models.Q(storage_usd_per_gb_month=None) | ~models.Q(storage_source=""),
                name="provider_storage_has_a_source",
            ),
            models.CheckConstraint(
                condition=models.Q(egress_usd_per_gb=None) | ~models.Q(egress_source=""),
                name="provider_egress_has_a_source",
            ),
            models.CheckConstraint(
                condition=models.Q(retired=False) | ~models.Q(retired_source=""),
                name="provider_retired_has_a_source",
            ),
        )

    def __str__(self) -> str:
        return self.name


class GpuPrice(models.Model):
    """What a GPU cost as such, whoever made the card: used ones as they sold, and the maker's price at its launch."""

    class Condition(models.TextChoices):
        """Which price it is."""

        USED = "used", _("Used")
        LAUNCH = "launch", _("At launch")

    gpu = models.ForeignKey(Gpu, on_delete=models.CASCADE, related_name="prices")
    condition = models.CharField(max_length=10, choices=Condition.choices)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    observed_on = models.DateField()
    whole_month = models.BooleanField(
        default=False, help_text=_("The price is of the whole month; the day is its first.")
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, help_text=_("What the price is of, and how it was matched to the GPU."))

    class Meta:
        ordering = ("gpu", "condition", "-observed_on")
        constraints = (
            models.UniqueConstraint(
                fields=("gpu", "condition", "source", "currency", "observed_on"), name="gpu_price_once"
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="gpu_price_amount_positive"),
            models.CheckConstraint(
                condition=models.Q(condition__in=("used", "launch")), name="gpu_price_condition_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}, {self.condition}"
