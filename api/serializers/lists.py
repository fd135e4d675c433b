"""A pasted list of parts as JSON: what its lines name, what that is in the catalogue, and how sure that is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.fields import StrictSerializer, TextField
from builder.lists.rows import MAX_ROWS, MAX_TEXT
from builder.matching import ALTERNATIVES, LIKELY, UNSURE, Match, Matched
from builder.matching import CERTAIN as SURE
from catalog.models import Kind

LEVELS = ("certain", "likely", "unsure")


class ListSerializer(StrictSerializer):
    """A list as it was copied from elsewhere."""

    text = TextField(
        max_length=MAX_TEXT,
        trim_whitespace=False,
        error_messages={"max_length": _("Write at most {max_length} characters.")},
        help_text=f"Markdown, BBCode, HTML, plain text, CSV or JSON; at most {MAX_ROWS} lines that name a part.",
    )


class StatedPriceSerializer(serializers.Serializer[Any]):
    """The price of one piece as the list states it; nothing is converted."""

    amount = serializers.DecimalField(max_digits=16, decimal_places=2)
    currency = serializers.CharField()


class MatchSerializer(serializers.Serializer[Match]):
    """A part that a line may mean."""

    part = serializers.SlugField(source="part.slug", help_text="Its slug.")
    kind = serializers.ChoiceField(choices=Kind.choices, source="part.kind")
    name = serializers.CharField(source="part.name")
    confidence = serializers.FloatField(help_text="0 to 1.")
    level = serializers.ChoiceField(
        choices=LEVELS,
        help_text=f"The confidence in a word: certain from {SURE}, likely from {LIKELY}, unsure from {UNSURE}; "
        "below there is no match.",
    )
    by_part_number = serializers.BooleanField(source="by_number")


class ReadLineSerializer(serializers.Serializer[Matched]):
    """What a line names. Lines that name the same are added up."""

    text = serializers.CharField(source="row.text", help_text="The line as it was sent.")
    name = serializers.CharField(source="row.name")
    kind = serializers.SerializerMethodField(help_text="As stated, or guessed; null: neither.")
    quantity = serializers.IntegerField(source="row.quantity")
    part_number = serializers.CharField(source="row.part_number", help_text="Empty: none is stated.")
    price = StatedPriceSerializer(source="row.price", allow_null=True)
    owned = serializers.BooleanField(source="row.owned")
    match = MatchSerializer(source="best", allow_null=True)
    alternatives = MatchSerializer(many=True, help_text=f"What else it may mean: {ALTERNATIVES} at most.")

    @extend_schema_field(serializers.ChoiceField(choices=Kind.choices, allow_null=True))
    def get_kind(self, matched: Matched) -> str | None:
        """Give the kind."""
        return matched.row.kind or None


class LeftOutSerializer(serializers.Serializer[Any]):
    """A line that names nothing that a build has."""

    text = serializers.CharField()
    reason = serializers.CharField()


class ReadListSerializer(serializers.Serializer[Any]):
    """A list as it was read."""

    title = serializers.CharField(help_text="Of a build exported from here; else empty.")
    lines = ReadLineSerializer(many=True)
    left_out = LeftOutSerializer(many=True)
