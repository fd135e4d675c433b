"""Findings that could be judged, and facts that are missing so that rules could not judge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from engine.findings import Level
from engine.parts import Part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django import forms

    from engine.findings import Finding


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact that is missing, said by the first rule that asked for it, and all the rules that ask."""

    finding: Finding
    codes: tuple[str, ...]

    @property
    def part_key(self) -> str | None:
        """The key of the part that lacks it; None: the surroundings do, or the finding names no fact."""
        part = self.finding.values.get("part")
        return part.key if isinstance(part, Part) else None

    @property
    def field(self) -> str:
        """The name of the fact; empty if the finding names none."""
        return str(self.finding.values.get("field", ""))


@dataclass(frozen=True, slots=True)
class Missing:
    """A gap as a page shows it: with the form that asks for the fact, or without one."""

    gap: Gap
    form: forms.Form | None = None
    url: str = ""


def missing_text(count: int) -> str:
    """Say how many facts are missing."""
    text = ngettext("%(n)s fact is missing: not judged", "%(n)s facts are missing: not judged", count)
    return text % {"n": count}


def judged(findings: Iterable[Finding]) -> list[Finding]:
    """Give the findings of rules that had all they needed."""
    return [finding for finding in findings if finding.level is not Level.UNKNOWN]


def gaps(findings: Iterable[Finding]) -> list[Gap]:
    """Give what is missing, each fact once."""
    missing = [finding for finding in findings if finding.level is Level.UNKNOWN]
    by_fact: dict[tuple[object, ...], list[Finding]] = {}
    for finding in missing:
        gap = Gap(finding, ())
        key = (gap.part_key, gap.field) if gap.field else (finding.code, finding.text)
        by_fact.setdefault(key, []).append(finding)
    return [Gap(alike[0], tuple(dict.fromkeys(each.code for each in alike))) for alike in by_fact.values()]
