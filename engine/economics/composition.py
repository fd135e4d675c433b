"""What the cost of either way is made of, in money of today; the pieces add up to the present worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.economics.buying import Box
from engine.economics.discounting import Timeline
from engine.economics.renting import Lease
from engine.findings import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.economics.scenario import Buying, Renting, Scenario

HARDWARE = gettext_noop("Hardware, tax and shipping")
ELECTRICITY = gettext_noop("Electricity")
REPAIRS = gettext_noop("Repairs")
TIME = gettext_noop("Your time")
OTHER = gettext_noop("Other costs")
RESALE = gettext_noop("Less resale")
HOURS = gettext_noop("Hours")
STORAGE = gettext_noop("Storage")
TRAFFIC = gettext_noop("Traffic")
FEES = gettext_noop("Fees")


@dataclass(frozen=True, slots=True)
class Piece:
    """One reason for a cost. Resale is negative."""

    name: str
    worth: float


@dataclass(frozen=True, slots=True)
class Composition:
    """Both ways in pieces; those of which there is nothing are left out."""

    buy: tuple[Piece, ...]
    rent: tuple[Piece, ...]


def composition(scenario: Scenario) -> Composition:
    """Take one reason after the other away; what the cost falls by is its piece, and what is left is the first one.

    Of rent, what is met by credit shows as less of what is left: the hours.
    """
    timeline = Timeline(scenario.discount_rate_annual, scenario.horizon_months)
    buy = tuple(_buying(scenario, timeline))
    rent = tuple(_renting(scenario, timeline))
    return Composition(tuple(filter(_counts, buy)), tuple(filter(_counts, rent)))


def _counts(piece: Piece) -> bool:
    return piece.worth != 0


def _buying(scenario: Scenario, timeline: Timeline) -> Iterator[Piece]:
    buy, hours = scenario.buy, scenario.hours_per_month
    box = Box(buy, timeline)
    steps: list[tuple[str, Buying]] = []
    for name, gone in (
        (ELECTRICITY, {"load_watts": 0.0, "idle_watts": 0.0}),
        (REPAIRS, {"annual_failure_rate": 0.0}),
        (TIME, {"hour_value": 0.0}),
        (OTHER, {"other_monthly": 0.0}),
    ):
        buy = replace(buy, **gone)  # type: ignore[arg-type]  # numbers by the names of its fields
        steps.append((name, buy))
    worth = box.npv_without_resale(hours)
    pieces = []
    for name, left in steps:
        rest = Box(left, timeline).npv_without_resale(hours)
        pieces.append(Piece(name, worth - rest))
        worth = rest
    yield Piece(HARDWARE, worth)
    yield from pieces
    yield Piece(RESALE, -box.resale_worth(timeline.months))


def _renting(scenario: Scenario, timeline: Timeline) -> Iterator[Piece]:
    rent, hours = scenario.rent, scenario.hours_per_month
    steps: list[tuple[str, Renting]] = []
    for name, gone in (
        (TIME, {"hour_value": 0.0}),
        (FEES, {"monthly_fee": 0.0}),
        (TRAFFIC, {"egress_gb_per_month": 0.0}),
        (STORAGE, {"storage_gb": 0.0}),
    ):
        rent = replace(rent, **gone)  # type: ignore[arg-type]  # numbers by the names of its fields
        steps.append((name, rent))
    worth = Lease(scenario.rent, timeline).npv(hours)
    pieces = []
    for name, left in steps:
        rest = Lease(left, timeline).npv(hours)
        pieces.append(Piece(name, worth - rest))
        worth = rest
    yield Piece(HOURS, worth)
    yield from reversed(pieces)
