"""Processor and motherboard: socket, chipset, BIOS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Finding, Word, need, note, problem, warning
from engine.findings import gettext_noop as _
from engine.platforms.chipsets import Support, chipset_row
from engine.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Board, Cpu


def _same_socket(cpu: Cpu, board: Board) -> bool:
    return cpu.socket is not None and cpu.socket == board.socket


@rule("CPU_SOCKET")
def socket(cpu: Cpu, board: Board) -> Iterator[Finding]:
    """The processor sits in the motherboard's socket."""
    wants = need(cpu.socket, _("socket"), cpu)
    has = need(board.socket, _("socket"), board)
    if wants != has:
        yield problem(
            _("%(cpu)s needs socket %(wants)s, but %(board)s has %(has)s."),
            _("Choose a board with socket %(wants)s, or a processor for socket %(has)s."),
            cpu=cpu,
            board=board,
            wants=wants,
            has=has,
        )


@rule("CPU_CHIPSET")
def chipset(cpu: Cpu, board: Board) -> Iterator[Finding]:
    """The motherboard's chipset supports the processor's generation, not only its socket."""
    if not _same_socket(cpu, board):
        return
    has = need(board.chipset, _("chipset"), board)
    generation = need(cpu.microarchitecture, _("microarchitecture"), cpu)
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


@rule("CPU_BIOS_UPDATE")
def bios_update(cpu: Cpu, board: Board) -> Iterator[Finding]:
    """The motherboard starts with the processor out of the box, without a newer BIOS."""
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
