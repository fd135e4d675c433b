"""The case, and what has to find room in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Finding, Together, need, problem
from engine.findings import gettext_noop as _
from engine.parts import Board, Card, Case
from engine.platforms.mechanics import board_fits
from engine.registry import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

Cards = tuple[Card, ...]


@rule("CASE_BOARD_FORM_FACTOR")
def board_form_factor(case: Case, board: Board) -> Iterator[Finding]:
    """The case has mounts for a motherboard of this form factor."""
    listed = need(case.board_form_factors, _("list of board form factors"), case)
    shape = need(board.form_factor, _("form factor"), board)
    if not board_fits(shape, listed, case.form_factor):
        yield problem(
            _("%(board)s is a board of form factor %(shape)s, but %(case)s takes %(listed)s."),
            _("Choose a case that lists %(shape)s, or a board of another form factor."),
            board=board,
            case=case,
            shape=shape,
            listed=", ".join(listed),
        )


@rule("CASE_GPU_LENGTH")
def card_length(case: Case, cards: Cards) -> Iterator[Finding]:
    """The longest graphics card is no longer than the case allows."""
    limit = need(case.max_card_length_mm, _("limit for the length of a card"), case)
    lengths = [need(card.length_mm, _("length"), card) for card in cards]
    length = max(lengths)
    if length > limit:
        yield problem(
            _("%(card)s is %(length)s mm long, but %(case)s takes cards up to %(limit)s mm."),
            _("Choose a card of %(limit)s mm or less, or a longer case."),
            card=cards[lengths.index(length)],
            case=case,
            length=length,
            limit=limit,
        )


@rule("CASE_EXPANSION_SLOTS")
def expansion_slots(case: Case, cards: Cards) -> Iterator[Finding]:
    """The case has enough expansion slots at the back for all graphics cards."""
    has = need(case.expansion_slots, _("number of expansion slots"), case)
    taken = sum(need(card.slots, _("width in slots"), card) for card in cards)
    if taken > has:
        yield problem(
            _("%(cards)s: %(taken)s expansion slots needed, but %(case)s has %(has)s."),
            _("Choose thinner or fewer cards, or a case with %(taken)s expansion slots."),
            cards=Together(cards),
            case=case,
            taken=taken,
            has=has,
        )
