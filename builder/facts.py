"""From a build's rows to what the engine reads: one query, then plain objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog import convert, shelves
from catalog.models import Kind
from catalog.revisions import PARTS
from engine.parts import Build as EngineBuild
from engine.parts import Context
from engine.recent import Recent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from builder.models import Build, Item
    from engine.parts import Part
    from prices.models import CurrentPrice


@dataclass(frozen=True, slots=True)
class Line:
    """An item of a build with its engine part and its price; both know only what the catalogue says."""

    item: Item
    part: Part
    price: CurrentPrice | None


_judged: Recent[list[Line]] = Recent(64)  # of builds


def lines_of(build: Build) -> list[Line]:
    """Read the items of a build, with facts and prices, in one query."""
    if build.pk is None:
        return []
    joins = [f"part__{name}" for name in convert.accessors()]
    items = build.items.select_related(
        "part", "part__source", "part__graphics_card__gpu", "part__price__point__offer__source", *joins
    ).order_by("position", "pk")
    return [Line(item, engine_part(item), price_of(item)) for item in items]


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
        lines.append(Line(item, part, None))
    return lines


def _from_shelf(item: Item, revisions: Mapping[str, int]) -> Part | None:
    key, kind = item_key(item), Kind(item.kind)
    if item.part_id is None:
        return convert.engine_part(item.kind, key, item.name, {}, product_of(item))
    shelf = shelves.at_hand(kind, revisions)
    row = shelf.row_of.get(item.part_id) if shelf else None
    if shelf is None or row is None:
        return None
    named = {"key": key, "name": item.name, "product": product_of(item)}
    return convert.CLASSES[kind](**shelf.facts(row, convert.FACTS[kind]) | named)


def engine_part(item: Item) -> Part:
    """Make the engine's part of an item. The reader's own part has a name, and no facts that could be judged."""
    key = item_key(item)
    facts = convert.facts_of(item.part) if item.part else {}
    return convert.engine_part(item.kind, key, item.name, facts, product_of(item))


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
    return Context(build.circuit, build.os, build.framework, build.purpose, build.nvlink)


def by_slot(lines: Iterable[Line]) -> dict[Kind, list[Line]]:
    """Sort lines by kind, in the order in which people choose; every kind is there."""
    slots: dict[Kind, list[Line]] = {kind: [] for kind in Kind}
    for line in lines:
        slots[Kind(line.item.kind)].append(line)
    return slots
