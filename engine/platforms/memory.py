"""Which sockets take registered memory modules and which take unbuffered ones."""

from __future__ import annotations

from dataclasses import dataclass

from engine.platforms.sources import UNCHECKED


@dataclass(frozen=True, slots=True)
class Sockets:
    """Sockets of which the same holds."""

    sockets: frozenset[str]
    source: str = UNCHECKED


REGISTERED_ONLY = Sockets(
    frozenset({"sTR5", "sWRX8", "SP3", "SP5", "SP6", "LGA 4189", "LGA 4677", "LGA 4710"}),
)
UNBUFFERED_ONLY = Sockets(
    frozenset(
        {
            *("AM3", "AM3+", "AM4", "AM5", "FM2", "FM2+", "TR4", "sTRX4"),
            *("LGA 1150", "LGA 1151", "LGA 1155", "LGA 1156", "LGA 1200", "LGA 1700", "LGA 1851", "LGA 2066"),
        }
    ),
)
EITHER = Sockets(
    frozenset({"LGA 2011", "LGA 2011-3"}),
    f"{UNCHECKED}: it depends on processor and board, so no rule decides it",
)
