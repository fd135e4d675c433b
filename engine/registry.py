"""The rules in their order, and how a build is put before them.

A rule's parameters are its conditions: it runs when those slots of the build are filled. `cpu`, `board`, `case` and
`cooler` are the first of their kind; `cpus`, `kits`, `cards`, `drives`, `supplies` and `fans` are all of theirs and
never empty; `build` and `context` are always there.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.facts import MissingFactError
from engine.findings import Finding, Level
from engine.parts import Board, Build, Card, Case, Context, Cooler, Cpu, Drive, Fan, MemoryKit, Part, Psu

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

SINGLE: dict[str, type[Part]] = {"cpu": Cpu, "board": Board, "case": Case, "cooler": Cooler}
PLURAL: dict[str, type[Part]] = {
    "cpus": Cpu,
    "kits": MemoryKit,
    "cards": Card,
    "drives": Drive,
    "supplies": Psu,
    "fans": Fan,
}
ALWAYS = {"build", "context"}
# What one part of a kind is called in the fields that a rule reads and in what can mend it.
ONE: dict[str, type[Part]] = SINGLE | {"kit": MemoryKit, "card": Card, "drive": Drive, "supply": Psu, "fan": Fan}
NAMES: dict[type[Part], str] = {kind: name for name, kind in ONE.items()}


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a rule beside what it does. Sentences are untranslated, and end with a full stop.

    `unknown` says when it answers unknown, and `silent` when it gives no verdict; empty: never. `outline`: the rule is
    not among those whose verdicts are held against the known builds.
    """

    why: str
    source: str
    unknown: str = ""
    silent: str = ""
    outline: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its code, its function and what the function asks for."""

    code: str
    judge: Callable[..., Iterator[Finding]]
    slots: tuple[str, ...]
    levels: tuple[Level, ...]  # at which it speaks, the strongest first; UNKNOWN is not among them
    fields: tuple[str, ...]  # that it reads, as "board.memory_slots" or "context.os"
    mends: tuple[type[Part], ...]  # kinds of parts of which another one can resolve what it finds, the best first
    settings: tuple[str, ...]  # of the surroundings, of which another value can
    reads: frozenset[type[Part]]  # the kinds of parts whose change can change its verdict
    absence: bool  # it says that something is still to be chosen
    about: About

    @property
    def summary(self) -> str:
        """The rule in one sentence: the first line of its docstring."""
        return inspect.getdoc(self.judge).splitlines()[0]  # type: ignore[union-attr]  # every rule has a docstring

    @property
    def details(self) -> tuple[str, ...]:
        """What the docstring says beyond its first line, in paragraphs."""
        _first, _gap, rest = (inspect.getdoc(self.judge) or "").partition("\n")
        return tuple(" ".join(each.split()) for each in rest.split("\n\n") if each.strip())

    @property
    def refuses(self) -> bool:
        """Whether it can say that a build does not work: only then does its unknown keep a part from fitting."""
        return Level.PROBLEM in self.levels

    def run(self, slots: Mapping[str, Any]) -> list[Finding]:
        """Judge a build whose slots are given; nothing if a slot that the rule asks for is empty."""
        arguments = {}
        for slot in self.slots:
            if not slots[slot]:
                return []
            arguments[slot] = slots[slot]
        return [replace(finding, code=self.code) for finding in self._found(arguments)]

    def _found(self, arguments: dict[str, Any]) -> list[Finding]:
        """Take what the rule yields; a missing fact is reported only if the rule found nothing before it."""
        found: list[Finding] = []
        try:
            for finding in self.judge(**arguments):
                found.append(finding)  # noqa: PERF402  # what was yielded before a missing fact has to be kept
        except MissingFactError as missing:
            return found or [missing.finding()]
        return found


RULES: dict[str, Rule] = {}


def rule(  # noqa: PLR0913  # what is known of a rule, by name
    code: str,
    levels: str,
    about: About,
    *,
    fields: str = "",
    mends: str = "",
    settings: str = "",
    absence: bool = False,
) -> Callable[[Callable[..., Iterator[Finding]]], Callable[..., Iterator[Finding]]]:
    """Register a rule under its code.

    `levels`, `fields`, `mends` and `settings` are words with spaces between. A kind of part counts as read if it is
    among the rule's parameters or has a field among `fields`; or, where a rule is about absence, if it can mend it.
    """

    def register(judge: Callable[..., Iterator[Finding]]) -> Callable[..., Iterator[Finding]]:
        if code in RULES:
            message = f"two rules are called {code}"
            raise ValueError(message)
        names = tuple(inspect.signature(judge).parameters)
        owners = {field.partition(".")[0] for field in fields.split()} - ALWAYS
        owners |= set(mends.split()) if absence else set()
        kinds = {ONE[owner] for owner in owners} | {(SINGLE | PLURAL)[name] for name in names if name not in ALWAYS}
        RULES[code] = Rule(
            code=code,
            judge=judge,
            slots=names,
            levels=tuple(map(Level, levels.split())),
            fields=tuple(fields.split()),
            mends=tuple(ONE[name] for name in mends.split()),
            settings=tuple(settings.split()),
            reads=frozenset(kinds),
            absence=absence,
            about=about,
        )
        return judge

    return register


def slots_of(build: Build, context: Context) -> dict[str, Any]:
    """Sort a build into the slots that rules ask for; `build` and `context` are filled even when it is empty."""
    by_kind: dict[type[Part], list[Part]] = {}
    for part in build:
        by_kind.setdefault(type(part), []).append(part)
    slots: dict[str, Any] = {name: by_kind[kind][0] if kind in by_kind else None for name, kind in SINGLE.items()}
    slots |= {name: tuple(by_kind.get(kind, ())) for name, kind in PLURAL.items()}
    return slots | {"build": build, "context": context}


def check(build: Build, context: Context | None = None, rules: Iterable[Rule] | None = None) -> list[Finding]:
    """Put a build before the rules (all, unless given); the strongest level comes first, then the rules' order."""
    slots = slots_of(build, context or Context())
    judged = RULES.values() if rules is None else rules
    found = [finding for each in judged for finding in each.run(slots)]
    return sorted(found, key=lambda finding: finding.level.rank)


def touching(kind: type[Part]) -> tuple[Rule, ...]:
    """Give the rules whose verdict can change when a part of this kind is put in, rules of absence aside."""
    return tuple(each for each in RULES.values() if kind in each.reads and not each.absence)


def codes(findings: Iterable[Finding], level: Level) -> set[str]:
    """Give the codes reported at one level."""
    return {finding.code for finding in findings if finding.level is level}
