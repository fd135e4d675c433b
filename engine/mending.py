"""What would resolve a finding: another part of the catalogue, one more, or another setting of the surroundings.

Everything that is offered has been tried: with it in the build the finding is gone and there is no problem that was not
there before. Parts are tried as in engine/sifting.py, a whole shelf at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING

from engine.findings import Level
from engine.parts import Build, Card, Cpu, Drive, MemoryKit, Psu
from engine.platforms.electrics import CIRCUITS
from engine.platforms.power_limits import LEAST_LIMIT_W
from engine.registry import RULES, SINGLE, check, codes
from engine.shelf import union
from engine.sifting import Sieve
from engine.trial import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.findings import Finding
    from engine.parts import Context, Part
    from engine.registry import Rule
    from engine.shelf import Column, Shelf

MOST_FIXES = 2
MENDED = (Level.PROBLEM, Level.WARNING)  # what is worth a fix; a note is only good to know
# What another part should have no less of than the one that it stands in for, if that can be had.
KEPT: dict[type[Part], tuple[str, ...]] = {
    Card: ("memory_gib",),
    MemoryKit: ("modules", "module_gib"),  # together: GiB of the kit
    Drive: ("capacity_gb",),
    Cpu: ("cores",),
    Psu: ("rated_w",),
}
# Shares of a card's board power that are tried as a limit; below, a smaller card is better.
LIMITS = (0.9, 0.8, 0.7, 0.6)
LIMIT_STEP_W = 5
LIMIT = "power_limit_w"


@dataclass(frozen=True, slots=True)
class PartFix:
    """Parts of a shelf of which each resolves the finding, as bits. `instead` goes; None: the part is one more."""

    kind: type[Part]
    instead: Part | None
    quantity: int
    rows: int
    sure: bool  # False: a fact is missing that could make it not fit


@dataclass(frozen=True, slots=True)
class SettingFix:
    """Another value of one of the surroundings, or a power limit for every card (`power_limit_w`)."""

    name: str
    value: str | bool | int


Fix = PartFix | SettingFix


class Mender:
    """A build with its findings, and the shelves from which it can be mended."""

    def __init__(
        self,
        build: Build,
        context: Context,
        shelf_of: Callable[[type[Part]], Shelf],
        findings: Sequence[Finding] | None = None,
    ) -> None:
        """Take a build; what is found in it is worked out unless it is known."""
        self._build = build
        self._context = context
        self._shelf_of = shelf_of
        self._before = check(build, context) if findings is None else findings
        self._problems = codes(self._before, Level.PROBLEM)
        self._unknown = codes(self._before, Level.UNKNOWN)
        self._warnings = codes(self._before, Level.WARNING)

    def fixes(self, finding: Finding) -> list[Fix]:
        """Give up to two ways to resolve a problem or a warning, the best first."""
        rule = RULES.get(finding.code)
        if rule is None or finding.level not in MENDED:
            return []
        found: list[Fix] = []
        for fix in self._ways(finding, rule):
            found.append(fix)
            if len(found) == MOST_FIXES:
                break
        return found

    def _ways(self, finding: Finding, rule: Rule) -> Iterator[Fix]:
        """Try settings, then parts, then a limit for the cards, which costs speed."""
        yield from self._by_settings(rule, [name for name in rule.settings if name != LIMIT])
        for kind in rule.mends:
            fix = self._by_part(finding, rule, kind)
            if fix is not None:
                yield fix
        yield from self._by_settings(rule, [name for name in rule.settings if name == LIMIT])

    def _by_part(self, finding: Finding, rule: Rule, kind: type[Part]) -> PartFix | None:
        instead = self._goes(finding, rule, kind)
        shelf = self._shelf_of(kind)
        parts = self._build.parts
        rest = Build(tuple(part for part in parts if part is not instead))
        quantity = len(parts) - len(rest.parts) or 1
        at = next((place for place, part in enumerate(parts) if part is instead), None)
        place = Place(rest, kind, self._context, quantity=quantity, at=at)
        sieve = Sieve(place, shelf)
        resolving = sieve.levels(rule, shelf.everyone).get(None, 0)
        resolving = self._without_new(Level.PROBLEM, rule, place, sieve, resolving)
        if not resolving:
            return None
        sure = self._without_new(Level.UNKNOWN, rule, place, sieve, resolving)
        best = _as_good(shelf, kind, instead, sure or resolving)
        best = self._mending_more(rule, place, sieve, best)
        best = self._without_new(Level.WARNING, rule, place, sieve, best) or best
        return PartFix(kind, instead, quantity, best, bool(sure))

    def _mending_more(self, mended: Rule, place: Place, sieve: Sieve, rows: int) -> int:
        """Keep the rows that resolve other problems of the build as well, as many as can be had together."""
        for rule in place.rules:
            if rule.code in self._problems and rule is not mended:
                rows = rows & sieve.levels(rule, rows).get(None, 0) or rows
        return rows

    def _goes(self, finding: Finding, rule: Rule, kind: type[Part]) -> Part | None:
        """Give the part that another one takes the place of: the one that is named, else the one of its kind."""
        named = next((part for part in finding.parts if isinstance(part, kind)), None)
        if named is not None:
            return next((part for part in self._build if part is named), named)
        if rule.absence and kind not in SINGLE.values():
            return None
        return self._build.first(kind)

    def _without_new(self, level: Level, mended: Rule, place: Place, sieve: Sieve, rows: int) -> int:  # noqa: PLR0917
        """Keep the rows that bring no problem, unknown or warning that was not there before."""
        known = {
            Level.PROBLEM: self._problems,
            Level.UNKNOWN: self._unknown,
            Level.WARNING: self._warnings | self._problems,
        }[level]
        for rule in place.rules:
            speaks = rule.refuses if level is not Level.WARNING else level in rule.levels
            if rows and speaks and rule is not mended and rule.code not in known:
                rows &= ~sieve.levels(rule, rows).get(level, 0)
        return rows

    def _by_settings(self, rule: Rule, names: list[str]) -> Iterator[SettingFix]:
        for name in names:
            fix = next((each for each in self._settings(name) if self._resolves(rule, each)), None)
            if fix is not None:
                yield fix

    def _settings(self, name: str) -> Iterator[SettingFix]:
        if name == "circuit":
            country = self._context.circuit.partition("-")[0]
            yield from (SettingFix(name, each) for each in CIRCUITS if each.startswith(f"{country}-"))
        elif name == "os":
            yield SettingFix(name, "linux")
        elif name == "nvlink":
            yield SettingFix(name, value=False)
        elif name == LIMIT:
            hungriest = max((card.limited_w or 0 for card in self._build.every(Card)), default=0)
            limits = (int(hungriest * share / LIMIT_STEP_W) * LIMIT_STEP_W for share in LIMITS)
            yield from (SettingFix(name, limit) for limit in limits if limit >= LEAST_LIMIT_W)

    def _resolves(self, rule: Rule, fix: SettingFix) -> bool:
        after = check(*applied(self._build, self._context, fix))
        return rule.code not in {each.code for each in after} and codes(after, Level.PROBLEM) <= self._problems


def applied(build: Build, context: Context, fix: SettingFix) -> tuple[Build, Context]:
    """Give a build and its surroundings with a setting changed."""
    if fix.name != LIMIT:
        return build, replace(context, **{fix.name: fix.value})  # type: ignore[arg-type]  # as its field is
    limited: dict[int, Part] = {}
    for part in build:
        if isinstance(part, Card) and (part.limited_w or 0) > int(fix.value):
            limited[id(part)] = replace(part, power_limit_w=int(fix.value))
    return Build(tuple(limited.get(id(part), part) for part in build)), context


def _as_good(shelf: Shelf, kind: type[Part], instead: Part | None, rows: int) -> int:
    """Keep the rows that have no less of what counts than the part that goes, if there are any."""
    if instead is None or kind not in KEPT:
        return rows
    facts = KEPT[kind]
    wanted = prod(getattr(instead, fact) or 0 for fact in facts)
    return rows & _at_least([shelf.columns[fact] for fact in facts], wanted) or rows


def _at_least(columns: Sequence[Column], wanted: float) -> int:
    """Give the rows whose values, multiplied with one another, are at least so much; what is not known counts 0."""
    head, *rest = columns
    if not rest:
        return head.where(lambda value: (value or 0) >= wanted)
    pairs = zip(head.values, head.masks, strict=True)
    return union(mask & _at_least(rest, wanted / value) for value, mask in pairs if value)
