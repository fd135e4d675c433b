"""What people keep, follow and are told: builds they saved, parts and builds they follow, notices, and mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Why(models.TextChoices):
    """Why somebody is told of something. One comment is told of once, for the first of these that holds."""

    REPLY = "reply", _("answered your comment")
    MENTION = "mention", _("mentioned you")
    COMMENT = "comment", _("commented on your build")
    FOLLOWED = "followed", _("commented on a build that you follow")
    REVISION = "revision", _("published a new revision")
    PART = "part", _("shared a build with a part that you follow")


class Saved(models.Model):
    """A build that somebody keeps, to find it again."""

    post = models.ForeignKey("community.Post", on_delete=models.CASCADE, related_name="saves")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saves")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("by", "post"), name="saved_once"),)

    def __str__(self) -> str:
        return f"{self.post_id} by {self.by_id}"


class Follow(models.Model):
    """A build or a part of which somebody wants to be told."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    post = models.ForeignKey("community.Post", on_delete=models.CASCADE, null=True, related_name="follows")
    part = models.ForeignKey("catalog.Part", on_delete=models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("post", "by"), condition=models.Q(part=None), name="follow_post_once"),
            models.UniqueConstraint(fields=("part", "by"), condition=models.Q(post=None), name="follow_part_once"),
            models.CheckConstraint(
                condition=models.Q(post=None, part__isnull=False) | models.Q(post__isnull=False, part=None),
                name="follow_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.post_id or self.part_id} by {self.by_id}"


class Notice(models.Model):
    """Something that somebody is told. What it is about is looked up when it is read, so that nothing old is said."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=10, choices=Why.choices)
    post = models.ForeignKey("community.Post", on_delete=models.CASCADE, related_name="notices")
    comment = models.ForeignKey("community.Comment", on_delete=models.CASCADE, null=True, related_name="notices")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("to", "-id")),
            models.Index(fields=("to",), condition=models.Q(read_at=None), name="notice_unread"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("to", "comment"), condition=models.Q(comment__isnull=False), name="notice_of_comment_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.why} to {self.to_id}"


class Digest(models.Model):
    """That somebody wants notices by mail, at most one mail a day. No row: not wanted."""

    to = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest")
    due_at = models.DateTimeField(db_index=True)  # whoever moves it on sends the mail

    def __str__(self) -> str:
        return f"{self.to_id} at {self.due_at}"
