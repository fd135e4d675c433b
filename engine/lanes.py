"""How a processor's PCI Express lanes are shared among graphics cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.platforms.lanes import cpu_lanes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.parts import Cpu

FULL_LANES, HALF_LANES, FEWEST_LANES = 16, 8, 4


def lanes_of(cpus: Sequence[Cpu]) -> int | None:
    """Give the lanes that all processors have for graphics cards; None when nobody says."""
    first = cpus[0]
    lanes = first.card_lanes if first.card_lanes is not None else cpu_lanes(first.socket, first.name)
    return None if lanes is None else lanes * len(cpus)


def shared_lanes(lanes: int, slots: Sequence[int]) -> list[int | None]:
    """Share lanes among slots that take so many each: the widest is halved, the last of them first, until all fit.

    A slot for which no four lanes are left gets None: it hangs on the chipset, or is off. Boards share in steps of 16,
    8 and 4; which slot gives way is in the board's manual alone, so this is an estimate.
    """
    widths = list(slots)
    while sum(widths) > lanes and max(widths) > FEWEST_LANES:
        last = len(widths) - 1 - widths[::-1].index(max(widths))
        widths[last] //= 2
    shares: list[int | None] = []
    for width in widths:
        enough = width <= lanes
        shares.append(width if enough else None)
        lanes -= width if enough else 0
    return shares
