"""What parts draw when the machine does nothing: ranges, since it hangs on the board, the BIOS and the screens."""

from __future__ import annotations

from typing import NamedTuple

from engine.platforms.sources import UNCHECKED


class Idle(NamedTuple):
    """Watts of one piece at idle, from and to."""

    low: float
    high: float
    source: str = UNCHECKED


CPU = Idle(8, 30)
WORKSTATION_CPU = Idle(35, 90, f"{UNCHECKED} (many memory channels and lanes stay awake)")
WORKSTATION_SOCKETS = frozenset(
    {"TR4", "sTRX4", "sTR5", "sWRX8", "SP3", "SP5", "SP6", "LGA 2066", "LGA 3647", "LGA 4189", "LGA 4677"}
)
CARD = Idle(8, 35)
BOARD = Idle(12, 35)
LARGE_BOARD = Idle(25, 60)
MODULE = Idle(1, 3)
HARD_DISK = Idle(3, 7, f"{UNCHECKED} (spinning)")
NVME = Idle(0.5, 3)
OTHER_DRIVE = Idle(0.3, 1.5)
PUMP_AND_FANS = Idle(5, 12)
COOLER_FAN = Idle(1, 3)
REST = Idle(3, 10, f"{UNCHECKED} (case fans, USB and the rest)")
