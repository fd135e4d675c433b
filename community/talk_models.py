"""What people say and think about shared builds: comments, votes, and who has read how far."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from community.querysets import CommentQuerySet

STEP = 10  # digits of a number in a path
DEEPEST = 6  # how far replies are set in; what answers a comment at that depth stands beside it
MAX_KEY = 40


class Comment(models.Model):
    """A comment on a published build. `path` puts the rows of a thread in order: the numbers from the top down."""

    post = models.ForeignKey("community.Post", on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="comments"
    )  # None: the account is gone
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replies")
    path = models.CharField(max_length=STEP * (DEEPEST + 1), blank=True)
    depth = models.PositiveSmallIntegerField(default=0)
    text = models.TextField()
    html = models.TextField()  # rendered and sanitised once, when it is kept
    renderer = models.CharField(max_length=80)  # what made the HTML, so that it can be made again by a newer one
    revision = models.PositiveSmallIntegerField(default=1)  # of the build that it speaks of
    key = models.CharField(max_length=MAX_KEY)  # of the form that was sent: sent twice, it is one comment
    made_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)  # by its author; the row stays, so that the thread does
    hidden_at = models.DateTimeField(null=True, blank=True)  # by a moderator

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("path",)
        indexes = (models.Index(fields=("post", "path")), models.Index(fields=("author", "-made_at")))
        constraints = (models.UniqueConstraint(fields=("author", "key"), name="comment_sent_once"),)

    def __str__(self) -> str:
        return f"{self.pk} on {self.post_id}"

    def get_absolute_url(self) -> str:
        """Where it is read with its answers, however long the thread becomes."""
        return reverse("community:comment", args=[self.post.build.code, self.pk])

    @property
    def gone(self) -> bool:
        """Whether what it said is not shown any more."""
        return self.deleted_at is not None or self.hidden_at is not None


class CommentEdit(models.Model):
    """What a comment said before it was changed."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="edits")
    text = models.TextField()
    html = models.TextField()
    until = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.comment_id} until {self.until}"


class Vote(models.Model):
    """A vote for a build: one a person, and none for what is one's own; the constraints say so."""

    post = models.ForeignKey("community.Post", on_delete=models.CASCADE, related_name="votes")
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="votes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")  # the post's
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("post", "voter"), name="vote_once"),
            models.CheckConstraint(condition=~models.Q(voter=models.F("author")), name="vote_for_another"),
        )

    def __str__(self) -> str:
        return f"{self.voter_id} for {self.post_id}"


class Visit(models.Model):
    """How many comments of a build its reader has seen."""

    post = models.ForeignKey("community.Post", on_delete=models.CASCADE, related_name="visits")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits")
    comments_seen = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("post", "reader"), name="visit_once"),)

    def __str__(self) -> str:
        return f"{self.reader_id} at {self.post_id}"
