"""Graphics cards: slots, room beside one another, and a picture."""

from __future__ import annotations

import pytest
from machine import board, card, case, cpu, level


@pytest.mark.parametrize(
    ("count", "x16", "narrow", "expected"),
    [
        (2, 2, 0, ""),
        (3, 2, 1, ""),
        (3, 2, 0, "problem"),
        (1, 0, 0, "problem"),
        (2, 2, None, ""),
        (1, None, None, "unknown"),
        (0, None, None, ""),
    ],
)
def test_there_is_a_slot_for_every_card(count, x16, narrow, expected):
    cards = [card() for _ in range(count)]
    assert level("PCIE_SLOTS", board(x16_slots=x16, narrow_slots=narrow), *cards) == expected


@pytest.mark.parametrize(
    ("widths", "form_factor", "expected"),
    [
        ([4], "Mini-ITX", ""),  # one card may reach over the edge
        ([2, 2], "Mini-ITX", "problem"),
        ([3, 3], "Micro ATX", ""),  # 3 + 1 = 4
        ([4, 3], "Micro ATX", "problem"),  # 4 + 1 = 5
        ([3, 3, 3], "ATX", ""),  # 3 + 3 + 1 = 7
        ([4, 3, 3], "ATX", "problem"),
        ([2, 2, 2, 2], "ATX", ""),
        ([3, 3, 3, 2], "SSI EEB", "problem"),
        ([9, 9], "Flex ATX", ""),  # positions not known
        ([9, 9], None, ""),
        ([9, None], "ATX", ""),
    ],
)
def test_cards_stand_side_by_side(widths, form_factor, expected):
    cards = [card(slots=each) for each in widths]
    assert level("MULTI_GPU_SPACING", board(form_factor=form_factor), *cards) == expected


def test_room_and_slots_are_judged_apart():
    parts = board(form_factor="Mini-ITX", x16_slots=1), card(), card()
    assert level("PCIE_SLOTS", *parts) == level("MULTI_GPU_SPACING", *parts) == "problem"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((cpu(integrated_graphics=""),), "problem"),
        ((cpu(integrated_graphics=""), card()), ""),
        ((cpu(integrated_graphics="UHD 770"),), ""),
        ((case(),), ""),
    ],
)
def test_something_shows_a_picture(parts, expected):
    assert level("NO_DISPLAY", *parts) == expected
