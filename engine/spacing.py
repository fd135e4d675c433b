"""How graphics cards stand beside one another: one law for the rules and for the drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.parts import Card

AIRY_W = 150  # open-air cards below this warm one another little: general knowledge, unchecked
GUIDED_AIR = {"blower", "liquid"}


def widths_of(cards: Iterable[Card]) -> list[int] | None:
    """Give the slots that each card takes; None if a width is not recorded."""
    widths = [card.slots for card in cards]
    return None if None in widths else [width for width in widths if width is not None]


def positions_needed(widths: Sequence[int]) -> int:
    """Give the positions that cards need side by side: the thinnest stands last and may reach over the board's edge."""
    return sum(widths) - min(widths) + 1


def spread(widths: Sequence[int], positions: int, fixed: Mapping[int, int] | None = None) -> list[int]:
    """Give the free slots below each card but the last, so that the smallest gap is as large as can be.

    All cards stay on the board where they can; where they cannot, they stand without gaps and the last one reaches over
    the edge. `fixed`: gaps that are given, by place, such as those under a bridge; they hold only if there is room.
    """
    free = positions - sum(widths)
    between = max(0, len(widths) - 1)
    given = dict(fixed or {})
    if free < sum(given.values()):
        given = {}
    loose = [place for place in range(between) if place not in given]
    if free <= 0 or not between:
        return [0] * between
    each, more = divmod(free - sum(given.values()), len(loose)) if loose else (0, 0)
    gaps = dict(given)
    for number, place in enumerate(loose):
        gaps[place] = each + (number < more)
    return [gaps[place] for place in range(between)]
