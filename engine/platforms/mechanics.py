"""What fits where: cooler brackets, slot positions of boards, boards in cases, power supplies in cases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from engine.platforms.sources import UNCHECKED


@dataclass(frozen=True, slots=True)
class MountFamily:
    """Sockets that share a bracket: a cooler that lists one of them is taken to fit all."""

    sockets: frozenset[str]
    source: str = UNCHECKED


@dataclass(frozen=True, slots=True)
class Positions:
    """How many expansion-slot positions a board of a form factor has."""

    positions: int
    source: str = UNCHECKED


@dataclass(frozen=True, slots=True)
class StandIn:
    """A form factor that a case may list instead of the board's own; `case_form_factor` must be part of the case's."""

    board: str
    listed: str
    case_form_factor: str
    source: str


@dataclass(frozen=True, slots=True)
class SupplyFits:
    """Form factors of power supplies, and what a case may list to take them."""

    supplies: frozenset[str]
    listed: frozenset[str]
    source: str = UNCHECKED


MOUNT_FAMILIES = (
    MountFamily(frozenset({"LGA 1150", "LGA 1151", "LGA 1155", "LGA 1156", "LGA 1200"})),
    MountFamily(frozenset({"LGA 1700", "LGA 1851"})),
    MountFamily(
        frozenset({"LGA 2011", "LGA 2011-3", "LGA 2066"}), f"{UNCHECKED}; boards with the narrow bracket not told apart"
    ),
    MountFamily(frozenset({"AM4", "AM5"})),
    MountFamily(frozenset({"TR4", "sTRX4", "sWRX8", "sTR5", "SP3", "SP6"})),
)

SLOT_POSITIONS = MappingProxyType(
    {
        "Mini-ITX": Positions(1),
        "Thin Mini-ITX": Positions(1),
        "Mini DTX": Positions(2),
        "Micro ATX": Positions(4),
        "ATX": Positions(7),
        "SSI CEB": Positions(7),
        "EATX": Positions(8),
        "SSI EEB": Positions(8),
        "XL ATX": Positions(9),
        "HPTX": Positions(9),
    }
)

BOARD_FORM_FACTORS = (*SLOT_POSITIONS, "Flex ATX")
SUPPLY_FORM_FACTORS = ("ATX", "SFX", "SFX-L", "TFX", "Flex ATX", "Mini-ITX", "ATX/EPS")

STAND_INS = (
    StandIn("SSI CEB", "EATX", "", f"{UNCHECKED} (305 × 267 mm)"),
    StandIn("SSI EEB", "EATX", "Full", f"{UNCHECKED} (only in full towers: 305 × 330 mm)"),
)

SUPPLY_FITS = (
    SupplyFits(frozenset({"ATX", "ATX/EPS"}), frozenset({"ATX"})),
    SupplyFits(frozenset({"SFX", "SFX-L"}), frozenset({"SFX", "SFX-L", "ATX"})),  # in an ATX opening with a bracket
)


@lru_cache(maxsize=1024)
def mountable(sockets: tuple[str, ...]) -> frozenset[str]:
    """Give every socket that a cooler fits that lists these: the mount families that it touches are added."""
    touched = (family.sockets for family in MOUNT_FAMILIES if not family.sockets.isdisjoint(sockets))
    return frozenset(sockets).union(*touched)


def slot_positions(form_factor: str | None) -> int | None:
    """Give the expansion-slot positions of a board; None for a form factor that is not listed."""
    row = SLOT_POSITIONS.get(form_factor or "")
    return row.positions if row else None


def board_fits(board: str, listed: tuple[str, ...], case_form_factor: str | None) -> bool:
    """Tell whether a case that lists these form factors takes a board, by its own or by a stand-in.

    Nothing else is implied: a case that lists ATX but not Micro ATX does not take a Micro ATX board.
    """
    return board in listed or any(
        row.listed in listed and row.case_form_factor in (case_form_factor or "")
        for row in STAND_INS
        if row.board == board
    )


def supply_fits(supply: str, listed: tuple[str, ...]) -> bool:
    """Tell whether a case that lists these form factors takes a power supply; others than those above by name only."""
    row = next((each for each in SUPPLY_FITS if supply in each.supplies), None)
    return supply in listed if row is None else not row.listed.isdisjoint(listed)
