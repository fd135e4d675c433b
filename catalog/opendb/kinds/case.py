"""Reads cases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from catalog.opendb.kinds.quantities import LONGEST_MM, MOST_OF_A_KIND

if TYPE_CHECKING:
    from catalog.opendb.fields import Fields

SUPPLY = re.compile(r"\d ?W|^80\+")  # a wattage, or an efficiency badge, means that a supply is in the box
# "Type-C", "Type C", "C-TYPE", "USB-C", "Type-CUSB 2.0"; and Type-E, the plug inside that only such a port has.
USB_C = re.compile(r"type[\s-]*c|c-type|usb[\s-]?c(?![a-z])|type[\s-]?e\b", re.IGNORECASE)
LARGEST_LITRES = 10_000
CUBIC_MM_PER_LITRE = 1_000_000


def read(fields: Fields, _name: str) -> dict[str, Any]:
    """Give the facts of a case."""
    supply = fields.text("power_supply", 80) or ""
    return {
        "form_factor": fields.text("form_factor", 40),
        "board_form_factors": fields.texts("supported_motherboard_form_factors", 40) or None,
        "psu_form_factors": fields.texts("supported_power_supply_form_factors", 40) or None,
        "back_connect": fields.flag("supports_rear_connecting_motherboard"),
        "brings_supply": bool(SUPPLY.search(supply)),
        "supply_text": supply,
        "side_panel": fields.text("side_panel", 40) or "",
        "front_usb_c": _front_usb_c(fields),
        **_room(fields),
        **_size(fields),
    }


def _front_usb_c(fields: Fields) -> bool | None:
    """Tell by the list of ports or by the older text, which do not always agree: either may lack it."""
    ports = [fields.text("front_panel_usb") or "", *fields.texts("front_usb_ports")]
    told = [port for port in ports if port.strip()]
    return any(USB_C.search(port) for port in told) if told else None


def _room(fields: Fields) -> dict[str, Any]:
    return {
        "max_card_length_mm": fields.known_number("max_video_card_length", LONGEST_MM),
        "max_cooler_height_mm": fields.known_number("max_cpu_cooler_height", LONGEST_MM),
        "max_psu_length_mm": fields.known_number("max_psu_length", LONGEST_MM),
        "expansion_slots": fields.known_whole("expansion_slots", MOST_OF_A_KIND),
        "bays_3_5": fields.whole("internal_3_5_bays", MOST_OF_A_KIND),
        "bays_2_5": fields.whole("internal_2_5_bays", MOST_OF_A_KIND),
    }


def _size(fields: Fields) -> dict[str, Any]:
    """Give outer measures. The text `dimensions` does not say which of its numbers is which, and is not read."""
    outer = fields.under("dimensions_mm")
    width, height, depth = (outer.known_number(name, LONGEST_MM) for name in ("width", "height", "depth"))
    litres = fields.known_number("volume", LARGEST_LITRES)
    if litres is None and width and height and depth:
        litres = round(width * height * depth / CUBIC_MM_PER_LITRE, 1)
    return {"width_mm": width, "height_mm": height, "depth_mm": depth, "volume_l": litres}
