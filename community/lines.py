"""Lines of the list of builds as they stand on the page, written once for as long as nothing in them changes.

A line is written by its template out of nothing but the values that it is kept by, so what is kept is never out of
date: docs/speed.md.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, cast

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from catalog.templatetags.units import ago
from community.addressing import profile_url
from community.entries import Entry

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from django.contrib.auth.models import AnonymousUser, User
    from django.utils.safestring import SafeString

    from community.models import Post
    from community.querysets import PostQuerySet

KEPT_LINES = 4_000  # about 1.5 kB each
JOINED = {"code": "build__code", "username": "author__username"}  # columns of other tables


class Listed(NamedTuple):
    """What a line shows of a build, out of the database."""

    pk: int
    code: str
    title: str
    username: str
    author_id: int
    published_at: datetime
    tags: int
    gpu_text: str
    gpu_count: int
    vram_gib: float
    usd_per_gib: float | None
    total_usd: Decimal | None
    priced_count: int
    part_count: int
    now_usd: Decimal | None
    now_priced: int
    wall_w: int | None
    problem_count: int
    warning_count: int
    unknown_count: int
    vote_count: int
    comment_count: int


class ReadersListed(NamedTuple):
    """The same for somebody who is signed in: whether the reader voted, how many comments were seen, own ones since."""

    row: Listed
    voted: bool
    seen: int | None
    own_since: int | None

    def __getattr__(self, name: str) -> object:
        """Give what the row has."""
        return getattr(self.row, name)


def lines_of(posts: PostQuerySet, user: User | AnonymousUser, order: str) -> list[SafeString]:
    """Write the lines of these builds. One query."""
    names = [JOINED.get(name, name) for name in Listed._fields]
    language = get_language() or ""
    if not user.is_authenticated:
        rows = posts.values_list(*names)
        return [_line(Listed(*row), ago(row[5]), order, language, voter=None) for row in rows]
    width = len(names)
    found = posts.for_reader(user).values_list(*names, "voted", "seen", "own_since")
    lines = []
    for row in found:
        shown = ReadersListed(Listed(*row[:width]), *row[width:])
        lines.append(_line(shown, ago(row[5]), order, language, voter=row[4] != user.pk))
    return lines


@lru_cache(maxsize=KEPT_LINES)
def _line(
    row: Listed | ReadersListed, published: str, order: str, language: str, *, voter: bool | None
) -> SafeString:  # the language is in the key alone
    """Write a line. `voter`: whether the reader may vote for it; None: nobody is signed in."""
    del language
    context = {
        "entry": Entry(cast("Post", row)),  # it has what an entry reads
        "here": reverse("community:build", args=[row.code]),
        "profile": profile_url(row.username),
        "published": published,
        "cheapest": order == "cheapest",
        "voter": voter,
    }
    return mark_safe(render_to_string("community/partials/line.html", context))  # noqa: S308  # a template's


def forget() -> None:
    """Keep no line."""
    _line.cache_clear()
