"""Suggestions as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers.catalogue import PriceSerializer
from catalog.models import Kind


class SuggestionSerializer(serializers.Serializer[Any]):
    """A GPU, or a part of a kind; its slug leads on to `gpus/<slug>/` or `parts/<slug>/`.

    The price of a GPU is that of the cheapest card with it.
    """

    type = serializers.ChoiceField(choices=("gpu", "part"))
    kind = serializers.ChoiceField(choices=Kind.choices, allow_null=True)
    slug = serializers.SlugField(source="row.slug")
    name = serializers.CharField(source="row.name")
    price = PriceSerializer(allow_null=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:  # noqa: ANN401  # the framework's own
        """Say of a GPU that it has no kind."""
        written = super().to_representation(instance)
        return {**written, "kind": written["kind"] or None}


class SuggestionsSerializer(serializers.Serializer[Any]):
    """What is suggested, the best first; `total` counts the parts that the words find."""

    total = serializers.IntegerField()
    suggestions = SuggestionSerializer(many=True, source="entries")
