"""A question about speed, and its answer. The engine reads the question; the serializer describes it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.speed import JOB
from engine.throughput import KINDS, PRECISIONS
from engine.throughput.question import NUMBERS, TEXTS
from engine.vram import Verdict

COLUMNS = {
    "type": "The kind of work.",
    "model": "The name or slug of one of `models/`, for language models.",
    "workload": "A network that was measured, such as `lambda_resnet50`, or a language model by name.",
    "gpu": "The slug or name of one of `gpus/`; without it all are answered for.",
    "n_gpu": "Cards that share the work; speeds are those of all of them together.",
    "batch": "Of all cards together.",
    "seq": "Tokens of a prompt, a context or a sequence.",
    "params_b": "Billions of parameters, where no preset says them.",
    "needs_gib": "Memory that each card has to hold; unless given it is estimated for a preset.",
    "power_limit_w": "Watts that a card is limited to.",
    "extra": "`lora`: only adapters are trained; `actckpt`: activations are worked out again.",
    "flag": "`offload`: a part lies in the host's memory.",
    "interconnect": "Such as `PCIe 4.0 x16` or `NVLink`.",
    "stack": "The software, as measured rows name it; unless given the newest.",
    "unit": "What the speed is counted in, where there are several.",
    "amount": "A job: so many tokens, pictures or samples.",
    "rounds": "How often the job goes through them.",
    "wall_w": "What the machine draws at the wall; unless given, the cards alone with a supply of unknown rating.",
}


class SpeedSerializer(serializers.Serializer[Any]):
    """What may be asked: the columns in which measurements are written down. What is left out has its usual value."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Take the engine's own fields, with its limits."""
        made: dict[str, serializers.Field[Any, Any, Any, Any]] = {
            "type": serializers.ChoiceField(choices=tuple(KINDS), help_text=COLUMNS["type"]),
            "precision": serializers.ChoiceField(choices=PRECISIONS, required=False),
        }
        for name in ("model", *(each for each in TEXTS if each not in made)):
            made[name] = serializers.CharField(required=False, max_length=200, help_text=COLUMNS[name])
        for name, limits in {**NUMBERS, **JOB}.items():
            kind = serializers.IntegerField if limits.whole else serializers.FloatField
            low, high = (int(limits.low), int(limits.high)) if limits.whole else (limits.low, limits.high)
            made[name] = kind(required=False, min_value=low, max_value=high, help_text=COLUMNS[name])  # type: ignore[arg-type]  # both are numbers
        return {**made, **super().get_fields()}


class RangeSerializer(serializers.Serializer[Any]):
    """A speed of all cards together, and the range that nine in ten measured values lie in."""

    speed = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class MeasuredSpeedSerializer(RangeSerializer):
    """The median of the newest software's measured rows, and where a run of one's own should lie."""

    stack = serializers.CharField()
    sources = serializers.ListField(child=serializers.CharField())


class EstimatedSpeedSerializer(RangeSerializer):
    """The estimate from the data sheet, and what has to be known of it."""

    notes = serializers.ListField(child=serializers.CharField())


class WorkSerializer(serializers.Serializer[Any]):
    """Hours and energy of the job, with the ends of the range."""

    hours = serializers.FloatField()
    least_hours = serializers.FloatField()
    most_hours = serializers.FloatField()
    kwh = serializers.FloatField()
    least_kwh = serializers.FloatField()
    most_kwh = serializers.FloatField()


class GpuSpeedSerializer(serializers.Serializer[Any]):
    """What is known of one GPU's speed. A measured figure goes before the estimate."""

    gpu = serializers.SlugField()
    name = serializers.CharField()
    measured = MeasuredSpeedSerializer(allow_null=True)
    estimate = EstimatedSpeedSerializer(allow_null=True)
    refused = serializers.CharField(allow_blank=True, help_text="Why there is no estimate; empty: there is one.")
    memory = serializers.ChoiceField(
        choices=tuple(map(str, Verdict)), allow_null=True, help_text="Whether the work fits; null: not estimated."
    )
    job = WorkSerializer(allow_null=True)


class SpeedAnsweredSerializer(serializers.Serializer[Any]):
    """How fast GPUs do a work, the fastest first."""

    unit = serializers.CharField(help_text="What all speeds are counted in; empty: no GPU has a figure.")
    cards = serializers.IntegerField()
    needs_gib = serializers.FloatField(allow_null=True, help_text="What each card has to hold; null: not estimated.")
    speeds = GpuSpeedSerializer(many=True)
