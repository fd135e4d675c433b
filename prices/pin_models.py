"""Prices that an operator fixes. The model has a module of its own."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Pin(models.Model):
    """What an offer costs by the word of an operator; until it is taken away nobody looks the price up."""

    offer = models.OneToOneField("prices.Offer", on_delete=models.CASCADE, related_name="pin")
    amount = models.DecimalField(max_digits=12, decimal_places=2, validators=[MinValueValidator(0.01)])
    currency = models.CharField(
        max_length=3,
        default="USD",
        validators=[RegexValidator(r"\A[A-Z]{3}\Z", _("Write three capital letters, such as USD."))],
    )
    reason = models.CharField(max_length=200, help_text=_("Where the price was seen, or why it is fixed."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    pinned_at = models.DateTimeField(editable=False)
    was_enabled = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(amount__gt=0), name="pin_amount_positive"),)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
