"""Where a build's watts go, in depth: efficiency, idle, peaks, circuits, heat and money.

It stands on the load model of `engine.power` and changes none of its figures: the rules' figure at the wall is the load
divided by one rounded-down efficiency; the curve here says what the supply's level promises at this very load.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import singledispatch
from typing import TYPE_CHECKING, NamedTuple

from engine import power
from engine.economics.discounting import HOURS_IN_MONTH
from engine.findings import Level
from engine.parts import Board, Build, Card, Cooler, Cpu, Drive, MemoryKit, P, Part, Psu
from engine.platforms import idle
from engine.platforms.electrics import (
    ATX2_EXCURSIONS,
    ATX3_EXCURSIONS,
    CIRCUITS,
    PEAK_FACTORS,
    PEAK_MS,
    PSU_CURVES,
    Circuit,
)
from engine.platforms.idle import Idle

if TYPE_CHECKING:
    from engine.platforms.electrics import Curve

CONTINUOUS_SHARE = 0.8  # a supply should run below four fifths of its rating: docs/models.md, "Power"
BTU_PER_WH = 3.412142
LOW_VOLTS = 200
HOURS_IN_DAY = 24


@dataclass(frozen=True, slots=True)
class Share:
    """What all pieces of a part draw under load and at idle; `part` is a word for what belongs to no part.

    `known` is false where the part draws something that nobody has recorded: it counts 0 W then.
    """

    part: Part | str
    count: int
    load_w: float
    idle_w: tuple[float, float]
    known: bool


@dataclass(frozen=True, slots=True)
class Peak:
    """The short peaks of a card, all pieces of it alike."""

    card: Card
    count: int
    factor: float
    watts: float | None  # of one piece; None: its board power is not recorded
    source: str


class Bearing(NamedTuple):
    """What the supplies bear for so long, against the highest peak of the build."""

    milliseconds: float | None
    share: float
    watts: float
    level: Level | None  # None: the peak lasts less long than that, or more is allowed
    source: str


class OnCircuit(NamedTuple):
    """The machine on one circuit."""

    name: str
    circuit: Circuit
    share: float  # of what flows for hours
    level: Level | None
    too_few_volts: bool  # for a supply that works at 230 V only
    chosen: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """What a power limit does: bounds for the speed of the limited card. At best it stays as it was."""

    card: Card
    count: int
    board_power_w: int | None
    limited_w: int | None

    @property
    def speed_at_worst(self) -> float | None:
        """The speed in proportion to the power; None where the board power is not recorded."""
        if self.board_power_w is None or self.limited_w is None:
            return None
        return self.limited_w / self.board_power_w


@dataclass(frozen=True, slots=True)
class Money:
    """What the machine under load costs at a tariff, in the tariff's currency."""

    per_kwh: float
    hours_a_day: float
    wall_w: float

    @property
    def an_hour(self) -> float:
        """Cost of an hour of work."""
        return self.wall_w / 1000 * self.per_kwh

    @property
    def a_day(self) -> float:
        """Cost of a day with so many hours of work; idle hours are not counted."""
        return self.an_hour * self.hours_a_day

    @property
    def a_month(self) -> float:
        """Cost of an average month of such days."""
        return self.a_day * HOURS_IN_MONTH / HOURS_IN_DAY

    @property
    def kwh_a_month(self) -> float:
        """Energy of an average month of such days."""
        return self.wall_w / 1000 * self.hours_a_day * HOURS_IN_MONTH / HOURS_IN_DAY


@dataclass(frozen=True, slots=True)
class Electricity:
    """All that is known of a build's power. Watts; None where a fact is missing."""

    shares: tuple[Share, ...]
    load_w: float
    idle_w: tuple[float, float]
    rated_w: int | None  # None: a supply's rating is not recorded, or there is no supply
    supply: Psu | None  # the first one, whose level counts
    supplies: int
    efficiency: float | None  # the single figure of the rules; None without a supply
    curve: Curve | None  # None: the supply has no level, or one that is not in the table
    wall_w: float | None  # as the rules count it
    peaks: tuple[Peak, ...]
    peak_w: float  # of the whole build, one card at a time
    atx3: bool | None  # all supplies are; None without one
    bearings: tuple[Bearing, ...]
    circuits: tuple[OnCircuit, ...]
    limits: tuple[Limit, ...]

    @property
    def load_share(self) -> float | None:
        """The load as a share of the rating."""
        return self.load_w / self.rated_w if self.rated_w else None

    @property
    def load_level(self) -> Level | None:
        """What the rules say of that share."""
        if self.load_share is None or self.load_share <= CONTINUOUS_SHARE:
            return None
        return Level.PROBLEM if self.load_share > 1 else Level.WARNING

    @property
    def curve_efficiency(self) -> float | None:
        """What the supply's level promises at this load; None where it says nothing."""
        return self.curve.at(self.load_share) if self.curve and self.load_share is not None else None

    @property
    def curve_wall_w(self) -> float | None:
        """What comes out of the wall by the curve."""
        return self.load_w / self.curve_efficiency if self.curve_efficiency else None

    @property
    def btu_per_hour(self) -> float | None:
        """Heat into the room: all that is drawn from the wall."""
        return None if self.wall_w is None else self.wall_w * BTU_PER_WH

    def costs(self, per_kwh: float | None, hours_a_day: float) -> Money | None:
        """Give what it costs at a tariff; None without a supply or without a tariff."""
        return None if self.wall_w is None or per_kwh is None else Money(per_kwh, hours_a_day, self.wall_w)


def electricity(build: Build, circuit: str) -> Electricity:
    """Work out a build's power. Limits are those of its cards; `limited` sets one."""
    supplies = build.every(Psu)
    supply = build.first(Psu)
    wall = power.wall_w(build)
    shares = _shares(build)
    peak = power.peak_w(build)
    return Electricity(
        shares=shares,
        load_w=power.load_w(build),
        idle_w=(sum(share.idle_w[0] for share in shares), sum(share.idle_w[1] for share in shares)),
        rated_w=power.rated_w(build) or None,
        supply=supply,
        supplies=len(supplies),
        efficiency=power.efficiency(supply) if supply else None,
        curve=PSU_CURVES.get(supply.efficiency_rating or "") if supply else None,
        wall_w=wall,
        peaks=tuple(_peak(card, count) for card, count in _counted(build, Card)),
        peak_w=peak,
        atx3=all(each.atx3 for each in supplies) if supplies else None,
        bearings=_bearings(supplies, peak) if build.first(Card) else (),
        circuits=tuple(_on_circuit(name, wall, supplies, chosen=name == circuit) for name in CIRCUITS),
        limits=tuple(
            Limit(card, count, card.board_power_w, card.limited_w)
            for card, count in _counted(build, Card)
            if card.power_limit_w is not None
        ),
    )


def limited(build: Build, watts: int | None) -> Build:
    """Set a power limit on every card: never above one that is there already. Pieces of one part stay one object."""
    if watts is None:
        return build
    cards = {
        id(card): replace(card, power_limit_w=min(watts, card.power_limit_w or watts)) for card in build.every(Card)
    }
    return Build(tuple(cards.get(id(part), part) for part in build))


def _counted(build: Build, kind: type[P]) -> list[tuple[P, int]]:
    """Count the pieces of each part of a kind, in the build's order."""
    counts: dict[int, tuple[P, int]] = {}
    for part in build.every(kind):
        counts[id(part)] = (part, counts.get(id(part), (part, 0))[1] + 1)
    return list(counts.values())


def _shares(build: Build) -> tuple[Share, ...]:
    shares = []
    for part, count in _counted(build, Part):
        load, (low, high, _source) = power.part_w(part), idle_of(part)
        if not load and not high:
            continue
        known = bool(load)
        most = min(high, load) if known else high
        shares.append(Share(part, count, load * count, (min(low, most) * count, most * count), known))
    rest = idle.REST
    return (*shares, Share(power.REST, 1, power.REST_W, (rest.low, rest.high), known=True))


@singledispatch
def idle_of(part: Part) -> Idle:  # noqa: ARG001  # what is registered below reads it
    """Give what one piece of a part draws at idle: nothing for cases, fans and supplies."""
    return Idle(0, 0)


@idle_of.register
def _cpu(cpu: Cpu) -> Idle:
    return idle.WORKSTATION_CPU if cpu.socket in idle.WORKSTATION_SOCKETS else idle.CPU


@idle_of.register
def _card(card: Card) -> Idle:  # noqa: ARG001  # every card
    return idle.CARD


@idle_of.register
def _board(board: Board) -> Idle:
    return idle.LARGE_BOARD if power.part_w(board) == power.LARGE_BOARD_W else idle.BOARD


@idle_of.register
def _kit(kit: MemoryKit) -> Idle:
    return Idle(idle.MODULE.low * kit.modules, idle.MODULE.high * kit.modules, idle.MODULE.source)


@idle_of.register
def _drive(drive: Drive) -> Idle:
    if drive.hard_disk:
        return idle.HARD_DISK
    return idle.NVME if drive.nvme else idle.OTHER_DRIVE


@idle_of.register
def _cooler(cooler: Cooler) -> Idle:
    return idle.PUMP_AND_FANS if cooler.water_cooled else idle.COOLER_FAN


def _peak(card: Card, count: int) -> Peak:
    row = next(row for row in PEAK_FACTORS if row.holds(card.vendor, card.chipset, card.compute_capability))
    return Peak(card, count, row.factor, None if card.limited_w is None else card.limited_w * row.factor, row.source)


def _bearings(supplies: tuple[Psu, ...], peak: float) -> tuple[Bearing, ...]:
    """Hold the peak against what the supplies bear; one that is not ATX 3 makes all count as older."""
    rated = sum(supply.rated_w or 0 for supply in supplies)
    if not rated:
        return ()
    rows = ATX3_EXCURSIONS if all(supply.atx3 for supply in supplies) else ATX2_EXCURSIONS
    return tuple(
        Bearing(
            row.milliseconds,
            row.share,
            row.share * rated,
            _borne(peak, row.share * rated, row.milliseconds),
            row.source,
        )
        for row in rows
    )


def _borne(peak: float, allowed: float, milliseconds: float | None) -> Level | None:
    lasts = milliseconds is None or milliseconds <= PEAK_MS
    return Level.WARNING if lasts and peak > allowed else None


def _on_circuit(name: str, wall: float | None, supplies: tuple[Psu, ...], *, chosen: bool) -> OnCircuit:
    circuit = CIRCUITS[name]
    few = circuit.volts < LOW_VOLTS and any(supply.only_230v for supply in supplies)
    drawn = wall or 0
    level = None
    if few or drawn > circuit.full_w:
        level = Level.PROBLEM
    elif drawn > circuit.continuous_w:
        level = Level.WARNING
    return OnCircuit(name, circuit, drawn / circuit.continuous_w, level, few, chosen)
