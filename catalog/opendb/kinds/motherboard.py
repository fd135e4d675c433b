"""Reads motherboards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalog.opendb.kinds.m2 import sockets
from catalog.opendb.kinds.quantities import MOST_GIB, MOST_OF_A_KIND, memory_limit
from engine.platforms import read_board_socket, read_chipset

if TYPE_CHECKING:
    from catalog.opendb.fields import Fields

OLDER_MEMORY = {"DDR2", "DDR3"}  # boards without an M.2 list have none; and 4 GB is a real limit there
TIB_MEMORY = {"DDR4", "DDR5"}
NARROW_LANES = {8, 4}
LARGEST_QUANTITY = 8  # of one row of PCIe slots; one row of the snapshot says 31
MOST_SATA_PORTS = 16  # one board of the snapshot says 64
MOST_MEMORY_SLOTS = 128


def read(fields: Fields, name: str) -> dict[str, Any]:
    """Give the facts of a motherboard. The generation of its PCIe slots is a default of the source, and is not read."""
    socket, count = read_board_socket(fields.text("socket", 30))
    form_factor = fields.text("form_factor", 30)
    return {
        "socket": socket,
        "socket_count": count,
        "chipset": read_chipset(fields.text("chipset", 40)),
        "form_factor": form_factor,
        "takes_so_dimm": form_factor == "Thin Mini-ITX" or "SO-DIMM" in name,
        "supports_ecc": fields.flag("ecc_support"),
        "bios_flashback": fields.under("bios_features").flag("flashback") or False,
        "back_connect": fields.flag("back_connect_connectors") or False,
        "eps_sockets": _eps_sockets(fields.under("power_connectors")),
        **_memory_and_m2(fields),
        **_slots(fields),
        **_drives(fields.under("storage_devices")),
    }


def _memory_and_m2(fields: Fields) -> dict[str, Any]:
    memory = fields.under("memory")
    memory_type = memory.text("ram_type", 20)
    limit = memory.known_whole("max", MOST_GIB)
    m2 = sockets(fields.rows("m2_slots"))
    return {
        "memory_type": memory_type,
        "memory_slots": memory.known_whole("slots", MOST_MEMORY_SLOTS),
        "max_memory_gib": memory_limit(limit) if memory_type in TIB_MEMORY else limit,
        "m2_sockets": [] if m2 is None and memory_type in OLDER_MEMORY else m2,
    }


def _slots(fields: Fields) -> dict[str, Any]:
    rows = fields.rows("pcie_slots")
    if not rows:
        return {"x16_slots": None, "narrow_slots": None}
    slots = [(row.whole("lanes", MOST_OF_A_KIND), _quantity(row)) for row in rows]
    return {
        "x16_slots": sum(quantity for lanes, quantity in slots if lanes == 16),  # noqa: PLR2004  # x16
        "narrow_slots": sum(quantity for lanes, quantity in slots if lanes in NARROW_LANES),
    }


def _quantity(row: Fields) -> int:
    quantity = row.whole("quantity", MOST_OF_A_KIND) or 0
    return quantity if quantity <= LARGEST_QUANTITY else 0


def _drives(storage: Fields) -> dict[str, Any]:
    ports = sum(storage.whole(name, MOST_OF_A_KIND) or 0 for name in ("sata_6_gb_s", "sata_3_gb_s"))
    return {
        "sata_ports": ports if 0 < ports <= MOST_SATA_PORTS else None,
        "u2_ports": storage.whole("u2", MOST_OF_A_KIND) or 0,
    }


def _eps_sockets(connectors: Fields) -> int | None:
    """Count the 8-pin sockets; 4-pin ones do not count."""
    listed = connectors.texts("cpu_power", 40)
    return sum(entry.strip().startswith("8") for entry in listed) if listed else None
