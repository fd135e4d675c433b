"""How several cards exchange data: a bridge between them, or the host's memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.facts import asked
from engine.findings import Finding, Together, note, warning
from engine.findings import gettext_noop as _
from engine.platforms.drivers import NO_PEERS_BEGIN
from engine.platforms.mechanics import slot_positions
from engine.platforms.software import NVLINK
from engine.registry import About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Board, Card, Context

Cards = tuple["Card", ...]

SEVERAL = 2


@rule(
    "NVLINK_SPACING",
    "warning",
    About(
        _("Bridges are stiff and come for slots that are two, three or four apart: the wrong one is money lost."),
        _("jonready.com, page on a local rig; where a board's slots are is not recorded."),
        unknown=_("when NVLink is wanted between cards that have it, until someone says what the bridge spans."),
        silent=_("when the width of a card is not recorded."),
        outline=True,
    ),
    fields="card.slots card.chipset board.form_factor context.nvlink context.bridge_slots",
    mends="card board",
    settings="nvlink bridge_slots",
)
def bridge(board: Board, cards: Cards, context: Context) -> Iterator[Finding]:
    """The NVLink bridge spans as many slots as the cards are apart.

    Cards cannot be nearer than the first one is wide, nor further apart than the board's slot positions allow (by its
    form factor). In between, the board's manual decides.
    """
    pair = tuple([card for card in cards if card.chipset in NVLINK])[:SEVERAL]
    if not context.nvlink or len(pair) < SEVERAL or pair[0].slots is None or pair[1].slots is None:
        return
    spans = asked(context.bridge_slots, "bridge_slots")
    width, positions = min(pair[0].slots, pair[1].slots), slot_positions(board.form_factor)
    if spans < width:
        yield warning(
            _("%(cards)s: the bridge spans %(spans)s slots, but the cards are %(width)s slots wide."),
            _("Take a bridge of %(width)s slots or more, as far as the slots of %(board)s are apart."),
            cards=Together(pair),
            board=board,
            spans=spans,
            width=width,
        )
    elif positions is not None and spans >= positions:
        yield warning(
            _(
                "%(cards)s: the bridge spans %(spans)s slots, but %(board)s (%(shape)s) has about %(positions)s slot "
                "positions."
            ),
            _("Take a narrower bridge, or a larger board."),
            cards=Together(pair),
            board=board,
            shape=board.form_factor,
            spans=spans,
            positions=positions,
        )


@rule(
    "P2P_GEFORCE",
    "note",
    About(
        _("Gradients then go through the host's memory: slower, and the lanes of the processor count more."),
        _("Users' reports; each row of the table has its source."),
        outline=True,
    ),
    fields="card.chipset",
    mends="card",
)
def peers(cards: Cards) -> Iterator[Finding]:
    """Several graphics cards reach one another's memory directly: none is a GeForce RTX 40 or 50."""
    barred = tuple([card for card in cards if card.chipset and card.chipset.startswith(NO_PEERS_BEGIN)])
    if len(barred) >= SEVERAL:
        yield note(
            _("%(cards)s: NVIDIA's driver keeps these %(count)s GeForce cards from reaching one another directly."),
            _("Train as usual, NCCL goes through the host's memory; set NCCL_P2P_DISABLE=1 if it hangs."),
            cards=Together(barred),
            count=len(barred),
        )
