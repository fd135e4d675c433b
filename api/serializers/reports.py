"""Reports of wrong facts as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rest_framework import serializers

from api.serializers.fields import LineField, StrictSerializer
from browse.fact_reports import reportable
from catalog.models import FactReport
from catalog.reports import LONGEST_CONTACT, LONGEST_EVIDENCE, LONGEST_VALUE

if TYPE_CHECKING:
    from catalog.models import Part


class AskedReportSerializer(StrictSerializer):
    """A fact by the name of its column, what it should be, where one can see that, and how to reach you."""

    fact = LineField(max_length=40)
    proposed = LineField(max_length=LONGEST_VALUE)
    evidence = LineField(max_length=LONGEST_EVIDENCE, help_text="The address of a page, or a document and its page.")
    contact = LineField(max_length=LONGEST_CONTACT, required=False, allow_blank=True, default="")

    def validate_fact(self, fact: str) -> str:
        """Take a fact of the part's kind."""
        part: Part = self.context["part"]
        names = reportable(part.kind)
        if fact not in names:
            raise serializers.ValidationError(_("Allowed here: %(names)s.") % {"names": ", ".join(names)})
        return fact


class ReportSerializer(serializers.ModelSerializer[FactReport]):
    """A report as it was stored. `shown` is what the catalogue says; empty: it does not know."""

    part = serializers.SlugField(source="part.slug")

    class Meta:
        model = FactReport
        fields = ("id", "part", "fact", "shown", "proposed", "evidence", "status", "created_at")
