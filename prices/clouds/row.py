"""One row of an answer: its facts as text, numbers and prices, each checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST = Decimal(10**9)  # nothing that is read here is larger: memory of a machine in MiB is 10⁷
MOST_PER_HOUR = Decimal(9_999)  # USD; the dearest instance costs a few hundred, and 9999 stands for "none"
LONGEST_TEXT = 200  # characters
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
MOST_GPUS = 64  # of one instance; the largest shared-memory machines have 72 in a rack, sold as trays of 4


def plain(text: str) -> str:
    """Give a text on one line, without what no database and no console takes: NUL, halves of surrogate pairs."""
    return " ".join(text.replace("\0", "").encode("utf-8", "replace").decode().split())


class RowError(Exception):
    """The row cannot be taken; the text says why."""


class Row:
    """A row of an answer. Its readers raise RowError; the "soft" ones note what is wrong and give None."""

    def __init__(self, values: object, note: Callable[[str], None]) -> None:
        """Take a row; that it may be none is said when it is read."""
        self._values = values
        self._note = note

    def get(self, key: str) -> object:
        """Give a value as it is; None if there is none."""
        if not isinstance(self._values, Mapping):
            message = "not an object"
            raise RowError(message)
        return self._values.get(key)

    def inner(self, key: str) -> Row:
        """Give an object inside the row; an empty one if there is none."""
        value = self.get(key)
        return Row(value if isinstance(value, Mapping) else {}, self._note)

    def text(self, key: str) -> str:
        """Give a text without space around it; empty if there is none."""
        value = self.get(key)
        if value is None or isinstance(value, (bool, dict, list)):
            return ""
        return plain(str(value))[:LONGEST_TEXT]

    def needed(self, key: str) -> str:
        """Give a text that must be there."""
        text = self.text(key)
        if not text:
            message = f"no {key}"
            raise RowError(message)
        return text

    def number(self, key: str) -> Decimal | None:
        """Give a number of 0 or more; None if the field is missing, null or blank."""
        value = self.get(key)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        return _number(key, value)

    def soft(self, key: str) -> float | None:
        """Give a number above 0 that the row can do without."""
        try:
            value = self.number(key)
        except RowError as error:
            self._note(f"{error}; taken as unknown")
            return None
        return float(value) if value else None

    def price(self, key: str) -> Decimal | None:
        """Give a price; 0 is none, and so is what no hour costs."""
        value = self.number(key)
        return value if value and value < MOST_PER_HOUR else None

    def cents(self, key: str) -> Decimal | None:
        """Give a price that is stated in hundredths of a dollar."""
        value = (self.number(key) or Decimal(0)) / 100
        return value if value and value < MOST_PER_HOUR else None

    def soft_price(self, key: str) -> Decimal | None:
        """Give a price that the row can do without."""
        try:
            return self.price(key)
        except RowError as error:
            self._note(f"{error}; taken as no price")
            return None

    def count(self, key: str) -> int:
        """Give a number of GPUs; 0 if the field is missing or blank.

        Raises:
            RowError: a part of a GPU, or more than an instance holds.
        """
        value = self.number(key) or Decimal(0)
        if value != int(value):
            message = f"{key} is {value}: a share of a GPU"
            raise RowError(message)
        if value > MOST_GPUS:
            message = f"{key} is {value}; at most {MOST_GPUS} are read"
            raise RowError(message)
        return int(value)


def _number(key: str, value: object) -> Decimal:
    text = str(value).strip()
    if isinstance(value, (bool, list, dict)) or not text.isascii():
        message = f"{key} is {text[:40]!r}, not a number"
        raise RowError(message)
    try:
        found = Decimal(text) if NUMBER.fullmatch(text) else None
    except InvalidOperation:
        found = None
    if found is None:
        message = f"{key} is {text[:40]!r}, not a number"
        raise RowError(message)
    if not 0 <= found <= LARGEST:
        message = f"{key} is {text[:40]}; 0 to {LARGEST} is allowed"
        raise RowError(message)
    return found
