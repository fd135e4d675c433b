"""Counts of parts by their facts."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class FacetValueSerializer(serializers.Serializer[Any]):
    """A value, as the list's parameter takes it, and how many of the parts have it."""

    value = serializers.CharField()
    count = serializers.IntegerField()
    chosen = serializers.BooleanField()


class FacetSerializer(serializers.Serializer[Any]):
    """A fact that parts can be chosen by."""

    name = serializers.CharField(help_text="The parameter of the list.")
    values = FacetValueSerializer(many=True)


class FitCountsSerializer(serializers.Serializer[Any]):
    """How the parts fare in the build that was named."""

    yes = serializers.IntegerField()
    unknown = serializers.IntegerField()
    no = serializers.IntegerField()


class FacetsSerializer(serializers.Serializer[Any]):
    """All counts of a list."""

    count = serializers.IntegerField()
    facets = FacetSerializer(many=True)
    fit = FitCountsSerializer(allow_null=True)
