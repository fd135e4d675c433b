"""Sources with what came from them, and how much is known, as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class CountedSourceSerializer(serializers.Serializer[Any]):
    """A source with its licence, what came from it, and when it was last read."""

    key = serializers.SlugField(source="source.key")
    name = serializers.CharField(source="source.name")
    url = serializers.CharField(source="source.url")
    licence = serializers.CharField(source="source.licence")
    credit = serializers.CharField(source="source.credit")
    checked = serializers.BooleanField(
        source="source.checked", help_text="false: general knowledge that was not tied to a document."
    )
    parts = serializers.IntegerField()
    gpus = serializers.IntegerField()
    prices = serializers.IntegerField()
    read_on = serializers.DateField(allow_null=True)
    newest_price = serializers.DateTimeField(allow_null=True)
    update = serializers.CharField(help_text="How its facts are brought up to date.")  # type: ignore[assignment]  # it is taken out again


class FilledSerializer(serializers.Serializer[Any]):
    """A fact, and of how many rows it is known."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # as above
    known = serializers.IntegerField()
    total = serializers.IntegerField()
    share = serializers.FloatField(help_text="The known part of one.")


class RatesSerializer(serializers.Serializer[Any]):
    """The facts of one kind of row: a kind of part, `gpu` or `model`."""

    kind = serializers.CharField()
    title = serializers.CharField()
    total = serializers.IntegerField()
    share = serializers.FloatField(help_text="The known part of all facts of all rows.")
    facts = FilledSerializer(many=True)
