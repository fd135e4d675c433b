"""What is done from time to time: totals of shared builds at today's prices, and old counts of tries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from community import limits
from community.models import Post
from prices.models import CurrentPrice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

TRUE_FOR = timedelta(hours=6)  # shops are looked at a few times a day
BATCH = 500  # builds whose snapshots are in memory at a time
MOST_BATCHES = 20  # of one run: it ends well before a task is ended
USD = "USD"


@dataclass(frozen=True, slots=True)
class Now:
    """What the parts of a build cost at present: the sum of those with a price, and how many have one."""

    usd: Decimal | None
    priced: int


def refresh_totals(at: datetime) -> int:
    """Work out anew what old totals are worth; give how many were looked at. Three queries for each 500 builds."""
    looked_at = 0
    for _number in range(MOST_BATCHES):
        posts = _due(at)
        if not posts:
            break
        _refresh(posts, at)
        looked_at += len(posts)
    return looked_at


def forget_tries(at: datetime) -> int:
    """Take out counts that no limit needs any more; give how many."""
    return limits.forget(at - limits.KEPT)


def total_now(items: Iterable[Mapping[str, Any]], prices: Mapping[str, Decimal]) -> Now:
    """Add up lines of a snapshot at the given prices in USD, by slug; as the build's page does."""
    known = [
        (prices[item["slug"]] * item["quantity"], item["quantity"])
        for item in items
        if not item["owned"] and item["slug"] in prices
    ]
    return Now(sum((amount for amount, _pieces in known), Decimal(0)) if known else None, sum(n for _a, n in known))


def prices_now(slugs: set[str]) -> dict[str, Decimal]:
    """Give the current prices in USD of parts, by slug. One query."""
    rows = CurrentPrice.objects.filter(part__slug__in=slugs, currency=USD)
    return dict(rows.values_list("part__slug", "amount"))


def _due(at: datetime) -> list[Post]:
    old = Q(now_at=None) | Q(now_at__lte=at - TRUE_FOR)
    return list(Post.objects.filter(old).only("snapshot", "now_usd", "now_priced", "now_at").order_by("pk")[:BATCH])


def _refresh(posts: list[Post], at: datetime) -> None:
    lines = {post.pk: post.snapshot.get("items", []) for post in posts}
    prices = prices_now({item["slug"] for items in lines.values() for item in items if item["slug"]})
    for post in posts:
        now = total_now(lines[post.pk], prices)
        post.now_usd, post.now_priced, post.now_at = now.usd, now.priced, at
    Post.objects.bulk_update(posts, ["now_usd", "now_priced", "now_at"], batch_size=BATCH)
