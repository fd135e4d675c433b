"""The shared builds with a part in them, for the part's page, which lives in a layer below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Window

from browse.home import Section
from builder.models import Item
from community.models import Post

if TYPE_CHECKING:
    from catalog.models import Part

SHOWN = 8
COLUMNS = ("title", "published_at", "gpu_text", "wall_w", "total_usd", "priced_count", "part_count")


def section(part: Part) -> Section:
    """Give the newest builds that have the part, and how many there are. One query, and another if there are any."""
    having = Item.objects.filter(part=part, build__post__isnull=False, build__post__hidden_at=None)
    if not having.exists():  # as of most parts; the query below takes three times as long
        return Section("community/partials/uses.html", {"posts": [], "count": 0})
    posts = (
        Post.objects.filter(build__in=having.values("build"))
        .annotate(of=Window(Count("pk")))
        .select_related("build", "author")
        .only(*COLUMNS, "build__code", "author__username")
    )
    shown = list(posts[:SHOWN])
    return Section("community/partials/uses.html", {"posts": shown, "count": shown[0].of if shown else 0})  # type: ignore[attr-defined]  # annotated
