"""Drives and where they are plugged in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Finding, Together, need, problem
from engine.findings import gettext_noop as _
from engine.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Board, Drive

BEFORE_M2 = {
    "DDR2",
    "DDR3",
}  # boards for these whose record lists no M.2 socket have none: general knowledge, unchecked


@rule("M2_SLOTS")
def m2_slots(board: Board, drives: tuple[Drive, ...]) -> Iterator[Finding]:
    """There is an M.2 socket on the motherboard for every M.2 drive."""
    sticks = tuple(drive for drive in drives if drive.attachment == "m2")
    if not sticks:
        return
    sockets = () if board.m2_sockets is None and board.memory_type in BEFORE_M2 else board.m2_sockets
    has = len(need(sockets, _("list of M.2 sockets"), board))
    if len(sticks) > has:
        yield problem(
            _("%(drives)s: %(count)s M.2 drives, but %(board)s has %(has)s M.2 sockets."),
            _("Choose fewer and larger M.2 drives, SATA drives, or a board with %(count)s M.2 sockets."),
            drives=Together(sticks),
            board=board,
            count=len(sticks),
            has=has,
        )
