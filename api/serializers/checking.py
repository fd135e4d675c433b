"""What a check is asked, and what it answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.fields import AnswersField, QuantityField, RangeField, StrictSerializer, TextField, TruthField
from api.serializers.findings import FindingSerializer, FixSerializer, MemorySerializer
from api.serializers.machines import AskedPowerSerializer, LayoutSerializer, PowerSerializer
from api.serializers.surroundings import surrounding
from engine.parts import Context
from engine.platforms.power_limits import LEAST_LIMIT_W, MOST_LIMIT_W

MAX_PARTS = 200
DEFAULT = Context()


class ContextSerializer(StrictSerializer):
    """Where and for what a machine is used. What is left out takes its default."""

    circuit = surrounding("circuit", default=DEFAULT.circuit)
    os = surrounding("os", default=DEFAULT.os)
    framework = surrounding("framework", default=DEFAULT.framework)
    purpose = surrounding("purpose", default=DEFAULT.purpose)
    nvlink = surrounding("nvlink", default=DEFAULT.nvlink)
    room = surrounding("room", default=DEFAULT.room)
    bridge_slots = surrounding("bridge_slots", default=None)
    riser_generation = surrounding("riser_generation", default=None)
    ups_va = surrounding("ups_va", default=None)
    needs_gib = surrounding("needs_gib", default=None)
    driver = surrounding("driver", default=None)
    shared_storage = surrounding("shared_storage", default=DEFAULT.shared_storage)


class CheckedPartSerializer(StrictSerializer):
    """A part, by its slug here or by its id in BuildCores OpenDB."""

    slug = TextField(required=False, max_length=140)
    opendb_id = TextField(required=False, max_length=200, help_text="Its id in BuildCores OpenDB.")
    quantity = QuantityField(default=1)
    used = TruthField(default=False, help_text="Whether it is bought second-hand.")
    power_limit_w = RangeField(
        LEAST_LIMIT_W,
        MOST_LIMIT_W,
        default=None,
        allow_null=True,
        help_text="Of a card, up to its board power.",
    )
    answers = AnswersField(default=dict)
    name = TextField(required=False, max_length=300, allow_blank=True, help_text="For your own eyes; not read.")
    category = TextField(required=False, max_length=100, allow_blank=True, help_text="For your own eyes; not read.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A part has one name."""
        if ("slug" in attrs) == ("opendb_id" in attrs):
            raise serializers.ValidationError(_("Name the part by either slug or opendb_id."))
        return attrs


class CheckSerializer(StrictSerializer):
    """Parts to check together."""

    context = ContextSerializer(required=False)  # type: ignore[assignment]  # the class attribute is taken out again
    power = AskedPowerSerializer(required=False)
    parts = CheckedPartSerializer(many=True, max_length=MAX_PARTS)  # type: ignore[call-arg]  # the list takes it


class CheckedSerializer(serializers.Serializer[Any]):
    """What parts amount to together. Watts; a figure that cannot be known is null."""

    findings = FindingSerializer(many=True)
    fixes = FixSerializer(many=True, help_text="For each problem and warning up to two, the best first.")
    load_w = serializers.FloatField()
    wall_w = serializers.FloatField(allow_null=True)
    psu_rated_w = serializers.IntegerField(allow_null=True)
    vram = MemorySerializer()
    power = PowerSerializer()
    layout = LayoutSerializer(allow_null=True, help_text="null without a board or without a card.")
