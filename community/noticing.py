"""Telling people: of answers, of their name, of comments on their builds, of what they follow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.utils import timezone

from community.models import Comment, Follow, Notice, Post
from community.people_models import Why

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

MOST_MENTIONS = 10  # of one comment; names beyond are text
KEPT = 500  # notices of one person; older ones go when the page of notices is read
NAME = re.compile(r"(?<![\w@./-])@([A-Za-z0-9][A-Za-z0-9._-]{2,29})")
CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|^>.*$", re.DOTALL | re.MULTILINE)


def mentioned(text: str) -> list[str]:
    """Give the names after @ in a text, in small letters, each once; those in code and in quotes are left out."""
    said = CODE.sub(" ", text)
    names = dict.fromkeys(found[1].rstrip("._-").lower() for found in NAME.finditer(said))
    return list(names)[:MOST_MENTIONS]


def tell_of_comment(comment: Comment) -> None:
    """Tell whom a new comment concerns, each once and for the nearest reason; never its author.

    Four queries at most: the names, the followers, who is told already by the constraint, and the notices.
    """
    told: dict[int, str] = {}
    if comment.parent and comment.parent.author_id:
        told[comment.parent.author_id] = Why.REPLY
    for pk in _accounts(mentioned(comment.text)):
        told.setdefault(pk, Why.MENTION)
    told.setdefault(comment.post.author_id, Why.COMMENT)
    for pk in Follow.objects.filter(post=comment.post_id).values_list("by", flat=True):
        told.setdefault(pk, Why.FOLLOWED)
    told.pop(comment.author_id or 0, None)
    _write(
        Notice(to_id=pk, who_id=comment.author_id, why=why, post_id=comment.post_id, comment=comment, made_at=at)
        for at in [comment.made_at]
        for pk, why in told.items()
    )


def tell_of_revision(post: Post, at: datetime) -> None:
    """Tell whoever follows or saved a build that it was published anew."""
    readers = {*post.follows.values_list("by", flat=True), *post.saves.values_list("by", flat=True)} - {post.author_id}
    _write(Notice(to_id=pk, who_id=post.author_id, why=Why.REVISION, post=post, made_at=at) for pk in sorted(readers))


def tell_of_post(post: Post) -> None:
    """Tell whoever follows a part that a build with it was shared."""
    parts = post.build.items.exclude(part=None).values("part")
    readers = Follow.objects.filter(part__in=parts).exclude(by=post.author_id).values_list("by", flat=True).distinct()
    at = post.published_at
    _write(Notice(to_id=pk, who_id=post.author_id, why=Why.PART, post=post, made_at=at) for pk in readers)


def unread_of(user: User) -> int:
    """Count what somebody has not read."""
    return Notice.objects.filter(to=user, read_at=None).count()


def notices_of(user: User) -> list[Notice]:
    """Give what somebody was told, the newest first; what is about hidden builds and comments is left out."""
    found = Notice.objects.filter(to=user, post__hidden_at=None).select_related("post__build", "who", "comment")
    return [each for each in found.defer("post__snapshot", "post__notes", "post__notes_html")[:KEPT] if _there(each)]


def read(user: User, numbers: Iterable[int] | None = None) -> int:
    """Mark notices as read: those of these keys, or all; how many were not."""
    unread = Notice.objects.filter(to=user, read_at=None)
    return (unread if numbers is None else unread.filter(pk__in=list(numbers))).update(read_at=timezone.now())


def _there(notice: Notice) -> bool:
    return notice.comment is None or not notice.comment.gone


def _accounts(names: list[str]) -> list[int]:
    if not names:
        return []
    pattern = rf"^({'|'.join(map(re.escape, names))})$"
    return list(User.objects.filter(username__iregex=pattern, is_active=True).values_list("pk", flat=True))


def _write(notices: Iterable[Notice]) -> None:
    Notice.objects.bulk_create(notices, batch_size=1_000, ignore_conflicts=True)
