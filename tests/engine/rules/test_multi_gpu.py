"""How several cards exchange data."""

from __future__ import annotations

import pytest
from machine import board, card, finding, level


def rtx_3090(**facts):
    return card("RTX 3090", **{"chipset": "GeForce RTX 3090", "compute_capability": 8.6, **facts})


@pytest.mark.parametrize(
    ("spans", "widths", "shape", "expected"),
    [
        (3, [3, 3], "ATX", ""),
        (2, [3, 3], "ATX", "warning"),
        (4, [3, 3], "ATX", ""),
        (4, [3, 2], "ATX", ""),
        (3, [3, 3], "Micro ATX", ""),  # 3 + 1 = 4 positions
        (4, [3, 3], "Micro ATX", "warning"),
        (4, [3, 3], None, ""),
        (None, [3, 3], "ATX", "unknown"),
        (None, [3, None], "ATX", ""),
        (None, [3], "ATX", ""),
    ],
)
def test_a_bridge_spans_what_lies_between_the_cards(spans, widths, shape, expected):
    parts = board(form_factor=shape), *(rtx_3090(slots=each) for each in widths)
    assert level("NVLINK_SPACING", *parts, nvlink=True, bridge_slots=spans) == expected


def test_a_bridge_is_not_asked_for_where_nobody_wants_one_or_no_card_takes_one():
    assert level("NVLINK_SPACING", board(), rtx_3090(), rtx_3090(), bridge_slots=2) == ""
    assert level("NVLINK_SPACING", board(), card(), card(), nvlink=True) == ""


def test_spans_and_widths_are_named():
    found = finding("NVLINK_SPACING", board(), rtx_3090(), rtx_3090(), nvlink=True, bridge_slots=2)
    assert found.text == "2 × RTX 3090: the bridge spans 2 slots, but the cards are 3 slots wide."


@pytest.mark.parametrize(
    ("chipsets", "expected"),
    [
        (["GeForce RTX 4090", "GeForce RTX 4090"], "note"),
        (["GeForce RTX 5090", "GeForce RTX 4070 Ti SUPER"], "note"),
        (["GeForce RTX 4090"], ""),
        (["GeForce RTX 4090", "GeForce RTX 3090"], ""),
        (["GeForce RTX 3090", "GeForce RTX 3090"], ""),
        (["RTX 6000 Ada", "RTX 6000 Ada"], ""),
        ([None, None], ""),
    ],
)
def test_new_geforce_cards_do_not_reach_one_another(chipsets, expected):
    assert level("P2P_GEFORCE", *(card(chipset=each) for each in chipsets)) == expected
