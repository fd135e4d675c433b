"""Reads graphics cards, as far as one record goes. Board power and how the card is fed need all cards: modes.py."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from catalog.opendb.kinds.quantities import HIGHEST_WATTS, LONGEST_MM, MOST_GIB, MOST_OF_A_KIND

if TYPE_CHECKING:
    from catalog.opendb.fields import Fields

VENDORS = {"NVIDIA", "AMD", "Intel"}
WIDEST_SLOTS = 6  # above, the number is in mm
SLOT_TOLERANCE = 0.1  # a width of 2.1 slots still fits two
BUS = re.compile(r"PCIe (\d)\.\d x(\d{1,2})")
LIQUID = {"Water Cooled", "Hybrid"}
ONE_FAN_BLOWERS = re.compile(r"Quadro|RTX A\d|RTX \d|RTX PRO")  # workstation cards with one fan blow outwards
TURBO = re.compile(r"(?<!\S)TURBO(?!\S)", re.IGNORECASE)


def read(fields: Fields, name: str) -> dict[str, Any]:
    """Give the facts of a card; board power and what depends on all cards is still unknown."""
    chipset = fields.text("chipset", 80)
    width = fields.known_number("total_slot_width", MOST_OF_A_KIND)
    width = width if width is not None and width <= WIDEST_SLOTS else None
    cooling = fields.text("cooling", 40) or ""
    generation, lanes = bus(fields.text("interface", 60) or "")
    return {
        "chipset": chipset,
        "vendor": _vendor(fields),
        "memory_gib": fields.number("memory", MOST_GIB) or 0,
        "stated_tdp_w": fields.known_whole("tdp", HIGHEST_WATTS),
        "board_power_w": None,
        "length_mm": fields.known_number("length", LONGEST_MM),
        "slot_width": width,
        "slots": None if width is None else whole_slots(width),
        **_sockets(fields.under("power_connectors")),
        "bus_generation": generation,
        "bus_lanes": lanes,
        "compute_capability": None,
        "cooling": _cooling(cooling, chipset or "", name),
        "cooling_text": cooling,
    }


def bus(text: str) -> tuple[int | None, int | None]:
    """Give PCIe generation and lanes of `PCIe 4.0 x16`; `PCIe x16` names no generation and gives neither."""
    found = BUS.search(text)
    return (int(found[1]), int(found[2])) if found else (None, None)


def whole_slots(width: float) -> int:
    """Give the expansion slots that a card of this width takes: 2.1 is 2, 2.2 is 3."""
    return max(1, math.ceil(round(width - SLOT_TOLERANCE, 6)))  # rounded: 3.1 - 0.1 must not come out above 3


def _vendor(fields: Fields) -> str | None:
    vendor = fields.text("chipset_manufacturer")
    if vendor is not None and vendor not in VENDORS:
        refused = fields.refusal("chipset_manufacturer", vendor, "write NVIDIA, AMD or Intel")
        raise refused
    return vendor


def _sockets(connectors: Fields) -> dict[str, Any]:
    """Count power sockets as listed; beside a 16-pin socket the others describe the adapter in the box."""
    sixteen = max(connectors.whole(name, MOST_OF_A_KIND) or 0 for name in ("pcie_12VHPWR", "pcie_12V_2x6"))
    eight, six = (connectors.whole(name, MOST_OF_A_KIND) or 0 for name in ("pcie_8_pin", "pcie_6_pin"))
    return {
        "sockets_16pin": sixteen,
        "sockets_8pin": 0 if sixteen else eight,
        "sockets_6pin": 0 if sixteen else six,
    }


def _cooling(text: str, chipset: str, name: str) -> str:
    if text in LIQUID:
        return "liquid"
    if text == "Blower" or TURBO.search(name) or (text == "1 Fan" and _blows_with_one_fan(chipset, name)):
        return "blower"
    return "passive" if text == "Passive" else "open-air"


def _blows_with_one_fan(chipset: str, name: str) -> bool:
    return "Founders" in name or bool(ONE_FAN_BLOWERS.match(chipset))
