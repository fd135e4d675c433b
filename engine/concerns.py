"""The rules by concern: a concern is a module of rules, and its docstring says what it is about."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.registry import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.registry import Rule


@dataclass(frozen=True, slots=True)
class Concern:
    """Rules about the same matter. `title` and `more` are untranslated; `more` says what belongs to it, if anything."""

    name: str
    title: str
    more: str
    rules: tuple[Rule, ...]


def concerns(rules: Iterable[Rule] | None = None) -> list[Concern]:
    """Sort rules (all, unless given) by concern; concerns and rules are in the order of the registry."""
    by_module: dict[str, list[Rule]] = {}
    for rule in RULES.values() if rules is None else rules:
        by_module.setdefault(rule.judge.__module__, []).append(rule)
    return [_concern(module, tuple(found)) for module, found in by_module.items()]


def concern_of(rule: Rule) -> Concern:
    """Give the concern of a rule, with that rule alone."""
    return concerns([rule])[0]


def _concern(module: str, rules: tuple[Rule, ...]) -> Concern:
    """Read a module's docstring: "Title: what belongs to it. More about the code."."""
    first = ((sys.modules[module].__doc__ or module).strip().splitlines()[0].partition(". ")[0]).rstrip(".")
    title, _colon, more = first.partition(": ")
    return Concern(module.rpartition(".")[2], title, f"{more[:1].upper()}{more[1:]}." if more else "", rules)
