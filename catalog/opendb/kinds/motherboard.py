"""Reads motherboards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from catalog.opendb.kinds.m2 import sockets
from catalog.opendb.kinds.quantities import MOST_GIB, MOST_OF_A_KIND, memory_limit
from engine.platforms import read_board_socket, read_chipset

if TYPE_CHECKING:
    from catalog.opendb.fields import Fields

# Boards without an M.2 list have none, nor a header for USB-C, which came later; and 4 GB is a real limit there.
OLDER_MEMORY = {"DDR2", "DDR3"}
TIB_MEMORY = {"DDR4", "DDR5"}
NARROW_LANES = {8, 4}
LARGEST_QUANTITY = 8  # of one row of PCIe slots; one row of the snapshot says 31
MOST_SATA_PORTS = 16  # one board of the snapshot says 64
MOST_MEMORY_SLOTS = 128
FAST_USB = ("usb_3_2_gen_2", "usb_3_2_gen_2x2")  # their headers have no other plug than the one for USB-C
MOST_USB_C = 2  # what says more, 24 records, counts the ports at the back too
SPEED = re.compile(r"(\d{1,3}(?:\.\d)?) ([MG])b/s")
CONTROLLERS = {  # what a network chip can do at most, where records claim more (3 ports)
    re.compile(r"I21\d|8111|8118"): 1000,
    re.compile(r"I22[56]|8125"): 2500,
}


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
        "fan_headers": _fan_headers(fields.under("fan_headers")),
        "ethernet_mbps": max(filter(None, map(_ethernet, fields.rows("onboard_ethernet"))), default=None),
        **_by_memory(fields),
        **_slots(fields),
        **_drives(fields.under("storage_devices")),
    }


def _by_memory(fields: Fields) -> dict[str, Any]:
    memory = fields.under("memory")
    memory_type = memory.text("ram_type", 20)
    limit = memory.known_whole("max", MOST_GIB)
    m2 = sockets(fields.rows("m2_slots"))
    usb_c = _usb_c_headers(fields.under("usb_headers"))
    return {
        "memory_type": memory_type,
        "memory_slots": memory.known_whole("slots", MOST_MEMORY_SLOTS),
        "max_memory_gib": memory_limit(limit) if memory_type in TIB_MEMORY else limit,
        "m2_sockets": [] if m2 is None and memory_type in OLDER_MEMORY else m2,
        "usb_c_headers": 0 if usb_c is None and memory_type in OLDER_MEMORY else usb_c,
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


def _fan_headers(headers: Fields) -> int | None:
    """Count the headers for case fans and pumps, which drive fans too. The CPU's own are taken by its cooler."""
    case = headers.known_whole("case_fan", MOST_OF_A_KIND)
    return None if case is None else case + (headers.whole("pump", MOST_OF_A_KIND) or 0)


def _usb_c_headers(headers: Fields) -> int | None:
    """Count the headers for USB-C at the front: those of 10 and 20 Gb/s. What is named USB 4 is for an add-in card.

    A header of 5 Gb/s may be one as well, but the first of them is the wide one for two USB-A ports.
    """
    fast = [headers.whole(name, MOST_OF_A_KIND) for name in FAST_USB]
    found = sum(count or 0 for count in fast)
    if found:
        return found if found <= MOST_USB_C else None
    slow, slowest = (headers.whole(name, MOST_OF_A_KIND) or 0 for name in ("usb_3_2_gen_1", "usb_2_0"))
    stated = fast != [None, None] and (slow or slowest)
    return 0 if stated and slow <= 1 else None


def _ethernet(port: Fields) -> int | None:
    """Give the Mbit/s of a port; not more than its chip can do."""
    speed = SPEED.fullmatch(port.text("speed", 40) or "")
    if speed is None:
        return None
    stated = round(float(speed[1]) * (1000 if speed[2] == "G" else 1))
    controller = port.text("controller") or ""
    return min([stated, *(most for chip, most in CONTROLLERS.items() if chip.search(controller))])
