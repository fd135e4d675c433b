"""PCI Express: how many lanes a processor gives to graphics cards, and of which generation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from engine.platforms.sources import UNCHECKED


@dataclass(frozen=True, slots=True)
class Lanes:
    """Lanes of one processor that can feed graphics cards; the link to the chipset is not among them."""

    lanes: int
    source: str = UNCHECKED


@dataclass(frozen=True, slots=True)
class LanesByName:
    """Processors with other lanes than their socket usually gives, known by their names."""

    socket: str
    name_matches: str
    lanes: int
    source: str = UNCHECKED


@dataclass(frozen=True, slots=True)
class Generation:
    """Conditions, and the PCI Express generation of the graphics slots when all hold; an empty one always holds."""

    generation: int
    socket: str = ""
    microarchitectures: frozenset[str] = frozenset()
    chipsets: frozenset[str] = frozenset()
    except_name: str = ""
    source: str = UNCHECKED

    def holds(self, socket: str | None, microarchitecture: str | None, chipset: str | None, name: str) -> bool:
        """Tell whether a processor on a board meets the conditions."""
        return (
            self.socket in ("", socket)
            and (not self.microarchitectures or microarchitecture in self.microarchitectures)
            and (not self.chipsets or chipset in self.chipsets)
            and not (self.except_name and re.search(self.except_name, name))
        )


# Known limit: AM4 and AM5 processors with graphics (names with G) feed 8 lanes to a card and some Ryzen 8000G only 4.
CPU_LANES = MappingProxyType(
    {
        "AM4": Lanes(16),
        "AM5": Lanes(16),
        "LGA 1150": Lanes(16),
        "LGA 1151": Lanes(16),
        "LGA 1155": Lanes(16),
        "LGA 1200": Lanes(16),
        "LGA 1700": Lanes(16),
        "LGA 1851": Lanes(16),
        "LGA 2011": Lanes(40),
        "LGA 2011-3": Lanes(40),
        "LGA 2066": Lanes(44),
        "TR4": Lanes(60),
        "sTRX4": Lanes(56),
        "sTR5": Lanes(48),
        "sWRX8": Lanes(128),
        "SP3": Lanes(128),
        "SP5": Lanes(128),
    }
)
CPU_LANES_BY_NAME = (
    LanesByName("sTR5", r"WX\b", 128, f"{UNCHECKED} (Threadripper PRO)"),
    LanesByName("LGA 2011-3", r"5820K|6800K", 28),
    LanesByName("LGA 2066", r"7800X|7820X", 28),
    LanesByName("LGA 2066", r"7640X|7740X", 16, f"{UNCHECKED} (Kaby Lake-X)"),
)

PCIE_GENERATIONS = (  # tried from the top
    Generation(4, "AM4", frozenset({"Zen 2", "Zen 3"}), frozenset({"X570", "B550"}), except_name=r"\d{4}G"),
    Generation(3, "AM4"),
    Generation(5, "AM5", chipsets=frozenset({"B650E", "X670E", "B850", "X870", "X870E"})),
    Generation(4, "AM5"),
    Generation(5, "LGA 1700"),
    Generation(5, "LGA 1851"),
    Generation(
        4,
        "LGA 1200",
        frozenset({"Rocket Lake"}),
        frozenset({"H510", "B560", "H570", "Q570", "Z590", "W580"}),
    ),
    Generation(3, "LGA 1200"),
    Generation(4, "sTRX4"),
    Generation(5, "sTR5"),
    Generation(4, "sWRX8"),
    Generation(4, "SP3", source=f"{UNCHECKED} (Rome and newer)"),
    Generation(5, "SP5"),
    Generation(3, "LGA 1155", frozenset({"Ivy Bridge"})),
    Generation(2, "LGA 1155"),
    Generation(3),
)


def cpu_lanes(socket: str | None, name: str) -> int | None:
    """Give the lanes of a processor that can feed graphics cards; None when its socket is not listed."""
    for each in CPU_LANES_BY_NAME:
        if each.socket == socket and re.search(each.name_matches, name):
            return each.lanes
    row = CPU_LANES.get(socket or "")
    return row.lanes if row else None


def pcie_generation(socket: str | None, microarchitecture: str | None, chipset: str | None, *, name: str) -> int:
    """Give the PCI Express generation of the graphics slots that a processor feeds on a board."""
    return next(row.generation for row in PCIE_GENERATIONS if row.holds(socket, microarchitecture, chipset, name))
