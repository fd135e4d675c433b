"""The case, and what has to find room in it."""

from __future__ import annotations

import pytest
from machine import board, card, case, finding, level

MID, FULL = "ATX Mid Tower", "ATX Full Tower"


@pytest.mark.parametrize(
    ("shape", "listed", "case_shape", "expected"),
    [
        ("ATX", ("ATX", "EATX"), MID, ""),
        ("Micro ATX", ("ATX",), MID, "problem"),
        ("EATX", ("ATX",), FULL, "problem"),
        ("SSI CEB", ("EATX",), MID, ""),
        ("SSI CEB", ("ATX",), MID, "problem"),
        ("SSI EEB", ("EATX",), FULL, ""),
        ("SSI EEB", ("EATX",), MID, "problem"),
        ("SSI EEB", ("EATX",), None, "problem"),
        ("SSI EEB", ("SSI EEB",), MID, ""),
        (None, ("ATX",), MID, "unknown"),
        ("ATX", None, MID, "unknown"),
    ],
)
def test_the_case_lists_the_boards_form_factor_or_a_stand_in(shape, listed, case_shape, expected):
    parts = case(form_factor=case_shape, board_form_factors=listed), board(form_factor=shape)
    assert level("CASE_BOARD_FORM_FACTOR", *parts) == expected


@pytest.mark.parametrize(
    ("lengths", "limit", "expected"),
    [
        ([304], 304, ""),
        ([304.8], 304, "problem"),
        ([200, 310], 304, "problem"),
        ([310, 310], 304, "problem"),
        ([None], 304, "unknown"),
        ([310, None], 304, "problem"),  # the one that is known is too long
        ([304], None, "unknown"),
        ([], None, ""),
    ],
)
def test_the_longest_card_fits_the_case(lengths, limit, expected):
    cards = [card(length_mm=each) for each in lengths]
    assert level("CASE_GPU_LENGTH", case(max_card_length_mm=limit), *cards) == expected


def test_the_longest_card_is_named():
    found = finding(
        "CASE_GPU_LENGTH", case("Box", max_card_length_mm=300), card("A", length_mm=310), card("B", length_mm=320)
    )
    assert found.text == "B is 320 mm long, but Box takes cards up to 300 mm."


def test_an_unknown_limit_says_which_part_does_not_state_it():
    found = finding("CASE_GPU_LENGTH", case("Box", max_card_length_mm=None), card())
    assert found.text == "The catalogue does not say the limit for the length of a card of Box."


@pytest.mark.parametrize(
    ("widths", "has", "expected"),
    [([3], 3, ""), ([3, 4], 7, ""), ([4, 4], 7, "problem"), ([None, 9], 7, "problem"), ([3], None, "unknown")],
)
def test_all_cards_together_find_slots_at_the_back(widths, has, expected):
    cards = [card(slots=each) for each in widths]
    assert level("CASE_EXPANSION_SLOTS", case(expansion_slots=has), *cards) == expected
