"""Saving a build, and following a build or a part. Doing it twice is doing it once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from community.models import Follow, Saved
from community.refusing import NotAllowedError

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User

    from catalog.models import Part
    from community.models import Post

MOST = 1_000  # of each, for one person


def save(post: Post, *, by: User, wanted: bool, at: datetime) -> None:
    """Keep a build, or let it go. Raises NotAllowedError beyond the most."""
    if not wanted:
        Saved.objects.filter(post=post, by=by).delete()
        return
    _look_at_number(Saved.objects.filter(by=by).count())
    Saved.objects.bulk_create([Saved(post=post, by=by, at=at)], ignore_conflicts=True)


def follow(thing: Post | Part, *, by: User, wanted: bool, at: datetime) -> None:
    """Follow a build or a part, or stop. Raises NotAllowedError beyond the most."""
    field = "part" if thing._meta.model_name == "part" else "post"  # noqa: SLF001  # Django's door to what it is
    if not wanted:
        Follow.objects.filter(by=by, **{field: thing}).delete()
        return
    _look_at_number(Follow.objects.filter(by=by).count())
    Follow.objects.bulk_create([Follow(by=by, at=at, **{field: thing})], ignore_conflicts=True)


def _look_at_number(number: int) -> None:
    if number >= MOST:
        raise NotAllowedError(_("At most %(most)s. Let one go first.") % {"most": f"{MOST:,}"}, "wanted")
