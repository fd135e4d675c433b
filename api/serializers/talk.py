"""Comments, votes and reports as JSON."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from api.serializers.fields import LineField, OneOfField, RangeField, StrictSerializer, TextField
from community.moderation_models import MAX_REASON, Why
from community.talk_models import MAX_KEY, CommentEdit
from community.thread import Line  # drf-spectacular reads the annotations


class AskedCommentSerializer(StrictSerializer):
    """A comment to be kept."""

    text = TextField(trim_whitespace=False, allow_blank=True, help_text="Markdown; docs/moderation.md has the limits.")
    key = TextField(
        max_length=MAX_KEY, required=False, help_text="Of this comment: sent twice under one key, it is one comment."
    )
    parent = RangeField(  # type: ignore[assignment]  # the attribute is taken out again
        1, 2**31 - 1, required=False, allow_null=True, default=None, help_text="The number of the comment it answers."
    )


class ChangedCommentSerializer(StrictSerializer):
    """A comment's new text."""

    text = TextField(trim_whitespace=False, allow_blank=True, help_text="Markdown.")


class CommentSerializer(serializers.Serializer[Line]):
    """A comment in its thread."""

    id = serializers.IntegerField(source="comment.pk")
    parent = serializers.IntegerField(source="comment.parent_id", allow_null=True)  # type: ignore[assignment]  # as above
    depth = serializers.IntegerField(source="comment.depth", help_text="How far it is set in, 0 to 6.")
    author = serializers.CharField(help_text="Empty: the account is gone.")
    by_author = serializers.BooleanField(help_text="Whether the author of the build wrote it.")
    mine = serializers.BooleanField(help_text="Whether you may change it or take it back.")
    gone = serializers.CharField(help_text="Why its words are not shown; empty: they are.")
    text = serializers.SerializerMethodField(help_text="Markdown; empty if it is gone.")
    html = serializers.SerializerMethodField(help_text="Rendered and sanitised; empty if it is gone.")
    revision = serializers.IntegerField(source="comment.revision", help_text="Of the build that it speaks of.")
    made_at = serializers.DateTimeField(source="comment.made_at")
    edited_at = serializers.DateTimeField(source="comment.edited_at", allow_null=True)
    page_url = serializers.SerializerMethodField()

    def get_text(self, line: Line) -> str:
        """Give its words."""
        return "" if line.gone else line.comment.text

    def get_html(self, line: Line) -> str:
        """Give its words as they are shown."""
        return "" if line.gone else line.comment.html

    def get_page_url(self, line: Line) -> str:
        """Say where people read it."""
        path = reverse("community:comment", args=[self.context["code"], line.comment.pk])
        return str(self.context["request"].build_absolute_uri(path))


class ThreadSerializer(serializers.Serializer[Any]):
    """A page of a thread, in its order."""

    count = serializers.IntegerField(help_text="Comments that are shown, on all pages.")
    open = serializers.BooleanField(help_text="Whether something can be added.")
    more = serializers.BooleanField(help_text="Whether there is another page.")
    results = CommentSerializer(many=True)


class BeforeSerializer(serializers.ModelSerializer[CommentEdit]):
    """What a comment said before, and until when."""

    class Meta:
        model = CommentEdit
        fields = ("text", "html", "until")


class OneCommentSerializer(serializers.Serializer[Any]):
    """A comment, what it said before, and what was answered."""

    comment = CommentSerializer()
    before = BeforeSerializer(many=True)
    answers = CommentSerializer(many=True)


class VoteSerializer(serializers.Serializer[Any]):
    """Whether you voted, and how many did."""

    voted = serializers.BooleanField()
    vote_count = serializers.IntegerField()


class FlagSerializer(StrictSerializer):
    """A report to the moderators."""

    why = OneOfField(Why.values)
    text = LineField(required=False, allow_blank=True, max_length=MAX_REASON, default="", help_text="In your words.")


class FlaggedSerializer(serializers.Serializer[Any]):
    """That it is reported."""

    first = serializers.BooleanField(help_text="False: you had reported it before, and nothing has changed.")
