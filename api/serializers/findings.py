"""What the rules found, in words and in values."""

from __future__ import annotations

import math
from typing import Any

from django.utils.translation import gettext
from rest_framework import serializers

from catalog.templatetags.units import advice, sentence
from engine.findings import Finding, Level, Together, Word
from engine.parts import Part


class FindingSerializer(serializers.Serializer[Any]):
    """A finding. `values` are the numbers and names in its sentence; `parts` are keys of the parts that it names."""

    rule = serializers.CharField(source="code")
    level = serializers.ChoiceField(choices=[level.value for level in Level])
    text = serializers.SerializerMethodField()
    hint = serializers.SerializerMethodField()
    parts = serializers.SerializerMethodField()
    answered = serializers.SerializerMethodField(help_text="Those of the parts of which a fact was answered by hand.")
    values = serializers.SerializerMethodField()

    def get_text(self, finding: Finding) -> str:
        """Write the sentence in the language of the request."""
        return sentence(finding)

    def get_hint(self, finding: Finding) -> str:
        """Write what to do about it in the language of the request."""
        return advice(finding)

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
