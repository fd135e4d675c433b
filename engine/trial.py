"""Trying one part after another in the same build: what the list of choices needs, without judging all anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.facts import MissingFactError
from engine.findings import Level, Together
from engine.parts import Build, Context
from engine.registry import PLURAL, RULES, SINGLE, slots_of, touching

if TYPE_CHECKING:
    from engine.findings import Finding
    from engine.parts import Part
    from engine.registry import Rule


class Trial:
    """A build with one place left open. `judge` says what putting a part there would bring.

    A problem that the build has anyway is not held against a part, unless the problem is the part's as well: it is
    named in it, or would have the problem without the others of its kind. Rules of absence, which say that something is
    still to be chosen, are left out.
    """

    def __init__(self, rest: Build, kind: type[Part], context: Context | None = None, *, quantity: int = 1) -> None:
        """Take the build without the place, the kind of part that goes there, and how many of it."""
        context = context or Context()
        self.key = (rest.parts, context, quantity)  # trials with equal keys judge alike
        self._rest = rest
        self._quantity = quantity
        self._kind = kind
        self._single = next((name for name, each in SINGLE.items() if each is kind), None)
        self._plural = next((name for name, each in PLURAL.items() if each is kind), None)
        self._slots = slots_of(rest, context)
        self._alone = Build(tuple(part for part in rest if not isinstance(part, kind)))
        self._alone_slots = slots_of(self._alone, context)
        rules = touching(kind)
        self._anyway = {
            finding.code for rule in rules for finding in rule.run(self._slots) if finding.level is Level.PROBLEM
        }
        filled = {name for name, value in self._slots.items() if value} | {self._single, self._plural}
        self.rules = [rule for rule in rules if filled.issuperset(rule.slots)]

    def judge(self, part: Part) -> list[Finding]:
        """Give what the rules that look at this kind find once the part is in its place."""
        self.put(part)
        return [finding for rule in self.rules for finding in self._found(rule)]

    def put(self, part: Part) -> None:
        """Put a part into the place, in the stead of the one before."""
        self._part = part
        self._put(part, self._rest, self._slots)
        if self._anyway:
            self._put(part, self._alone, self._alone_slots)

    def _put(self, part: Part, rest: Build, slots: dict[str, Any]) -> None:
        added = (part,) * self._quantity
        slots["build"] = Build(rest.parts + added)
        if self._single:
            slots[self._single] = part
        if self._plural:
            slots[self._plural] = rest.every(self._kind) + added

    def verdict(self, rule: Rule) -> Level | None:
        """Say whether what is in the place fits as far as one of `rules` goes: PROBLEM, UNKNOWN or None.

        What the rule would say is not put together, which is most of the work where thousands of parts are judged.
        """
        if rule.code in self._anyway:
            return verdict_of(self._found(rule))
        found: Level | None = None
        silent = True  # a missing fact is reported only by a rule that found nothing before it
        try:
            for finding in rule.judge(**{slot: self._slots[slot] for slot in rule.slots}):
                silent = False
                if finding.level is Level.PROBLEM:
                    return Level.PROBLEM
                if finding.level is Level.UNKNOWN:
                    found = Level.UNKNOWN
        except MissingFactError:
            return Level.UNKNOWN if silent else found
        return found

    def _found(self, rule: Rule) -> list[Finding]:
        """Give what a rule finds, without the problems that are not the part's."""
        found = rule.run(self._slots)
        if rule.code not in self._anyway:
            return found
        held = [finding for finding in found if finding.level is not Level.PROBLEM or names(finding, self._part)]
        if any(finding.level is Level.PROBLEM for finding in held):
            return held
        return held + [finding for finding in rule.run(self._alone_slots) if finding.level is Level.PROBLEM]


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
