"""Measured runs and the error of the estimates, as JSON."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from browse.accuracy import Shown
from browse.accuracy_figures import Line  # noqa: TC001  # the description reads the annotations
from browse.accuracy_words import PEERS_OF
from catalog.models import MeasuredRun
from catalog.run_kinds import group_of

SHARE = "A share: 0.05 is 5 %."


class BesideSerializer(serializers.Serializer[Any]):
    """A simpler way to predict, on the runs that it covers."""

    name = serializers.CharField()
    rows = serializers.IntegerField()
    median_error = serializers.FloatField(help_text=SHARE)
    own_median_error = serializers.FloatField(help_text="Of the estimate on the same runs.")


class AccuracySerializer(serializers.Serializer[Any]):
    """The error of one kind of work, or of a whole."""

    estimator = serializers.ChoiceField(choices=MeasuredRun.Estimator.choices)
    type = serializers.CharField(source="key", help_text="What `type` of `accuracy/runs/` takes; of a whole, its key.")
    name = serializers.CharField()
    whole = serializers.BooleanField(help_text="Whether it sums up other lines.")
    rows = serializers.IntegerField(source="figures.rows")
    median_error = serializers.FloatField(source="figures.median", help_text=SHARE)
    nine_in_ten_below = serializers.FloatField(source="figures.ninth", help_text=SHARE)
    bias = serializers.FloatField(source="figures.bias", help_text="The median error with its sign.")
    share_too_low = serializers.FloatField(
        source="figures.under", help_text="Runs whose estimate is more than a tenth of the measurement below it."
    )
    share_in_range = serializers.FloatField(source="figures.within", help_text="Runs that the stated range holds.")
    rank_correlation = serializers.FloatField(
        source="figures.rank", allow_null=True, help_text="Spearman's, of runs alike; null: fewer than four."
    )
    peers = serializers.SerializerMethodField()

    @extend_schema_field(BesideSerializer(many=True))
    def get_peers(self, line: Line) -> list[dict[str, Any]]:
        """Give the simpler ways, by the names that runs use."""
        found = line.figures.peers
        return [
            {
                "name": name,
                "rows": found[name].rows,
                "median_error": found[name].theirs,
                "own_median_error": found[name].ours,
            }
            for name in PEERS_OF[line.estimator]
            if name in found
        ]


class MeasuredRunSerializer(serializers.ModelSerializer[MeasuredRun]):
    """A measured run beside its prediction."""

    group = serializers.SerializerMethodField(help_text="The line of `accuracy/` that it counts in.")
    gpu = serializers.CharField(
        source="gpu.slug",
        read_only=True,
        default=None,
        allow_null=True,
        help_text="Its slug; null: none of the catalogue.",
    )
    error = serializers.FloatField(
        read_only=True, allow_null=True, help_text="predicted / measured - 1; null: not predicted."
    )
    in_range = serializers.SerializerMethodField(help_text="Whether the stated range holds it; null: not predicted.")
    asked = serializers.DictField(help_text="The question, as `vram/` or the estimate of speed takes it.")
    peers = serializers.DictField(
        child=serializers.FloatField(), help_text="What simpler ways predict, in `unit`, by name."
    )
    url = serializers.SerializerMethodField(help_text="Its page.")

    class Meta:
        model = MeasuredRun
        fields = (
            "key", "estimator", "type", "group", "title", "workload", "gpu", "gpu_name", "gpu_count", "quantity",
            "unit", "measured", "predicted", "low", "high", "error", "in_range", "scored", "flag", "declined", "peers",
            "asked", "source", "url",
        )  # fmt: skip

    def get_group(self, run: MeasuredRun) -> str:
        """Give the key of its group."""
        return group_of(run.estimator, run.type)

    def get_in_range(self, run: MeasuredRun) -> bool | None:
        """Tell whether the range holds it."""
        return Shown(run).within

    def get_url(self, run: MeasuredRun) -> str:
        """Give the address of its page."""
        return f"{reverse('browse:accuracy')}?run={run.key}"
