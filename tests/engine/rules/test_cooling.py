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
