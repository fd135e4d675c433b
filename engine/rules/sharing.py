"""Lanes that a board gives to one thing or the other. No open data holds its map; its manual does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.facts import need
from engine.findings import Finding, Together, note, warning
from engine.findings import gettext_noop as _
from engine.lanes import lanes_of
from engine.platforms.lanes import pcie_generation
from engine.registry import About, rule
from engine.rules.lanes import LANE_FIELDS
from engine.rules.sources import UNCHECKED
from engine.rules.storage import attached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Board, Card, Context, Cpu, Drive

Cards = tuple["Card", ...]
Cpus = tuple["Cpu", ...]
Drives = tuple["Drive", ...]

LANE_MAP = _("github.com/DtotheK/motherboardcentral_com/issues/63: no open data records which sockets share lanes.")
SEVERAL = 2
FEW_LANES, MANY_LANES = 16, 28  # desktop processors: with more, nothing has to share
HALF_LANES = 8
ONLY_CARD_LANES_GEN5 = "LGA 1700"  # its other lanes are of generation 4: general knowledge, unchecked
PORTS_PER_DRIVE = 2  # that one M.2 socket switches off at most: general knowledge, unchecked


def shares_lanes(cpus: Cpus) -> bool:
    """Tell whether the processors have so few lanes that boards split them among slots and sockets."""
    lanes = lanes_of(cpus)
    return lanes is not None and FEW_LANES <= lanes <= MANY_LANES


@rule(
    "M2_GPU_LANES",
    "warning",
    About(
        _("On some boards an M.2 drive in the wrong socket halves the lanes of the card, and nothing says so."),
        LANE_MAP,
        unknown=_(
            "when a desktop processor of 16 to 28 lanes feeds a card and either two NVMe drives in M.2 sockets or one "
            "on a board for LGA 1700 with a PCI Express 5.0 socket, until someone says what the manual does."
        ),
        silent=_(
            "for a single drive elsewhere: boards have a socket that shares nothing; and when lanes are not known."
        ),
        outline=True,
    ),
    fields=(f"board.m2_takes_card_lanes board.m2_sockets board.socket drive.attachment drive.m2_sata {LANE_FIELDS}"),
    mends="board",
)
def drive_takes_lanes(board: Board, cpus: Cpus, drives: Drives, cards: Cards) -> Iterator[Finding]:
    """No M.2 drive takes lanes away from a graphics card.

    Drives that speak SATA take no lanes. A processor for LGA 1700 has no lanes of generation 5 but those of the card.
    """
    fast = tuple([drive for drive in attached(drives, "m2") if not drive.m2_sata])
    if not fast or not shares_lanes(cpus):
        return
    if board.m2_takes_card_lanes is None and len(fast) < SEVERAL and not _splits_card_lanes(board):
        return
    if need(board, "m2_takes_card_lanes"):
        yield warning(
            _("%(drives)s: in a socket of %(board)s that shares lanes, %(card)s gets 8 lanes instead of 16."),
            _("Put the drive into a socket that hangs off the chipset; the table of lanes in the manual names them."),
            drives=Together(fast),
            board=board,
            card=cards[0],
        )


def _splits_card_lanes(board: Board) -> bool:
    return board.socket == ONLY_CARD_LANES_GEN5 and any(socket.pcie5 for socket in board.m2_sockets or ())


@rule(
    "M2_SATA_SHARING",
    "warning",
    About(
        _("A disk with the datasets that vanishes when an M.2 drive goes in is looked for in the wrong place."),
        LANE_MAP,
        unknown=_("when M.2 and SATA drives together may need more ports than are left, until someone says it."),
        outline=True,
    ),
    fields="board.m2_takes_sata_ports board.sata_ports drive.attachment",
    mends="board drive",
)
def drive_takes_ports(board: Board, drives: Drives) -> Iterator[Finding]:
    """No M.2 drive switches off a SATA port that is needed.

    Each M.2 drive is taken to switch off two ports; where enough are left even so, nothing is asked.
    """
    short, disks = attached(drives, "m2"), attached(drives, "sata")
    if not short or not disks:
        return
    needed = len(disks) + PORTS_PER_DRIVE * len(short)
    if board.sata_ports is not None and needed <= board.sata_ports:
        return
    if need(board, "m2_takes_sata_ports"):
        yield warning(
            _(
                "%(drives)s: M.2 drives switch off up to %(off)s SATA ports of %(board)s, and %(count)s are needed for "
                "%(disks)s."
            ),
            _("Look in the manual which socket switches off which ports, and use another socket or a SATA card."),
            drives=Together(short),
            board=board,
            disks=Together(disks),
            off=PORTS_PER_DRIVE * len(short),
            count=len(disks),
        )


@rule(
    "PCIE_CHIPSET_SLOT",
    "warning",
    About(
        _("The second long slot of many boards has four lanes of the chipset, which all drives and ports share."),
        _("poctoprod.org, page on two RTX 3090 on X570."),
        unknown=_(
            "when a desktop processor of 16 to 28 lanes feeds several cards, until someone says what the second slot "
            "has."
        ),
        silent=_("when nobody says how many lanes the processor has, or the board has no second slot of x16."),
        outline=True,
    ),
    fields=f"board.second_slot_lanes board.x16_slots {LANE_FIELDS}",
    mends="board",
)
def chipset_slot(board: Board, cpus: Cpus, cards: Cards) -> Iterator[Finding]:
    """The second long slot has eight lanes or more.

    Boards whose record says that the second slot is narrow are PCIE_NARROW_SLOT's.
    """
    if len(cards) < SEVERAL or not shares_lanes(cpus):
        return
    if board.x16_slots is not None and board.x16_slots < SEVERAL:
        return
    lanes = need(board, "second_slot_lanes")
    if lanes < HALF_LANES:
        yield warning(
            _("%(cards)s: the second long slot of %(board)s has %(lanes)s lanes, less than 8."),
            _("Choose a board that splits the lanes of the processor into 8 and 8, or put the lesser card there."),
            cards=Together(cards),
            board=board,
            lanes=lanes,
        )


@rule(
    "PCIE_RISER",
    "note",
    About(
        _("A riser for an older generation makes the link fail or repeat itself, which looks like a broken card."),
        UNCHECKED,
        silent=_("when nobody has said that the cards sit on risers."),
        outline=True,
    ),
    fields=("context.riser_generation card.bus_generation cpu.socket cpu.microarchitecture cpu.name board.chipset"),
    mends="",
    settings="riser_generation",
)
def riser(cpu: Cpu, board: Board, cards: Cards, context: Context) -> Iterator[Finding]:
    """A riser is made for the generation at which card and slot would talk.

    That is the lower of the two; a card whose generation is not recorded counts as one of the slot's.
    """
    if context.riser_generation is None:
        return
    platform = pcie_generation(cpu.socket, cpu.microarchitecture, board.chipset, name=cpu.name)
    card = max(cards, key=lambda each: each.bus_generation or platform)
    link = min(platform, card.bus_generation or platform)
    if context.riser_generation < link:
        yield note(
            _("%(card)s and %(board)s talk PCI Express %(link)s.0, but the riser is made for %(riser)s.0."),
            _("Set the slot to generation %(riser)s in the BIOS, or buy a riser for %(link)s.0."),
            card=card,
            board=board,
            link=link,
            riser=context.riser_generation,
        )
