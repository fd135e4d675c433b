"""PCI Express slots and lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Finding, Together, need, problem
from engine.findings import gettext_noop as _
from engine.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Board, Card


@rule("PCIE_SLOTS")
def slots(board: Board, cards: tuple[Card, ...]) -> Iterator[Finding]:
    """The motherboard has a PCI Express slot of x4 or more for every graphics card."""
    has = need(board.x16_slots, _("list of PCI Express slots"), board) + (board.narrow_slots or 0)
    if len(cards) > has:
        yield problem(
            _("%(cards)s: %(count)s graphics cards, but %(board)s has %(has)s PCI Express slots of x4 or more."),
            _("Choose fewer cards with more memory each, or a board with %(count)s such slots."),
            cards=Together(cards),
            board=board,
            count=len(cards),
            has=has,
        )
