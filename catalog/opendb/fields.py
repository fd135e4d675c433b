"""Fields of a record as they may be read: of the expected type, within sane limits, or refused by name.

Missing means absent, null, an empty text or an empty list. A number whose 0 means "unknown" is asked for as `known_…`.
Limits are far above anything sold: they refuse nonsense (a drive of 10¹² GB), not outliers, which the readers of the
kinds turn into "unknown" where docs/sources.md says so.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_TEXT = 500  # characters; the longest text of the snapshot has 486
LONGEST_LIST = 200  # entries; the longest list of the snapshot has 36
LARGEST_NUMBER = 1e15  # what is larger comes back from a JSON column as another number
DEEPEST = 12  # levels; records of the snapshot have 4
SHOWN = 60  # characters of a refused value that its reason repeats


class RefusedError(ValueError):
    """A record, or a file, that is not taken; the text names the field and what is allowed."""


def shown(value: object) -> str:
    """Write a value for a reason: short, on one line, with nothing that a terminal would obey."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        return "a huge number"
    text = ascii(value) if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one object of a record. `at` is where the object stands, for reasons."""

    values: Mapping[str, object]
    at: str = ""

    def refusal(self, name: str, value: object, allowed: str) -> RefusedError:
        """Make the error that says which field holds what, and what may stand there."""
        return RefusedError(f"{self.at}{name} is {shown(value)}: {allowed}")

    def value(self, name: str) -> object | None:
        """Give what stands there, None if it is missing."""
        value = self.values.get(name)
        return None if value is None or value in ("", []) else value

    def under(self, name: str) -> Fields:
        """Give the object that stands there; a missing one has no fields."""
        value = self.value(name)
        if value is None:
            return Fields({}, f"{self.at}{name}.")
        if not isinstance(value, dict):
            raise self.refusal(name, value, "write an object")
        return Fields(value, f"{self.at}{name}.")

    def text(self, name: str, longest: int = LONGEST_TEXT) -> str | None:
        """Give a text as written, None if it is missing."""
        value = self.value(name)
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > longest:
            raise self.refusal(name, value, f"write a text of at most {longest} characters")
        return value

    def number(self, name: str, high: float) -> float | None:
        """Give a number from 0 to `high`, None if it is missing."""
        value = self.value(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= high:
            raise self.refusal(name, value, f"write a number from 0 to {high:,.0f}")
        return value

    def whole(self, name: str, high: int) -> int | None:
        """Give a whole number from 0 to `high`, None if it is missing."""
        value = self.number(name, high)
        if value is not None and value != math.trunc(value):
            raise self.refusal(name, value, f"write a whole number from 0 to {high:,}")
        return None if value is None else int(value)

    def known_number(self, name: str, high: float) -> float | None:
        """Give a number above 0, None if it is missing or 0."""
        return self.number(name, high) or None

    def known_whole(self, name: str, high: int) -> int | None:
        """Give a whole number above 0, None if it is missing or 0."""
        return self.whole(name, high) or None

    def flag(self, name: str) -> bool | None:
        """Give true or false, None if it is missing."""
        value = self.value(name)
        if value is None or isinstance(value, bool):
            return value
        raise self.refusal(name, value, "write true or false")

    def texts(self, name: str, longest: int = LONGEST_TEXT) -> list[str]:
        """Give the texts of a list, without missing ones; an empty list if there is none."""
        entries = Fields({f"{name}[{at}]": entry for at, entry in enumerate(self._list(name))}, self.at)
        texts = (entries.text(entry, longest) for entry in entries.values)
        return [text for text in texts if text is not None]

    def rows(self, name: str) -> list[Fields]:
        """Give the objects of a list, in order; an empty list if there is none."""
        entries = Fields({f"{name}[{at}]": entry for at, entry in enumerate(self._list(name))}, self.at)
        return [entries.under(entry) for entry in entries.values]

    def _list(self, name: str) -> list[object]:
        value = self.value(name)
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > LONGEST_LIST:
            raise self.refusal(name, value, f"write a list of at most {LONGEST_LIST} entries")
        return value


def refuse_what_no_database_keeps(value: object, at: str = "", depth: int = 0) -> None:
    """Refuse a record with a text or number that a database would not give back as it was."""
    if depth > DEEPEST:
        message = f"{shown(at)} is nested too deeply: at most {DEEPEST} levels"
        raise RefusedError(message)
    if isinstance(value, dict):
        for name, each in value.items():
            _refuse_text(name, f"the name of a field in {at or 'the record'}")
            refuse_what_no_database_keeps(each, f"{at}.{name}" if at else name, depth + 1)
    elif isinstance(value, list):
        for each in value:
            refuse_what_no_database_keeps(each, f"{at}[]", depth + 1)
    elif isinstance(value, str):
        _refuse_text(value, at)
    elif isinstance(value, int | float) and not abs(value) <= LARGEST_NUMBER:  # NaN is not below anything
        message = f"{shown(at)} is {shown(value)}: write a number of at most 15 digits"
        raise RefusedError(message)


def _refuse_text(text: str, at: str) -> None:
    if "\x00" in text or not (text.isascii() or _encodable(text)):
        message = f"{shown(at)} holds a character that is not text: NUL or half of a surrogate pair"
        raise RefusedError(message)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
