"""Sorting thousands of candidates for one place into fits, may fit and does not, without judging each anew.

A rule's verdict depends only on the facts that it reads on its way to it. So each judgement is watched, and what the
rule read becomes a path in a tree of its own: first this fact, then, given its value, that one, at the end the verdict.
The next candidate follows each rule's tree as far as it goes and is judged by it only where the tree leads nowhere yet.
The result is the same as judging every candidate by every rule (a property of the tests), since rules are pure
functions of the facts they read; the cost follows the number of different values, not of candidates.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from engine.findings import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.parts import Part
    from engine.registry import Rule
    from engine.trial import Trial


@dataclass(slots=True)
class Question:
    """A fork of the tree: where the asked fact stands in a row, and where each answer seen so far leads."""

    column: int
    answers: dict[object, Question | Verdict] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A leaf of the tree."""

    level: Level | None


class Tree:
    """What is known of one rule's verdicts. The root's only answer is None, so that a fork is always in a mapping."""

    def __init__(self, rule: Rule, columns: Mapping[str, int]) -> None:
        """Begin with nothing known."""
        self.rule = rule
        self._columns = columns
        self._root: dict[object, Question | Verdict] = {}

    def verdict(self, row: tuple[Any, ...]) -> Verdict | None:
        """Follow the tree; None where it ends before a verdict."""
        found = self._root.get(None)
        while isinstance(found, Question):
            found = found.answers.get(row[found.column])
        return found

    def grow(self, row: tuple[Any, ...], read: Iterable[str], verdict: Verdict) -> None:
        """Keep the path of facts that led to a verdict."""
        answers, answer = self._root, cast("object", None)
        for fact in dict.fromkeys(read):
            fork = answers.setdefault(answer, Question(self._columns[fact]))
            assert isinstance(fork, Question)  # noqa: S101  # a pure rule asks the same after the same answers
            answers, answer = fork.answers, row[fork.column]
        answers[answer] = verdict


class Sorter:
    """Verdicts on rows of facts. `columns` says where in a row each fact of the kind stands."""

    def __init__(self, trial: Trial, kind: type[Part], columns: Mapping[str, int]) -> None:
        """Take the build with the open place, the kind of part that goes there, and how its facts come."""
        self._trial = trial
        self._kind = watched(kind)  # type: ignore[arg-type]  # a class is hashable, whatever its instances are
        self._trees = [Tree(rule, columns) for rule in trial.rules]
        self.judged = 0  # how often a rule really had to judge

    def verdict(self, row: tuple[Any, ...], facts: Callable[[], Mapping[str, Any]]) -> Level | None:
        """Judge a row; `facts` makes the facts of the part out of it, and is asked only where a tree ends."""
        part, sum_up = None, None
        for tree in self._trees:
            known = tree.verdict(row)
            if known is None:
                part = part or self._kind(**facts())
                known = self._judge(tree, part, row)
            if known.level is Level.PROBLEM:
                return Level.PROBLEM
            sum_up = sum_up or known.level
        return sum_up

    def _judge(self, tree: Tree, part: Part, row: tuple[Any, ...]) -> Verdict:
        """Let a rule judge a candidate, and remember by what."""
        self.judged += 1
        read: list[str] = []
        object.__setattr__(part, "read", read)
        verdict = Verdict(self._trial.verdict(part, tree.rule))
        tree.grow(row, read, verdict)
        return verdict


@cache
def watched(kind: type[Part]) -> type[Part]:
    """Make a kind of part that notes in its list `read` which facts are read from it."""
    noted = {each.name for each in fields(kind)} - {"key"}

    def get(self: Part, name: str) -> Any:  # noqa: ANN401  # as object's
        if name in noted:
            object.__getattribute__(self, "read").append(name)
        return object.__getattribute__(self, name)

    return type(f"Watched{kind.__name__}", (kind,), {"__slots__": ("read",), "__getattribute__": get})
