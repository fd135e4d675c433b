"""The parts that could go into a place of a build, each judged by the real rules.

Cost follows the number of parts that the rules can tell apart, not the number of rows: engine/sifting.py. Names, prices
and reasons are fetched and written for the rows shown only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from django.utils.translation import gettext as _

from builder import facts
from builder.models import SINGLE_KINDS
from builder.summaries import summary
from catalog import convert
from catalog.models import Kind, Part
from engine.findings import Level
from engine.recent import Recent
from engine.shelf import among, mask_of
from engine.sifting import Reasons, Sifted, sift
from engine.trial import Trial, verdict_of
from prices.stock import stock_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from builder.models import Build, Item
    from engine.findings import Finding
    from engine.parts import Part as EnginePart
    from engine.shelf import Shelf
    from prices.stock import Stock

PAGE_SIZE = 20
SEVERAL = 2
COLUMNS = ("pk", "slug", "name", "price__amount", "price__currency", "price__observed_at")
KEPT_SIFTINGS = 32  # of a shelf; a reader pages through one and the same again and again
# Orders of the list, as keys of the stock; "fit" puts what fits before what may fit and what does not.
SORTS: dict[str, tuple[str, ...]] = {
    "fit": ("price",),
    "price": ("price",),
    "price-down": ("-price",),
    "name": (),
    "memory": ("-memory_gib", "price"),
}
OF_CARDS = {"memory"}  # orders that make sense for graphics cards only

_siftings: WeakKeyDictionary[Shelf, Recent[Sifted]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of the list: a part, its price, and what putting it in would bring."""

    slug: str
    name: str
    amount: Decimal | None
    currency: str | None
    observed_at: datetime | None
    verdict: Level | None  # None: fits


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate as it is shown, with a line of facts and the reasons."""

    candidate: Candidate
    summary: str
    reasons: list[Finding]  # what decides: the problems, else the unknowns, else the warnings; two at the most
    part: EnginePart

    @property
    def told(self) -> list[Finding]:
        """The reasons that need a sentence: not the facts that the candidate itself lacks."""
        return [why for why in self.reasons if not self._own(why)]

    @property
    def unstated(self) -> list[str]:
        """The facts that the candidate itself lacks, by name."""
        return [_(str(why.values["fact"])) for why in self.reasons if self._own(why)]

    def _own(self, why: Finding) -> bool:
        return why.level is Level.UNKNOWN and why.values.get("part") is self.part


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
    common: list[Finding]  # unknowns of the build itself, the same for all shown that may fit: said once

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
    mends: str = ""  # the code of a finding: only what resolves it


def one_day(moments: Iterable[datetime | None]) -> date | None:
    """Give the day that all known moments share, None if they do not or none is known."""
    days = {moment.date() for moment in moments if moment is not None}
    return days.pop() if len(days) == 1 else None


def place_for(build: Build, lines: Sequence[facts.Line], kind: Kind, replacing: Item | None = None) -> Trial:
    """Leave the place open that a part of this kind would take."""

    def leaves(line: facts.Line) -> bool:
        if replacing is not None:
            return line.item.pk == replacing.pk
        return kind in SINGLE_KINDS and line.item.kind == kind

    rest = facts.engine_build(line for line in lines if not leaves(line))
    quantity = replacing.quantity if replacing is not None else 1
    left = next((place for place, line in enumerate(lines) if leaves(line)), None)
    at = None if left is None else sum(line.item.quantity for line in lines[:left])
    return Trial(rest, convert.CLASSES[kind], facts.context_of(build), quantity=quantity, at=at)


def sifted(trial: Trial, shelf: Shelf) -> Sifted:
    """Judge every part of a shelf; what was judged for the same build a moment ago is not judged again."""
    known = _siftings.setdefault(shelf, Recent(KEPT_SIFTINGS))
    return known.get(trial.key, lambda: sift(trial, shelf))


def choices(trial: Trial, wish: Wish, only: int | None = None) -> Choices:
    """Judge every part of the kind, and give the page that was asked for of those that match the words.

    `only`: rows of the kind's shelf that are asked for; all, unless given.
    """
    stock = stock_of(wish.kind)
    fares = sifted(trial, stock.shelf)
    asked = matching(wish, stock.shelf)
    if only is not None:
        asked &= only
    groups = [asked & mask for mask in (fares.fitting, fares.unknown, fares.unfitting)]
    kept = groups[:2] if wish.fits else groups
    pages = max(1, -(-sum(mask.bit_count() for mask in kept) // PAGE_SIZE))
    page = min(wish.page, pages)
    rows = list(islice(ordered(stock, kept, wish), (page - 1) * PAGE_SIZE, page * PAGE_SIZE))
    fitting, unknown, unfitting = (mask.bit_count() for mask in groups)
    shown = list(shown_choices(Reasons(trial, fares, stock.shelf, rows), wish.kind, stock.shelf, rows))
    common = in_common(shown)
    told = [replace(each, reasons=[why for why in each.reasons if why not in common]) for each in shown]
    compared = any(rule.refuses for rule in trial.rules)
    return Choices(told, page, pages, fitting, unknown, unfitting, compared=compared, common=common)


def in_common(shown: Sequence[Choice]) -> list[Finding]:
    """Give the unknowns that all of several choices that may fit share, since a part of the build lacks the fact."""
    uncertain = [choice for choice in shown if choice.candidate.verdict is Level.UNKNOWN]
    if len(uncertain) < SEVERAL:
        return []
    first, *others = uncertain
    return [why for why in first.reasons if all(why in other.reasons for other in others)]


def matching(wish: Wish, shelf: Shelf) -> int:
    """Give the rows that match the words. One query, if there are words."""
    if not wish.words:
        return shelf.everyone
    found = Part.objects.offered().of_kind(wish.kind).matching(wish.words).order_by().values_list("pk", flat=True)
    return mask_of((shelf.row_of[pk] for pk in found if pk in shelf.row_of), len(shelf.keys))


def ordered(stock: Stock, kept: Sequence[int], wish: Wish) -> Iterator[int]:
    """Give the rows of the groups in the order that was asked for."""
    order = stock.order(SORTS[wish.sort])
    groups = kept if wish.sort == "fit" else [kept[0] | kept[1] | (kept[2] if len(kept) > 2 else 0)]  # noqa: PLR2004  # the third
    return chain.from_iterable(among(order, group) for group in groups)


def shown_choices(reasons: Reasons, kind: Kind, shelf: Shelf, rows: Sequence[int]) -> Iterator[Choice]:
    """Fetch the rows and say of each why it fares as it does, the strongest reason first. One query."""
    found = Part.objects.filter(pk__in=[shelf.keys[row] for row in rows]).values_list(*COLUMNS)
    named = {pk: each for pk, *each in found}
    for row in rows:
        if shelf.keys[row] not in named:
            continue  # deleted a moment ago
        slug, name, amount, currency, observed_at = named[shelf.keys[row]]
        part = part_of(kind, shelf, row, slug, name)
        findings = sorted(reasons.of(row, part), key=lambda finding: finding.level.rank)
        candidate = Candidate(slug, name, amount, currency, observed_at, verdict_of(findings))
        yield Choice(candidate, summary(part), deciding(findings), part)


def part_of(kind: Kind, shelf: Shelf, row: int, slug: str = "", name: str = "") -> EnginePart:  # noqa: PLR0917  # what names a row
    """Make the engine's part of a row of a shelf."""
    return convert.CLASSES[kind](**shelf.facts(row, convert.FACTS[kind]) | {"key": slug, "name": name})


def deciding(findings: Iterable[Finding]) -> list[Finding]:
    """Give the findings that decide: the problems, else the unknowns, else the warnings; two at the most."""
    for level in (Level.PROBLEM, Level.UNKNOWN, Level.WARNING):
        if of_level := [finding for finding in findings if finding.level is level]:
            return of_level[:2]
    return []
