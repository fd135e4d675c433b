"""The parts that could go into a place of a build, each judged by the real rules.

Cost follows the number of parts that the rules can tell apart, not the number of rows: engine/sorting.py. Reasons are
written for the rows shown only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import TextField
from django.db.models.functions import Cast

from builder import facts
from builder.models import SINGLE_KINDS
from builder.summaries import summary
from catalog import convert
from catalog.models import Kind, Part
from engine.findings import Level
from engine.sorting import Sorter
from engine.trial import Trial

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from builder.models import Build, Item
    from engine.findings import Finding

PAGE_SIZE = 20
JSON_FACTS = {"memory_types", "m2_sockets", "board_form_factors", "psu_form_factors", "sockets"}
COLUMNS = ("pk", "slug", "name", "price__amount", "price__currency", "price__observed_at")
NAME = COLUMNS.index("name")
MEMORY = len(COLUMNS) + convert.FACTS[Kind.CARD].index("memory_gib")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of the list: a part, its price, and what putting it in would bring."""

    pk: int
    slug: str
    name: str
    amount: Decimal | None
    currency: str | None
    observed_at: datetime | None
    verdict: Level | None  # None: fits
    row: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate as it is shown, with a line of facts and the reasons."""

    candidate: Candidate
    summary: str
    findings: list[Finding]

    @property
    def reasons(self) -> list[Finding]:
        """What decides: the problems, else the unknowns, else the warnings; two at the most."""
        for level in (Level.PROBLEM, Level.UNKNOWN, Level.WARNING):
            if of_level := [finding for finding in self.findings if finding.level is level]:
                return of_level[:2]
        return []


@dataclass(frozen=True, slots=True)
class Choices:
    """A page of candidates, and how all of them fared."""

    shown: list[Choice]
    page: int
    pages: int
    fitting: int
    unknown: int
    unfitting: int
    compared: bool  # whether there is anything in the build to judge the candidates by

    @property
    def observed_on(self) -> date | None:
        """The day of all prices shown, if they share one: then it is said once."""
        return one_day(choice.candidate.observed_at for choice in self.shown)

    @property
    def total(self) -> int:
        """All candidates, whether they are shown or not."""
        return self.fitting + self.unknown + self.unfitting


@dataclass(frozen=True, slots=True)
class Wish:
    """What the reader asks of the list."""

    kind: Kind
    words: str = ""
    fits: bool = True
    sort: str = "fit"
    page: int = 1


def one_day(moments: Iterable[datetime | None]) -> date | None:
    """Give the day that all known moments share, None if they do not or none is known."""
    days = {moment.date() for moment in moments if moment is not None}
    return days.pop() if len(days) == 1 else None


def place_for(build: Build, lines: Sequence[facts.Line], kind: Kind, replacing: Item | None) -> Trial:
    """Leave the place open that a part of this kind would take."""

    def leaves(line: facts.Line) -> bool:
        if replacing is not None:
            return line.item.pk == replacing.pk
        return kind in SINGLE_KINDS and line.item.kind == kind

    rest = facts.engine_build(line for line in lines if not leaves(line))
    quantity = replacing.quantity if replacing is not None else 1
    return Trial(rest, convert.CLASSES[kind], facts.context_of(build), quantity=quantity)


def choices(trial: Trial, wish: Wish) -> Choices:
    """Judge every part that matches the words, and give the page of them that was asked for."""
    judged = judge_all(trial, wish)
    fitting, unknown, unfitting = (
        sum(each.verdict is level for each in judged) for level in (None, Level.UNKNOWN, Level.PROBLEM)
    )
    kept = [each for each in judged if not wish.fits or each.verdict is not Level.PROBLEM]
    kept.sort(key=SORTS[wish.sort])
    pages = max(1, -(-len(kept) // PAGE_SIZE))
    page = min(wish.page, pages)
    shown = [_explained(trial, wish.kind, each) for each in kept[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]]
    return Choices(shown, page, pages, fitting, unknown, unfitting, compared=bool(trial.rules))


def judge_all(trial: Trial, wish: Wish) -> list[Candidate]:
    """Sort every part that matches the words; parts that the rules cannot tell apart are judged once. One query."""
    sorter = Sorter(trial, convert.CLASSES[wish.kind], columns_of(wish.kind))
    found = []
    for row in _rows(wish):
        pk, slug, name, amount, currency, observed_at = row[: len(COLUMNS)]
        verdict = sorter.verdict(row, partial(_facts, wish.kind, row))
        found.append(Candidate(pk, slug, name, amount, currency, observed_at, verdict, row))
    return found


def columns_of(kind: Kind) -> dict[str, int]:
    """Say where in a row each fact stands; the name is one, since some rules read it."""
    facts = convert.FACTS[kind]
    return {"name": COLUMNS.index("name")} | {fact: len(COLUMNS) + place for place, fact in enumerate(facts)}


def _rows(wish: Wish) -> Iterable[tuple[Any, ...]]:
    accessor = convert.spec_class(wish.kind).accessor
    columns = [
        Cast(f"{accessor}__{fact}", TextField()) if fact in JSON_FACTS else f"{accessor}__{fact}"
        for fact in convert.FACTS[wish.kind]
    ]
    parts = Part.objects.offered().of_kind(wish.kind).matching(wish.words).order_by("name", "pk")
    return parts.values_list(*COLUMNS, *columns)


def _facts(kind: Kind, row: tuple[Any, ...]) -> dict[str, Any]:
    given = {
        fact: json.loads(value) if fact in JSON_FACTS and value is not None else value
        for fact, value in zip(convert.FACTS[kind], row[len(COLUMNS) :], strict=True)
    }
    return {"name": row[NAME], **convert.frozen(given)}


def _explained(trial: Trial, kind: Kind, candidate: Candidate) -> Choice:
    part = convert.CLASSES[kind](key=candidate.slug, **_facts(kind, candidate.row))
    findings = sorted(trial.judge(part), key=lambda finding: finding.level.rank)
    return Choice(candidate, summary(part), findings)


def _by_price(candidate: Candidate) -> tuple[Any, ...]:
    return (candidate.amount is None, candidate.amount or 0, candidate.name.casefold())


SORTS = {
    "fit": lambda each: (each.verdict is not None, each.verdict is Level.PROBLEM, *_by_price(each)),
    "price": _by_price,
    "price-down": lambda each: (each.amount is None, -(each.amount or 0), each.name.casefold()),
    "name": lambda each: (each.name.casefold(),),
    "memory": lambda each: (-(each.row[MEMORY] or 0), *_by_price(each)),
}
OF_CARDS = {"memory"}  # orders that make sense for graphics cards only
