"""Who wants to be told of a price, of what, and every mail that is to go out or went."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Part

MOST_QUERY = 500  # characters of a list's query string


class AlertAddress(models.Model):
    """A mail address with alerts. The row says when it is due to be looked at; at most one mail a day goes there."""

    email = models.EmailField(unique=True)
    origin = models.CharField(max_length=200, help_text=_("Scheme and host of links in mails, as last asked under."))
    next_due = models.DateTimeField(null=True, blank=True)  # NULL: nothing is confirmed
    lease_until = models.DateTimeField(null=True, blank=True)
    last_mail_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("next_due",)),)

    def __str__(self) -> str:
        return self.email


class Alert(models.Model):
    """What somebody watches, and under which price they want to know."""

    class Target(models.TextChoices):
        """What is watched."""

        PART = "part", _("a part")
        FILTER = "filter", _("a list of parts")
        BUILD = "build", _("a build")

    address = models.ForeignKey(AlertAddress, on_delete=models.CASCADE, related_name="alerts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="alerts"
    )
    target = models.CharField(max_length=10, choices=Target.choices)
    part = models.ForeignKey(Part, on_delete=models.CASCADE, null=True, blank=True, related_name="alerts")
    kind = models.CharField(max_length=20, blank=True)
    query = models.CharField(max_length=MOST_QUERY, blank=True)
    build = models.CharField(max_length=12, blank=True, help_text=_("The code of a build."))
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="alert_amount_positive"),
            models.CheckConstraint(
                condition=models.Q(target="part", part__isnull=False, kind="", build="")
                | (models.Q(target="filter", part=None, build="") & ~models.Q(kind=""))
                | (models.Q(target="build", part=None, kind="") & ~models.Q(build="")),
                name="alert_watches_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.target} under {self.amount} {self.currency}"


class AlertMail(models.Model):
    """A mail, written down before it is sent: one that was taken up is never sent again, whatever happens."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent, or lost with the process that sent it")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        DROPPED = "dropped", _("not to be sent")

    class Purpose(models.TextChoices):
        """Why it goes."""

        CONFIRM = "confirm", _("to confirm an alert")
        LINK = "link", _("the link to one's alerts")
        DIGEST = "digest", _("prices")

    to = models.EmailField()
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    unsubscribe = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asker = models.CharField(max_length=64, blank=True, help_text=_("Stands for the address that asked; a digest."))
    created_at = models.DateTimeField()
    next_try = models.DateTimeField()
    attempt = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("state", "next_try")), models.Index(fields=("asker", "created_at")))

    def __str__(self) -> str:
        return f"{self.purpose} to {self.to}: {self.state}"
