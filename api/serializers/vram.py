"""A question about memory, and its answer. The engine reads the question; the serializer describes it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.vram import HEADROOMS
from engine import vram
from engine.vram import Verdict
from engine.vram.inputs import CHOICES, LIMITS, SWITCHES

MEMORY_VERDICTS = tuple(map(str, Verdict))
MEMORY_WORKLOADS = CHOICES["workload"]
COLUMNS = {
    "model": "The name or slug of one of `models/`, or any name for a model whose shape is given.",
    "workload": "Unless given, what the model is mostly used for.",
    "params": "Parameters. With `layers`, `hidden`, `heads` and so on: the shape, or what differs from the preset's.",
    "trainable_params": "Parameters of the adapters.",
    "prompt_len": "Tokens read; with `gen_len` tokens written the cache is full.",
    "seq_len": "Tokens of a sequence in training and in encoders.",
    "batch": "On one card.",
    "n_gpus": "Cards that share the work; the answer is for one of them.",
    "macts": "Outputs of all convolutions for one picture, in millions, counted at `macts_size` px.",
    "latent_values": "Values cached per token and layer with latent attention (MLA).",
    "logit_bytes": "Bytes that the loss takes per token and entry of the vocabulary.",
    "optimizer": "As people write it: `adamw8bit`, `adafactor`, `galore128 adamw`.",
}


class VramSerializer(serializers.Serializer[Any]):
    """What may be asked: the columns in which measurements are written down. What is left out has its usual value."""

    headroom = serializers.FloatField(
        required=False, min_value=HEADROOMS.low, max_value=HEADROOMS.high, default=vram.HEADROOM
    )
    gpu = serializers.SlugField(required=False, help_text="One of `gpus/`, for which changes are worked out.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add the engine's own fields, with its limits."""
        made: dict[str, serializers.Field[Any, Any, Any, Any]] = {
            name: serializers.CharField(required=False, max_length=200, help_text=COLUMNS.get(name, ""))
            for name in ("model", "arch", "optimizer")
        }
        for name, names in CHOICES.items():
            made[name] = serializers.ChoiceField(choices=names, required=False, help_text=COLUMNS.get(name, ""))
        for name, limits in LIMITS.items():
            kind = serializers.IntegerField if limits.whole else serializers.FloatField
            low, high = (int(limits.low), int(limits.high)) if limits.whole else (limits.low, limits.high)
            made[name] = kind(required=False, min_value=low, max_value=high, help_text=COLUMNS.get(name, ""))  # type: ignore[arg-type]  # both are numbers
        made.update({name: serializers.BooleanField(required=False) for name in SWITCHES})
        return {**made, **super().get_fields()}


class TermSerializer(serializers.Serializer[Any]):
    """A reason for memory being taken."""

    name = serializers.CharField()
    gib = serializers.FloatField()
    formula = serializers.CharField(help_text="With the numbers filled in.")


class MeasuredSerializer(serializers.Serializer[Any]):
    """The error on measured runs of this kind of work, in percent: half and nine in ten of them stay below."""

    kind = serializers.CharField()
    rows = serializers.IntegerField()
    median_percent = serializers.FloatField()
    most_percent = serializers.FloatField()


class VerdictSerializer(serializers.Serializer[Any]):
    """Whether it fits into a GPU."""

    gpu = serializers.SlugField()
    memory_gib = serializers.FloatField()
    verdict = serializers.ChoiceField(choices=MEMORY_VERDICTS)


class ChangeSerializer(serializers.Serializer[Any]):
    """What makes it fit into the GPU asked for."""

    names = serializers.ListField(child=serializers.CharField())
    total_gib = serializers.FloatField()
    values = serializers.DictField(help_text="The question that this change leads to.")


class VramAnsweredSerializer(serializers.Serializer[Any]):
    """What a task takes on each card, in GiB."""

    total_gib = serializers.FloatField()
    low_gib = serializers.FloatField(help_text="Nine in ten measured runs lie between this and `high_gib`.")
    high_gib = serializers.FloatField()
    peak_gib = serializers.FloatField(help_text="Live tensors.")
    reserved_gib = serializers.FloatField(help_text="What the framework's allocator holds.")
    cards = serializers.IntegerField()
    headroom = serializers.FloatField()
    terms = TermSerializer(many=True)
    measured = MeasuredSerializer(allow_null=True, help_text="null over several cards: too few runs are known.")
    verdicts = VerdictSerializer(many=True, help_text="Of every GPU of known memory, the smallest memory first.")
    changes = ChangeSerializer(many=True, help_text="For the GPU asked for, if it does not fit with headroom.")


class ConfigSerializer(serializers.Serializer[Any]):
    """A model repository's config.json, as it is."""

    config = serializers.DictField()


class ConfigReadSerializer(serializers.Serializer[Any]):
    """The shape in it, by the names that `vram/` takes, and what it does not say."""

    kind = serializers.CharField(help_text="Its model_type; empty where it says none.")
    values = serializers.DictField()
    lacks = serializers.ListField(child=serializers.CharField())
