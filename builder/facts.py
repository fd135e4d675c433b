"""From a build's rows to what the engine reads: one query, then plain objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from builder.models import CONTEXT
from catalog import convert, shelves
from catalog.models import Kind
from catalog.revisions import PARTS
from engine.answers import with_answers
from engine.parts import Build as EngineBuild
from engine.parts import Context
from engine.recent import Recent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from builder.models import Build, Item
    from engine.parts import Part
    from prices.models import CurrentPrice


@dataclass(frozen=True, slots=True)
class Line:
    """An item of a build with its engine part and its price.

    `part` is the part with the reader's answers, `stated` knows only what the catalogue says.
    """

    item: Item
    part: Part
    price: CurrentPrice | None
    stated: Part


_judged: Recent[list[Line]] = Recent(64)  # of builds


def lines_of(build: Build) -> list[Line]:
    """Read the items of a build, with facts and prices, in one query."""
    if build.pk is None:
        return []
    items = items_with_facts(build).select_related(
        "part__source", "part__graphics_card__gpu", "part__price__point__offer__source"
    )
    return [_line(item, stated_part(item), price_of(item)) for item in items]


def items_with_facts(build: Build) -> QuerySet[Item]:
    """Give the items of a build with the facts of their parts."""
    joins = [f"part__{name}" for name in convert.accessors()]
    return build.items.select_related("part", *joins).order_by("position", "pk")


def judged_lines(build: Build, revisions: Mapping[str, int]) -> list[Line]:
    """Read the items of a build as rules see them, without prices: the facts come from the shelves of their kinds.

    One query; a second, of everything, where a shelf is not at hand, or a part is on none since it has been withdrawn.
    None while neither the build nor the catalogue changes: then the lines of the last time are still true.
    """
    key = (build.pk, build.updated_at, revisions[PARTS])
    return _judged.get(key, lambda: _read_lines(build, revisions))


def forget() -> None:
    """Keep nothing of any build."""
    _judged.clear()


def _read_lines(build: Build, revisions: Mapping[str, int]) -> list[Line]:
    lines = []
    for item in build.items.order_by("position", "pk"):
        part = _from_shelf(item, revisions)
        if part is None:
            return lines_of(build)
        lines.append(_line(item, part, None))
    return lines


def _from_shelf(item: Item, revisions: Mapping[str, int]) -> Part | None:
    key, kind = item_key(item), Kind(item.kind)
    if item.part_id is None:
        return convert.engine_part(item.kind, key, item.name, {}, product_of(item), **asked_of(item))
    shelf = shelves.at_hand(kind, revisions)
    row = shelf.row_of.get(item.part_id) if shelf else None
    if shelf is None or row is None:
        return None
    named = {"key": key, "name": item.name, "product": product_of(item)}
    return convert.CLASSES[kind](**shelf.facts(row, convert.FACTS[kind]) | named | asked_of(item))


def _line(item: Item, stated: Part, price: CurrentPrice | None) -> Line:
    return Line(item, with_answers(stated, item.answers), price, stated)


def stated_part(item: Item) -> Part:
    """Make the engine's part of an item without its answers. Of the reader's own part nothing is known but its name."""
    facts = convert.facts_of(item.part) if item.part else {}
    return convert.engine_part(item.kind, item_key(item), item.name, facts, product_of(item), **asked_of(item))


def asked_of(item: Item) -> dict[str, Any]:
    """Give what stands beside a line and counts for the rules: how it was bought, how it is set."""
    limit = {"power_limit_w": item.power_limit_w} if item.kind == Kind.CARD else {}
    return {"used": item.used, **limit}


def product_of(item: Item) -> str:
    """Give what tells the product apart: two lines of one product are the same thing."""
    return item.name if item.part_id is None else f"part-{item.part_id}"


def item_key(item: Item) -> str:
    """Give the key by which a finding leads back to the item."""
    return f"item-{item.pk}"


def price_of(item: Item) -> CurrentPrice | None:
    """Give the price of an item's part, if one is known."""
    return getattr(item.part, "price", None) if item.part else None


def engine_build(lines: Iterable[Line]) -> EngineBuild:
    """Put lines together to the engine's build."""
    return EngineBuild.of((line.part, line.item.quantity) for line in lines)


def context_of(build: Build) -> Context:
    """Give where and for what the build is used."""
    return Context(**{name: getattr(build, name) for name in CONTEXT})


def by_slot(lines: Iterable[Line]) -> dict[Kind, list[Line]]:
    """Sort lines by kind, in the order in which people choose; every kind is there."""
    slots: dict[Kind, list[Line]] = {kind: [] for kind in Kind}
    for line in lines:
        slots[Kind(line.item.kind)].append(line)
    return slots
