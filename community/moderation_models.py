"""What moderators work with: reports, what was done and why, who may not write, and which words are not taken."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_REASON = 500
MAX_ENTRY = 100


class Why(models.TextChoices):
    """Why something is reported."""

    SPAM = "spam", _("Advertising or spam")
    ABUSE = "abuse", _("Insult, threat or hate")
    WRONG = "wrong", _("Dangerous or made-up facts")
    PRIVATE = "private", _("Somebody’s private data")
    OTHER = "other", _("Something else")


class Deed(models.TextChoices):
    """What a moderator does. Each can be undone."""

    HIDE = "hide", _("Hide")
    LOCK = "lock", _("Lock")
    BAN = "ban", _("Ban")
    LEAVE = "leave", _("Leave as it is")


class Flag(models.Model):
    """A report of a comment, or of a build, by one person."""

    post = models.ForeignKey("community.Post", on_delete=models.CASCADE, related_name="flags")
    comment = models.ForeignKey("community.Comment", on_delete=models.CASCADE, null=True, related_name="flags")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="flags")
    why = models.CharField(max_length=10, choices=Why.choices)
    text = models.CharField(max_length=MAX_REASON, blank=True)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("-id",), condition=models.Q(settled_at=None), name="flag_open"),)
        constraints = (
            models.UniqueConstraint(fields=("post", "by"), condition=models.Q(comment=None), name="flag_post_once"),
            models.UniqueConstraint(
                fields=("comment", "by"), condition=models.Q(comment__isnull=False), name="flag_comment_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.why}: {self.comment_id or self.post_id}"


class Action(models.Model):
    """What a moderator did, to what, why, and whether it was undone. Rows are never changed but for that."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    deed = models.CharField(max_length=10, choices=Deed.choices)
    post = models.ForeignKey("community.Post", on_delete=models.CASCADE, null=True, related_name="actions")
    comment = models.ForeignKey("community.Comment", on_delete=models.CASCADE, null=True, related_name="actions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="suffered_actions"
    )
    reason = models.CharField(max_length=MAX_REASON)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)  # of a ban; None: until it is undone
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(
                fields=("person",), condition=models.Q(deed="ban", undone_at=None), name="action_ban_in_force"
            ),
        )

    def __str__(self) -> str:
        return f"{self.deed}: {self.comment_id or self.post_id or self.person_id}"


class Unwanted(models.Model):
    """A word or the domain of a link that no comment and no notes may have."""

    class Kind(models.TextChoices):
        """What it is."""

        WORD = "word", _("Word")
        DOMAIN = "domain", _("Domain")

    kind = models.CharField(max_length=6, choices=Kind.choices)
    entry = models.CharField(max_length=MAX_ENTRY)  # in small letters
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)  # taken off the list again

    class Meta:
        ordering = ("kind", "entry")
        constraints = (
            models.UniqueConstraint(fields=("kind", "entry"), condition=models.Q(gone_at=None), name="unwanted_once"),
        )

    def __str__(self) -> str:
        return self.entry
