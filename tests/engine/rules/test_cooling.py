"""Cooling the processor."""

from __future__ import annotations

import pytest
from machine import case, cooler, cpu, finding, level


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((cpu(),), "problem"),
        ((cpu(includes_cooler=True),), ""),
        ((cpu(), cooler()), ""),
        ((), ""),
        ((case(),), ""),
    ],
)
def test_a_processor_needs_a_cooler_from_somewhere(parts, expected):
    assert level("COOLER_MISSING", *parts) == expected


@pytest.mark.parametrize(
    ("socket", "listed", "expected"),
    [
        ("AM5", ("AM5",), ""),
        ("AM5", ("AM4",), ""),
        ("LGA 1851", ("AM4", "LGA 1700"), ""),
        ("LGA 1200", ("LGA 1150",), ""),
        ("LGA 2066", ("LGA 2011-3",), ""),
        ("sTR5", ("SP3",), ""),
        ("LGA 1700", ("LGA 1200", "AM4"), "problem"),
        ("SP5", ("SP3", "sTR5"), "problem"),
        ("AM5", None, "unknown"),
        (None, ("AM5",), "unknown"),
    ],
)
def test_a_bracket_fits_its_whole_family_of_sockets(socket, listed, expected):
    assert level("COOLER_SOCKET", cpu(socket=socket), cooler(sockets=listed)) == expected


@pytest.mark.parametrize(
    ("facts", "limit", "expected"),
    [
        ({"height_mm": 155}, 155, ""),
        ({"height_mm": 155.5}, 155, "problem"),
        ({"height_mm": None}, 155, "unknown"),
        ({"height_mm": 155}, None, "unknown"),
        ({"height_mm": 397, "water_cooled": True}, 155, ""),
        ({"height_mm": None, "water_cooled": True}, None, ""),
    ],
)
def test_an_air_cooler_is_no_higher_than_the_case_allows(facts, limit, expected):
    assert level("COOLER_HEIGHT", cpu(), cooler(**facts), case(max_cooler_height_mm=limit)) == expected


def test_a_cooler_that_is_too_high_is_said_in_millimetres():
    found = finding(
        "COOLER_HEIGHT", cpu(), cooler("NH-D15", height_mm=165.0), case("Small", max_cooler_height_mm=157.5)
    )
    assert found.text == "NH-D15 is 165 mm high, but Small takes coolers up to 157.5 mm."


def test_a_height_is_judged_only_in_a_machine_with_a_processor():
    assert level("COOLER_HEIGHT", cooler(height_mm=200), case()) == ""


@pytest.mark.parametrize(
    ("facts", "limit", "expected"),
    [
        ({"radiator_mm": 360}, 360, ""),
        ({"radiator_mm": 420}, 360, "problem"),
        ({"radiator_mm": 240}, None, "unknown"),
        ({"radiator_mm": None}, 360, "unknown"),
        ({"water_cooled": False}, None, ""),
    ],
)
def test_a_radiator_needs_a_place_that_only_the_reader_can_name(facts, limit, expected):
    parts = cooler(**{"water_cooled": True, **facts}), case(max_radiator_mm=limit)
    assert level("COOLER_RADIATOR", cpu(), *parts) == expected
    assert level("COOLER_RADIATOR", *parts) == ""


LIQUID = {"water_cooled": True, "height_mm": None}


@pytest.mark.parametrize(
    ("facts", "watts", "expected"),
    [
        ({"height_mm": 69.5}, 96, "warning"),
        ({"height_mm": 69.5}, 95, ""),
        ({"height_mm": 70}, 96, ""),
        ({"height_mm": 70}, 151, "warning"),
        ({"height_mm": 99}, 150, ""),
        ({"height_mm": 100}, 400, ""),
        ({"height_mm": None}, 400, ""),
        ({"radiator_mm": 140, **LIQUID}, 201, "warning"),
        ({"radiator_mm": 140, **LIQUID}, 200, ""),
        ({"radiator_mm": 141, **LIQUID}, 400, ""),
        ({"radiator_mm": None, **LIQUID}, 400, ""),
        ({"radiator_mm": 120, "water_cooled": False, "height_mm": 155}, 400, ""),
        ({"height_mm": 40}, None, ""),
    ],
)
def test_a_small_cooler_does_not_take_a_hungry_processor(facts, watts, expected):
    assert level("COOLER_TDP", cpu(package_power_w=watts, tdp_w=watts), cooler(**facts)) == expected


def test_the_power_that_counts_is_the_sustained_one_else_the_tdp():
    low = cooler(height_mm=60)
    assert level("COOLER_TDP", cpu(package_power_w=142, tdp_w=65), low) == "warning"
    assert level("COOLER_TDP", cpu(package_power_w=None, tdp_w=105), low) == "warning"
    assert level("COOLER_TDP", cpu(package_power_w=88, tdp_w=105), low) == ""
