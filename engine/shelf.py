"""Many parts of one kind, turned on their side: a column per fact, and for each value of it the rows that have it.

The rows of a value are the bits of one whole number, so that "socket AM5 and four memory slots" is one `&`, and a count
is one `bit_count`, whatever number of rows there is: thousands cost microseconds. Rows are numbered from 0, as they
were put in.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

BYTE = 8
FEW = 1 << 16  # values that two bytes can tell apart
BITS_OF = [tuple(bit for bit in range(BYTE) if byte >> bit & 1) for byte in range(1 << BYTE)]


class Coder:
    """Takes the fact of one row after the other, and keeps a number for each: rows may come in any order, and many."""

    def __init__(self) -> None:
        """Begin with no row."""
        self.known: dict[Hashable, int] = {}
        self.codes = array("I")

    def add(self, cell: Hashable) -> None:
        """Take the fact of the next row."""
        self.codes.append(self.known.setdefault(cell, len(self.known)))


class Column:
    """One fact of all rows. `values` are the different ones, None among them where a row does not say."""

    __slots__ = ("_masks", "codes", "values")

    def __init__(self, cells: Iterable[Hashable]) -> None:
        """Take the fact of every row; a JSON text or a tuple is a value like any other."""
        coder = Coder()
        for cell in cells:
            coder.add(cell)
        self._fill(coder.known, coder.codes)

    @classmethod
    def coded(cls, coder: Coder, order: Iterable[int]) -> Column:
        """Take what a coder has kept, its rows in this order."""
        column = cls.__new__(cls)
        column._fill(coder.known, [coder.codes[row] for row in order])  # noqa: SLF001  # its own
        return column

    def _fill(self, known: Iterable[Hashable], codes: Sequence[int]) -> None:
        self.values: list[Any] = list(known)
        self.codes = array("H" if len(self.values) < FEW else "I", codes)
        self._masks: list[int] | None = None

    @property
    def masks(self) -> list[int]:
        """The rows of each value. They are made when they are first asked for: of many columns they never are."""
        if self._masks is None:
            bits = [bytearray(len(self.codes) // BYTE + 1) for _ in self.values]
            for row, code in enumerate(self.codes):
                bits[code][row // BYTE] |= 1 << row % BYTE
            self._masks = [int.from_bytes(each, "little") for each in bits]
        return self._masks

    def at(self, row: int) -> Any:  # noqa: ANN401  # whatever the fact is
        """Give the value of a row."""
        return self.values[self.codes[row]]

    def alike(self, row: int) -> int:
        """Give the rows with the same value as a row."""
        return (self._masks or self.masks)[self.codes[row]]

    def where(self, wanted: Callable[[Any], bool]) -> int:
        """Give the rows whose value is wanted; each different value is asked for once."""
        chosen = [wanted(value) for value in self.values]
        if self._masks is None:
            return mask_of((row for row, code in enumerate(self.codes) if chosen[code]), len(self.codes))
        return union(mask for mask, each in zip(self._masks, chosen, strict=True) if each)


@dataclass(frozen=True, eq=False)
class Shelf:
    """All rows of a kind. `keys` are what the rows are called elsewhere. Two shelves are never equal."""

    keys: Sequence[int]
    columns: Mapping[str, Column]

    @cached_property
    def everyone(self) -> int:
        """All rows."""
        return (1 << len(self.keys)) - 1

    @cached_property
    def row_of(self) -> dict[int, int]:
        """Where the row of a key is."""
        return {key: row for row, key in enumerate(self.keys)}

    def facts(self, row: int, names: Iterable[str]) -> dict[str, Any]:
        """Give some facts of a row."""
        return {name: self.columns[name].at(row) for name in names}


def union(masks: Iterable[int]) -> int:
    """Give the rows that are in any of the masks."""
    found = 0
    for mask in masks:
        found |= mask
    return found


def first(mask: int) -> int:
    """Give the lowest row of a mask that has one."""
    return (mask & -mask).bit_length() - 1


def rows_of(mask: int) -> Iterator[int]:
    """Give the rows of a mask, the lowest first."""
    return chain.from_iterable(
        [place * BYTE + bit for bit in BITS_OF[byte]] for place, byte in enumerate(_bytes(mask)) if byte
    )


def mask_of(rows: Iterable[int], size: int) -> int:
    """Give the mask of some of `size` rows."""
    bits = bytearray(size // BYTE + 1)
    for row in rows:
        bits[row // BYTE] |= 1 << row % BYTE
    return int.from_bytes(bits, "little")


def among(order: Iterable[int], mask: int) -> Iterator[int]:
    """Give the rows of a mask in an order that names every row."""
    bits, end = _bytes(mask), mask.bit_length()
    return (row for row in order if row < end and bits[row // BYTE] >> row % BYTE & 1)


def _bytes(mask: int) -> bytes:
    return mask.to_bytes(mask.bit_length() // BYTE + 1, "little")
