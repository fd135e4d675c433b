"""Graphics cards: how they stand beside one another, and whether there is a picture at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Finding, Together, problem
from engine.findings import gettext_noop as _
from engine.parts import Board, Build, Card, Cpu
from engine.platforms.mechanics import slot_positions
from engine.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("MULTI_GPU_SPACING")
def spacing(board: Board, cards: tuple[Card, ...]) -> Iterator[Finding]:
    """Several graphics cards can stand side by side on the motherboard (estimated from its form factor)."""
    positions = slot_positions(board.form_factor)
    widths = [card.slots for card in cards if card.slots is not None]
    if len(cards) < 2 or len(widths) < len(cards) or positions is None:  # noqa: PLR2004  # two cards are several
        return
    needed = sum(widths) - min(widths) + 1  # the thinnest stands last and may reach over the board's edge
    if needed > positions:
        yield problem(
            _(
                "%(cards)s: %(needed)s slot positions needed, but %(board)s (%(shape)s) has about %(positions)s. "
                "Where the slots are is not recorded."
            ),
            _("Choose thinner cards (blower or liquid-cooled), fewer cards, a larger board, or risers."),
            cards=Together(cards),
            board=board,
            shape=board.form_factor,
            needed=needed,
            positions=positions,
        )


@rule("NO_DISPLAY", reads={Card}, absence=True)
def display(cpu: Cpu, build: Build) -> Iterator[Finding]:
    """Something can show a picture: graphics in the processor, or a graphics card."""
    if not cpu.integrated_graphics and build.first(Card) is None:
        yield problem(
            _("%(cpu)s has no integrated graphics, and no graphics card has been chosen."),
            _("Choose a graphics card, or a processor with integrated graphics."),
            cpu=cpu,
        )
