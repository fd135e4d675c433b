"""Votes for builds. The row decides and the count follows in the same transaction: parallel clicks all count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.utils.translation import gettext as _

from community.models import Post, Vote
from community.ranking import hot_with
from community.refusing import NotAllowedError

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User


def vote(post: Post, *, by: User, at: datetime) -> bool:
    """Vote for a build; False if that had been done. Raises NotAllowedError for one's own."""
    if post.author_id == by.pk:  # the constraint says the same, less kindly
        raise NotAllowedError(_("Vote: not for your own build."), "vote")
    try:
        with transaction.atomic():
            Vote.objects.create(post=post, voter=by, author_id=post.author_id, made_at=at)
            _count(post, 1)
    except IntegrityError:
        return False
    return True


def unvote(post: Post, *, by: User) -> bool:
    """Take a vote back; False if there was none."""
    with transaction.atomic():
        gone, _rows = Vote.objects.filter(post=post, voter=by).delete()
        if gone:
            _count(post, -1)
    return bool(gone)


def _count(post: Post, by: int) -> None:
    votes = F("vote_count") + Value(by)
    Post.objects.filter(pk=post.pk).update(vote_count=votes, hot=hot_with(votes))
