"""The state of the site as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class AgeSerializer(serializers.Serializer[Any]):
    """How old the prices of a seller at a source are: of each offer its newest price."""

    source = serializers.SlugField()  # type: ignore[assignment]  # it is taken out again
    source_name = serializers.CharField()
    seller = serializers.CharField()
    offers = serializers.IntegerField()
    priced = serializers.IntegerField(help_text="Offers that have a price.")
    fresh = serializers.IntegerField(help_text="Seen within 48 hours.")
    stale = serializers.IntegerField(help_text="Older than 48 hours, up to 14 days.")
    old = serializers.IntegerField(help_text="Older than 14 days.")
    newest = serializers.DateTimeField(allow_null=True)
    oldest = serializers.DateTimeField(allow_null=True)


class QueueSerializer(serializers.Serializer[Any]):
    """What there is to do."""

    enabled = serializers.IntegerField()
    due = serializers.IntegerField()
    leased = serializers.IntegerField(help_text="Being looked at by a worker.")
    failing = serializers.IntegerField(help_text="Enabled, and the last look failed.")
    never = serializers.IntegerField(help_text="Enabled, and no look has succeeded yet.")
    overdue_since = serializers.DateTimeField(allow_null=True)
    last_success_at = serializers.DateTimeField(allow_null=True)


class ReasonSerializer(serializers.Serializer[Any]):
    """Why looks at offers fail."""

    text = serializers.CharField()
    rows = serializers.IntegerField()


class BreakerSerializer(serializers.Serializer[Any]):
    """A host that is left alone for a while."""

    host = serializers.CharField()
    reason = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True)


class FeedSerializer(serializers.Serializer[Any]):
    """A list that is fetched as a whole."""

    name = serializers.CharField()
    enabled = serializers.BooleanField()
    last_count = serializers.IntegerField()
    last_run_at = serializers.DateTimeField(allow_null=True)
    last_success_at = serializers.DateTimeField(allow_null=True)
    last_error = serializers.CharField()


class FeedRunSerializer(serializers.Serializer[Any]):
    """What came of one look at a list."""

    feed = serializers.CharField(source="feed.name")
    at = serializers.DateTimeField()
    outcome = serializers.CharField()
    count = serializers.IntegerField()
    added = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    ended = serializers.IntegerField()
    reason = serializers.CharField()


class LookSerializer(serializers.Serializer[Any]):
    """An offer that was looked at with success."""

    part = serializers.SlugField(source="part.slug")
    seller = serializers.CharField()
    last_success_at = serializers.DateTimeField()


class BrokerSerializer(serializers.Serializer[Any]):
    """The broker: `redis` or `file`."""

    kind = serializers.CharField()
    answers = serializers.BooleanField()
    reason = serializers.CharField()
    unsent = serializers.IntegerField(help_text="Messages that this process could not send; nothing is lost with them.")


class DatabaseSerializer(serializers.Serializer[Any]):
    """The database, and how long its answer took."""

    kind = serializers.CharField()
    milliseconds = serializers.FloatField()


class DemoSerializer(serializers.Serializer[Any]):
    """The demo shop, whose prices are made up and counted nowhere else."""

    offers = serializers.IntegerField()
    due = serializers.IntegerField()
    failing = serializers.IntegerField()
    newest = serializers.DateTimeField(allow_null=True)
    oldest = serializers.DateTimeField(allow_null=True)


class StatusSerializer(serializers.Serializer[Any]):
    """All of it."""

    at = serializers.DateTimeField()
    database = DatabaseSerializer()
    broker = BrokerSerializer()
    ages = AgeSerializer(many=True)
    offers = QueueSerializer()
    reasons = ReasonSerializer(many=True)
    feeds_queue = QueueSerializer()
    feeds = FeedSerializer(many=True)
    runs = FeedRunSerializer(many=True)
    looks = LookSerializer(many=True)
    breakers = BreakerSerializer(many=True)
    demo = DemoSerializer(allow_null=True, help_text="null: the demo shop is off.")
