"""Reading a thread: a flat list in the thread's order, each comment with how deep it stands. One query."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from community.addressing import profile_url
from community.models import Comment, Post, Visit
from community.talk import may_change

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser, User

PER_PAGE = 500


@dataclass(frozen=True, slots=True)
class Line:
    """A comment as the reader sees it."""

    comment: Comment
    author: str
    by_author: bool  # of the build
    mine: bool
    profile: str  # of who wrote it; empty if the account is gone
    gone: str  # why its words are not shown; empty if they are


@dataclass(frozen=True, slots=True)
class Thread:
    """A page of a build's comments, or one comment with its answers."""

    post: Post
    lines: list[Line]
    page: int = 1
    more: bool = False
    user: User | AnonymousUser | None = field(default=None)

    @property
    def pages(self) -> int:
        """How many pages the comments that are counted fill, at least as many as the reader has come to."""
        return max(-(-self.post.comment_count // PER_PAGE), self.page + int(self.more), 1)

    @property
    def open(self) -> bool:
        """Whether something can be added."""
        return not (self.post.locked_at or self.post.hidden_at)


def read_thread(post: Post, user: User | AnonymousUser, page: int = 1, also: tuple[str, ...] = ()) -> Thread:
    """Read a page of a build's comments; `also` names columns beside those that a page shows."""
    start = (page - 1) * PER_PAGE
    found = list(post.comments.for_thread(also)[start : start + PER_PAGE + 1])
    lines = [line_of(comment, post, user) for comment in found[:PER_PAGE]]
    return Thread(post, lines, page, more=len(found) > PER_PAGE, user=user)


def read_below(post: Post, user: User | AnonymousUser, top: Comment, also: tuple[str, ...] = ()) -> Thread:
    """Read a comment and what was answered."""
    found = post.comments.for_thread(also).filter(path__gte=top.path, path__lt=_after(top.path))[:PER_PAGE]
    return Thread(post, [line_of(comment, post, user) for comment in found], user=user)


def saw(post: Post, reader: User, at: datetime) -> None:
    """Keep how far somebody has read. One statement."""
    Visit.objects.bulk_create(
        [Visit(post=post, reader=reader, comments_seen=post.comment_count, at=at)],
        update_conflicts=True,
        unique_fields=["post", "reader"],
        update_fields=["comments_seen", "at"],
    )


def line_of(comment: Comment, post: Post, user: User | AnonymousUser) -> Line:
    """Give a comment as the reader sees it."""
    gone = ""
    if comment.deleted_at:
        gone = _("Taken back by its author.")
    elif comment.hidden_at:
        gone = _("Hidden by a moderator.")
    author = comment.author.username if comment.author else ""
    profile = profile_url(author) if author else ""
    return Line(comment, author, comment.author_id == post.author_id, may_change(comment, user), profile, gone)


def _after(path: str) -> str:
    """Give the first path behind all that begin with this one: numbers are written with as many digits each."""
    return path[:-1] + chr(ord(path[-1]) + 1)
