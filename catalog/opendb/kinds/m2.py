"""Reads the M.2 sockets of a motherboard: OpenDB lists one socket as two rows on most boards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from catalog.opendb.fields import Fields

STANDARD_LENGTHS = (30, 42, 60, 80, 110)  # mm
WIRELESS_INTERFACES = {"PCIe", "PCIe WiFi"}  # with size 2230 and no SSD's interface: the wireless card's place
ONE_RANGE = re.compile(r"\d{4}-\d{4,5}")
RANGE = re.compile(r"(\d{4,5})-(\d{4,5})")
SIZE = re.compile(r"\d{4,5}")
PCIE_WORDS = ("pci", "gen", "nvme")
PCIE_VERSION = re.compile(r"\d\.0")
WIDTH_DIGITS = 2  # 2280: 22 mm wide, 80 mm long


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list, as text; empty where nothing is recorded."""

    size: str
    key: str
    interface: str

    @property
    def wireless(self) -> bool:
        """Whether this is the place of the wireless card."""
        if self.key == "E" or "wifi" in self.interface.lower():
            return True
        return self.size == "2230" and self.interface in WIRELESS_INTERFACES

    def begins_pair(self, other: Row) -> bool:
        """Whether the next row says the same socket again: a range, then its 2280."""
        return bool(ONE_RANGE.fullmatch(self.size)) and other.size == "2280" and other.interface == self.interface


def sockets(rows: Sequence[Fields]) -> list[dict[str, Any]] | None:
    """Give the M.2 sockets for drives as {lengths_mm, pcie, sata, pcie5}; None when the board lists nothing."""
    if not rows:
        return None
    read = (Row(*(row.text(name, 60) or "" for name in ("size", "key", "interface"))) for row in rows)
    return list(_merged([row for row in read if not row.wireless]))


def _merged(rows: list[Row]) -> Iterator[dict[str, Any]]:
    at = 0
    while at < len(rows):
        row = rows[at]
        paired = at + 1 < len(rows) and row.begins_pair(rows[at + 1])
        yield _socket((row.size, "2280") if paired else (row.size,), row.interface)
        at += 2 if paired else 1


def _socket(sizes: Iterable[str], interface: str) -> dict[str, Any]:
    lengths = {length for size in sizes for length in _lengths(size)}
    lower = interface.lower()
    named = any(word in lower for word in PCIE_WORDS)
    return {
        "lengths_mm": sorted(lengths) or None,
        "pcie": not interface or named or bool(PCIE_VERSION.match(interface.strip())),
        "sata": "sata" in lower,
        "pcie5": "5" in interface,
    }


def _lengths(size: str) -> Iterator[int]:
    yield from (_length(run) for run in SIZE.findall(size))
    for low, high in RANGE.findall(size):
        ends = sorted((_length(low), _length(high)))
        yield from (each for each in STANDARD_LENGTHS if ends[0] <= each <= ends[1])


def _length(size: str) -> int:
    """Give mm: what follows the width."""
    return int(size[WIDTH_DIGITS:])
