"""How sockets, chipsets and processor generations are written in open data, and how they are read here.

Counts in the sources are of the BuildCores OpenDB snapshot of commit 136a77a.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a name, and the name that it stands for."""

    written: str
    read_as: str
    source: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A processor filed under the wrong socket, known by its name (a regular expression searched for in it)."""

    socket: str
    name_matches: str
    read_as: str
    source: str


SPELLINGS = (
    Spelling("sTR4", "TR4", "OpenDB: 12 CPUs and 277 coolers write sTR4, 23 boards and 22 coolers write TR4"),
    Spelling(
        "LGA 1151v2",
        "LGA 1151",
        "OpenDB: 2 boards and 31 coolers; the generation is decided by the chipset table, not by the socket",
    ),
    Spelling(
        "LGA 2011-3 Narrow",
        "LGA 2011-3",
        "OpenDB: 7 boards, and 4 more with two sockets; narrow is the cooler bracket, not the contacts "
        "(general knowledge, unchecked)",
    ),
)
COOLER_SPELLINGS = (
    Spelling("LGA 115", "LGA 1150", "OpenDB: 11 coolers; a cut-off 'LGA 115x', so its whole mount family follows"),
)
CPU_CORRECTIONS = (
    Correction(
        "LGA 2011",
        r"E5-\d{4}\w? v[34]",
        "LGA 2011-3",
        "OpenDB: 3 Xeon E5 v3/v4 are filed under LGA 2011 (general knowledge, unchecked: they are LGA 2011-3 parts)",
    ),
)
CHIPSET_SPELLINGS = (Spelling("570X", "X570", "OpenDB: a board that turns the letters round"),)
MICROARCHITECTURE_SPELLINGS = (
    Spelling(
        "2x Zen 4 , 4x Zen 4c", "Zen 4", "OpenDB: a processor with both kinds of cores; they need the same boards"
    ),
)

SOCKETS = (
    *("AM5", "AM4", "AM3+", "AM3", "FM2+", "FM2"),
    *("LGA 1851", "LGA 1700", "LGA 1200", "LGA 1151", "LGA 1150", "LGA 1155", "LGA 1156"),
    *("sTR5", "sTRX4", "TR4", "sWRX8", "SP3", "SP5", "SP6"),
    *("LGA 2066", "LGA 2011-3", "LGA 2011", "LGA 4189", "LGA 4677", "LGA 4710"),
)  # that a person may name where a part's record does not

TWO_SOCKETS = "2 x "  # 20 boards of OpenDB begin so
_READ = {each.written: each.read_as for each in SPELLINGS}
_READ_COOLER = _READ | {each.written: each.read_as for each in COOLER_SPELLINGS}
_READ_CHIPSET = {each.written: each.read_as for each in CHIPSET_SPELLINGS}
_READ_MICROARCHITECTURE = {each.written: each.read_as for each in MICROARCHITECTURE_SPELLINGS}
_CHIPSET_VENDOR = re.compile(r"^(?:AMD|Intel) ")
_MICROARCHITECTURE_TAIL = re.compile(r"(?:[ -]EP?|-X)$")  # the workstation variant needs the same boards


def read_cpu_socket(socket: str | None, name: str) -> str | None:
    """Give the socket of a processor: first put right what its name shows to be misfiled, then the spelling."""
    if not socket:
        return None
    for each in CPU_CORRECTIONS:
        if socket == each.socket and re.search(each.name_matches, name):
            return each.read_as
    return _READ.get(socket, socket)


def read_board_socket(text: str | None) -> tuple[str | None, int]:
    """Give the socket of a board and how many it has; a missing one counts as one unknown socket."""
    if not text:
        return None, 1
    socket = text.removeprefix(TWO_SOCKETS)
    return _READ.get(socket, socket), 1 if socket == text else 2


def read_cooler_sockets(sockets: Iterable[str] | None) -> tuple[str, ...] | None:
    """Give the sockets that a cooler's record names, each once; None when it names none.

    What else the same bracket fits is not added here: see `engine.platforms.mechanics.mountable`.
    """
    read = tuple(dict.fromkeys(_READ_COOLER.get(each, each) for each in sockets or () if each))
    return read or None


def read_chipset(text: str | None) -> str | None:
    """Give the chipset of a board without its vendor."""
    if not text:
        return None
    bare = _CHIPSET_VENDOR.sub("", text)
    return _READ_CHIPSET.get(bare, bare)


def read_microarchitecture(text: str | None) -> str | None:
    """Give the microarchitecture of a processor, its workstation suffix dropped."""
    if not text:
        return None
    plain = _READ_MICROARCHITECTURE.get(text, text)
    return _MICROARCHITECTURE_TAIL.sub("", plain)
