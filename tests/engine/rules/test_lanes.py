"""PCI Express: width of the slots, lanes of the processors, and generations."""

from __future__ import annotations

import pytest
from machine import board, card, cpu, finding, level


def cards(count):
    return [card() for _ in range(count)]


@pytest.mark.parametrize(
    ("count", "x16", "narrow", "expected"),
    [
        (2, 2, 1, ""),
        (3, 2, 1, "warning"),
        (1, 0, 1, "warning"),
        (4, 2, 1, ""),  # too many for all slots: PCIE_SLOTS speaks
        (3, 2, None, ""),
        (3, None, None, ""),
        (0, 0, 1, ""),
    ],
)
def test_a_card_in_a_narrow_slot_is_slow(count, x16, narrow, expected):
    assert level("PCIE_NARROW_SLOT", board(x16_slots=x16, narrow_slots=narrow), *cards(count)) == expected


@pytest.mark.parametrize(
    ("cpus", "count", "few", "halved"),
    [
        ([cpu(socket="AM5")], 1, "", ""),
        ([cpu(socket="AM5")], 2, "", "note"),  # exactly eight each
        ([cpu(socket="AM5")], 3, "warning", ""),
        ([cpu(socket="sTR5")], 3, "", ""),  # exactly sixteen each
        ([cpu(socket="sTR5")], 4, "", "note"),
        ([cpu(socket="sTR5")], 7, "warning", ""),
        ([cpu("Threadripper PRO 7965WX", socket="sTR5")], 8, "", ""),
        ([cpu(socket="LGA 2011-3")], 3, "", "note"),
        ([cpu(socket="LGA 2011-3")] * 2, 5, "", ""),  # both processors count
        ([cpu(socket="LGA 2011-3"), cpu(socket="AM5")], 5, "", ""),  # by the first one's lanes
        ([cpu(socket="LGA 775")], 4, "unknown", ""),
        ([cpu(socket=None)], 1, "unknown", ""),
        ([cpu(socket=None, card_lanes=16)], 2, "", "note"),
        ([cpu(socket="AM5", card_lanes=8)], 2, "warning", ""),  # what the reader says comes first
        ([cpu(socket="AM5", card_lanes=8)], 1, "", ""),  # one card is no matter of sharing
        ([], 9, "", ""),
    ],
)
def test_cards_share_the_lanes_of_all_processors(cpus, count, few, halved):
    parts = *cpus, board(), *cards(count)
    assert (level("PCIE_LANES", *parts), level("PCIE_X8X8", *parts)) == (few, halved)


def test_lanes_are_judged_only_on_a_board():
    assert level("PCIE_LANES", cpu(), *cards(9)) == level("PCIE_X8X8", cpu(), *cards(2)) == ""


GEN3 = {"socket": "AM4", "microarchitecture": "Zen"}, "B450"
GEN4 = {"socket": "AM5", "microarchitecture": "Zen 4"}, "B650"
GEN5 = {"socket": "AM5", "microarchitecture": "Zen 4"}, "X670E"


@pytest.mark.parametrize(
    ("platform", "buses", "generation", "few_lanes"),
    [
        (GEN4, [(4, 16)], "", ""),
        (GEN4, [(5, 16)], "note", ""),
        (GEN5, [(5, 8)], "", ""),
        (GEN4, [(5, 8)], "note", ""),  # generation 4 is not old
        (GEN3, [(4, 16)], "note", ""),
        (GEN3, [(4, 9)], "note", ""),
        (GEN3, [(4, 8)], "", "warning"),
        (GEN3, [(4, 4)], "", "warning"),
        (GEN3, [(3, 8)], "", ""),
        (GEN3, [(None, None)], "", ""),
        (GEN3, [(4, None)], "note", ""),
        (GEN3, [(None, None), (4, 8)], "", "warning"),
        (GEN3, [(3, 8), (4, 16), (4, 8)], "note", ""),  # the first that is too new decides for all
        (GEN3, [(4, 8), (4, 16)], "", "warning"),
    ],
)
def test_the_first_card_for_a_newer_generation_decides(platform, buses, generation, few_lanes):
    facts, chipset = platform
    parts = cpu(**facts), board(chipset=chipset), *(card(bus_generation=g, bus_lanes=lanes) for g, lanes in buses)
    assert (level("PCIE_GEN", *parts), level("PCIE_X8_OLD_GEN", *parts)) == (generation, few_lanes)


def test_a_processor_of_unknown_socket_is_taken_for_generation_3():
    found = finding("PCIE_GEN", cpu("Own", socket=None), board("Board"), card("RTX"))
    assert found.text == "RTX is made for PCI Express 4.0, but Own on Board gives it 3.0."


def test_a_generation_is_judged_only_with_processor_and_board():
    assert level("PCIE_GEN", board(), card(bus_generation=9)) == level("PCIE_GEN", cpu(), card(bus_generation=9)) == ""
