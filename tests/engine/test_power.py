"""What a build draws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from machine import board, card, case, cooler, cpu, drive, kit, psu, whole

from engine import power
from engine.findings import Word
from engine.parts import Build, Fan


def load_of(*parts):
    return power.load(Build(parts)).total_w


@pytest.mark.parametrize(
    ("part", "watts"),
    [
        (cpu(package_power_w=142, tdp_w=105), 142),
        (cpu(package_power_w=None, tdp_w=105), 105),
        (cpu(package_power_w=None, tdp_w=None), 0),
        (card(board_power_w=350), 350),
        (card(board_power_w=None), 0),
        (board(form_factor="ATX", memory_slots=4), 50),
        (board(form_factor="ATX", memory_slots=8), 80),
        (board(form_factor=None, memory_slots=None), 50),
        (board(form_factor="EATX", memory_slots=4), 80),
        (board(form_factor="SSI CEB", memory_slots=None), 80),
        (board(form_factor="HPTX", memory_slots=4), 50),
        (kit(modules=4), 20),
        (drive(attachment="sata", hard_disk=True, nvme=False), 10),
        (drive(nvme=True), 8),
        (drive(nvme=False), 4),
        (cooler(), 5),
        (cooler(water_cooled=True), 15),
        (case(), 0),
        (psu(), 0),
        (Fan(fans=3), 0),
    ],
)
def test_each_part_draws_what_the_model_says(part, watts):
    assert load_of(part) == 15 + watts
    assert load_of(part, part) == 15 + 2 * watts


def test_an_empty_build_draws_the_rest():
    load = power.load(Build())
    assert (load.total_w, load.shares) == (15, ((power.REST, 15),))


@pytest.fixture
def worked_example():
    """Give the worked example of the load model."""
    return [
        cpu("Ryzen 9 5950X", package_power_w=142),
        card("RTX 3090", board_power_w=350, chipset="GeForce RTX 3090", compute_capability=8.6),
        board(form_factor="ATX", memory_slots=4),
        kit(modules=2),
        drive(),
        cooler(),
        psu(rated_w=750, efficiency_rating="80+ Gold"),
    ]


def test_the_worked_example_comes_to_580_watts(worked_example):
    build = Build(tuple(worked_example))
    assert power.load(build).total_w == 580
    assert power.rated_w(build) == 750
    assert power.peak_w(build) == 930
    assert power.wall_w(build) == pytest.approx(580 / 0.87)


def test_shares_add_up_and_name_each_part_once(worked_example):
    gpu = worked_example[1]
    load = power.load(Build((*worked_example, gpu)))
    assert sum(watts for _, watts in load.shares) == load.total_w == 930
    assert [watts for what, watts in load.shares if what is gpu] == [700]
    assert isinstance(load.shares[-1][0], Word)
    assert all(watts for _, watts in load.shares)


def test_two_parts_with_equal_facts_have_a_share_each():
    shares = power.load(Build((card("A"), card("B")))).shares
    assert [str(what) for what, _ in shares[:2]] == ["A", "B"]


@pytest.mark.parametrize(
    ("rating", "share"),
    [
        ("80+ Titanium", 0.9), ("80+ Platinum", 0.89), ("80+ Gold", 0.87), ("80+ Silver", 0.85), ("80+ Bronze", 0.82),
        ("80+", 0.8), ("Cybenetics Gold", 0.8), (None, 0.8),
    ],
)  # fmt: skip
def test_a_rating_stands_for_an_efficiency(rating, share):
    assert power.efficiency(psu(efficiency_rating=rating)) == share


def test_without_a_supply_there_is_no_wall():
    build = Build((cpu(),))
    assert power.wall_w(build) is None
    assert power.rated_w(build) == 0
    assert power.efficiency(None) == 0.8


def test_the_first_supply_decides_the_wall_and_all_the_rating():
    build = Build((cpu(), psu(efficiency_rating="80+ Titanium", rated_w=500), psu(efficiency_rating=None, rated_w=700)))
    assert power.wall_w(build) == pytest.approx(103 / 0.9)
    assert power.rated_w(build) == 1200


def test_one_supply_without_a_rating_leaves_the_sum_unknown():
    assert power.rated_w(Build((psu(), psu(rated_w=None)))) is None


@pytest.mark.parametrize(
    ("facts", "factor"),
    [
        ({"vendor": "NVIDIA", "compute_capability": 8.0}, 2),
        ({"vendor": "NVIDIA", "compute_capability": 7.5}, 1.5),
        ({"vendor": "NVIDIA", "compute_capability": None, "chipset": "GeForce GTX 580 X2"}, 1.5),
        ({"vendor": "AMD", "compute_capability": None, "chipset": "Radeon RX 6800"}, 2),
        ({"vendor": "AMD", "compute_capability": None, "chipset": "Radeon RX 580"}, 1.5),
        ({"vendor": "AMD", "compute_capability": None, "chipset": "Radeon AI PRO R9700"}, 2),
        ({"vendor": "Intel", "compute_capability": None, "chipset": "Arc A770"}, 2),
        ({"vendor": None, "compute_capability": None, "chipset": None}, 1.5),
    ],
)
def test_newer_cards_peak_higher(facts, factor):
    assert power.peak_w(Build((card(board_power_w=100, **facts),))) == 15 + 100 * factor


def test_one_card_peaks_at_a_time_and_the_hungriest_counts():
    assert power.peak_w(Build((card(board_power_w=100), card(board_power_w=300)))) == 15 + 400 + 300


@given(st.one_of(st.none(), st.integers(0, 2000)), st.integers(1, 8))
def test_adding_cards_never_lowers_the_load(board_power, count):
    before = whole()
    after = Build(before.parts + (card(board_power_w=board_power),) * count)
    assert power.load(after).total_w >= power.load(before).total_w
    assert power.peak_w(after) >= power.peak_w(before)
