"""Plugs inside the case: fans, and the USB port at its front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.facts import need
from engine.findings import Finding, Together, note
from engine.findings import gettext_noop as _
from engine.parts import Build, Cooler
from engine.registry import About, rule
from engine.rules.sources import PART_DATA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Board, Case, Fan

FEWEST_HEADERS = 2  # what any full-size board has for case fans: general knowledge, unchecked


@rule(
    "FAN_HEADERS",
    "note",
    About(
        _("A fan without a header runs at full speed or not at all, and cards need the air."),
        PART_DATA,
        unknown=_("when there are more than two plugs and the board's headers are not recorded."),
        silent=_("when there are one or two plugs and the board's headers are not recorded."),
        outline=True,
    ),
    fields="board.fan_headers fan.fans cooler.water_cooled",
    mends="board",
)
def fan_headers(board: Board, fans: tuple[Fan, ...], build: Build) -> Iterator[Finding]:
    """The motherboard has a header for every case fan, and one for the pump of a liquid cooler.

    The header beside the processor is not counted: the cooler's own fans take it.
    """
    cooler = build.first(Cooler)
    pump = int(cooler is not None and cooler.water_cooled)
    plugs = sum([fan.fans for fan in fans]) + pump
    if board.fan_headers is None and plugs <= FEWEST_HEADERS:
        return
    has = need(board, "fan_headers")
    if plugs > has:
        yield note(
            _("%(fans)s: %(plugs)s plugs of fans and pump, but %(board)s has %(has)s headers for them."),
            _("Add a fan hub that is fed by the supply, or split a header between fans of 1 A together."),
            fans=Together(fans),
            board=board,
            plugs=plugs,
            has=has,
        )


@rule(
    "USB_FRONT_C",
    "note",
    About(
        _("Datasets arrive on fast drives with such a plug, and the port at the front stays dead without a header."),
        PART_DATA,
        unknown=_("when the case has the port and the board's headers are not recorded."),
        silent=_("when the case's ports are not recorded."),
        outline=True,
    ),
    fields="case.front_usb_c board.usb_c_headers",
    mends="board case",
)
def front_usb_c(case: Case, board: Board) -> Iterator[Finding]:
    """A case with USB-C at its front has a board with a header for it."""
    if case.front_usb_c and not need(board, "usb_c_headers"):
        yield note(
            _("%(case)s has USB-C at its front, but %(board)s has no header for it."),
            _("Leave the port unused, add a card with the header, or choose a board that has one."),
            case=case,
            board=board,
        )
