"""Starting a build of one's own from another's."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from django.db import transaction

from catalog.models import Part
from community.models import Post
from community.snapshot import Snapshot, Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.models import Build


def fork(original: Build) -> Build:
    """Make an unclaimed copy: of what was published, if it was, so that the copy is what the page shows."""
    post = Post.objects.filter(build=original).first()
    with transaction.atomic():
        copy = original.fork()
        if post is not None:
            snapshot = Snapshot.from_json(post.snapshot)
            copy.items.all().delete()
            copy.fill(_kept(snapshot))
            copy.surround(**{each.name: getattr(snapshot.surroundings, each.name) for each in fields(Surroundings)})
    return copy


def _kept(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    slugs = [item.slug for item in snapshot.items if item.slug]
    known = dict(Part.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    for position, item in enumerate(snapshot.items, start=1):
        yield {
            "kind": item.kind,
            "part_id": known.get(item.slug),
            "name": item.name,
            "quantity": item.quantity,
            "owned": item.owned,
            "own_price": str(item.price.amount) if item.price and item.price.own else None,
            "position": position,
            "used": item.used,
            "power_limit_w": item.power_limit_w,
            "answers": item.answers,
        }
