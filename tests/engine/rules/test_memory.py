"""Memory: each rule fits, does not fit, reaches its limit, and lacks a fact."""

from __future__ import annotations

import pytest
from machine import board, cpu, finding, kit, level

RDIMM = {"registered": True}


@pytest.mark.parametrize(
    ("types", "takes", "expected"),
    [
        (("DDR5",), "DDR5", ""),
        (("DDR4", "DDR5"), "DDR4", ""),
        (("DDR4",), "DDR5", "problem"),
        ((), "DDR5", ""),
        (None, "DDR5", ""),
        (("DDR4",), None, ""),
    ],
)
def test_the_processor_has_to_work_with_the_boards_memory(types, takes, expected):
    assert level("CPU_RAM_TYPE", cpu(memory_types=types), board(memory_type=takes), kit()) == expected


def test_the_processors_memory_is_judged_only_once_memory_is_chosen():
    assert level("CPU_RAM_TYPE", cpu(memory_types=("DDR4",)), board(memory_type="DDR5")) == ""


@pytest.mark.parametrize(
    ("takes", "kits", "expected"),
    [
        ("DDR5", ["DDR5", "DDR5"], ""),
        ("DDR5", ["DDR4"], "problem"),
        ("DDR5", ["DDR5", "DDR4"], "problem"),
        ("DDR5", ["DDR4", "DDR4"], "problem"),
        (None, ["DDR5"], "unknown"),
        ("DDR5", [None], "unknown"),
        ("DDR5", [None, "DDR4"], "problem"),
    ],
)
def test_every_kit_is_of_the_boards_type(takes, kits, expected):
    assert level("RAM_TYPE", board(memory_type=takes), *(kit(memory_type=each) for each in kits)) == expected


@pytest.mark.parametrize(
    ("so_dimms", "takes_so_dimm", "expected"),
    [([False], False, ""), ([True], False, "problem"), ([False, True], False, "problem"), ([True], True, ""),
     ([False], True, "")],
)  # fmt: skip
def test_laptop_modules_need_a_board_for_them(so_dimms, takes_so_dimm, expected):
    kits = [kit(so_dimm=each) for each in so_dimms]
    assert level("RAM_FORM_FACTOR", board(takes_so_dimm=takes_so_dimm), *kits) == expected


@pytest.mark.parametrize(("slots", "expected"), [(8, ""), (4, ""), (3, "problem"), (None, "unknown")])
def test_there_is_a_slot_for_every_module(slots, expected):
    assert level("RAM_SLOTS", board(memory_slots=slots), kit(), kit()) == expected


def test_modules_are_counted_over_all_kits_and_said_so():
    found = finding("RAM_SLOTS", board("Z790", memory_slots=2), kit("A", modules=2), kit("A", modules=2), kit("B"))
    assert found.text == "2 × A + B: 6 modules, but Z790 has 2 memory slots."


@pytest.mark.parametrize(("most", "expected"), [(128, ""), (64, ""), (63, "problem"), (None, "unknown")])
def test_the_board_takes_all_the_memory(most, expected):
    assert level("RAM_CAPACITY_BOARD", board(max_memory_gib=most), kit(module_gib=16), kit(module_gib=16)) == expected


@pytest.mark.parametrize(
    ("socket", "kits", "registered", "unbuffered"),
    [
        ("AM5", [{}], "", ""),
        ("AM5", [RDIMM], "problem", ""),
        ("sTRX4", [RDIMM, RDIMM], "problem", ""),
        ("sTR5", [{}], "", "problem"),
        ("SP5", [{}, {}], "", "problem"),
        ("sTR5", [RDIMM], "", ""),
        ("LGA 2011-3", [RDIMM], "", ""),
        ("LGA 2011-3", [{}], "", ""),
        (None, [RDIMM], "", ""),
        (None, [{}], "", ""),
        ("AM5", [RDIMM, {}], "", ""),  # a mixture is another rule's
        ("sTR5", [RDIMM, {}], "", ""),
        ("sTR5", [{"memory_type": "DDR4"}], "", ""),  # the wrong type silences it
        ("sTR5", [{}, {"memory_type": "DDR4"}], "", ""),
        ("AM5", [{"memory_type": "DDR4", **RDIMM}], "problem", ""),
    ],
)
def test_registered_memory_goes_with_some_platforms_only(socket, kits, registered, unbuffered):
    parts = board(socket=socket), *(kit(**facts) for facts in kits)
    assert (level("RAM_REGISTERED", *parts), level("RAM_UNBUFFERED", *parts)) == (registered, unbuffered)


def test_unbuffered_memory_is_not_judged_against_a_board_of_unknown_type():
    assert level("RAM_UNBUFFERED", board(socket="sTR5", memory_type=None), kit(memory_type=None)) == ""
