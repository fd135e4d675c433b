"""What a machine lacks, said by the rules of absence."""

from __future__ import annotations

import pytest
from machine import board, card, case, cooler, cpu, drive, finding, kit, level, psu


@pytest.mark.parametrize(
    ("code", "part", "other", "expected"),
    [
        ("CPU_MISSING", cpu(), board(), "problem"),
        ("BOARD_MISSING", board(), cpu(), "problem"),
        ("RAM_MISSING", kit(), board(), "problem"),
        ("STORAGE_MISSING", drive(), board(), "problem"),
        ("CASE_MISSING", case(), board(), "note"),
        ("PSU_MISSING", psu(), board(), "problem"),
    ],
)
def test_what_is_missing_is_said_in_any_build_until_it_is_chosen(code, part, other, expected):
    assert level(code) == level(code, other) == expected
    assert level(code, part) == level(code, other, part) == ""


@pytest.mark.parametrize(
    ("cases", "expected"),
    [([True], ""), ([False], "problem"), ([False, True], "problem"), ([True, False], ""), ([], "problem")],
)
def test_a_case_may_bring_the_supply_and_the_first_case_counts(cases, expected):
    assert level("PSU_MISSING", *(case(brings_supply=each) for each in cases)) == expected


@pytest.mark.parametrize(
    ("parts", "purpose", "expected"),
    [
        ((cpu(),), "dl", "warning"),
        ((cpu(),), "other", ""),
        ((cpu(), card()), "dl", ""),
        ((board(),), "dl", ""),
        ((), "dl", ""),
    ],
)
def test_deep_learning_wants_a_card_once_there_is_a_processor(parts, purpose, expected):
    assert level("GPU_MISSING", *parts, purpose=purpose) == expected


def test_no_card_and_no_picture_are_both_said():
    parts = (cpu(integrated_graphics=""),)
    assert (level("GPU_MISSING", *parts), level("NO_DISPLAY", *parts)) == ("warning", "problem")


@pytest.mark.parametrize(
    ("graphics", "cards", "expected"),
    [("", [card()], "note"), ("Radeon", [card()], ""), ("", [], ""), ("", [card(), card()], "note")],
)
def test_a_desktop_without_graphics_of_its_own_takes_a_cards_memory(graphics, cards, expected):
    assert level("CPU_NO_IGPU", cpu(integrated_graphics=graphics), *cards) == expected


def test_the_first_of_several_processors_counts():
    with_it, without = cpu(), cpu(integrated_graphics="")
    assert level("CPU_NO_IGPU", with_it, without, card()) == ""
    assert level("CPU_NO_IGPU", without, with_it, card()) == "note"
    assert level("COOLER_MISSING", cpu(includes_cooler=True), cpu()) == ""


def test_what_is_missing_names_the_processor_that_needs_it():
    assert finding("COOLER_MISSING", cpu("Threadripper")).parts[0].name == "Threadripper"
    assert finding("COOLER_MISSING", cpu("Threadripper"), cooler()) is None
