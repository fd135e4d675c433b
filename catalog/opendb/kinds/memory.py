"""Reads kits of memory."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from catalog.opendb.kinds.quantities import LONGEST_MM, MOST_GIB, MOST_OF_A_KIND

if TYPE_CHECKING:
    from catalog.opendb.fields import Fields

SO_DIMM = re.compile(r"SO-?DIMM", re.IGNORECASE)
REGISTERED_FIELD = {"Registered", "Load Reduced"}
REGISTERED_NAME = re.compile(r"\bRegistered\b|R-?DIMM|\bRF[DS]")  # of 184 such names, 181 have fields that deny it
ECC_NAME = re.compile(r"(?<!Non-)(?<!Non )\bECC\b")
HIGHEST_MTS = 100_000
HIGHEST_CAS = 1_000
UNSTATED_MM = -1  # one record writes the unknown height so
LOWEST_MM, TALLEST_MM = 18, 100  # a very low module has 18.75 mm; 21 records say less than 15


def read(fields: Fields, name: str) -> dict[str, Any]:
    """Give the facts of a kit."""
    modules = fields.under("modules")
    registered = fields.text("registered") in REGISTERED_FIELD or bool(REGISTERED_NAME.search(name))
    return {
        "memory_type": fields.text("ram_type", 20),
        "modules": modules.known_whole("quantity", MOST_OF_A_KIND) or 1,
        "module_gib": modules.whole("capacity_gb", MOST_GIB) or 0,
        "speed_mts": fields.whole("speed", HIGHEST_MTS) or 0,
        "cas_latency": fields.known_number("cas_latency", HIGHEST_CAS),
        "so_dimm": "SO-DIMM" in (fields.text("form_factor") or "") or bool(SO_DIMM.search(name)),
        "registered": registered,
        "ecc": registered or fields.text("ecc") == "ECC" or bool(ECC_NAME.search(name)),
        "height_mm": _height(fields),
    }


def _height(fields: Fields) -> float | None:
    if fields.value("height") == UNSTATED_MM:
        return None
    height = fields.known_number("height", LONGEST_MM)
    return height if height is not None and LOWEST_MM <= height <= TALLEST_MM else None
