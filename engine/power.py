"""What a build draws: from its power supplies, for a moment, and from the wall.

One model feeds every rule and page that speaks of power. It is a design choice, not a measurement: docs/models.md,
"Power". Watts; nothing is rounded here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING

from engine.findings import Word, gettext_noop
from engine.parts import Board, Card, Cooler, Cpu, Drive, MemoryKit, Part, Psu
from engine.platforms.electrics import OTHER_EFFICIENCY, PSU_EFFICIENCY, peak_factor
from engine.platforms.power_limits import lowest_speed

if TYPE_CHECKING:
    from engine.parts import Build

LARGE_BOARDS = {"EATX", "SSI EEB", "SSI CEB", "XL ATX"}
LARGE_BOARD_SLOTS = 8  # as many memory slots make any board a large one
LARGE_BOARD_W = 80
BOARD_W = 50
MODULE_W = 5
HARD_DISK_W = 10
NVME_W = 8
OTHER_DRIVE_W = 4
PUMP_AND_FANS_W = 15
COOLER_FAN_W = 5
REST_W = 15
# What the load is made of, as a rule names the fields that it reads.
LOAD_FIELDS = (
    "cpu.package_power_w cpu.tdp_w card.board_power_w card.power_limit_w board.form_factor board.memory_slots "
    "kit.modules drive.hard_disk drive.nvme cooler.water_cooled"
)
REST = Word(gettext_noop("case fans, USB and the rest"))


@dataclass(frozen=True, slots=True)
class Load:
    """The estimated load, in watts of direct current, and what it is made of.

    A share is what all pieces of one part draw together, in the build's order; parts that draw nothing are left out.
    The last one is a Word: fans, USB and the rest, which are there even in an empty build.
    """

    total_w: float
    shares: tuple[tuple[Part | Word, float], ...]


@singledispatch
def part_w(part: Part) -> float:  # noqa: ARG001  # what is registered below reads it
    """Give what one piece of a part draws: 0 for cases, fans and supplies, and where its power is not recorded."""
    return 0


@part_w.register
def _cpu_w(cpu: Cpu) -> float:
    return cpu.package_power_w or cpu.tdp_w or 0


@part_w.register
def _card_w(card: Card) -> float:
    return card.limited_w or 0


@part_w.register
def _board_w(board: Board) -> float:
    large = board.form_factor in LARGE_BOARDS or (board.memory_slots or 0) >= LARGE_BOARD_SLOTS
    return LARGE_BOARD_W if large else BOARD_W


@part_w.register
def _kit_w(kit: MemoryKit) -> float:
    return MODULE_W * kit.modules


@part_w.register
def _drive_w(drive: Drive) -> float:
    if drive.hard_disk:
        return HARD_DISK_W
    return NVME_W if drive.nvme else OTHER_DRIVE_W


@part_w.register
def _cooler_w(cooler: Cooler) -> float:
    return PUMP_AND_FANS_W if cooler.water_cooled else COOLER_FAN_W


def load_w(build: Build) -> float:
    """Give the estimated load alone; `load` says what it is made of."""
    return REST_W + parts_w(build)


def parts_w(build: Build) -> float:
    """Give what the parts draw, without fans, USB and the rest."""
    if build.settled is None:
        return sum(map(part_w, build.parts))
    start, end, watts = build.settled
    return watts + sum(map(part_w, build.parts[start:end]))


def load(build: Build) -> Load:
    """Estimate the load of a build, with or without a power supply."""
    shares: dict[int, tuple[Part | Word, float]] = {}
    for part in build:
        _, before = shares.get(id(part), (part, 0))  # pieces of one part are the same object; equal parts may not be
        shares[id(part)] = (part, before + part_w(part))
    drawing = [share for share in shares.values() if share[1]]
    return Load(load_w(build), (*drawing, (REST, REST_W)))


def rated_w(build: Build) -> int | None:
    """Give the rating of all supplies together; None when one of them has no rating. 0 without a supply."""
    ratings = [supply.rated_w for supply in build.every(Psu)]
    return None if None in ratings else sum(rating or 0 for rating in ratings)


def efficiency(supply: Psu | None) -> float:
    """Give the share of the wall's power that a supply hands on, by its 80 PLUS rating."""
    rating = supply.efficiency_rating if supply else None
    return PSU_EFFICIENCY.get(rating or "", OTHER_EFFICIENCY).share


def wall_w(build: Build) -> float | None:
    """Give what the load takes out of the wall, by the first supply's efficiency; None without a supply."""
    supply = build.first(Psu)
    return load_w(build) / efficiency(supply) if supply else None


def peak_w(build: Build) -> float:
    """Give the highest draw for a moment: the load, and the largest excursion of any one card above its board power."""
    return load_w(build) + max(map(excursion_w, build.every(Card)), default=0)


def excursion_w(card: Card) -> float:
    """Give how far a card's short peaks reach above what it draws under load."""
    return _card_w(card) * (peak_factor(card.vendor, card.chipset, card.compute_capability) - 1)


def speed_range(card: Card) -> tuple[float, float]:
    """Give the share of its full speed at which a card runs under its power limit: at worst, and at best.

    (1, 1) without a limit. Work that waits for memory may lose nothing; how the worst is reckoned:
    engine/platforms/power_limits.py.
    """
    if card.limited_w is None or not card.board_power_w or card.limited_w == card.board_power_w:
        return 1.0, 1.0
    return lowest_speed(card.limited_w / card.board_power_w), 1.0
