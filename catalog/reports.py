"""What readers say is wrong in the catalogue: one row a report, to be looked at by an operator."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_VALUE, LONGEST_EVIDENCE, LONGEST_CONTACT = 200, 500, 120  # characters


class FactReport(models.Model):
    """A reader's word that a fact of a part is wrong. It changes no fact: an operator reads the evidence first."""

    class Status(models.TextChoices):
        """What became of a report."""

        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    part = models.ForeignKey("catalog.Part", on_delete=models.CASCADE, related_name="reports")
    fact = models.CharField(max_length=40, help_text=_("The column of the facts."))
    shown = models.CharField(max_length=LONGEST_VALUE, blank=True, help_text=_("As the page had it; empty: unknown."))
    proposed = models.CharField(max_length=LONGEST_VALUE)
    evidence = models.CharField(max_length=LONGEST_EVIDENCE)
    contact = models.CharField(max_length=LONGEST_CONTACT, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    created_at = models.DateTimeField()
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asker = models.CharField(max_length=64, editable=False, help_text=_("A digest of the address, or of the account."))

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=("open", "accepted", "refused")), name="report_status_known"
            ),
        )
        indexes = (
            models.Index(fields=("asker", "created_at")),
            models.Index(fields=("part", "fact", "status")),
        )

    def __str__(self) -> str:
        return f"{self.fact} of part {self.part_id}"
