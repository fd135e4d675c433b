"""A question of renting against buying, and its figures. The engine reads the question; this describes it."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

from rest_framework import serializers

from engine.economics.comparison import Comparison, Verdict
from engine.economics.scenario import Buying, Committed, Hybrid, Item, Renting, Scenario, Spot

Fields = dict[str, serializers.Field[Any, Any, Any, Any]]
INTEGERS = frozenset({"break_even_month", "break_even_month_without_resale"})
MAYBE = INTEGERS | {"buy_per_hour", "rent_per_hour", "naive_payback_months"}
RESALE = (
    'How it loses value: {"model": "none"}, {"model": "geometric", "annual_decline", "initial_drop"}, '
    '{"model": "straight_line", "life_months", "salvage_share"} or {"model": "table", "points": [[month, share], …]}.'
)


def _numbers(record: type[Any]) -> Fields:
    """Describe the numbers and switches of a record, with the limits that it carries."""
    made: Fields = {}
    for field in fields(record):
        needed = field.default is MISSING and field.default_factory is MISSING
        limits = field.metadata.get("limits")
        if limits is not None:
            kind = serializers.IntegerField if limits.whole else serializers.FloatField
            low, high = (int(limits.low), int(limits.high)) if limits.whole else (limits.low, limits.high)
            made[field.name] = kind(required=needed, min_value=low, max_value=high)
        elif field.default is False:
            made[field.name] = serializers.BooleanField(required=False, default=False)
    return made


class _Record(serializers.Serializer[Any]):
    """An object whose numbers are those of one of the engine's records."""

    record: type[Any]

    def get_fields(self) -> Fields:
        """Put the record's own fields before those that are written here."""
        return {**_numbers(self.record), **super().get_fields()}


class ItemSerializer(_Record):
    """Something that is bought, in a month."""

    record = Item
    name = serializers.CharField()
    resale = serializers.DictField(required=False, help_text=RESALE)


class BuyingSerializer(_Record):
    """A machine of one's own; money in the base currency."""

    record = Buying
    hardware = ItemSerializer(many=True)
    resale = serializers.DictField(required=False, help_text=f"{RESALE} For items that say nothing themselves.")


class SpotSerializer(_Record):
    """Hours on spot."""

    record = Spot


class CommittedSerializer(_Record):
    """Hours that are paid, used or not."""

    record = Committed


class RentingSerializer(_Record):
    """A rented machine; money in the offer's currency."""

    record = Renting
    spot = SpotSerializer(required=False, allow_null=True)
    committed = CommittedSerializer(required=False, allow_null=True)


class HybridSerializer(_Record):
    """A mix of both."""

    record = Hybrid


class RentOrBuySerializer(_Record):
    """One question. Names, units and defaults: docs/models.md, "Rent or buy"."""

    record = Scenario
    buy = BuyingSerializer()
    rent = RentingSerializer()
    uncertainty = serializers.DictField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=3, max_length=3),
        required=False,
        allow_null=True,
        help_text="Assumptions by their names in `sensitivity`: low, middle, high, as multiples; added for rates.",
    )
    hybrid = HybridSerializer(required=False, allow_null=True)


class SensitivityBarSerializer(serializers.Serializer[Any]):
    """How the advantage of buying moves with one assumption."""

    parameter = serializers.CharField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    swing = serializers.FloatField()


class UncertaintySpreadSerializer(serializers.Serializer[Any]):
    """The advantage of buying over all combinations of what is uncertain."""

    combinations = serializers.IntegerField()
    expected_advantage = serializers.FloatField()
    p_buy_cheaper = serializers.FloatField()
    p10 = serializers.FloatField()
    p50 = serializers.FloatField()
    p90 = serializers.FloatField()


class HybridCostSerializer(serializers.Serializer[Any]):
    """The cost of a mix of both ways."""

    npv = serializers.FloatField()
    monthly = serializers.FloatField()


class RentOrBuyAnsweredSerializer(serializers.Serializer[Any]):
    """All figures. CO2, uncertainty and hybrid are there only where they were asked for."""

    advantage_of_buying = serializers.FloatField()
    verdict = serializers.ChoiceField(choices=[verdict.value for verdict in Verdict])
    break_even_hours_per_month = serializers.FloatField(allow_null=True)
    sensitivity = SensitivityBarSerializer(many=True)
    buy_co2_kg = serializers.FloatField(required=False)
    rent_co2_kg = serializers.FloatField(required=False)
    uncertainty = UncertaintySpreadSerializer(required=False)
    hybrid = HybridCostSerializer(required=False)

    def get_fields(self) -> Fields:
        """Put the plain figures first."""
        asked = super().get_fields()
        plain: Fields = {}
        for field in fields(Comparison):
            if field.name != "scenario" and field.name not in asked:
                kind = serializers.IntegerField if field.name in INTEGERS else serializers.FloatField
                plain[field.name] = kind(allow_null=field.name in MAYBE)
        return {**plain, **asked}
