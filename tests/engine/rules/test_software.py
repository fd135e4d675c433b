"""Number formats, builds and drivers."""

from __future__ import annotations

import pytest
from machine import card, finding, level

AMD = {"vendor": "AMD", "chipset": "Radeon RX 7900 XTX", "compute_capability": None}
ARC = {"vendor": "Intel", "chipset": "Arc B580", "compute_capability": None}


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [([8.9], "note"), ([9.0], "note"), ([10.0], ""), ([12.0], ""), ([8.6], ""), ([12.0, 8.9], "note"), ([8.9, 8.6], ""),
     ([None], ""), ([None, 8.9], "note")],
)  # fmt: skip
def test_fp4_begins_with_blackwell(capabilities, expected):
    assert level("GPU_NO_FP4", *(card(compute_capability=each) for each in capabilities)) == expected


def test_of_number_formats_one_note_is_enough():
    for capability in (6.1, 7.5, 8.0, 8.6, 8.9, 9.0, 12.0):
        codes = ("GPU_NO_BF16_FA2", "GPU_NO_FP8", "GPU_NO_FP4")
        assert sum(bool(level(code, card(compute_capability=capability))) for code in codes) <= 1


@pytest.mark.parametrize(
    ("facts", "framework", "expected"),
    [(ARC, "pytorch-2.11", "note"), (ARC, "llama.cpp", ""), (AMD, "pytorch-2.11", ""), ({}, "pytorch-2.11", "")],
)
def test_intels_cards_want_a_build_of_their_own(facts, framework, expected):
    assert level("GPU_XPU", card(**facts), framework=framework) == expected


@pytest.mark.parametrize(
    ("capability", "driver", "framework", "expected"),
    [
        (8.9, 580, "pytorch-2.11", ""),
        (8.9, 579, "pytorch-2.11", "note"),
        (7.5, 570, "pytorch-2.11", "note"),
        (7.0, 525, "pytorch-2.11", ""),  # the build for older cards
        (7.0, 524, "pytorch-2.11", "note"),
        (None, 570, "pytorch-2.11", "note"),
        (8.9, None, "pytorch-2.11", ""),
        (8.9, 300, "llama.cpp", ""),
    ],
)
def test_the_driver_runs_the_usual_build(capability, driver, framework, expected):
    parts = card(compute_capability=capability)
    assert level("OS_DRIVER_MIN", parts, driver=driver, framework=framework) == expected


def test_the_driver_matters_to_nvidias_cards_only():
    assert level("OS_DRIVER_MIN", card(**AMD), driver=300) == ""


def test_the_weakest_card_says_which_build():
    found = finding("OS_DRIVER_MIN", card("New"), card("V100", compute_capability=7.0), driver=470)
    assert found.text == "V100 with driver 470: the build of pytorch-2.11 for CUDA 12.6 needs driver 525."
