"""Answers: what the reader of a build says where the catalogue says nothing, and what a part is with them."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from engine.facts import FACTS, IMPLIED, answered, missing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.facts import Fact
    from engine.parts import Part

APART = {"power_limit_w"}  # not a fact that one looks up but a setting, with a place of its own


class RefusedAnswerError(ValueError):
    """An answer is of another type than its fact, or beyond its limits."""


def answerable(part: Part) -> dict[str, Fact]:
    """Give the facts that may be answered of a part as the catalogue has it: those that it does not say."""
    names = {each.name for each in fields(part)}
    facts = FACTS.get(type(part), {})
    return {name: fact for name, fact in facts.items() if name in names - APART and missing(part, name)}


def taken(fact: Fact, value: object) -> Any:  # noqa: ANN401  # a number, a word, words, yes or no
    """Give an answer as it is kept, or raise RefusedAnswerError."""
    if fact.yes_or_no:
        if isinstance(value, bool):
            return value
    elif fact.several:
        if isinstance(value, list) and value and all(isinstance(each, str) and each in fact.choices for each in value):
            return [each for each in fact.choices if each in value]
    elif fact.choices:
        if isinstance(value, str) and value in fact.choices:
            return value
    elif _in_range(fact, value):
        return value
    raise RefusedAnswerError


def _in_range(fact: Fact, value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return False
    if fact.whole and not isinstance(value, int):
        return False
    assert fact.low is not None  # noqa: S101  # a number has both limits
    assert fact.high is not None  # noqa: S101  # as above
    return fact.low <= value <= fact.high


def with_answers(part: Part, answers: Mapping[str, Any]) -> Part:
    """Make the part with what the reader says of it. What the catalogue says by now goes before an answer."""
    if not answers:
        return part
    open_facts = answerable(part)
    counted = {name: answered(open_facts[name], value) for name, value in answers.items() if name in open_facts}
    implied = {
        name: value
        for answer in counted
        for name, value in IMPLIED.get(answer, {}).items()
        if getattr(part, name) is None
    }
    return replace(part, **{**implied, **counted, "answered": frozenset(counted)}) if counted else part
