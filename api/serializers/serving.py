"""What is asked about serving, and what is answered. Names are those of the page's address."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers.fields import MeasureField, OneOfField, RangeField, StrictSerializer, TextField, TruthField
from engine.serving.inputs import limits_of
from engine.serving.measured import DEFAULT_WORKLOAD, WORKLOADS

VERDICTS = ("cpu", "gpu", "same", "only-cpu", "only-gpu", "neither", "unpriced")


def _number(name: str, help_text: str) -> serializers.Field[Any, Any, Any, Any]:
    limits = limits_of(name)
    assert limits is not None  # noqa: S101  # every number of the question has limits
    options = {"required": False, "allow_null": True, "default": None, "help_text": help_text}
    if limits.whole:
        return RangeField(int(limits.low), int(limits.high), **options)
    return MeasureField(limits.low, limits.high, **options)


class ServingAskedSerializer(StrictSerializer):
    """A service. What is left out or null takes the task's default, what was measured, or the price of an offer."""

    workload = OneOfField(list(WORKLOADS), default=DEFAULT_WORKLOAD, help_text="The task.")
    rate = _number("rate", "Requests a second, at the peak.")
    limit_ms = _number("limit_ms", "95 % of the requests are to be answered within it, waiting included.")
    batch = _number("batch", "The largest batch on a GPU.")
    spare = TruthField(default=False, help_text="Whether to pay for a box more, in case one fails.")
    seed = _number("seed", "Of the chance by which requests come; the same seed, the same figures.")
    cpu = TextField(required=False, max_length=40, help_text="Key of a CPU that was measured at the task.")
    cpu_latency_ms = _number("cpu_latency_ms", "Your own: one request, nobody else asking. Not with cpu_rate.")
    cpu_rate = _number("cpu_rate", "Your own: requests a second at most; then nothing is known of latency.")
    cpu_price = _number("cpu_price", "USD an hour for one CPU box. There is no default: no source here states one.")
    gpu = TextField(required=False, max_length=40, help_text="Key of a GPU that was measured at the task.")
    gpu_latency_ms = _number("gpu_latency_ms", "Your own: one request, nobody else asking.")
    gpu_rate = _number("gpu_rate", "Your own: requests a second with many at hand.")
    gpu_price = _number("gpu_price", "USD an hour for one GPU box; else the cheapest current offer with one such GPU.")


class LatencySerializer(serializers.Serializer[Any]):
    """Latency out of a simulation of 20,000 requests, in milliseconds."""

    mean_ms = serializers.FloatField()
    p50_ms = serializers.FloatField()
    p95_ms = serializers.FloatField()
    p99_ms = serializers.FloatField()
    mean_batch = serializers.FloatField()


class PriceSourceSerializer(serializers.Serializer[Any]):
    """The cloud offer that a price was taken from."""

    offer = serializers.CharField(help_text="Its row among the cloud offers.")
    provider = serializers.CharField()
    observed_earliest = serializers.DateField(allow_null=True)
    observed_latest = serializers.DateField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]  # the attribute is taken out again


class FleetSerializer(serializers.Serializer[Any]):
    """Boxes of one kind. null: no number of boxes is enough, or it is not known."""

    device = serializers.CharField(allow_null=True, help_text="Key of the measured device; null: your own figures.")
    device_source = serializers.CharField(allow_null=True)
    boxes = serializers.IntegerField(allow_null=True, help_text="Boxes to pay for, the spare one included.")
    price_per_hour = serializers.FloatField(allow_null=True, help_text="Of one box, USD.")
    price_source = PriceSourceSerializer(allow_null=True, help_text="null: the price is yours, or there is none.")
    cost_per_hour = serializers.FloatField(allow_null=True)
    cost_per_month = serializers.FloatField(allow_null=True, help_text="Of 730 hours.")
    cost_per_million = serializers.FloatField(allow_null=True, help_text="Of a million requests.")
    utilisation = serializers.FloatField(allow_null=True, help_text="Share of what the boxes could answer.")
    one_box_holds = serializers.FloatField(help_text="Requests a second that one box answers within the limit.")
    latency = LatencySerializer(allow_null=True, help_text="null where only a rate was published.")


class MixSerializer(serializers.Serializer[Any]):
    """One GPU box less, and CPU boxes for what is left."""

    gpu_boxes = serializers.IntegerField()
    cpu_boxes = serializers.IntegerField()
    gpu_rate = serializers.FloatField(help_text="Requests a second that go to the GPU boxes.")
    cost_per_hour = serializers.FloatField(source="per_hour")


class RungSerializer(serializers.Serializer[Any]):
    """A rate of the break-even table."""

    rate = serializers.FloatField()
    cpu_boxes = serializers.IntegerField(allow_null=True)
    cpu_per_hour = serializers.FloatField(allow_null=True)
    gpu_boxes = serializers.IntegerField(allow_null=True)
    gpu_per_hour = serializers.FloatField(allow_null=True)
    even_cpu_price = serializers.FloatField(allow_null=True)
    verdict = serializers.ChoiceField(choices=VERDICTS)


class ServedSerializer(serializers.Serializer[Any]):
    """CPU boxes beside GPU boxes."""

    workload = serializers.CharField()
    rate = serializers.FloatField()
    limit_ms = serializers.FloatField()
    currency = serializers.CharField(help_text="Of all prices: USD.")
    verdict = serializers.ChoiceField(choices=VERDICTS, help_text="The cheaper way, the only one in time, or neither.")
    break_even_rate = serializers.FloatField(
        allow_null=True, help_text="From which rate on a GPU pays; null: at none of the table's, or prices are missing."
    )
    even_cpu_price = serializers.FloatField(allow_null=True, help_text="Below it a CPU box is the cheaper way.")
    cpu = FleetSerializer()
    gpu = FleetSerializer()
    both = MixSerializer(allow_null=True, help_text="null where one GPU box is enough or prices are missing.")
    table = RungSerializer(many=True)
