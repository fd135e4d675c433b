"""Trying one part after another in the same build: what the list of choices needs, without judging all anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import power
from engine.facts import MissingFactError
from engine.findings import Level, Together
from engine.parts import Build, Context
from engine.registry import PLURAL, RULES, SINGLE, slots_of, touching

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.findings import Finding
    from engine.parts import Part
    from engine.registry import Rule


class Opening:
    """A build that lacks one part, and where the part goes."""

    def __init__(self, rest: Build, kind: type[Part], context: Context, at: int | None = None) -> None:
        """Take the build and the position of the place; the end, unless one is given."""
        start = len(rest.parts) if at is None else at
        self._kind = kind
        self._before, self._after = rest.parts[:start], rest.parts[start:]
        self._watts = power.parts_w(rest)
        self._single = next((name for name, each in SINGLE.items() if each is kind), None)
        self._plural = next((name for name, each in PLURAL.items() if each is kind), None)
        self._alike_before = Build(self._before).every(kind)
        self._alike_after = Build(self._after).every(kind)
        self.slots = slots_of(rest, context)

    @property
    def filled(self) -> set[str | None]:
        """The slots that are filled once a part is in the place."""
        return {name for name, value in self.slots.items() if value} | {self._single, self._plural}

    def put(self, part: Part, quantity: int) -> None:
        """Fill the slots with a part in the place."""
        added = (part,) * quantity
        start = len(self._before)
        settled = (start, start + quantity, self._watts)
        self.slots["build"] = Build(self._before + added + self._after, settled)
        alike = self._alike_before + added + self._alike_after
        if self._single:
            self.slots[self._single] = alike[0]
        if self._plural:
            self.slots[self._plural] = alike


class Place:
    """A build with one place left open, for parts of one kind."""

    def __init__(  # a build, its surroundings, and the place
        self,
        rest: Build,
        kind: type[Part],
        context: Context | None = None,
        *,
        quantity: int = 1,
        at: int | None = None,
        among: Iterable[Rule] | None = None,
    ) -> None:
        """Take the build without the place, the kind of part that goes there, how many of it, and at which position.

        `among`: the rules to judge by; unless given, all that a part of the kind can change.
        """
        self.context = context or Context()
        self.key = (rest.parts, self.context, quantity, at)  # places with equal keys judge alike
        self.kind = kind
        self._quantity = quantity
        self._opening = Opening(rest, kind, self.context, at)
        filled = self._opening.filled
        judges = self.candidates() if among is None else among
        self.rules = [rule for rule in judges if filled.issuperset(rule.slots)]

    def candidates(self) -> tuple[Rule, ...]:
        """Give the rules that a part in the place could change, also those that need what the build lacks."""
        return tuple(each for each in RULES.values() if self.kind in each.reads)

    def put(self, part: Part) -> None:
        """Put a part into the place, in the stead of the one before."""
        self._opening.put(part, self._quantity)

    def arguments(self, rule: Rule) -> dict[str, Any]:
        """Give what a rule asks for; valid until another part is put into the place."""
        return {slot: self._opening.slots[slot] for slot in rule.slots}

    def level(self, rule: Rule, arguments: Mapping[str, Any]) -> Level | None:
        """Say at which level a rule speaks of what is in the place, the strongest if at several; None: not at all.

        What it would say is not put together, which is most of the work where thousands of parts are judged.
        """
        return level_of(rule, arguments)


class Trial(Place):
    """A place whose parts are held against the build. `judge` says what putting a part there would bring.

    A problem that the build has anyway is not held against a part, unless the problem is the part's as well: it is
    named in it, or would have the problem without the others of its kind. Rules of absence, which say that something is
    still to be chosen, are left out.
    """

    def __init__(  # as a place's
        self,
        rest: Build,
        kind: type[Part],
        context: Context | None = None,
        *,
        quantity: int = 1,
        at: int | None = None,
    ) -> None:
        """Take the build without the place, the kind of part that goes there, how many of it, and at which position."""
        super().__init__(rest, kind, context, quantity=quantity, at=at)
        alone = Build(tuple(part for part in rest if not isinstance(part, kind)))
        self._alone = Opening(alone, kind, self.context)
        self._anyway = {
            rule.code
            for rule in self.candidates()
            if rule.refuses and any(finding.level is Level.PROBLEM for finding in rule.run(self._opening.slots))
        }

    def candidates(self) -> tuple[Rule, ...]:
        """Leave rules of absence out."""
        return touching(self.kind)

    def judge(self, part: Part) -> list[Finding]:
        """Give what the rules that look at this kind find once the part is in its place."""
        return self.said(part, self.rules)

    def said(self, part: Part, rules: list[Rule]) -> list[Finding]:
        """Give what some rules find once the part is in its place."""
        self.put(part)
        return [finding for rule in rules for finding in self._found(rule)]

    def put(self, part: Part) -> None:
        """Put a part into the place, in the stead of the one before."""
        super().put(part)
        self._part = part
        if self._anyway:
            self._alone.put(part, self._quantity)

    def level(self, rule: Rule, arguments: Mapping[str, Any]) -> Level | None:
        """Say at which level a rule speaks, without the problems that are not the part's."""
        if rule.code not in self._anyway:
            return level_of(rule, arguments)
        return min((finding.level for finding in self._found(rule)), key=RANK.__getitem__, default=None)

    def _found(self, rule: Rule) -> list[Finding]:
        """Give what a rule finds, without the problems that are not the part's."""
        found = rule.run(self._opening.slots)
        if rule.code not in self._anyway:
            return found
        held = [finding for finding in found if finding.level is not Level.PROBLEM or names(finding, self._part)]
        if any(finding.level is Level.PROBLEM for finding in held):
            return held
        return held + [finding for finding in rule.run(self._alone.slots) if finding.level is Level.PROBLEM]


RANK = {level: level.rank for level in Level}


def level_of(rule: Rule, arguments: Mapping[str, Any]) -> Level | None:
    """Let a rule judge; a missing fact is reported only by a rule that found nothing before it."""
    found: Level | None = None
    try:
        for finding in rule.judge(**arguments):
            if finding.level is Level.PROBLEM:
                return Level.PROBLEM
            if found is None or RANK[finding.level] < RANK[found]:
                found = finding.level
    except MissingFactError:
        return found or Level.UNKNOWN
    return found


def names(finding: Finding, part: Part) -> bool:
    """Tell whether a finding speaks of this very part."""
    return any(
        value is part or (isinstance(value, Together) and any(each is part for each in value.parts))
        for value in finding.values.values()
    )


def verdict_of(findings: list[Finding]) -> Level | None:
    """Read the verdict off the findings of a trial: what could at worst be a warning keeps nothing from fitting."""
    levels = {finding.level for finding in findings if finding.code not in RULES or RULES[finding.code].refuses}
    if Level.PROBLEM in levels:
        return Level.PROBLEM
    return Level.UNKNOWN if Level.UNKNOWN in levels else None
