"""Graphics cards: slots, room beside one another, a picture, and what software they run."""

from __future__ import annotations

import pytest
from machine import board, card, case, cpu, finding, level

from engine.platforms import software


@pytest.mark.parametrize(
    ("count", "x16", "narrow", "expected"),
    [
        (2, 2, 0, ""),
        (3, 2, 1, ""),
        (3, 2, 0, "problem"),
        (1, 0, 0, "problem"),
        (2, 2, None, ""),
        (1, None, None, "unknown"),
        (0, None, None, ""),
    ],
)
def test_there_is_a_slot_for_every_card(count, x16, narrow, expected):
    cards = [card() for _ in range(count)]
    assert level("PCIE_SLOTS", board(x16_slots=x16, narrow_slots=narrow), *cards) == expected


@pytest.mark.parametrize(
    ("widths", "form_factor", "expected"),
    [
        ([4], "Mini-ITX", ""),  # one card may reach over the edge
        ([2, 2], "Mini-ITX", "problem"),
        ([3, 3], "Micro ATX", ""),  # 3 + 1 = 4
        ([4, 3], "Micro ATX", "problem"),  # 4 + 1 = 5
        ([3, 3, 3], "ATX", ""),  # 3 + 3 + 1 = 7
        ([4, 3, 3], "ATX", "problem"),
        ([2, 2, 2, 2], "ATX", ""),
        ([3, 3, 3, 2], "SSI EEB", "problem"),
        ([9, 9], "Flex ATX", ""),  # positions not known
        ([9, 9], None, ""),
        ([9, None], "ATX", ""),
    ],
)
def test_cards_stand_side_by_side(widths, form_factor, expected):
    cards = [card(slots=each) for each in widths]
    assert level("MULTI_GPU_SPACING", board(form_factor=form_factor), *cards) == expected


def test_room_and_slots_are_judged_apart():
    parts = board(form_factor="Mini-ITX", x16_slots=1), card(), card()
    assert level("PCIE_SLOTS", *parts) == level("MULTI_GPU_SPACING", *parts) == "problem"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((cpu(integrated_graphics=""),), "problem"),
        ((cpu(integrated_graphics=""), card()), ""),
        ((cpu(integrated_graphics="UHD 770"),), ""),
        ((case(),), ""),
    ],
)
def test_something_shows_a_picture(parts, expected):
    assert level("NO_DISPLAY", *parts) == expected


def spaced(*cards, form_factor="Micro ATX"):
    parts = board(form_factor=form_factor), *(card(**facts) for facts in cards)
    return level("MULTI_GPU_SPACING", *parts), level("MULTI_GPU_AIRFLOW", *parts)


BLOWER, LIQUID, PASSIVE, COOL = (
    {"cooling": "blower"},
    {"cooling": "liquid"},
    {"cooling": "passive"},
    {"board_power_w": 149},
)
WARM = {"board_power_w": 150}


@pytest.mark.parametrize(
    ("widths", "facts", "form_factor", "expected"),
    [
        ([2, 1], [WARM, WARM], "Micro ATX", ""),  # 3 slots and a gap are just four
        ([2, 2], [WARM, WARM], "Micro ATX", "warning"),
        ([3, 3], [WARM, WARM], "Micro ATX", "warning"),  # they just fit
        ([2, 2], [WARM, COOL], "Micro ATX", ""),  # below 150 W
        ([2, 2], [WARM, {"board_power_w": None}], "Micro ATX", ""),
        ([2, 2], [WARM, BLOWER], "Micro ATX", ""),
        ([2, 2], [WARM, LIQUID], "Micro ATX", ""),
        ([2, 2], [WARM, PASSIVE], "Micro ATX", "warning"),  # counts as open-air
        ([2, 2, 2], [WARM, WARM, BLOWER], "ATX", "warning"),  # 6 + 2 gaps = 8
        ([2, 2, 1], [WARM, WARM, BLOWER], "ATX", ""),
        ([9], [WARM], "ATX", ""),
        ([2, 2], [WARM, WARM], "Flex ATX", ""),
        ([2, None], [WARM, WARM], "Micro ATX", ""),
    ],
)
def test_a_slot_stays_free_between_open_air_cards(widths, facts, form_factor, expected):
    cards = [{"slots": width, **each} for width, each in zip(widths, facts, strict=True)]
    assert spaced(*cards, form_factor=form_factor) == ("", expected)


def test_cards_that_do_not_fit_side_by_side_are_not_also_too_warm():
    assert spaced({"slots": 4}, {"slots": 4}) == ("problem", "")


GEFORCE, RADEON, ARC = ({"vendor": "NVIDIA"}, {"vendor": "AMD"}, {"vendor": "Intel"})


@pytest.mark.parametrize(
    ("cards", "vendors", "models"),
    [
        ([{}], "", ""),
        ([{}, {}], "", ""),
        ([GEFORCE, RADEON], "warning", ""),
        ([{**GEFORCE, "chipset": "A"}, {**ARC, "chipset": "B"}], "warning", ""),  # silenced
        ([{"chipset": "A"}, {"chipset": "B"}], "", "note"),
        ([{"chipset": "A"}, {"chipset": "A", "memory_gib": 12}], "", ""),
        ([{"chipset": "A"}, {"chipset": None}], "", ""),
    ],
)
def test_cards_are_of_one_maker_and_one_gpu(cards, vendors, models):
    parts = [card(**facts) for facts in cards]
    assert (level("GPU_MIXED_VENDOR", *parts), level("GPU_MIXED_MODEL", *parts)) == (vendors, models)


def test_the_smallest_memory_of_unequal_cards_is_named():
    found = finding("GPU_MIXED_MODEL", card("Big", chipset="A"), card("Small", chipset="B", memory_gib=12))
    assert found.text.endswith("bound by the 12 GB of Small.")


@pytest.mark.parametrize(
    ("cooling", "watts", "expected"),
    [
        ("passive", 75, ""),
        ("passive", 76, "warning"),
        ("passive", None, ""),
        ("blower", 300, ""),
        ("open-air", 300, ""),
    ],
)
def test_a_hot_card_without_a_fan_needs_a_wind(cooling, watts, expected):
    assert level("GPU_PASSIVE", card(), card(cooling=cooling, board_power_w=watts)) == expected


CUDA = ("GPU_CUDA_UNSUPPORTED", "GPU_CUDA_LEGACY", "GPU_NO_BF16_FA2", "GPU_NO_FP8")


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        ([3.7], ("problem", "", "", "")),
        ([5.0], ("", "warning", "note", "")),
        ([7.0], ("", "warning", "note", "")),
        ([7.5], ("", "", "note", "")),
        ([8.0], ("", "", "", "note")),
        ([8.6], ("", "", "", "note")),
        ([8.9], ("", "", "", "")),
        ([12.0], ("", "", "", "")),
        ([8.9, 6.1], ("", "warning", "note", "")),  # the lowest counts
        ([8.0, 3.5], ("problem", "", "", "")),
        ([None], ("unknown", "", "", "")),
        ([None, 8.0], ("unknown", "", "", "note")),  # the others are judged
        ([None, 3.5], ("problem", "", "", "")),
    ],
)
def test_the_lowest_compute_capability_decides_what_runs(capabilities, expected):
    cards = [card(compute_capability=each) for each in capabilities]
    assert tuple(level(code, *cards) for code in CUDA) == expected


def test_cards_of_other_makers_need_no_compute_capability():
    cards = card(compute_capability=None, **RADEON), card(compute_capability=None, **ARC), card(compute_capability=9.0)
    assert [level(code, *cards) for code in CUDA] == ["", "", "", ""]


LISTED = {**RADEON, "chipset": "Radeon RX 7900 XTX"}
UNLISTED = {**RADEON, "chipset": "Radeon RX 580"}


@pytest.mark.parametrize(
    ("cards", "framework", "expected"),
    [
        ([LISTED], "pytorch-2.11", ""),
        ([UNLISTED], "pytorch-2.11", "problem"),
        ([UNLISTED], "pytorch-rocm", "problem"),
        ([UNLISTED], "llama.cpp", "note"),
        ([LISTED, UNLISTED], "pytorch-2.11", "problem"),
        ([{**RADEON, "chipset": None}], "pytorch-2.11", "problem"),
        ([{**GEFORCE, "chipset": "Radeon RX 580"}], "pytorch-2.11", ""),
    ],
)
def test_an_amd_card_is_on_the_list_of_rocm(cards, framework, expected):
    parts = [card(**facts) for facts in cards]
    assert level("GPU_ROCM_UNSUPPORTED", *parts, framework=framework) == expected


@pytest.mark.parametrize(
    ("cards", "system", "rocm", "several"),
    [
        ([LISTED], "windows", "warning", ""),
        ([{}, LISTED], "windows", "warning", "warning"),
        ([{}, {}], "windows", "", "warning"),
        ([{}], "windows", "", ""),
        ([LISTED, LISTED], "linux", "", ""),
        ([], "windows", "", ""),
    ],
)
def test_windows_lacks_rocm_and_nccl(cards, system, rocm, several):
    parts = [card(**facts) for facts in cards]
    found = level("OS_ROCM_WINDOWS", *parts, os=system), level("OS_MULTI_GPU_WINDOWS", *parts, os=system)
    assert found == (rocm, several)


def test_windows_and_the_list_of_rocm_are_judged_apart():
    parts = (card(**UNLISTED),)
    assert level("OS_ROCM_WINDOWS", *parts, os="windows") == "warning"
    assert level("GPU_ROCM_UNSUPPORTED", *parts, os="windows") == "problem"


BRIDGED, OTHER_BRIDGED = "GeForce RTX 3090", "RTX A6000"


@pytest.mark.parametrize(
    ("chipsets", "wanted", "expected"),
    [
        ([BRIDGED] * 2, True, ""),
        ([BRIDGED] * 4, True, ""),
        ([BRIDGED], True, "problem"),
        ([BRIDGED, OTHER_BRIDGED], True, "problem"),
        (["GeForce RTX 4090"] * 2, True, "problem"),
        ([BRIDGED, BRIDGED, "GeForce RTX 4090"], True, "problem"),
        ([None, None], True, "problem"),
        (["GeForce RTX 4090"], False, ""),
        ([], True, ""),
    ],
)
def test_nvlink_needs_two_equal_cards_that_have_it(chipsets, wanted, expected):
    assert {BRIDGED, OTHER_BRIDGED} <= set(software.NVLINK)
    assert level("NVLINK_UNSUPPORTED", *(card(chipset=each) for each in chipsets), nvlink=wanted) == expected
