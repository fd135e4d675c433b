"""What the author of a published build measured on it: taken in, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from community.models import MAX_MEASUREMENTS, Measurement, Post

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.contrib.auth.models import AnonymousUser, User

FIGURES = ("speed", "peak_gib", "wall_w", "noise_db")


class MeasuringError(Exception):
    """A measurement cannot be taken. `field` names what is missing or wrong, the message says it in words."""

    field = ""

    def __init__(self, message: str) -> None:
        """Keep the message for the page."""
        super().__init__(message)
        self.message = message


class NothingMeasuredError(MeasuringError):
    """No figure is given."""

    field = "speed"


class UnitError(MeasuringError):
    """A speed has no unit, or a unit no speed."""

    field = "unit"


class TooEarlyError(MeasuringError):
    """The day is still to come."""

    field = "measured_on"


class TooManyError(MeasuringError):
    """The build has as many measurements as it may have."""

    field = "workload"


def may_measure(post: Post | None, user: User | AnonymousUser) -> bool:
    """Tell whether somebody may say what was measured on a build: its author."""
    return post is not None and user.is_authenticated and post.author_id == user.pk


def checked(given: Mapping[str, Any], today: date) -> None:
    """Hold what belongs together to be together. Raises MeasuringError."""
    if all(given.get(name) is None for name in FIGURES):
        raise NothingMeasuredError(_("Speed: write at least one of speed, memory, watts and noise."))
    if (given.get("speed") is None) != (not given.get("unit")):
        raise UnitError(_("Unit: a speed needs its unit, and a unit a speed."))
    if given["measured_on"] > today:
        raise TooEarlyError(_("Measured on: a day that has come, please."))


def measure(post: Post, *, by: User, today: date, **given: Any) -> Measurement:  # noqa: ANN401  # as the model's fields
    """Keep a measurement with who and when. Raises MeasuringError, and then nothing has changed."""
    checked(given, today)
    with transaction.atomic():
        Post.objects.select_for_update().get(pk=post.pk)
        if post.measurements.count() >= MAX_MEASUREMENTS:
            message = _("A build has at most %(most)s measurements.") % {"most": MAX_MEASUREMENTS}
            raise TooManyError(message)
        return post.measurements.create(by=by, **given)
