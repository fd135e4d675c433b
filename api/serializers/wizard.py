"""From a task to the GPUs for it: what may be asked, and the choices."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers.speed import RangeSerializer
from api.serializers.vram import VramSerializer
from browse.wizard import BUDGET, CARDS, HOURS, USUAL_CARDS, USUAL_COUNTRY, USUAL_HOURS
from browse.wizard_choices import ORDERS


class WizardSerializer(VramSerializer):
    """A task as `vram/` takes it, and how much it is used, where, and for how much."""

    gpu = None  # type: ignore[assignment]  # all are judged
    hours = serializers.FloatField(
        required=False, max_value=HOURS.high, default=USUAL_HOURS, help_text="Of use a week, above 0."
    )
    country = serializers.CharField(
        required=False, default=USUAL_COUNTRY, help_text="Whose electricity; the code of one of `countries/`."
    )
    budget = serializers.FloatField(
        required=False, min_value=0, max_value=BUDGET.high, help_text="For the cards, in USD; dearer ones come last."
    )
    cards = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=int(CARDS.high),
        default=USUAL_CARDS,
        help_text="In one machine, at most.",
    )
    sort = serializers.ChoiceField(choices=ORDERS, required=False, default=ORDERS[0])


class WorkSpeedSerializer(RangeSerializer):
    """The speed of all cards together."""

    unit = serializers.CharField()
    measured = serializers.BooleanField(help_text="false: an estimate.")


class ChoiceSerializer(serializers.Serializer[Any]):
    """A GPU, as many of it as the task takes, and what that costs in USD; null: not known."""

    gpu = serializers.SlugField()
    name = serializers.CharField()
    cards = serializers.IntegerField()
    needs_gib = serializers.FloatField(help_text="Of each card.")
    speed = WorkSpeedSerializer(allow_null=True)
    wall_w = serializers.FloatField(allow_null=True, help_text="Of the cards alone, under load.")
    price = serializers.FloatField(allow_null=True, help_text="Of the cards alone.")
    price_seen = serializers.DateField(allow_null=True)
    part = serializers.SlugField(allow_null=True, help_text="The cheapest card with this GPU.")
    over_budget = serializers.BooleanField()
    electricity_a_month = serializers.FloatField(allow_null=True)
    own_in_all = serializers.FloatField(allow_null=True, help_text="Cards and electricity until the horizon.")
    own_of_a_million = serializers.FloatField(allow_null=True, help_text="A million tokens, images or samples.")
    rent_per_hour = serializers.FloatField(allow_null=True, help_text="Of as many, on demand.")
    rent_provider = serializers.CharField(allow_null=True)
    rent_of_a_million = serializers.FloatField(allow_null=True)
    pays_from_hours_a_week = serializers.FloatField(
        allow_null=True, help_text="From which the cards cost less than the same work rented; null: never, or unknown."
    )
    buying_wins = serializers.BooleanField(allow_null=True, help_text="At the use asked for; null: not known.")


class AgainstSerializer(serializers.Serializer[Any]):
    """The rented GPUs on which the task costs least, against which buying is judged."""

    gpu = serializers.SlugField()
    cards = serializers.IntegerField()
    per_hour = serializers.FloatField()


class WizardAnsweredSerializer(serializers.Serializer[Any]):
    """The GPUs that hold a task, in order."""

    needs_gib = serializers.FloatField(help_text="On one card.")
    low_gib = serializers.FloatField()
    high_gib = serializers.FloatField()
    horizon_months = serializers.IntegerField()
    usd_per_kwh = serializers.FloatField(allow_null=True)
    against = AgainstSerializer(allow_null=True)
    choices = ChoiceSerializer(many=True)
