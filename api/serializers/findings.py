"""What the rules found, in words and in values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from builder.mending import SettingWay
from catalog.templatetags.units import advice, matters, sentence
from engine.findings import Finding, Level, Together, Word
from engine.parts import Part

if TYPE_CHECKING:
    from api.checking import Fix


class FindingSerializer(serializers.Serializer[Any]):
    """A finding. `values` are the numbers and names in its sentence; `parts` are keys of the parts that it names."""

    rule = serializers.CharField(source="code")
    level = serializers.ChoiceField(choices=[level.value for level in Level])
    text = serializers.SerializerMethodField()
    hint = serializers.SerializerMethodField()
    why = serializers.SerializerMethodField(help_text="Why it matters for deep learning.")
    parts = serializers.SerializerMethodField()
    answered = serializers.SerializerMethodField(help_text="Those of the parts of which a fact was answered by hand.")
    values = serializers.SerializerMethodField()

    def get_text(self, finding: Finding) -> str:
        """Write the sentence in the language of the request."""
        return sentence(finding)

    def get_hint(self, finding: Finding) -> str:
        """Write what to do about it in the language of the request."""
        return advice(finding)

    def get_why(self, finding: Finding) -> str:
        """Write why it matters in the language of the request."""
        return matters(finding)

    def get_parts(self, finding: Finding) -> list[str]:
        """Give the keys of the parts that are named."""
        return [part.key for part in finding.parts]

    def get_answered(self, finding: Finding) -> list[str]:
        """Give the keys of those of the parts that count with answers."""
        return [part.key for part in finding.parts if part.answered]

    def get_values(self, finding: Finding) -> dict[str, Any]:
        """Give the values that stand in the sentence."""
        return {name: as_json(value) for name, value in finding.values.items()}


def as_json(value: object) -> object:
    """Write a value of a finding: a part as its key, a word translated, an infinite number as null."""
    if isinstance(value, Together):
        return [part.key for part in value.parts]
    if isinstance(value, Part):
        return value.key
    if isinstance(value, Word):
        return gettext(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


class SettingSerializer(serializers.Serializer[Any]):
    """One of the surroundings, or `power_limit_w` of every card."""

    name = serializers.CharField()
    value = serializers.JSONField(help_text="A text, a number, true or false.")


class FixSerializer(serializers.Serializer[Any]):
    """What resolves a problem or a warning and adds no problem: parts of a kind, or a setting."""

    rule = serializers.CharField(help_text="Of the finding.")
    kind = serializers.CharField(source="way.kind", allow_null=True, default=None, help_text="null: a setting.")
    instead = serializers.CharField(
        source="way.instead", allow_null=True, default=None, help_text="The part that goes; empty: none goes."
    )
    quantity = serializers.IntegerField(source="way.quantity", allow_null=True, default=None)
    count = serializers.IntegerField(
        source="way.count", allow_null=True, default=None, help_text="How many parts of the catalogue resolve it."
    )
    sure = serializers.BooleanField(
        source="way.sure", allow_null=True, default=None, help_text="false: a fact is missing that could forbid it."
    )
    part = serializers.CharField(
        source="way.slug", allow_null=True, default=None, help_text="The cheapest of them; without prices the first."
    )
    amount = serializers.DecimalField(
        12, 2, source="way.amount", allow_null=True, default=None, help_text="What that one costs."
    )
    currency = serializers.CharField(source="way.currency", allow_null=True, default=None)
    setting = serializers.SerializerMethodField()

    @extend_schema_field(SettingSerializer(allow_null=True))
    def get_setting(self, fix: Fix) -> dict[str, Any] | None:
        """Give the setting, where it is one."""
        way = fix.way
        return SettingSerializer(way).data if isinstance(way, SettingWay) else None


class FitSerializer(serializers.Serializer[Any]):
    """A model at a precision: what it needs, and whether that fits."""

    model = serializers.CharField()
    precision = serializers.CharField()
    needs_gib = serializers.FloatField()
    fits = serializers.BooleanField()


class MemorySerializer(serializers.Serializer[Any]):
    """The memory of all graphics cards together, and which well-known models fit into it."""

    total_gib = serializers.FloatField()
    cards = serializers.IntegerField()
    context_tokens = serializers.IntegerField()
    fits = FitSerializer(many=True)
