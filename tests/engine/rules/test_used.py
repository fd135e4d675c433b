"""Parts that somebody else has used before."""

from __future__ import annotations

import pytest
from machine import board, card, finding, kit, level, psu, whole


@pytest.mark.parametrize(
    ("parts", "begins"),
    [
        ([card("RTX 3090", used=True), psu("Unit", used=True)], "Unit: bought used; its capacitors"),
        (
            [board(used=True), card("RTX 3090", used=True), card("RTX 3090", used=True)],
            "2 × RTX 3090: bought used, perhaps",
        ),
        ([kit("Kit", used=True), board("Board", used=True)], "Kit + Board: bought used; the maker's warranty"),
    ],
)
def test_a_used_supply_comes_before_a_used_card_and_that_before_the_rest(parts, begins):
    assert finding("USED_PART", *parts).text.startswith(begins)


def test_nothing_is_said_of_new_parts():
    assert level("USED_PART", *whole()) == ""
