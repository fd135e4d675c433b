"""What was measured on a published build, as it is sent and as it is read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.fields import LineField, MeasureField, OneOfField, RangeField, StrictSerializer, TextField
from community.forms import MOST
from community.models import Measurement, Unit, Workload

LEAST = 1e-6  # a measured figure is above 0


class DayField(serializers.DateField):
    """A day as a text such as 2026-11-24."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # the framework's own
        said = _("Write a day such as 2026-11-24.")
        messages: dict[str, Any] = {"invalid": said, "datetime": said}
        super().__init__(input_formats=["%Y-%m-%d"], error_messages=messages, **options)


class AskedMeasurementSerializer(StrictSerializer):
    """What was measured, and how: at least one of speed, peak_gib, wall_w and noise_db."""

    workload = OneOfField(Workload.values)
    model_name = LineField(max_length=80)
    precision = TextField(required=False, max_length=20, allow_blank=True, default="")
    software = TextField(required=False, max_length=80, allow_blank=True, default="")
    cards = RangeField(1, 64, default=1, help_text="That took part.")
    batch = RangeField(1, 1_000_000, required=False, allow_null=True, default=None)
    context_tokens = RangeField(1, 100_000_000, required=False, allow_null=True, default=None)
    speed = MeasureField(
        LEAST, MOST["speed"], required=False, allow_null=True, default=None, help_text="Of all cards together."
    )
    unit = OneOfField(Unit.values, required=False, default="")
    peak_gib = MeasureField(
        LEAST, MOST["peak_gib"], required=False, allow_null=True, default=None, help_text="Of the fullest card."
    )
    wall_w = MeasureField(LEAST, MOST["wall_w"], required=False, allow_null=True, default=None)
    noise_db = MeasureField(
        LEAST, MOST["noise_db"], required=False, allow_null=True, default=None, help_text="dB(A) at one metre."
    )
    measured_on = DayField()


class MeasurementSerializer(serializers.ModelSerializer[Measurement]):
    """What was measured, with who and when."""

    by = serializers.CharField(source="by.username")

    class Meta:
        model = Measurement
        fields = ("id", *AskedMeasurementSerializer().fields, "by", "made_at")
