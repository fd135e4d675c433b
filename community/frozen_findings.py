"""Findings as JSON and back: the sentence stays untranslated, its values keep what they are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from engine.findings import Finding, Level, Together, Word
from engine.parts import Part

if TYPE_CHECKING:
    from collections.abc import Mapping


def written(finding: Finding) -> dict[str, Any]:
    """Write a finding as JSON-able values. Of parts the names stay, and the keys that lead to their lines."""
    return {
        "code": finding.code,
        "level": finding.level.value,
        "message": finding.message,
        "hint": finding.hint,
        "values": {name: _value(value) for name, value in finding.values.items()},
    }


def read(kept: Mapping[str, Any]) -> Finding:
    """Make the finding again."""
    values = {name: _read_value(value) for name, value in kept["values"].items()}
    return Finding(Level(kept["level"]), kept["message"], kept["hint"], values, kept["code"])


def _value(value: object) -> object:
    if isinstance(value, Together):
        return {"together": [_part(part) for part in value.parts]}
    if isinstance(value, Part):
        return _part(value)
    if isinstance(value, Word):
        return {"word": str(value)}
    return value if _is_json(value) else str(value)


def _part(part: Part) -> dict[str, Any]:
    answered = {"answered": sorted(part.answered)} if part.answered else {}
    return {"part": part.name, "key": part.key, **answered}


def _is_json(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)  # JSON has no infinity, and PostgreSQL refuses it
    return value is None or isinstance(value, (bool, int, str))


def _read_value(kept: object) -> object:
    if not isinstance(kept, dict):
        return kept
    if "word" in kept:
        return Word(kept["word"])
    if "together" in kept:
        return Together(tuple(_read_part(part) for part in kept["together"]))
    return _read_part(kept)


def _read_part(kept: Mapping[str, Any]) -> Part:
    return Part(key=kept["key"], name=kept["part"], answered=frozenset(kept.get("answered", ())))
