"""Checking a list of parts that is not stored anywhere, with the same rules and models as the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.machines import layout_of, power_of
from builder.assess import Memory
from builder.facts import asked_of
from builder.fits import fits_in
from builder.mending import ways_out
from catalog import convert
from community.power_form import HOURS_A_DAY
from engine import power, registry, rules
from engine.answers import with_answers
from engine.layout import layout
from engine.parts import Build, Card, Context

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.mending import Way
    from builder.models import Item
    from catalog.models import Country
    from engine.findings import Finding
    from engine.parts import Part

assert rules is not None  # noqa: S101  # importing the package fills the registry


@dataclass(frozen=True, slots=True)
class Fix:
    """What resolves the finding of a rule."""

    rule: str
    way: Way


@dataclass(frozen=True, slots=True)
class Checked:
    """What a list of parts amounts to. Watts; `wall_w` and `psu_rated_w` are None where no supply says."""

    findings: list[Finding]
    fixes: list[Fix]
    load_w: float
    wall_w: float | None
    psu_rated_w: int | None
    vram: Memory
    power: dict[str, Any]
    layout: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked about power. Without a country nothing is said about money."""

    country: Country | None = None
    hours: float = HOURS_A_DAY
    limit: int | None = None


def check(items: Iterable[Item], context: Context, wanted: Wanted) -> Checked:
    """Put the parts of items that are not stored before the rules.

    One query for the models that might fit, and two for what resolves a finding.
    """
    build = Build.of((engine_part(item), item.quantity) for item in items)
    cards = build.every(Card)
    total_gib = sum(card.memory_gib for card in cards)
    findings = registry.check(build, context)
    ways = ways_out(build, context, findings)
    return Checked(
        findings=findings,
        fixes=[Fix(code, way) for code, each in ways.items() for way in each],
        load_w=power.load_w(build),
        wall_w=power.wall_w(build),
        psu_rated_w=power.rated_w(build) or None,
        vram=Memory(total_gib, len(cards), fits_in(total_gib) if total_gib else ()),
        power=power_of(build, context.circuit, country=wanted.country, hours=wanted.hours, limit=wanted.limit),
        layout=layout_of(layout(build, context)),
    )


def engine_part(item: Item) -> Part:
    """Make the engine's part of an item, by whose slug findings name it."""
    assert item.part is not None  # noqa: S101  # a check knows parts of the catalogue only
    stated = convert.engine_part(item.kind, item.part.slug, item.name, convert.facts_of(item.part), **asked_of(item))
    return with_answers(stated, item.answers)
