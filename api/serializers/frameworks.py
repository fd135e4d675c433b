"""Frameworks as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.models import Framework, FrameworkRelease


class FrameworkSerializer(serializers.ModelSerializer[Framework]):
    """A framework in a list."""

    class Meta:
        model = Framework
        fields = (
            "slug",
            "name",
            "vendor",
            "licence",
            "use",
            "graph",
            "languages",
            "backends",
            "state",
            "state_since",
            "note",
            "site",
            "read_on",
        )


class FrameworkReleaseSerializer(serializers.ModelSerializer[FrameworkRelease]):
    """One build of a release. Empty lists and null: the document does not say."""

    capabilities = serializers.ListField(child=serializers.FloatField())
    ptx = serializers.FloatField(allow_null=True)
    minimum_capability = serializers.FloatField(allow_null=True)
    architectures = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = FrameworkRelease
        fields = (
            "version",
            "build",
            "accelerator",
            "capabilities",
            "ptx",
            "minimum_capability",
            "architectures",
            "announced",
            "note",
            "source",
            "read_on",
        )


class FrameworkDetailSerializer(FrameworkSerializer):
    """A framework with the source of each fact, and its builds."""

    fact_sources = serializers.SerializerMethodField()
    releases = FrameworkReleaseSerializer(many=True)

    class Meta(FrameworkSerializer.Meta):
        fields = (*FrameworkSerializer.Meta.fields, "fact_sources", "releases")  # type: ignore[assignment]  # two more

    def get_fact_sources(self, framework: Framework) -> dict[str, Any]:
        """Say for each known fact where it was read; "general knowledge, unchecked": nowhere."""
        return dict(framework.fact_sources)
