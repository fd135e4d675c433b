"""Making and changing builds as a whole: all of a request, or nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from api import finding_parts
from api.answering import Asked, items_of
from builder import mine
from builder.models import SINGLE_KINDS, Build, Item
from catalog.models import Kind
from community import forking

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.contrib.auth.models import AnonymousUser, User

    from catalog.models import Part


def create(asked: Mapping[str, Any], by: User | AnonymousUser) -> Build:
    """Make a build with its items; it belongs to whoever is signed in, else to nobody."""
    surroundings = {name: value for name, value in asked.items() if name != "items"}
    items = read_items(asked["items"])
    with transaction.atomic():
        build = Build.objects.create(owner=owner(by), **surroundings)
        _fill(build, items)
    return build


def fork(original: Build, by: User | AnonymousUser) -> Build:
    """Copy a build; the copy belongs to whoever is signed in, else to nobody."""
    with transaction.atomic():
        copy = forking.fork(original)
        if (user := owner(by)) is not None:
            mine.claim_one(copy, user)
    return copy


def change(build: Build, surroundings: Mapping[str, Any]) -> None:
    """Change title and surroundings, those that are given."""
    if surroundings:
        build.surround(**surroundings)


def replace(build: Build, asked: Mapping[str, Any]) -> None:
    """Put other items in place of all that are there, and change what else is given; the items can be undone."""
    surroundings = {name: value for name, value in asked.items() if name != "items"}
    with transaction.atomic():
        Build.objects.select_for_update().get(pk=build.pk)  # two replacements must not mix
        there = set(build.items.exclude(part=None).values_list("part_id", flat=True))
        items = read_items(asked["items"], there)
        build.remember()
        build.items.all().delete()
        _fill(build, items)
        change(build, surroundings)
        build.save(update_fields=["updated_at"])


def owner(by: User | AnonymousUser) -> User | None:
    """Give the account that a new build belongs to."""
    return by if by.is_authenticated else None


def read_items(asked: Sequence[Asked], there: Iterable[int] = ()) -> list[Item]:
    """Make items that are not saved yet. Withdrawn parts are refused, unless they are in the build already."""
    parts = finding_parts.find(
        {f"items[{place}].part": ("slug", each["part"]) for place, each in enumerate(asked) if "part" in each}
    )
    _refuse_withdrawn(parts, set(there))
    by_place = {place: parts[path] for place in range(len(asked)) if (path := f"items[{place}].part") in parts}
    items = items_of(asked, by_place, "items")
    _refuse_second(items)
    return items


def _fill(build: Build, items: list[Item]) -> None:
    for item in items:
        item.build = build
    Item.objects.bulk_create(items)


def _refuse_withdrawn(parts: Mapping[str, Part], there: set[int]) -> None:
    text = _("%(name)s has been withdrawn from the catalogue.")
    withdrawn = {
        path: text % {"name": part}
        for path, part in parts.items()
        if part.withdrawn_at is not None and part.pk not in there
    }
    if withdrawn:
        raise ValidationError(withdrawn)


def _refuse_second(items: Sequence[Item]) -> None:
    """Of some kinds a build has one line, as in the builder, where a second one takes the place of the first."""
    seen: set[str] = set()
    wrong = {}
    for place, item in enumerate(items):
        if item.kind in seen and item.kind in SINGLE_KINDS:
            text = _("A build has one line of the kind %(kind)s; this is the second.")
            wrong[f"items[{place}]"] = text % {"kind": Kind(item.kind).value}
        seen.add(item.kind)
    if wrong:
        raise ValidationError(wrong)
