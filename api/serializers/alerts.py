"""Price alerts as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers.fields import LineField, OneOfField, PriceField, StrictSerializer
from browse.part_prices import CURRENCIES
from prices.alert_models import MOST_QUERY
from prices.models import Alert


class AskedAlertSerializer(StrictSerializer):
    """What to watch (one of `part`, `kind` with `query`, `build`), under which price, and where to write to."""

    part = LineField(max_length=140, required=False, help_text="The slug of a part.")
    kind = LineField(max_length=20, required=False, help_text="A kind of parts: any part of the list.")
    query = LineField(max_length=MOST_QUERY, required=False, help_text="The query string of the list's page.")
    build = LineField(max_length=12, required=False, help_text="The code of a build: its total.")
    amount = PriceField(help_text="1 to 1000000.")
    currency = OneOfField(CURRENCIES, required=False, default="USD")
    email = LineField(max_length=254)


class AskedLinkSerializer(StrictSerializer):
    """An address that wants the link to its alerts."""

    email = LineField(max_length=254)


class NotedSerializer(serializers.Serializer[Any]):
    """What is said whatever the address has already. `watching`: the account confirmed this address before."""

    detail = serializers.CharField()
    watching = serializers.BooleanField()


class AlertSerializer(serializers.ModelSerializer[Alert]):
    """A confirmed alert of the account."""

    part = serializers.SlugField(source="part.slug", default=None, allow_null=True)
    email = serializers.EmailField(source="address.email")

    class Meta:
        model = Alert
        fields = (
            "id",
            "target",
            "part",
            "kind",
            "query",
            "build",
            "amount",
            "currency",
            "email",
            "confirmed_at",
            "told_amount",
            "told_at",
        )
