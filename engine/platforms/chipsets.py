"""Which chipsets take which generation of processors on the same socket.

Only pairs listed here say anything: on the same socket, a pair that is not listed works from the board's first BIOS.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from engine.findings import gettext_noop
from engine.platforms.sources import UNCHECKED


class Support(StrEnum):
    """What stands between a processor and a board with the same socket."""

    NEVER = "unsupported"
    BIOS_UPDATE = "bios_update"


@dataclass(frozen=True, slots=True)
class Row:
    """Chipsets and microarchitectures of one socket that share a verdict. `why` is a sentence to translate."""

    socket: str
    chipsets: frozenset[str]
    microarchitectures: frozenset[str]
    support: Support
    why: str
    source: str = UNCHECKED
    except_name: str = ""  # a processor whose name matches is not meant


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


CHIPSET_SUPPORT = (
    Row(
        "LGA 1151",
        _names("H110 B150 H170 Q150 Q170 Z170 C232 C236 B250 H270 Q250 Q270 Z270"),
        frozenset({"Coffee Lake", "Coffee Lake Refresh"}),
        Support.NEVER,
        gettext_noop("Boards of the 100 and 200 series take only Skylake and Kaby Lake."),
    ),
    Row(
        "LGA 1151",
        _names("H310 B360 B365 H370 Q370 Z370 Z390 C242 C246"),
        frozenset({"Skylake", "Kaby Lake"}),
        Support.NEVER,
        gettext_noop("Boards of the 300 series take only Coffee Lake."),
    ),
    Row(
        "LGA 1151",
        _names("Z370 H310 B360 H370"),
        frozenset({"Coffee Lake Refresh"}),
        Support.BIOS_UPDATE,
        gettext_noop("These boards were launched before the 9th generation of Core processors."),
    ),
    Row(
        "LGA 1200",
        _names("H410 B460"),
        frozenset({"Rocket Lake"}),
        Support.NEVER,
        gettext_noop("These 22 nm chipsets never got support for Rocket Lake."),
    ),
    Row(
        "LGA 1200",
        _names("Z490 H470 Q470"),
        frozenset({"Rocket Lake"}),
        Support.BIOS_UPDATE,
        gettext_noop("Boards of the 400 series were launched with Comet Lake."),
    ),
    Row(
        "AM4",
        _names("B550 A520"),
        frozenset({"Zen", "Zen+", "Excavator"}),
        Support.NEVER,
        gettext_noop("B550 and A520 need Zen 2 or newer."),
    ),
    Row(
        "AM4",
        _names("X570"),
        frozenset({"Zen", "Excavator"}),
        Support.NEVER,
        gettext_noop("X570 needs Zen+ or newer."),
    ),
    Row(
        "AM4",
        _names("A320 B350 X370 B450 X470"),
        frozenset({"Zen 2", "Zen 3"}),
        Support.BIOS_UPDATE,
        gettext_noop("Boards of the 300 and 400 series were launched with Zen or Zen+."),
    ),
    Row(
        "AM5",
        _names("A620 A620A B650 B650E X670 X670E"),
        frozenset({"Zen 5"}),
        Support.BIOS_UPDATE,
        gettext_noop("Boards of the 600 series were launched with Zen 4."),
    ),
    Row(
        "LGA 1700",
        _names("Z690 H670 Q670 B660 H610"),
        frozenset({"Raptor Lake", "Raptor Lake Refresh"}),
        Support.BIOS_UPDATE,
        gettext_noop("Boards of the 600 series were launched with Alder Lake."),
    ),
    Row(
        "LGA 2011-3",
        _names("X99"),
        frozenset({"Broadwell"}),
        Support.BIOS_UPDATE,
        gettext_noop("X99 was launched with Haswell-E."),
    ),
    Row(
        "LGA 2066",
        _names("X299"),
        frozenset({"Cascade Lake"}),
        Support.BIOS_UPDATE,
        gettext_noop("X299 was launched with Skylake-X."),
    ),
    Row(
        "TR4",
        _names("X399"),
        frozenset({"Zen+"}),
        Support.BIOS_UPDATE,
        gettext_noop("X399 was launched with the first generation of Threadripper."),
    ),
    Row(
        "sTR5",
        _names("WRX90"),
        frozenset({"Zen 4", "Zen 5"}),
        Support.NEVER,
        gettext_noop("WRX90 takes only Threadripper PRO; TRX50 takes both."),
        except_name=r"WX\b",
    ),
)


@lru_cache(maxsize=4096)
def chipset_row(socket: str, chipset: str, microarchitecture: str, name: str) -> Row | None:
    """Find what is known against a processor (by microarchitecture and name) on a chipset of the same socket."""
    for row in CHIPSET_SUPPORT:
        fits = row.socket == socket and chipset in row.chipsets and microarchitecture in row.microarchitectures
        if fits and not (row.except_name and re.search(row.except_name, name)):
            return row
    return None
