"""What makers say of generations of processors: the memory speed that they promise, and what is wrong with some."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.platforms.sources import UNCHECKED

_APACER = "hardwaretimes.com on a table by Apacer, before the launch; the final figure: general knowledge, unchecked"


@dataclass(frozen=True, slots=True)
class MemorySpeed:
    """The fastest memory, in MT/s with one module to a channel, that the maker promises for these processors."""

    socket: str
    microarchitectures: frozenset[str]
    memory_type: str
    mts: int
    source: str = UNCHECKED


@dataclass(frozen=True, slots=True)
class Unstable:
    """Processors that wear out under the firmware that they were sold with, and the microcode that ends it."""

    socket: str
    name_matches: str
    microcode: str
    source: str


def _names(*names: str) -> frozenset[str]:
    return frozenset(names)


# The best of a generation counts: smaller processors of Comet Lake and Raptor Lake are promised less.
MEMORY_SPEEDS = (
    MemorySpeed("AM4", _names("Zen"), "DDR4", 2666),
    MemorySpeed("AM4", _names("Zen+"), "DDR4", 2933),
    MemorySpeed("AM4", _names("Zen 2", "Zen 3"), "DDR4", 3200),
    MemorySpeed("AM5", _names("Zen 4"), "DDR5", 5200, _APACER),
    MemorySpeed("AM5", _names("Zen 5"), "DDR5", 5600),
    MemorySpeed("TR4", _names("Zen"), "DDR4", 2666),
    MemorySpeed("TR4", _names("Zen+"), "DDR4", 2933),
    MemorySpeed("sTRX4", _names("Zen 2"), "DDR4", 3200),
    MemorySpeed("sWRX8", _names("Zen 2", "Zen 3"), "DDR4", 3200),
    MemorySpeed("sTR5", _names("Zen 4"), "DDR5", 5200),
    MemorySpeed("sTR5", _names("Zen 5"), "DDR5", 6400),
    MemorySpeed("LGA 1151", _names("Skylake"), "DDR4", 2133),
    MemorySpeed("LGA 1151", _names("Kaby Lake"), "DDR4", 2400),
    MemorySpeed("LGA 1151", _names("Coffee Lake", "Coffee Lake Refresh"), "DDR4", 2666),
    MemorySpeed("LGA 1200", _names("Comet Lake"), "DDR4", 2933),
    MemorySpeed("LGA 1200", _names("Rocket Lake"), "DDR4", 3200),
    MemorySpeed("LGA 1700", _names("Alder Lake"), "DDR5", 4800),
    MemorySpeed("LGA 1700", _names("Raptor Lake", "Raptor Lake Refresh"), "DDR5", 5600),
    MemorySpeed("LGA 1700", _names("Alder Lake", "Raptor Lake", "Raptor Lake Refresh"), "DDR4", 3200),
    MemorySpeed("LGA 1851", _names("Arrow Lake"), "DDR5", 6400, f"{UNCHECKED} (with CUDIMM; 5600 without)"),
    MemorySpeed("LGA 2066", _names("Skylake"), "DDR4", 2666),
    MemorySpeed("LGA 2066", _names("Cascade Lake"), "DDR4", 2933),
)
_SPEEDS = {
    (row.socket, name, row.memory_type): row.mts for row in MEMORY_SPEEDS for name in sorted(row.microarchitectures)
}

UNSTABLE = (
    Unstable(
        "LGA 1700",
        r"\bi[579][ -]1[34]\d00K[FS]?\b",
        "0x12B",
        "https://community.intel.com/t5/Blogs/Tech-Innovation/Client/"
        "Intel-Core-13th-and-14th-Gen-Desktop-Instability-Root-Cause/post/1635070/highlight/true; that it is the K "
        "parts: general knowledge, unchecked",
    ),
)


def memory_speed(socket: str | None, microarchitecture: str | None, memory_type: str | None) -> int | None:
    """Give the fastest memory of a type, in MT/s, that is promised for a processor; None where no row speaks of it."""
    return _SPEEDS.get((socket, microarchitecture, memory_type))  # type: ignore[arg-type]  # None is in no key


@lru_cache(maxsize=4096)
def unstable(socket: str | None, name: str) -> Unstable | None:
    """Find what is known against a processor, by its name."""
    return next((row for row in UNSTABLE if row.socket == socket and re.search(row.name_matches, name)), None)
