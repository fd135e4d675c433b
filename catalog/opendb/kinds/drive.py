"""Reads drives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from catalog.opendb.fields import Fields

LARGEST_GB = 10_000_000
M2_SIZE = re.compile(r"M\.2-\d{2}(\d{2,3})")  # M.2-2280: 22 mm wide, 80 mm long
BAYS = {'3.5"': 3.5, '2.5"': 2.5}


def read(fields: Fields, _name: str) -> dict[str, Any]:
    """Give the facts of a drive."""
    form_factor = fields.text("form_factor", 30)
    interface = fields.text("interface", 60)
    attachment = _attachment(form_factor or "", interface or "")
    size = M2_SIZE.match(form_factor or "")
    return {
        "capacity_gb": fields.known_number("capacity", LARGEST_GB),
        "form_factor": form_factor,
        "interface": interface,
        "attachment": attachment,
        "m2_length_mm": int(size[1]) if size else None,
        "m2_sata": attachment == "m2" and "SATA" in (interface or ""),
        "pcie5": attachment == "m2" and "5.0" in (interface or ""),
        "bay_inches": BAYS.get(form_factor or ""),
        "hard_disk": fields.text("storage_type") == "HDD",
        "nvme": fields.flag("nvme") or False,
    }


def _attachment(form_factor: str, interface: str) -> str:
    """Say what the drive is plugged into: m2, sata, sas, u2 or other."""
    if form_factor.startswith("M.2"):
        return "m2"
    if interface.startswith("SATA"):
        return "sata"
    if interface.startswith("SAS"):
        return "sas"
    return "u2" if interface == "U.2" else "other"
