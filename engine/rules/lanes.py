"""PCI Express slots and lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.facts import need
from engine.findings import Finding, Together, note, problem, warning
from engine.findings import gettext_noop as _
from engine.lanes import FULL_LANES, HALF_LANES, lanes_of
from engine.platforms.lanes import pcie_generation
from engine.registry import About, rule
from engine.rules.sources import PART_DATA, PART_DATA_AND_UNCHECKED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Board, Card, Cpu

Cards = tuple["Card", ...]
Cpus = tuple["Cpu", ...]

LANES_TABLE = _("Table of lanes by socket, general knowledge, unchecked.")
LANE_FIELDS = "cpu.socket cpu.name cpu.card_lanes"
GENERATION_FIELDS = "card.bus_generation card.bus_lanes cpu.socket cpu.microarchitecture cpu.name board.chipset"
OLD_GENERATION = 3


@rule(
    "PCIE_SLOTS",
    "problem",
    About(
        _(
            "The number of cards is the first thing that people plan and the board's slots the first thing that stops "
            "them."
        ),
        PART_DATA,
        unknown=_("when the board's list of slots is not recorded."),
    ),
    fields="board.x16_slots board.narrow_slots",
    mends="board",
)
def slots(board: Board, cards: Cards) -> Iterator[Finding]:
    """The motherboard has a PCI Express slot of x4 or more for every graphics card.

    Slots of x2 and x1 do not count. It silences PCIE_NARROW_SLOT, and so does its unknown.
    """
    has = need(board, "x16_slots") + (board.narrow_slots or 0)
    if len(cards) > has:
        yield problem(
            _("%(cards)s: %(count)s graphics cards, but %(board)s has %(has)s PCI Express slots of x4 or more."),
            _("Choose fewer cards with more memory each, or a board with %(count)s such slots."),
            cards=Together(cards),
            board=board,
            count=len(cards),
            has=has,
        )


@rule(
    "PCIE_NARROW_SLOT",
    "warning",
    About(
        _("A card in an x4 slot loads models and exchanges gradients at a quarter of the rate."),
        PART_DATA,
        silent=_("when the board's list of slots is not recorded, or the slots do not suffice anyway."),
    ),
    fields="board.x16_slots board.narrow_slots",
    mends="board",
)
def narrow(board: Board, cards: Cards) -> Iterator[Finding]:
    """Every graphics card has a slot with sixteen lanes."""
    if board.x16_slots is None:
        return
    if board.x16_slots < len(cards) <= board.x16_slots + (board.narrow_slots or 0):
        yield warning(
            _(
                "%(cards)s: %(count)s graphics cards, but only %(has)s slots of %(board)s are x16; the others have 8 "
                "or 4."
            ),
            _("Choose a board with %(count)s slots of x16, or put the slowest card into the narrow slot."),
            cards=Together(cards),
            board=board,
            count=len(cards),
            has=board.x16_slots,
        )


@rule(
    "PCIE_LANES",
    "warning",
    About(
        _(
            "Training on several cards exchanges gradients over these lanes; below eight each, cards wait for one "
            "another."
        ),
        LANES_TABLE,
        unknown=_("when nobody says how many lanes the processor has."),
    ),
    fields=LANE_FIELDS,
    mends="cpu",
)
def lanes(cpus: Cpus, board: Board, cards: Cards) -> Iterator[Finding]:  # noqa: ARG001  # board: a condition
    """The processors have eight lanes for every graphics card.

    It silences PCIE_X8X8.
    """
    has = lanes_of(cpus)
    if has is None:
        has = need(cpus[0], "card_lanes")
    if HALF_LANES * len(cards) > has:
        yield warning(
            _("%(cards)s: %(count)s graphics cards share the %(lanes)s lanes of %(cpu)s, less than 8 each."),
            _("Choose a workstation processor (Threadripper, EPYC, Xeon W), or fewer cards with more memory each."),
            cards=Together(cards),
            cpu=cpus[0],
            count=len(cards),
            lanes=has,
        )


@rule(
    "PCIE_X8X8",
    "note",
    About(
        _("Eight lanes each cost a few percent where cards exchange gradients, and nothing where each works alone."),
        LANES_TABLE,
        silent=_("when the number of lanes is not known, or is too small even for eight each."),
    ),
    fields=LANE_FIELDS,
    mends="cpu",
)
def halved(cpus: Cpus, board: Board, cards: Cards) -> Iterator[Finding]:  # noqa: ARG001  # board: as above
    """The processors have sixteen lanes for every one of several graphics cards."""
    has = lanes_of(cpus)
    if len(cards) > 1 and has is not None and HALF_LANES * len(cards) <= has < FULL_LANES * len(cards):
        yield note(
            _(
                "%(cards)s: %(count)s graphics cards share the %(lanes)s lanes of %(cpu)s, so that some get 8 "
                "instead of 16."
            ),
            _("Fine for most training; look in the board's manual which slots share lanes."),
            cards=Together(cards),
            cpu=cpus[0],
            count=len(cards),
            lanes=has,
        )


class Slower(NamedTuple):
    """A card for a newer generation of PCI Express than its slot has."""

    card: Card
    platform: int  # generation of the slots
    few_lanes: bool  # on an old platform, and the card has eight lanes or less


def slower(cpu: Cpu, board: Board, cards: Cards) -> Slower | None:
    """Find the first card that is made for a newer generation than the processor gives its slot on this board."""
    platform = pcie_generation(cpu.socket, cpu.microarchitecture, board.chipset, name=cpu.name)
    for card in cards:
        if card.bus_generation is not None and card.bus_generation > platform:
            few = card.bus_lanes is not None and card.bus_lanes <= HALF_LANES and platform <= OLD_GENERATION
            return Slower(card, platform, few)
    return None


@rule(
    "PCIE_GEN",
    "note",
    About(
        _("It slows the loading of models and the exchange of gradients, not the work on one card."),
        PART_DATA_AND_UNCHECKED,
        silent=_("when a card's generation is not recorded."),
    ),
    fields=GENERATION_FIELDS,
    mends="board",
)
def generation(cpu: Cpu, board: Board, cards: Cards) -> Iterator[Finding]:
    """Graphics cards sit in slots of their generation of PCI Express.

    The first card for a newer generation counts. PCIE_X8_OLD_GEN speaks instead where it has eight lanes or less on a
    platform of generation 3 or older.
    """
    found = slower(cpu, board, cards)
    if found and not found.few_lanes:
        yield note(
            _("%(card)s is made for PCI Express %(has)s.0, but %(cpu)s on %(board)s gives it %(platform)s.0."),
            _("It works, at a lower rate to and from the card."),
            card=found.card,
            cpu=cpu,
            board=board,
            has=found.card.bus_generation,
            platform=found.platform,
        )


@rule(
    "PCIE_X8_OLD_GEN",
    "warning",
    About(
        _("Cards with eight lanes rely on a new generation: on an old one, models that do not quite fit crawl."),
        PART_DATA_AND_UNCHECKED,
        silent=_("when a card's generation or lanes are not recorded."),
    ),
    fields=GENERATION_FIELDS,
    mends="card board",
)
def few_lanes(cpu: Cpu, board: Board, cards: Cards) -> Iterator[Finding]:
    """No graphics card with eight lanes or less sits on a platform with PCI Express 3.0 or older."""
    found = slower(cpu, board, cards)
    if found and found.few_lanes:
        yield warning(
            _(
                "%(card)s has only %(lanes)s lanes and is made for PCI Express %(has)s.0, but %(cpu)s on %(board)s "
                "gives "
                "it %(platform)s.0."
            ),
            _("Choose a card with sixteen lanes, or a newer platform."),
            card=found.card,
            cpu=cpu,
            board=board,
            lanes=found.card.bus_lanes,
            has=found.card.bus_generation,
            platform=found.platform,
        )
