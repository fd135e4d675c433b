"""What a rule says about a build: a level, words, and the numbers in them, kept apart.

Words are translated when they are shown, so a finding carries the untranslated sentence and the values that go into
it. `gettext_noop` marks a sentence for translation without importing Django.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.parts import Part

if TYPE_CHECKING:
    from collections.abc import Mapping


def gettext_noop(sentence: str) -> str:
    """Mark a sentence so that it is collected for translation; it is translated where it is shown."""
    return sentence


class Word(str):
    """A value inside a sentence that is itself a word to translate, such as the name of a fact."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Together:
    """Several parts named in one breath, such as "2 × A + B": no word in it needs translation."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        """Give each name once, with how many there are."""
        counts = Counter(part.name for part in self.parts)
        return " + ".join(f"{count} × {name}" if count > 1 else name for name, count in counts.items())


class Level(StrEnum):
    """How much a finding matters, strongest first."""

    PROBLEM = "problem"
    WARNING = "warning"
    NOTE = "note"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """0 for a problem, 3 for an unknown: the order in which findings are listed."""
        return list(Level).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found. `code` is filled in by the registry."""

    level: Level
    message: str
    hint: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    code: str = ""

    @property
    def text(self) -> str:
        """The sentence in English, with its values."""
        return self.message % _plain(self.values)

    @property
    def hint_text(self) -> str:
        """What to do about it, in English, with the same values."""
        return self.hint % _plain(self.values)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that the sentence names, each once, in order."""
        named = (part for value in self.values.values() for part in _named(value))
        return tuple({(part.key, part.name): part for part in named}.values())


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    """Write whole numbers without decimals, and others with two at most."""
    return {
        name: round(value, None if value.is_integer() else 2) if isinstance(value, float) else value
        for name, value in values.items()
    }


def _named(value: object) -> tuple[Part, ...]:
    if isinstance(value, Together):
        return value.parts
    return (value,) if isinstance(value, Part) else ()


def problem(message: str, hint: str = "", **values: object) -> Finding:
    """It does not fit, or does not run."""
    return Finding(Level.PROBLEM, message, hint, values)


def warning(message: str, hint: str = "", **values: object) -> Finding:
    """It fits, but something is likely to go wrong or to disappoint."""
    return Finding(Level.WARNING, message, hint, values)


def note(message: str, hint: str = "", **values: object) -> Finding:
    """Good to know before buying."""
    return Finding(Level.NOTE, message, hint, values)
