"""Processor and motherboard: socket, chipset, BIOS, and how many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.facts import need
from engine.findings import Finding, Word, note, problem, warning
from engine.findings import gettext_noop as _
from engine.platforms.chipsets import Support, chipset_row
from engine.registry import About, rule
from engine.rules.sources import PART_DATA, UNCHECKED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Board, Cpu

CHIPSET_FIELDS = "cpu.socket board.socket cpu.microarchitecture cpu.name board.chipset"
CHIPSET_TABLE = _("Table of chipsets, general knowledge, unchecked.")


def _same_socket(cpu: Cpu, board: Board) -> bool:
    return cpu.socket is not None and cpu.socket == board.socket


@rule(
    "CPU_SOCKET",
    "problem",
    About(
        _("Nothing else helps if the processor cannot be put in."),
        _("Part data; spellings of sockets as counted in BuildCores OpenDB."),
        unknown=_("when either socket is not recorded; CPU_CHIPSET and CPU_BIOS_UPDATE are then silent."),
    ),
    fields="cpu.socket board.socket",
    mends="board cpu",
)
def socket(cpu: Cpu, board: Board) -> Iterator[Finding]:
    """The processor sits in the motherboard's socket.

    Names that look alike are told apart: sTRX4 is not TR4, and LGA 1851 is not LGA 1700. It silences CPU_CHIPSET and
    CPU_BIOS_UPDATE.
    """
    wants, has = need(cpu, "socket"), need(board, "socket")
    if wants != has:
        yield problem(
            _("%(cpu)s needs socket %(wants)s, but %(board)s has %(has)s."),
            _("Choose a board with socket %(wants)s, or a processor for socket %(has)s."),
            cpu=cpu,
            board=board,
            wants=wants,
            has=has,
        )


@rule(
    "CPU_CHIPSET",
    "problem",
    About(
        _(
            "Used boards are a good way to a cheap training machine, and LGA 1151, LGA 1200 and AM4 each cover "
            "generations that do not run on one another's boards."
        ),
        CHIPSET_TABLE,
        unknown=_("when chipset or microarchitecture is not recorded."),
    ),
    fields=CHIPSET_FIELDS,
    mends="board cpu",
)
def chipset(cpu: Cpu, board: Board) -> Iterator[Finding]:
    """The motherboard's chipset supports the processor's generation, not only its socket."""
    if not _same_socket(cpu, board):
        return
    has, generation = need(board, "chipset"), need(cpu, "microarchitecture")
    row = chipset_row(cpu.socket or "", has, generation, cpu.name)
    if row and row.support is Support.NEVER:
        yield problem(
            _(
                "%(cpu)s (%(generation)s) fits the socket of %(board)s, but does not run on its chipset %(chipset)s. "
                "%(why)s"
            ),
            _("Choose a board with socket %(socket)s and another chipset, or another generation of processor."),
            cpu=cpu,
            board=board,
            generation=generation,
            chipset=has,
            socket=cpu.socket,
            why=Word(row.why),
        )


@rule(
    "CPU_BIOS_UPDATE",
    "warning note",
    About(
        _("A board with an old BIOS stays dark with a newer processor, and looks broken."),
        CHIPSET_TABLE,
        silent=_("when chipset or microarchitecture is not recorded; a flashback not recorded counts as none."),
    ),
    fields=f"{CHIPSET_FIELDS} board.bios_flashback",
    mends="board cpu",
)
def bios_update(cpu: Cpu, board: Board) -> Iterator[Finding]:
    """The motherboard starts with the processor out of the box, without a newer BIOS.

    It is a warning, or a note when the board can be updated without a processor (BIOS flashback).
    """
    if not _same_socket(cpu, board) or board.chipset is None or cpu.microarchitecture is None:
        return
    row = chipset_row(cpu.socket or "", board.chipset, cpu.microarchitecture, cpu.name)
    if row is None or row.support is not Support.BIOS_UPDATE:
        return
    say = note if board.bios_flashback else warning
    yield say(
        _("%(board)s (%(chipset)s) may need a newer BIOS before it starts with %(cpu)s (%(generation)s). %(why)s"),
        _("Put the maker's newest BIOS on a USB stick and use the board's flashback button; it needs no processor.")
        if board.bios_flashback
        else _("Ask the shop whether the board's BIOS is new enough, or have an older processor at hand to update it."),
        cpu=cpu,
        board=board,
        chipset=board.chipset,
        generation=cpu.microarchitecture,
        why=Word(row.why),
    )


@rule(
    "CPU_COUNT",
    "problem",
    About(_("A second processor brings lanes for four more cards, but only on a board for two."), PART_DATA),
    fields="board.socket_count",
    mends="board",
)
def count(cpus: tuple[Cpu, ...], board: Board) -> Iterator[Finding]:
    """The motherboard has a socket for every processor.

    A board whose socket is not recorded counts as one with one socket.
    """
    if len(cpus) > board.socket_count:
        yield problem(
            _("%(count)s processors (%(cpu)s), but %(board)s has room for %(has)s."),
            _("Choose one processor with more cores, or a board with two sockets."),
            cpu=cpus[0],
            board=board,
            count=len(cpus),
            has=board.socket_count,
        )


@rule(
    "CPU_COUNT_HALF",
    "warning",
    About(
        _("Half of the slots and lanes belong to the second socket, and stay dead without its processor."), UNCHECKED
    ),
    fields="board.socket_count",
    mends="board",
)
def half(cpus: tuple[Cpu, ...], board: Board) -> Iterator[Finding]:
    """A motherboard with two sockets has two processors."""
    if board.socket_count > 1 and len(cpus) == 1:
        yield warning(
            _("%(board)s has %(has)s sockets, but only one %(cpu)s: part of its slots and memory cannot be used."),
            _("Take a second processor, or a board with one socket."),
            cpu=cpus[0],
            board=board,
            has=board.socket_count,
        )
