"""Reads power supplies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from catalog.opendb.kinds.quantities import HIGHEST_WATTS, LONGEST_MM, MOST_OF_A_KIND

if TYPE_CHECKING:
    from catalog.opendb.fields import Fields

# "ATX 350W" is a wattage, hence no two digits may follow; "Gen 5" not "Gen 50".
ATX3_NAME = re.compile(r"ATX ?3(?!\d\d)|PCI-?e ?5|Gen ?5(?!\d)", re.IGNORECASE)
ONLY_230V_NAME = re.compile(r"230 ?V")


def read(fields: Fields, name: str) -> dict[str, Any]:
    """Give the facts of a power supply. Whether 0 leads is real or a gap is for the rules to say."""
    connectors = fields.under("connectors")
    sixteen = connectors.whole("pcie_12vhpwr", MOST_OF_A_KIND) or 0
    return {
        "rated_w": fields.known_whole("wattage", HIGHEST_WATTS),
        "form_factor": fields.text("form_factor", 30),
        "length_mm": fields.known_number("length", LONGEST_MM),
        "efficiency_rating": fields.text("efficiency_rating", 30),
        "modular": fields.text("modular", 20),
        "leads_16pin": sixteen,
        "leads_8pin": connectors.whole("pcie_6_plus_2_pin", MOST_OF_A_KIND) or 0,
        "eps_leads": connectors.whole("eps_8_pin", MOST_OF_A_KIND) or 0,
        "sata_plugs": connectors.whole("sata", MOST_OF_A_KIND) or 0,
        "atx3": sixteen > 0 or bool(ATX3_NAME.search(name)),
        "only_230v": bool(ONLY_230V_NAME.search(name)),
    }
