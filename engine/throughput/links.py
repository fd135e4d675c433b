"""How the cards of a machine reach each other, read from a benchmark's or a reader's words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from engine.throughput.gpus import Gpu

NVLINK, PCIE_5, PCIE = "nvlink", "pcie5", "pcie"
FULL_WIDTH: Final = 16
WORST: Final = 4.0  # a narrower slot than x4 is not extrapolated to
_LANES: Final = re.compile(r"\bx(\d+)\b", re.IGNORECASE)
_GEN_5: Final = re.compile(r"(gen ?5|5\.0)", re.IGNORECASE)
_SWITCHED: Final = re.compile(r"nvlink|nvswitch|xgmi|infinity fabric", re.IGNORECASE)


def link(interconnect: str, gpu: Gpu) -> str:
    """Give the class of a link. A bridge between two cards counts as PCI Express: it gave nothing that was measured."""
    bridged = "bridge" in interconnect.lower()
    if gpu.on_a_board_of_its_own or (_SWITCHED.search(interconnect) and not bridged):
        return NVLINK
    return PCIE_5 if _GEN_5.search(interconnect) else PCIE


def narrowness(interconnect: str) -> float:
    """Tell how many times longer traffic takes than in a full slot: 2 for x8. Reckoned, not measured."""
    found = _LANES.search(interconnect)
    lanes = int(found.group(1)) if found else FULL_WIDTH
    return min(WORST, max(1.0, FULL_WIDTH / lanes)) if lanes else 1.0
