"""Offers of the demo shop, in tables of their own: what reads offers and prices of real shops cannot meet them.

The prices are made up. They are never the current price of a part, and no total, alert, feed or comparison sees them.
"""

from __future__ import annotations

from django.db import models

from catalog.models import Part, Source

HOST = "127.0.0.1"  # where the shop is asked


class DemoError(Exception):
    """The demo shop was not asked, or its answer not taken; the text says why."""


class DemoOffer(models.Model):
    """A part in the demo shop, and when it is due to be looked at again."""

    part = models.OneToOneField(Part, on_delete=models.CASCADE, related_name="demo_offer")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    next_due = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    held = models.CharField(max_length=20, blank=True)  # a price that is believed when it is seen a second time

    class Meta:
        indexes = (models.Index(fields=("next_due",)),)

    def __str__(self) -> str:
        return f"{self.part_id} in the demo shop"


class DemoPoint(models.Model):
    """A made-up price, for as long as it was seen unchanged."""

    offer = models.ForeignKey(DemoOffer, on_delete=models.CASCADE, related_name="points")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    availability = models.CharField(max_length=30, blank=True)
    observed_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        ordering = ("-observed_at",)
        constraints = (
            models.UniqueConstraint(fields=("offer", "observed_at"), name="demo_point_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="demo_point_amount_positive"),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} (demo)"
