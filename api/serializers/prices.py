"""Prices over time as JSON. Converted amounts are marked: they stand beside what was seen, never in its place."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.fields import OneOfField
from browse.drops import MOST_PERCENT
from browse.part_prices import CURRENCIES
from catalog.models import Kind

CENT = Decimal("0.01")


class PricesQuerySerializer(serializers.Serializer[Any]):
    """What may be asked."""

    currency = OneOfField(CURRENCIES, required=False, help_text="Convert into this currency, at the rate of each day.")


class ConvertedSerializer(serializers.Serializer[Any]):
    """An amount in another currency: what was seen × `rate`, of the day `on`, to the cent."""

    amount = serializers.SerializerMethodField()
    rate = serializers.DecimalField(max_digits=24, decimal_places=8, rounding=ROUND_HALF_UP)
    on = serializers.DateField()

    @extend_schema_field(serializers.DecimalField(max_digits=14, decimal_places=2))
    def get_amount(self, converted: Any) -> str:  # noqa: ANN401  # a Converted
        """Round to the cent."""
        return str(converted.amount.quantize(CENT, ROUND_HALF_UP))


class PriceLineSerializer(serializers.Serializer[Any]):
    """A price for as long as it was seen unchanged. `converted` is null where nothing is to convert."""

    seller = serializers.CharField(source="point.offer.seller")
    source = serializers.SlugField(source="point.offer.source.key")  # type: ignore[assignment]  # it is taken out again
    amount = serializers.DecimalField(source="point.amount", max_digits=12, decimal_places=2)
    currency = serializers.CharField(source="point.currency")
    condition = serializers.CharField(source="point.condition")
    availability = serializers.CharField(source="point.availability")
    observed_at = serializers.DateTimeField(source="point.observed_at")
    last_seen_at = serializers.DateTimeField(source="point.last_seen_at")
    converted = ConvertedSerializer(allow_null=True)
    no_rate = serializers.BooleanField(source="missing", help_text="true: it cannot be converted.")


class LowSerializer(serializers.Serializer[Any]):
    """The lowest price ever seen of a currency and condition; `converted` into USD, if it is not in USD."""

    seller = serializers.CharField(source="point.offer.seller")
    amount = serializers.DecimalField(source="point.amount", max_digits=12, decimal_places=2)
    currency = serializers.CharField(source="point.currency")
    condition = serializers.CharField(source="point.condition")
    observed_at = serializers.DateTimeField(source="point.observed_at")
    converted = ConvertedSerializer(allow_null=True)


class PartPricesSerializer(serializers.Serializer[Any]):
    """All prices of a part, the newest first, at most 2,000."""

    currency = serializers.CharField(help_text="What was asked for; empty: as seen.")
    missing = serializers.IntegerField(help_text="Prices that cannot be converted.")
    lowest = LowSerializer(source="lows", many=True)
    prices = PriceLineSerializer(source="lines", many=True)


class TotalSpanSerializer(serializers.Serializer[Any]):
    """Days over which the total stayed the same; null where `missing` parts had no price."""

    first = serializers.DateField()
    last = serializers.DateField()
    total = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    missing = serializers.IntegerField()


class BuildPricesSerializer(serializers.Serializer[Any]):
    """What the parts of a build cost together over time, in USD."""

    currency = serializers.CharField()
    left_out = serializers.IntegerField(help_text="Pieces that never had a price, and are in no total.")
    lowest = TotalSpanSerializer(allow_null=True)
    spans = TotalSpanSerializer(many=True)


class DropsQuerySerializer(serializers.Serializer[Any]):
    """Which drops."""

    kind = OneOfField(Kind.values, required=False)
    percent = serializers.RegexField(r"\A[0-9]{1,2}\Z", required=False)

    def validate_percent(self, written: str) -> int:
        """Take 1 to 90."""
        if not 1 <= int(written) <= MOST_PERCENT:
            raise serializers.ValidationError(_("Write a whole number from 1 to 90."))
        return int(written)


class DropSerializer(serializers.Serializer[Any]):
    """A price that fell from `before` to `amount`, by `percent`."""

    part = serializers.SlugField(source="point.offer.part.slug")
    name = serializers.CharField(source="point.offer.part.name")
    seller = serializers.CharField(source="point.offer.seller")
    source = serializers.SlugField(source="point.offer.source.key")  # type: ignore[assignment]  # it is taken out again
    amount = serializers.DecimalField(source="point.amount", max_digits=12, decimal_places=2)
    before = serializers.DecimalField(max_digits=12, decimal_places=2)
    currency = serializers.CharField(source="point.currency")
    percent = serializers.DecimalField(max_digits=5, decimal_places=1, rounding=ROUND_HALF_UP)
    observed_at = serializers.DateTimeField(source="point.observed_at")
