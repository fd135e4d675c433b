"""A build's power and the places of its cards, as they are answered. A figure that cannot be known is null."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers.fields import StrictSerializer, TextField, WholeNumberField
from community.power_form import HOURS_A_DAY, HOURS_WANTED, LIMIT_WANTED, MOST_HOURS
from engine.feeding import Fed
from engine.findings import Level
from engine.layout import Air, Seat
from engine.platforms.power_limits import MOST_LIMIT_W

LEVELS = [level.value for level in Level]


class HoursField(serializers.FloatField):
    """Hours a day: a number of JSON."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # the framework's own
        messages: dict[str, Any] = dict.fromkeys(
            ("invalid", "min_value", "max_value", "overflow", "max_string_length"), HOURS_WANTED
        )
        super().__init__(min_value=0, max_value=MOST_HOURS, error_messages=messages, **options)

    def to_internal_value(self, data: Any) -> float:  # noqa: ANN401  # any JSON
        """Take the number; texts and what is not a number are refused."""
        if isinstance(data, bool) or not isinstance(data, (int, float)) or data != data:  # noqa: PLR0124  # not a number
            self.fail("invalid")
        return float(super().to_internal_value(data))


class AskedPowerSerializer(StrictSerializer):
    """What the page of a build's power may be asked. Without a country nothing is said about money."""

    country = TextField(required=False, max_length=2, help_text="Whose tariff: a code of /api/v1/countries/.")
    hours = HoursField(default=HOURS_A_DAY, help_text="Hours of work a day.")
    limit = WholeNumberField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=MOST_LIMIT_W,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), LIMIT_WANTED),
        help_text="A power limit on every graphics card, in watts.",
    )


class SpanSerializer(serializers.Serializer[Any]):
    """A range of watts."""

    low = serializers.FloatField()
    high = serializers.FloatField()


class NamedSerializer(serializers.Serializer[Any]):
    """A part: by the name under which findings speak of it, and in words. null: what belongs to no part."""

    part = serializers.CharField(allow_null=True)
    name = serializers.CharField()


class ShareSerializer(NamedSerializer):
    """What all pieces of a part draw. `load_w` is null where nobody states it; the load counts 0 W then."""

    count = serializers.IntegerField()
    load_w = serializers.FloatField(allow_null=True)
    idle_w = SpanSerializer(help_text="A rough range: general knowledge, unchecked.")


class LimitSerializer(NamedSerializer):
    """A card with a power limit. At best it is as fast as without, at worst `speed_at_least` times."""

    count = serializers.IntegerField()
    board_power_w = serializers.IntegerField(allow_null=True)
    limited_w = serializers.IntegerField(allow_null=True)
    speed_at_least = serializers.FloatField(allow_null=True, help_text="General knowledge, unchecked.")


class CurvePointSerializer(serializers.Serializer[Any]):
    """What the supply's level asks for at a load."""

    load_share = serializers.FloatField()
    efficiency = serializers.FloatField()


class EfficiencySerializer(serializers.Serializer[Any]):
    """The one figure that the rules count with, and what the supply's 80 PLUS level promises at this load."""

    by_rules = serializers.FloatField(allow_null=True)
    by_level = serializers.FloatField(allow_null=True)
    wall_by_level_w = serializers.FloatField(allow_null=True)
    curve = CurvePointSerializer(many=True)


class PeakSerializer(NamedSerializer):
    """The peak of one piece of a card, for less than a millisecond."""

    count = serializers.IntegerField()
    factor = serializers.FloatField()
    watts = serializers.FloatField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]  # a field of the answer


class BearingSerializer(serializers.Serializer[Any]):
    """What the supplies bear for so long; `level` is set where the machine's peak is higher and lasts as long."""

    milliseconds = serializers.FloatField(allow_null=True)
    share = serializers.FloatField()
    watts = serializers.FloatField()
    level = serializers.ChoiceField(choices=LEVELS, allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]  # as above


class OnCircuitSerializer(serializers.Serializer[Any]):
    """The machine on a circuit. `share` is of what flows for hours."""

    name = serializers.CharField()
    volts = serializers.IntegerField()
    amps = serializers.IntegerField()
    continuous_w = serializers.FloatField()
    full_w = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True)
    level = serializers.ChoiceField(choices=LEVELS, allow_null=True)
    too_few_volts = serializers.BooleanField()
    chosen = serializers.BooleanField()


class ElectricityCostSerializer(serializers.Serializer[Any]):
    """What the machine under load costs; idle hours are not counted. Amounts are texts in the currency."""

    country = serializers.CharField()
    currency = serializers.CharField()
    per_kwh = serializers.CharField()
    tariff_source = serializers.CharField()
    tariff_observed = serializers.CharField()
    hours_a_day = serializers.FloatField()
    an_hour = serializers.CharField()
    a_day = serializers.CharField()
    a_month = serializers.CharField()
    kwh_a_month = serializers.FloatField()


class PowerSerializer(serializers.Serializer[Any]):
    """A build's power. Watts; a figure that cannot be known is null."""

    load_w = serializers.FloatField()
    load_without_limit_w = serializers.FloatField()
    idle_w = SpanSerializer()
    shares = ShareSerializer(many=True)
    limits = LimitSerializer(many=True)
    rated_w = serializers.IntegerField(allow_null=True)
    load_share = serializers.FloatField(allow_null=True)
    load_level = serializers.ChoiceField(choices=LEVELS, allow_null=True)
    wall_w = serializers.FloatField(allow_null=True)
    heat_btu_per_hour = serializers.FloatField(allow_null=True)
    efficiency = EfficiencySerializer()
    peak_w = serializers.FloatField()
    peaks = PeakSerializer(many=True)
    atx3 = serializers.BooleanField(allow_null=True)
    bearings = BearingSerializer(many=True)
    circuits = OnCircuitSerializer(many=True)
    cost = ElectricityCostSerializer(allow_null=True)


class LeadSerializer(serializers.Serializer[Any]):
    """A lead: of which supply, and which of its leads of that sort; both are counted from 1."""

    supply = serializers.IntegerField()
    number = serializers.IntegerField()


class CardFeedSerializer(serializers.Serializer[Any]):
    """What feeds a card."""

    how = serializers.ChoiceField(choices=[each.value for each in Fed])
    leads_16pin = LeadSerializer(many=True)
    leads_8pin = LeadSerializer(many=True)
    lacking = serializers.IntegerField(help_text="Leads that the supplies do not have.")
    of_several_supplies = serializers.BooleanField()


class PlaceSerializer(NamedSerializer):
    """A card on the board, an estimate: no open data says where a board's slots are."""

    slots = serializers.IntegerField(allow_null=True)
    seat = serializers.ChoiceField(choices=[each.value for each in Seat])
    position = serializers.IntegerField(allow_null=True, help_text="Counted from 1, at the processor's end.")
    free_below = serializers.IntegerField(allow_null=True)
    air = serializers.ChoiceField(choices=[each.value for each in Air])
    lanes = serializers.IntegerField(allow_null=True, help_text="At most.")
    lanes_of_chipset = serializers.BooleanField()
    pcie_generation = serializers.IntegerField(allow_null=True)
    feed = CardFeedSerializer()


class BridgeSerializer(serializers.Serializer[Any]):
    """Two cards to be linked by NVLink, counted from 1. `distance` and `spans` are slots."""

    first = serializers.IntegerField()
    second = serializers.IntegerField()
    distance = serializers.IntegerField(allow_null=True)
    spans = serializers.IntegerField(allow_null=True)
    fits = serializers.BooleanField(allow_null=True)


class LayoutSerializer(serializers.Serializer[Any]):
    """The graphics cards on the board, in the order in which they stand."""

    board = NamedSerializer()
    positions = serializers.IntegerField(allow_null=True)
    case_slots = serializers.IntegerField(allow_null=True)
    slots_needed = serializers.IntegerField(allow_null=True)
    reach = serializers.IntegerField(allow_null=True)
    fits_case = serializers.BooleanField(allow_null=True)
    cpu_lanes = serializers.IntegerField(allow_null=True)
    cards = PlaceSerializer(many=True)
    bridges = BridgeSerializer(many=True)


class AnsweredLayoutSerializer(serializers.Serializer[Any]):
    """The layout of a build; null without a board or without a card."""

    layout = LayoutSerializer(allow_null=True)
