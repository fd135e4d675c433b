"""Sifting thousands of candidates for one place into fits, may fit and does not, without judging each.

A rule's verdict depends only on the facts that it reads on its way to it. So one candidate is judged and watched, and
its verdict holds for every candidate with the same values of the facts that were read; those are one `&` of bits on a
shelf (engine/shelf.py). Then the next that has no verdict is judged, until none is left. The result is the same as
judging every candidate by every rule (a property of the tests), since rules are pure functions of the facts they read;
the cost follows the number of different values, not of candidates.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.findings import Level
from engine.parts import ASKED
from engine.shelf import Column, Shelf, first, mask_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from engine.findings import Finding
    from engine.parts import Part
    from engine.registry import Rule
    from engine.trial import Place, Trial

CANDIDATE = "candidate"  # the product of every row: another than those of the build
Levels = dict["Level | None", int]  # rows, as bits, by the level at which a rule speaks of them


@dataclass(frozen=True, slots=True)
class Sifted:
    """Rows by how they fare, as bits; every row is in one of the three. `judged` says how often a rule had to."""

    fitting: int
    unknown: int  # a fact is missing
    unfitting: int
    judged: int
    spoken: tuple[tuple[Rule, int], ...]  # by which rule what is not fitting is kept from it, and which rows


class Alike(NamedTuple):
    """Rows that a rule cannot tell apart: the level at which it speaks of them, the facts that it read, and which."""

    level: Level | None  # None: it finds nothing
    read: set[str]
    rows: int


class Sieve:
    """One place, and a shelf of parts of its kind to be sifted for it."""

    def __init__(self, place: Place, shelf: Shelf) -> None:
        """Put a row of the shelf into the place; which row it is changes as it is judged."""
        self.judged = 0
        self._place = place
        self._columns = shelf.columns
        self._probe = probe_of(place.kind, shelf)
        place.put(self._probe)

    def levels(self, rule: Rule, within: int) -> Levels:
        """Say of each of some rows at which level a rule speaks."""
        found: Levels = {}
        judge = self._judge(rule)
        while within:
            level, _read, rows = judge(within)
            found[level] = found.get(level, 0) | rows
            within &= ~rows
        return found

    def alike(self, rule: Rule, within: int) -> Iterator[Alike]:
        """Sort some rows into those that a rule cannot tell apart; of these the first is judged for all."""
        judge = self._judge(rule)
        while within:
            found = Alike(*judge(within))
            within &= ~found.rows
            yield found

    def _judge(self, rule: Rule) -> Callable[[int], tuple[Level | None, set[str], int]]:
        """Give what judges the first of some rows by a rule, and says which others the rule cannot tell from it."""
        arguments, level_of = self._place.arguments(rule), self._place.level
        probe, columns = self._probe, self._columns

        def judge(within: int) -> tuple[Level | None, set[str], int]:
            row = first(within)
            read: set[str] = set()
            probe.row, probe.read = row, read
            level = level_of(rule, arguments)
            for fact in read:
                within &= columns[fact].alike(row)
            self.judged += 1
            return level, read, within

        return judge


def sift(trial: Trial, shelf: Shelf) -> Sifted:
    """Judge every row of a shelf that holds parts of the trial's kind."""
    sieve = Sieve(trial, shelf)
    unfitting = unknown = 0
    spoken = []
    for rule in trial.rules:
        if not rule.refuses:
            continue
        found = sieve.levels(rule, shelf.everyone & ~unfitting)
        refused, missing = found.get(Level.PROBLEM, 0), found.get(Level.UNKNOWN, 0)
        unfitting |= refused
        unknown |= missing
        if refused or missing:
            spoken.append((rule, refused | missing))
    unknown &= ~unfitting
    return Sifted(shelf.everyone & ~unknown & ~unfitting, unknown, unfitting, sieve.judged, tuple(spoken))


class Reasons:
    """Why some rows of a shelf fare as they do. Only rules that have something to say are asked for their words."""

    def __init__(self, trial: Trial, sifted: Sifted, shelf: Shelf, rows: Iterable[int]) -> None:
        """Find out which rules speak of which of the rows: of those that fit, those that warn."""
        self._trial = trial
        shown = mask_of(rows, len(shelf.keys))
        sieve = Sieve(trial, shelf)
        refused = shown & sifted.unfitting  # one reason is enough to sift, but not to tell
        self._speaking = [
            *((rule, rows & sifted.unknown) for rule, rows in sifted.spoken),
            *((rule, sieve.levels(rule, refused).get(Level.PROBLEM, 0)) for rule in trial.rules if rule.refuses),
            *((rule, self._warned(sieve, rule, shown & sifted.fitting)) for rule in trial.rules),
        ]

    @staticmethod
    def _warned(sieve: Sieve, rule: Rule, fitting: int) -> int:
        return sieve.levels(rule, fitting).get(Level.WARNING, 0) if Level.WARNING in rule.levels else 0

    def of(self, row: int, part: Part) -> list[Finding]:
        """Give what keeps a row from fitting; of one that fits, what is said against it."""
        speaking = [rule for rule, rows in self._speaking if rows >> row & 1]
        return self._trial.said(part, speaking) if speaking else []


def facts_read(kind: type[Part]) -> list[str]:
    """Give the facts of a kind by which rules can tell parts apart, and which a shelf has to hold."""
    return [each.name for each in fields(kind) if each.compare and not each.metadata.get(ASKED)]


def shelf_of(kind: type[Part], parts: Sequence[Part]) -> Shelf:
    """Put parts of a kind on a shelf, in their order."""
    return Shelf(
        range(len(parts)), {name: Column([getattr(part, name) for part in parts]) for name in facts_read(kind)}
    )


def probe_of(kind: type[Part], shelf: Shelf) -> Any:  # noqa: ANN401  # of a class made here
    """Make a part that is a row of a shelf, and notes which of its facts are read."""
    probe = watched(kind).__new__(watched(kind))  # type: ignore[arg-type]  # a class is hashable, its instances need not be
    probe.columns = shelf.columns
    return probe


@cache
def watched(kind: type[Part]) -> Any:  # noqa: ANN401  # a class made here
    """Make a kind of part that is the row `row` of `columns`, and notes in its set `read` which facts are read from it.

    A name that the shelf does not hold is no fact, only what the part is called: nothing may depend on it. What only
    the reader of a build can answer is on no shelf either, and nobody has answered it of a part to choose.
    """
    body: dict[str, Any] = {"__slots__": ("columns", "read", "row"), "__setattr__": object.__setattr__}
    for each in fields(kind):
        if each.name == "product":
            body[each.name] = CANDIDATE
        elif each.name in {"key", "answered"} or each.metadata.get(ASKED):
            body[each.name] = each.default
        else:
            unnamed = each.name == "name" and not each.compare
            body[each.name] = property(_name_of if unnamed else _fact(kind, each.name))
    return type(f"Watched{kind.__name__}", (kind,), body)


def _fact(kind: type[Part], name: str) -> Callable[[Any], Any]:
    def get(probe: Any) -> Any:  # noqa: ANN401  # a row of a shelf, and whatever the fact is
        probe.read.add(name)
        try:
            column = probe.columns[name]
        except KeyError:
            message = f"a rule reads {name} of {kind.__name__}, but the shelf has no such column"
            raise LookupError(message) from None
        return column.values[column.codes[probe.row]]

    return get


def _name_of(_probe: Part) -> str:
    return ""
