"""Examples of a rule out of the catalogue at hand: made of the reference builds and of all parts that are offered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from builder import facts
from builder.models import Build, Item
from catalog import convert
from catalog.models import Kind, Part
from catalog.revisions import PARTS, current
from engine import examples
from engine.parts import Build as EngineBuild
from engine.recent import Recent
from engine.registry import ALWAYS, PLURAL, SINGLE, slots_of
from engine.shelf import first, rows_of
from engine.watching import readings
from prices.stock import stock_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.examples import Example, Scene
    from engine.findings import Finding, Level
    from engine.parts import Part as EnginePart
    from engine.registry import Rule
    from engine.watching import Reading
    from prices.stock import Stock

KINDS: Mapping[type[EnginePart], Kind] = {cls: Kind(kind) for kind, cls in convert.CLASSES.items()}
KEPT = 256  # rules
NO_FACT = "product"  # that two parts are one product is read, and says nothing to a reader


@dataclass(frozen=True, slots=True)
class Line:
    """A part of an example, and what the rule read of it."""

    part: EnginePart
    quantity: int
    read: tuple[Reading, ...]

    @property
    def kind(self) -> Kind:
        """What kind of part it is."""
        return KINDS[type(self.part)]


@dataclass(frozen=True, slots=True)
class Shown:
    """A build of which a rule speaks (`finding`) or which passes, and what it read on the way."""

    level: Level | None
    finding: Finding | None
    build: Build  # the reference build that it was made of
    lines: tuple[Line, ...]
    surroundings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Examples:
    """Examples of a rule, the strongest level first; `missing` are those of which there is none."""

    firing: tuple[Shown, ...]
    passing: Shown | None
    missing: tuple[Level, ...]


_kept: Recent[Examples] = Recent(KEPT)


def forget() -> None:
    """Keep nothing."""
    _kept.clear()


def examples_of(rule: Rule) -> Examples:
    """Give examples of a rule. Two queries while neither the catalogue nor a reference build has changed."""
    revisions = current()
    stamp = Build.objects.reference().aggregate(builds=Count("pk"), newest=Max("updated_at"))
    key = (rule, revisions[PARTS], stamp["builds"], stamp["newest"])
    return _kept.get(key, lambda: _make(rule, revisions))


def _make(rule: Rule, revisions: Mapping[str, int]) -> Examples:
    builds, scenes = reference_scenes()
    kinds = rule.reads if scenes else ()
    stocks = {kind: stock_of(KINDS[kind], revisions) for kind in kinds}
    shelves = {kind: stock.shelf for kind, stock in stocks.items()}
    found = examples.Search(rule, scenes, shelves, lambda kind, rows: usual(stocks[kind], rows)).run()
    named = names_of((stocks[each.place.kind], each.place.row) for each in found if each.place)
    shown = [_shown(rule, each, builds[each.scene.base], _part(each, stocks, named)) for each in found]
    firing = tuple(each for each in shown if each and each.finding)
    passing = next((each for each in shown if each and not each.finding), None)
    found_levels = {each.level for each in firing}
    return Examples(firing, passing, tuple(level for level in rule.levels if level not in found_levels))


def reference_scenes() -> tuple[list[Build], list[Scene]]:
    """Read the reference builds as the engine sees them, those first whose parts all have a price. One query."""
    joins = [f"part__{name}" for name in convert.accessors()]
    items = (
        Item.objects.filter(build__in=Build.objects.reference())
        .select_related("build", "part", "part__price", *joins)
        .defer("part__raw")
        .order_by("build_id", "position", "pk")
    )
    lines: dict[Build, list[tuple[EnginePart, int]]] = {}
    unpriced: Counter[Build] = Counter()
    for item in items:
        if item.part is not None:
            lines.setdefault(item.build, []).append((convert.from_row(item.part), item.quantity))
            unpriced[item.build] += not hasattr(item.part, "price")
    builds = sorted(lines, key=lambda build: (unpriced[build], build.pk))
    scenes = [
        examples.Scene(base, EngineBuild.of(lines[build]), facts.context_of(build)) for base, build in enumerate(builds)
    ]
    return builds, scenes


def usual(stock: Stock, rows: int) -> int:
    """Choose a part that people know: verified and priced, if there is one, and of a middling price."""
    verified = stock.shelf.columns["verified"].where(bool)
    for among in (rows & stock.prices.known & verified, rows & stock.prices.known, rows & verified):
        if among:
            inside = sorted(rows_of(among), key=lambda row: (stock.prices.amounts[row] or 0, row))
            return inside[len(inside) // 2]
    return first(rows)


def names_of(places: Iterable[tuple[Stock, int]]) -> dict[int, tuple[str, str]]:
    """Give slug and name of some rows by their keys. One query, if there are any."""
    keys = [stock.shelf.keys[row] for stock, row in places]
    if not keys:
        return {}
    return {pk: (slug, name) for pk, slug, name in Part.objects.filter(pk__in=keys).values_list("pk", "slug", "name")}


def _part(
    example: Example, stocks: Mapping[type[EnginePart], Stock], named: Mapping[int, tuple[str, str]]
) -> EnginePart | None:
    if example.place is None:
        return None
    shelf, kind = stocks[example.place.kind].shelf, KINDS[example.place.kind]
    slug, name = named.get(shelf.keys[example.place.row], ("", ""))
    return convert.engine_part(kind, slug, name, shelf.facts(example.place.row, convert.FACTS[kind]))


def _shown(rule: Rule, example: Example, of: Build, part: EnginePart | None) -> Shown | None:
    """Put the whole build before the rule once more, for its words and for what it reads.

    None where the rule says something else after all, as of a part that is the very product that was there.
    """
    build, context = example.build(part), example.scene.context
    found = rule.run(slots_of(build, context))
    finding = next((each for each in found if each.level is example.level), None)
    if (finding is None) if example.level else found:
        return None
    read = [each for each in readings(rule, build, context) if each.name != NO_FACT]
    surroundings = tuple(each for each in read if each.part is None)
    return Shown(example.level, finding, of, _lines(rule, build, read, finding), surroundings)


def _lines(rule: Rule, build: EngineBuild, read: Sequence[Reading], finding: Finding | None) -> tuple[Line, ...]:
    """Give each part that the rule asks for, or read, or names, once, in the build's order."""
    kinds = tuple((SINGLE | PLURAL)[slot] for slot in rule.slots if slot not in ALWAYS)
    wanted = {id(part) for part in finding.parts} if finding else set()
    wanted |= {id(each.part) for each in read} | {id(part) for part in build if isinstance(part, kinds)}
    pieces = {id(part): part for part in build if id(part) in wanted}
    return tuple(
        Line(part, sum(each is part for each in build), tuple(each for each in read if each.part is part))
        for part in pieces.values()
    )
