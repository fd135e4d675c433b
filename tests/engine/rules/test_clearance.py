"""Room above the memory, beside the card, and around a frame without walls."""

from __future__ import annotations

import pytest
from machine import board, card, case, cooler, finding, kit, level


@pytest.mark.parametrize(
    ("heights", "room", "expected"),
    [
        ([44], 44, ""),
        ([44.5], 44, "warning"),
        ([31, 44.5], 44, "warning"),
        ([32], None, ""),  # fits under every cooler
        ([33], None, "unknown"),
        ([None], None, "unknown"),
        ([None], 44, "unknown"),
        ([None, 50], 44, "warning"),
        ([31, 31], None, ""),
    ],
)
def test_memory_fits_under_an_air_cooler(heights, room, expected):
    kits = [kit(height_mm=each) for each in heights]
    assert level("RAM_HEIGHT", cooler(memory_clearance_mm=room), *kits) == expected


def test_memory_beside_a_liquid_cooler_and_laptop_modules_are_not_asked_about():
    assert level("RAM_HEIGHT", cooler(water_cooled=True), kit(height_mm=60)) == ""
    assert level("RAM_HEIGHT", cooler(memory_clearance_mm=20), kit(height_mm=60, so_dimm=True)) == ""


@pytest.mark.parametrize(
    ("facts", "width", "expected"),
    [
        ({"across_mm": 195}, 220, ""),
        ({"across_mm": 196}, 220, "warning"),
        ({"across_mm": 196, "sockets_16pin": 0, "slots": 2}, 220, "warning"),  # said is judged
        ({"across_mm": 250}, 240, "warning"),  # in a wide case too
        ({}, 229, "unknown"),
        ({}, 230, ""),
        ({}, None, "unknown"),
        ({"across_mm": 150}, None, "unknown"),
        ({"slots": 2}, 200, ""),
        ({"sockets_16pin": 0}, 200, ""),
        ({"sockets_16pin": None, "slots": None}, None, ""),
    ],
)
def test_a_card_and_the_bend_of_its_cable_fit_beside_the_panel(facts, width, expected):
    assert level("CASE_GPU_THICKNESS", case(width_mm=width), card(**facts)) == expected


def test_the_card_that_reaches_furthest_counts():
    found = finding(
        "CASE_GPU_THICKNESS", case("Slim", width_mm=200), card("A", across_mm=120), card("B", across_mm=190)
    )
    assert found.text.startswith("B reaches 190 mm from the board with the bend of its cable, but Slim, 200 mm wide")


@pytest.mark.parametrize(
    ("shape", "cards", "riser", "expected"),
    [
        ("ATX Test Bench", 2, None, "note"),
        ("ATX Test Bench", 1, None, ""),
        ("ATX Test Bench", 1, 3, "note"),
        ("Mining", 6, None, "note"),
        ("ATX Mid Tower", 2, 3, ""),
        (None, 2, None, ""),
    ],
)
def test_cards_in_an_open_frame_hang_on_risers(shape, cards, riser, expected):
    parts = case(form_factor=shape), board(), *(card() for _ in range(cards))
    assert level("CASE_OPEN_FRAME", *parts, riser_generation=riser) == expected
