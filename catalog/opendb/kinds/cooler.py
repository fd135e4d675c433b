"""Reads CPU coolers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalog.opendb.kinds.quantities import LONGEST_MM
from engine.platforms import read_cooler_sockets

if TYPE_CHECKING:
    from catalog.opendb.fields import Fields

LOUDEST_DB = 200


def read(fields: Fields, _name: str) -> dict[str, Any]:
    """Give the facts of a cooler. Its sockets are as listed: what else its bracket fits is added by the rules."""
    water_cooled = fields.flag("water_cooled") or False
    sockets = read_cooler_sockets(fields.texts("cpu_sockets", 30))
    height = fields.known_number("height", LONGEST_MM)
    radiator = fields.known_whole("radiator_size", LONGEST_MM)
    return {
        "sockets": list(sockets) if sockets else None,
        "water_cooled": water_cooled,
        "height_mm": None if water_cooled else height,  # of a liquid cooler it is sometimes the radiator's
        "radiator_mm": radiator if water_cooled else None,
        "max_noise_db": fields.known_number("max_noise_level", LOUDEST_DB)
        or fields.known_number("min_noise_level", LOUDEST_DB),  # a single figure stands in `min`
    }
