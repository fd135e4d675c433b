"""Memory: each rule fits, does not fit, reaches its limit, and lacks a fact."""

from __future__ import annotations

import pytest
from machine import board, card, cpu, finding, kit, level

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


@pytest.mark.parametrize(
    ("most", "processors", "expected"),
    [(64, 1, ""), (63, 1, "problem"), (32, 2, ""), (31, 2, "problem"), (None, 1, "unknown"), (None, 0, ""), (1, 0, "")],
)
def test_the_processors_together_address_all_the_memory(most, processors, expected):
    cpus = [cpu(max_memory_gib=most)] * processors
    assert level("RAM_CAPACITY_CPU", *cpus, board(), kit(module_gib=16), kit(module_gib=16)) == expected


@pytest.mark.parametrize(
    ("kits", "expected"), [([RDIMM], ""), ([{}, {}], ""), ([RDIMM, {}], "problem"), ([{}, RDIMM, RDIMM], "problem")]
)
def test_registered_and_unbuffered_memory_are_not_mixed(kits, expected):
    assert level("RAM_MIX_REGISTERED", board(), *(kit(**facts) for facts in kits)) == expected
    assert level("RAM_MIX_REGISTERED", *(kit(**facts) for facts in kits)) == ""


def test_a_mixture_says_which_kits_are_registered():
    found = finding("RAM_MIX_REGISTERED", board("Board"), kit("Server", **RDIMM), kit("Desktop"))
    assert found.text.startswith("Server is registered memory and Desktop is not: Board")


ECC = {"ecc": True}


@pytest.mark.parametrize(
    ("kits", "of_board", "of_cpu", "expected"),
    [
        ([ECC], True, True, ""),
        ([ECC], False, True, "warning"),
        ([ECC], True, False, "warning"),
        ([ECC, ECC], False, False, "warning"),
        ([ECC], None, None, ""),  # only an explicit no counts
        ([ECC, {}], False, False, ""),
        ([{}], False, False, ""),
        ([{**ECC, **RDIMM}], False, False, ""),
        ([ECC, {**ECC, **RDIMM}], False, False, ""),
    ],
)
def test_memory_with_ecc_has_parts_that_use_it(kits, of_board, of_cpu, expected):
    parts = board(supports_ecc=of_board), *(kit(**facts) for facts in kits)
    assert level("RAM_ECC_UNUSED", cpu(supports_ecc=of_cpu), *parts) == expected


def test_without_a_processor_the_board_alone_is_asked_about_ecc():
    assert level("RAM_ECC_UNUSED", board(supports_ecc=False), kit(**ECC)) == "warning"
    assert level("RAM_ECC_UNUSED", board(supports_ecc=True), kit(**ECC)) == ""
    assert level("RAM_ECC_UNUSED", cpu(supports_ecc=False), kit(**ECC)) == ""


@pytest.mark.parametrize(
    ("kits", "expected"),
    [
        ([kit("A", product="1"), kit("A", product="1")], ""),
        ([kit("A", product="1"), kit("A", product="2")], "warning"),
        ([kit("A"), kit("A")], ""),
        ([kit("A"), kit("B")], "warning"),
        ([kit("A")], ""),
    ],
)
def test_kits_of_one_product_are_not_mixed(kits, expected):
    assert level("RAM_MIXED_KITS", board(), *kits) == expected
    assert level("RAM_MIXED_KITS", *kits) == ""


@pytest.mark.parametrize(
    ("channels", "processors", "modules", "expected"),
    [
        (2, 1, [2], ""),
        (2, 1, [1], "warning"),
        (2, 1, [1, 1], ""),
        (4, 2, [4, 4], ""),
        (4, 2, [4, 2], "warning"),
        (None, 1, [1], ""),
        (8, 0, [1], ""),
    ],
)
def test_every_memory_channel_has_a_module(channels, processors, modules, expected):
    cpus = [cpu(memory_channels=channels)] * processors
    assert level("RAM_CHANNELS", *cpus, board(), *(kit(modules=each) for each in modules)) == expected


@pytest.mark.parametrize(
    ("total", "graphics", "expected"),
    [
        (32, [24], ""),
        (32, [16, 16], ""),
        (32, [32.5], "warning"),
        (32, [24, 24], "warning"),
        (32, [0], ""),
        (0, [0, 0], ""),
        (32, [24, 0], ""),
        (0, [], ""),
    ],
)
def test_there_is_as_much_memory_as_on_all_cards(total, graphics, expected):
    cards = [card(memory_gib=each) for each in graphics]
    assert level("RAM_VRAM_RATIO", board(), kit(modules=1, module_gib=total), *cards) == expected


@pytest.mark.parametrize(
    ("socket", "memory", "modules", "speeds", "expected"),
    [
        ("AM5", "DDR5", [2, 2], [6000, 5200], "note"),
        ("LGA 1700", "DDR5", [4], [5201], "note"),
        ("LGA 1851", "DDR5", [4], [5200], ""),
        ("AM5", "DDR5", [2], [6000], ""),
        ("AM5", "DDR5", [4, 1], [6000, 6000], ""),
        ("sTR5", "DDR5", [4], [6000], ""),
        ("LGA 1700", "DDR4", [4], [5333], ""),
        ("AM5", None, [4], [6000], ""),
        (None, "DDR5", [4], [6000], ""),
        ("AM5", "DDR5", [4], [0], ""),
    ],
)
def test_four_modules_of_ddr5_are_slower_on_a_desktop(socket, memory, modules, speeds, expected):
    kits = [kit(modules=count, speed_mts=speed) for count, speed in zip(modules, speeds, strict=True)]
    assert level("RAM_4DIMM_SPEED", board(socket=socket, memory_type=memory), *kits) == expected
