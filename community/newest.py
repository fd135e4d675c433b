"""The newest shared builds, for the first page."""

from __future__ import annotations

from browse.home import Section
from community.models import Post

SHOWN = 4


def section() -> Section:
    """Give the newest builds with what a line shows. One query."""
    posts = Post.objects.shown().for_list()[:SHOWN]
    return Section("community/partials/newest.html", {"posts": list(posts)})
