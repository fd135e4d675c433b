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
from typing import TYPE_CHECKING, Any

from engine.findings import Level
from engine.parts import ASKED
from engine.shelf import first

if TYPE_CHECKING:
    from engine.parts import Part
    from engine.registry import Rule
    from engine.shelf import Shelf
    from engine.trial import Trial


@dataclass(frozen=True, slots=True)
class Sifted:
    """Rows by how they fare, as bits; every row is in one of the three. `judged` says how often a rule had to."""

    fitting: int
    unknown: int  # a fact is missing
    unfitting: int
    judged: int


def sift(trial: Trial, kind: type[Part], shelf: Shelf) -> Sifted:
    """Judge every row of a shelf that holds parts of the kind."""
    probe = watched(kind).__new__(watched(kind))  # type: ignore[arg-type]  # a class is hashable, its instances need not be
    object.__setattr__(probe, "shelf", shelf)
    trial.put(probe)
    unfitting = unknown = judged = 0
    for rule in trial.rules:
        if not rule.refuses:
            continue
        left = shelf.everyone & ~unfitting
        while left:
            level, alike = _judge(trial, rule, probe, first(left))
            judged += 1
            found = alike & left
            left &= ~found
            if level is Level.PROBLEM:
                unfitting |= found
            elif level is Level.UNKNOWN:
                unknown |= found
    unknown &= ~unfitting
    return Sifted(shelf.everyone & ~unknown & ~unfitting, unknown, unfitting, judged)


def _judge(trial: Trial, rule: Rule, probe: Part, row: int) -> tuple[Level | None, int]:
    """Let a rule judge a row; its verdict holds for all rows with the facts that the rule read."""
    read: set[str] = set()
    object.__setattr__(probe, "row", row)
    object.__setattr__(probe, "read", read)
    level = trial.verdict(rule)
    shelf: Shelf = object.__getattribute__(probe, "shelf")
    alike = shelf.everyone
    for fact in read:
        alike &= shelf.columns[fact].alike(row)
    return level, alike


@cache
def watched(kind: type[Part]) -> type[Part]:
    """Make a kind of part that is a row of a shelf, and notes in its set `read` which facts are read from it.

    A name that the shelf does not hold is no fact, only what the part is called: nothing may depend on it. What only
    the reader of a build can answer is on no shelf either, and nobody has answered it of a part to choose.
    """
    noted = {each.name for each in fields(kind)} - {"key", "product", "answered"}
    unsaid = {each.name: each.default for each in fields(kind) if each.metadata.get(ASKED)}

    def get(self: Part, name: str) -> Any:  # noqa: ANN401  # as object's
        if name not in noted:
            return object.__getattribute__(self, name)
        if name in unsaid:
            return unsaid[name]
        own = object.__getattribute__
        column = own(self, "shelf").columns.get(name)
        if column is None:
            return _unnamed(kind, name)
        own(self, "read").add(name)
        return column.at(own(self, "row"))

    return type(f"Watched{kind.__name__}", (kind,), {"__slots__": ("read", "row", "shelf"), "__getattribute__": get})


def _unnamed(kind: type[Part], fact: str) -> str:
    if fact != "name" or next(each for each in fields(kind) if each.name == fact).compare:
        message = f"a rule reads {fact} of {kind.__name__}, but the shelf has no such column"
        raise LookupError(message)
    return ""
