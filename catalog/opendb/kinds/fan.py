"""Reads case fans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalog.opendb.kinds.quantities import LONGEST_MM, MOST_OF_A_KIND

if TYPE_CHECKING:
    from catalog.opendb.fields import Fields

HIGHEST_CFM = 100_000
PLAUSIBLE_CFM = 400  # above it, 9 of 3,366 records, the figure is of another unit or a slip, and counts as unknown
LOUDEST_DB = 200
PLAUSIBLE_DB = 5  # below it, 6 of 2,953 records, the figure is in sone or a slip, and counts as unknown


def read(fields: Fields, _name: str) -> dict[str, Any]:
    """Give the facts of a fan or a pack."""
    airflow = _highest(fields, "airflow", HIGHEST_CFM)
    noise = _highest(fields, "noise_level", LOUDEST_DB)
    return {
        "size_mm": fields.known_whole("size", LONGEST_MM),
        "fans": fields.known_whole("quantity", MOST_OF_A_KIND) or 1,
        "max_airflow_cfm": airflow if airflow is not None and airflow <= PLAUSIBLE_CFM else None,
        "max_noise_db": noise if noise is not None and noise >= PLAUSIBLE_DB else None,
        "pwm": fields.flag("pwm"),
    }


def _highest(fields: Fields, name: str, high: float) -> float | None:
    """Give the upper figure of a range; a single figure stands in `min`."""
    return fields.known_number(f"max_{name}", high) or fields.known_number(f"min_{name}", high)
