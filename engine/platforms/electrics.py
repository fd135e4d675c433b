"""Efficiency of power supplies, power peaks of graphics cards, and the circuits in the wall."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from engine.platforms.sources import UNCHECKED

_80_PLUS = f"{UNCHECKED} (80 PLUS levels at 115 V and full load, rounded down)"


class Efficiency(NamedTuple):
    """Share of the power from the wall that a supply with this rating hands on."""

    share: float
    source: str


class Curve(NamedTuple):
    """Efficiency at shares of a supply's rating, from the lowest share that its level says anything about."""

    points: tuple[tuple[float, float], ...]
    source: str

    def at(self, share: float) -> float | None:
        """Give the efficiency at a share of the rating, straight between the points; None outside them."""
        for (left, low), (right, high) in pairwise(self.points):
            if left <= share <= right:
                return low + (high - low) * (share - left) / (right - left)
        return None


class Excursion(NamedTuple):
    """What share of its rating a supply has to bear for a moment."""

    milliseconds: float | None  # None: for how long is not stated
    share: float
    source: str


@dataclass(frozen=True, slots=True)
class Circuit:
    """A household circuit."""

    volts: int
    amps: int
    source: str = UNCHECKED

    @property
    def full_w(self) -> int:
        """What the breaker lets through."""
        return self.volts * self.amps

    @property
    def continuous_w(self) -> float:
        """What may flow for hours: 80 %, the rule of the US electrical code, used everywhere as a margin."""
        return self.full_w * 0.8


@dataclass(frozen=True, slots=True)
class PeakFactor:
    """How many times its board power a card may draw for a moment. Empty conditions hold for every card."""

    factor: float
    source: str
    vendor: str = ""
    capability_from: float | None = None
    capability_below: float | None = None
    chipset_matches: str = ""

    def holds(self, vendor: str | None, chipset: str | None, capability: float | None) -> bool:
        """Tell whether a card meets the conditions."""
        return (
            self.vendor in ("", vendor)
            and (self.capability_from is None or (capability is not None and capability >= self.capability_from))
            and (self.capability_below is None or (capability is not None and capability < self.capability_below))
            and re.search(self.chipset_matches, chipset or "") is not None
        )


PSU_EFFICIENCY = MappingProxyType(
    {
        "80+ Titanium": Efficiency(0.90, _80_PLUS),
        "80+ Platinum": Efficiency(0.89, _80_PLUS),
        "80+ Gold": Efficiency(0.87, _80_PLUS),
        "80+ Silver": Efficiency(0.85, _80_PLUS),
        "80+ Bronze": Efficiency(0.82, _80_PLUS),
        "80+": Efficiency(0.80, _80_PLUS),
        "80+ White": Efficiency(0.80, _80_PLUS),
        "80+ Standard": Efficiency(0.80, _80_PLUS),
    }
)
OTHER_EFFICIENCY = Efficiency(0.80, "design choice: a missing or unlisted rating is taken for the lowest level")

_80_PLUS_CURVE = f"{UNCHECKED} (80 PLUS certification levels, 115 V)"
PSU_CURVES = MappingProxyType(  # rating → the least that the level asks for
    {
        "80+ Titanium": Curve(((0.1, 0.90), (0.2, 0.92), (0.5, 0.94), (1.0, 0.90)), _80_PLUS_CURVE),
        "80+ Platinum": Curve(((0.2, 0.90), (0.5, 0.92), (1.0, 0.89)), _80_PLUS_CURVE),
        "80+ Gold": Curve(((0.2, 0.87), (0.5, 0.90), (1.0, 0.87)), _80_PLUS_CURVE),
        "80+ Silver": Curve(((0.2, 0.85), (0.5, 0.88), (1.0, 0.85)), _80_PLUS_CURVE),
        "80+ Bronze": Curve(((0.2, 0.82), (0.5, 0.85), (1.0, 0.82)), _80_PLUS_CURVE),
        "80+": Curve(((0.2, 0.80), (0.5, 0.80), (1.0, 0.80)), _80_PLUS_CURVE),
        "80+ White": Curve(((0.2, 0.80), (0.5, 0.80), (1.0, 0.80)), _80_PLUS_CURVE),
        "80+ Standard": Curve(((0.2, 0.80), (0.5, 0.80), (1.0, 0.80)), _80_PLUS_CURVE),
    }
)

CIRCUITS = MappingProxyType(
    {
        "US-15A": Circuit(
            120, 15, "Lambda Labs RTX 30xx post (four RTX 3090: 1760 W against 1440 W); NEC 80 % continuous-load rule"
        ),
        "US-20A": Circuit(120, 20, f"NEC 80 % rule; {UNCHECKED}"),
        "US-240V-20A": Circuit(240, 20, f"NEC 80 % rule; {UNCHECKED}"),
        "EU-16A": Circuit(230, 16),
        "UK-13A": Circuit(230, 13),
        "CN-10A": Circuit(220, 10),
        "CN-16A": Circuit(220, 16),
        "JP-15A": Circuit(100, 15),
        "JP-200V-20A": Circuit(200, 20),
    }
)

PEAK_FACTORS = (  # tried from the top
    PeakFactor(
        2.0,
        "Igor's Lab measured 901 W for under 1 ms on a 575 W RTX 5090 (1.57 times) and the PCIe 5.0 CEM lets a card "
        "reach 3 times for 0.1 ms; Intel sizes ATX 2.x units for about 2 times (tweaktown 85717); the round 2.0 is a "
        "design choice",
        vendor="NVIDIA",
        capability_from=8.0,
    ),
    PeakFactor(
        1.5,
        f"{UNCHECKED}; a 2017 build with two such cards ran on a unit that 2.0 would have warned about",
        vendor="NVIDIA",
        capability_below=8.0,
    ),
    PeakFactor(
        2.0,
        f"{UNCHECKED} (RDNA 2 and newer, Intel Arc)",
        chipset_matches=r"RX [679]\d{3}|AI PRO|PRO W[67]|Arc",
    ),
    PeakFactor(1.5, UNCHECKED),
)
PEAK_MS = 1.0  # how long a card's peak lasts at most: Igor's Lab measured 901 W for under 1 ms on a 575 W card
ATX2_ALLOWANCE = 1.1  # design choice: a unit older than ATX 3.0 is allowed 110 % of its rating for one excursion

_ATX_3 = "ATX 3.0 power excursions as told by hothardware"
ATX3_EXCURSIONS = (
    Excursion(0.1, 2.0, _ATX_3),
    Excursion(1.0, 1.8, _ATX_3),
    Excursion(10.0, 1.6, _ATX_3),
    Excursion(100.0, 1.2, _ATX_3),
)
ATX2_EXCURSIONS = (
    Excursion(
        None, ATX2_ALLOWANCE, "design choice: no document says what a unit older than ATX 3.0 bears beyond its rating"
    ),
)


def peak_factor(vendor: str | None, chipset: str | None, capability: float | None) -> float:
    """Give how many times its board power a card may draw for a moment."""
    return next(row.factor for row in PEAK_FACTORS if row.holds(vendor, chipset, capability))
