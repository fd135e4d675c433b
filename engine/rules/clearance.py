"""Room that only a person with a ruler knows: above the memory, beside the card, and around a frame without walls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.facts import need
from engine.findings import Finding, Together, note, warning
from engine.findings import gettext_noop as _
from engine.registry import About, rule
from engine.rules.sources import PART_DATA, UNCHECKED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Board, Card, Case, Context, Cooler, MemoryKit

Cards = tuple["Card", ...]

SEVERAL = 2
PLAIN_MODULE_MM = 32  # JEDEC's module has 31.25 mm: no cooler that reaches over memory is lower. Unchecked
BEHIND_BOARD_MM = 25  # panel, tray and stand-offs behind a board: general knowledge, unchecked
THICK_SLOTS = 3  # thinner cards are shorter across as well: general knowledge, unchecked
WIDE_CASE_MM = 230  # the widest cards reach 150 mm and their cables bend over 35 more: general knowledge, unchecked
OPEN_SHAPES = ("Test Bench", "Open Frame", "Mining")


@rule(
    "RAM_HEIGHT",
    "warning",
    About(
        _("Large air coolers reach over the first memory slots, where tall heat spreaders stand in the way."),
        PART_DATA,
        unknown=_(
            "for an air cooler beside memory of more than 32 mm or of unknown height, until someone says what room the "
            "cooler leaves."
        ),
        outline=True,
    ),
    fields="kit.height_mm kit.so_dimm cooler.water_cooled cooler.memory_clearance_mm",
    mends="kit cooler",
)
def memory_height(cooler: Cooler, kits: tuple[MemoryKit, ...]) -> Iterator[Finding]:
    """Memory is no higher than the room that an air cooler leaves above it.

    Modules of 32 mm or less fit under every cooler; laptop modules are not judged.
    """
    if cooler.water_cooled:
        return
    tall = [kit for kit in kits if not kit.so_dimm and (kit.height_mm is None or kit.height_mm > PLAIN_MODULE_MM)]
    if not tall:
        return
    room = need(cooler, "memory_clearance_mm")
    tallest = max(tall, key=lambda kit: kit.height_mm or 0)
    if tallest.height_mm is not None and tallest.height_mm > room:
        yield warning(
            _("%(kit)s is %(height)s mm high, but %(cooler)s leaves %(room)s mm above the memory."),
            _("Choose memory of %(room)s mm or less, a cooler that leaves more room, or a liquid one."),
            kit=tallest,
            cooler=cooler,
            height=tallest.height_mm,
            room=room,
        )
    for kit in tall:
        need(kit, "height_mm")


@rule(
    "CASE_GPU_THICKNESS",
    "warning",
    About(
        _("A cable with sixteen pins that a side panel presses down has melted at its plug."),
        UNCHECKED,
        unknown=_(
            "for a card of three slots or more with a 16-pin socket in a case of less than 230 mm or of unknown width, "
            "until someone says how far it reaches."
        ),
        outline=True,
    ),
    fields="card.across_mm card.sockets_16pin card.slots case.width_mm",
    mends="case card",
)
def across(case: Case, cards: Cards) -> Iterator[Finding]:
    """A graphics card and the bend of its cable fit between the board and the side panel.

    25 mm of the case's width are behind the board. A card whose extent nobody has said is not judged in a case of
    230 mm or more.
    """
    wide = (case.width_mm or 0) >= WIDE_CASE_MM
    judged = [card for card in cards if card.across_mm is not None or (_reaches_far(card) and not wide)]
    if not judged:
        return
    room = need(case, "width_mm") - BEHIND_BOARD_MM
    card = max(judged, key=lambda each: each.across_mm or 0)
    if card.across_mm is not None and card.across_mm > room:
        yield warning(
            _(
                "%(card)s reaches %(across)s mm from the board with the bend of its cable, but %(case)s, %(width)s mm "
                "wide, leaves about %(room)s mm."
            ),
            _("Choose a wider case, a card that is less tall, or a plug that leaves sideways; never bend it sharply."),
            card=card,
            case=case,
            across=card.across_mm,
            width=case.width_mm,
            room=room,
        )
    for each in judged:
        need(each, "across_mm")


def _reaches_far(card: Card) -> bool:
    return bool(card.sockets_16pin) and (card.slots or 0) >= THICK_SLOTS


@rule(
    "CASE_OPEN_FRAME",
    "note",
    About(
        _("Frames for mining hold six cards cheaply; their risers of one lane are useless for training."),
        UNCHECKED,
        silent=_("when the case's form factor is not recorded."),
        outline=True,
    ),
    fields="case.form_factor context.riser_generation",
    mends="case",
    settings="riser_generation",
)
def open_frame(case: Case, board: Board, cards: Cards, context: Context) -> Iterator[Finding]:
    """Several cards, or cards on risers, stand in a case with walls.

    A frame is told by its form factor: Test Bench, Open Frame, Mining.
    """
    shape = case.form_factor or ""
    if not any(each in shape for each in OPEN_SHAPES):
        return
    if len(cards) >= SEVERAL or context.riser_generation is not None:
        yield note(
            _("%(case)s (%(shape)s) is open: %(cards)s may hang on risers beside %(board)s, in dust and in reach."),
            _("Take shielded risers with sixteen lanes, as short as they reach, and keep dust and children away."),
            case=case,
            board=board,
            cards=Together(cards),
            shape=shape,
        )
