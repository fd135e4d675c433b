"""A build as a line of the list shows it: its figures in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from builder.assess import level_count
from community.tags import TAGS, names_of
from engine.findings import Level

if TYPE_CHECKING:
    from community.models import Post


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list."""

    post: Post

    @property
    def level(self) -> str:
        """The strongest level that keeps a build from being called without problem."""
        if self.post.problem_count:
            return Level.PROBLEM
        return Level.WARNING if self.post.warning_count else "ok"

    @property
    def verdict(self) -> str:
        """What the rules found, in a few words."""
        post = self.post
        if post.problem_count:
            return level_count(Level.PROBLEM, post.problem_count)
        if post.warning_count:
            return level_count(Level.WARNING, post.warning_count)
        if post.unknown_count:
            unknown = level_count(Level.UNKNOWN, post.unknown_count)
            return _("No problem, %(unknown)s") % {"unknown": unknown}
        return _("No problem")

    @property
    def voted(self) -> bool:
        """Whether the reader voted for it."""
        return bool(getattr(self.post, "voted", False))

    @property
    def unread(self) -> int:
        """How many comments were added since the reader was there; none if the reader never was."""
        seen = getattr(self.post, "seen", None)
        own = getattr(self.post, "own_since", None) or 0
        return max(self.post.comment_count - seen - own, 0) if seen is not None else 0

    @property
    def unseen(self) -> bool:
        """Whether the reader, being signed in, has never opened it."""
        return hasattr(self.post, "seen") and self.post.seen is None

    @property
    def tags(self) -> list[tuple[str, str]]:
        """Its tags: name and label."""
        return [(name, str(TAGS[name])) for name in names_of(self.post.tags)]

    @property
    def changed(self) -> bool:
        """Whether the same parts, as many of them priced, cost something else lately."""
        post = self.post
        return post.now_usd is not None and post.now_usd != post.total_usd and post.now_priced == post.priced_count

    @property
    def whole(self) -> bool:
        """Whether every part that had to be bought had a price."""
        return self.post.priced_count == self.post.part_count
