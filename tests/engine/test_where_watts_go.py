"""Where a build's watts go: efficiency, idle, peaks, circuits, limits and money."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from machine import board, card, case, cooler, cpu, drive, kit, psu, whole

from engine import power
from engine.electricity import electricity, idle_of, limited
from engine.findings import Level
from engine.parts import Build, Fan
from engine.platforms.electrics import (
    ATX2_ALLOWANCE,
    ATX2_EXCURSIONS,
    ATX3_EXCURSIONS,
    CIRCUITS,
    PSU_CURVES,
    PSU_EFFICIENCY,
)


def of(*parts, circuit="US-15A"):
    return electricity(Build(parts), circuit)


def test_every_level_has_a_curve_that_ends_at_the_single_figure():
    assert set(PSU_CURVES) == set(PSU_EFFICIENCY)
    for rating, curve in PSU_CURVES.items():
        assert curve.at(1.0) == PSU_EFFICIENCY[rating].share
        assert min(efficiency for _share, efficiency in curve.points) >= PSU_EFFICIENCY[rating].share
        assert all(left < right for (left, _), (right, _) in pairwise(curve.points))
        assert "unchecked" in curve.source


@pytest.mark.parametrize(
    ("rating", "share", "expected"),
    [
        ("80+ Gold", 0.5, 0.90),
        ("80+ Gold", 0.35, 0.885),
        ("80+ Gold", 0.1, None),  # the level says nothing below a fifth
        ("80+ Titanium", 0.1, 0.90),
        ("80+ Titanium", 0.05, None),
        ("80+ Bronze", 1.0, 0.82),
        ("80+ Bronze", 1.01, None),
    ],
)
def test_efficiency_lies_straight_between_the_points_of_its_level(rating, share, expected):
    assert PSU_CURVES[rating].at(share) == (None if expected is None else pytest.approx(expected))


@given(st.sampled_from(sorted(PSU_CURVES)), st.floats(0, 1.2))
def test_efficiency_is_a_share(rating, share):
    found = PSU_CURVES[rating].at(share)
    assert found is None or 0 < found <= 1


@given(st.integers(30, 600), st.integers(1, 4), st.sampled_from([*PSU_CURVES, None, "unheard of"]))
def test_the_wall_gives_at_least_the_load_and_the_curve_never_asks_for_more_than_the_rules(watts, count, rating):
    found = of(cpu(), *[card(board_power_w=watts)] * count, psu(rated_w=1200, efficiency_rating=rating))
    assert found.wall_w >= found.load_w
    if found.curve_wall_w is not None:
        assert found.load_w <= found.curve_wall_w <= found.wall_w


@pytest.mark.parametrize(
    "part", [cpu(), cpu(socket="sTR5"), card(), board(), board(form_factor="EATX"), kit(), drive(),
             drive(nvme=False), drive(hard_disk=True), cooler(), cooler(water_cooled=True), psu(), case(), Fan()],
)  # fmt: skip
def test_idle_is_a_range_with_a_mark(part):
    found = idle_of(part)
    assert 0 <= found.low <= found.high
    assert "unchecked" in found.source


@given(st.integers(1, 600) | st.none(), st.integers(1, 200) | st.none(), st.integers(1, 8))
def test_no_part_draws_more_at_idle_than_under_load(card_w, cpu_w, modules):
    found = of(card(board_power_w=card_w), cpu(package_power_w=cpu_w, tdp_w=cpu_w), kit(modules=modules))
    assert found.idle_w[0] <= found.idle_w[1]
    for share in found.shares:
        assert not share.known or share.idle_w[1] <= share.load_w
    assert sum(share.load_w for share in found.shares) == pytest.approx(found.load_w)


def test_a_card_whose_power_nobody_records_is_marked():
    shares = {share.part: share for share in of(card("Mystery", board_power_w=None)).shares}
    (mystery,) = [share for part, share in shares.items() if getattr(part, "name", "") == "Mystery"]
    assert (mystery.load_w, mystery.known) == (0, False)
    assert mystery.idle_w[1] > 0


@given(st.lists(st.integers(50, 600), min_size=1, max_size=4), st.integers(1, 700), st.integers(1, 700) | st.none())
def test_a_limit_never_raises_the_load(boards, limit, before):
    build = Build((cpu(), *[card(board_power_w=watts, power_limit_w=before) for watts in boards], psu()))
    after = limited(build, limit)
    assert power.load_w(after) <= power.load_w(build)
    assert power.peak_w(after) <= power.peak_w(build)
    assert all(each.power_limit_w <= limit for each in after.parts if hasattr(each, "power_limit_w"))


def test_a_limit_bounds_the_speed():
    build = limited(Build((*[card(board_power_w=400)] * 2, card("Small", board_power_w=200))), 300)
    big, small = electricity(build, "US-15A").limits
    assert (big.count, big.speed_at_worst) == (2, 0.75)
    assert small.speed_at_worst == 1  # it draws less than that anyway
    assert not of(card()).limits
    (unknown,) = electricity(limited(Build((card(board_power_w=None),)), 300), "US-15A").limits
    assert unknown.speed_at_worst is None


def test_no_limit_leaves_the_build_as_it_is():
    build = Build((card(), psu()))
    assert limited(build, None) is build


def test_an_older_supply_is_allowed_a_tenth_more_and_a_new_one_twice_its_rating():
    old = of(card(board_power_w=400), psu(rated_w=700, atx3=False))
    assert [(row.watts, row.level) for row in old.bearings] == [(pytest.approx(700 * ATX2_ALLOWANCE), Level.WARNING)]
    new = of(card(board_power_w=400), psu(rated_w=700))
    assert [round(row.watts) for row in new.bearings] == [1400, 1260, 1120, 840]
    assert [row.level for row in new.bearings] == [None] * 4
    mixed = of(card(board_power_w=400), psu(rated_w=700), psu(rated_w=700, atx3=False))
    assert len(mixed.bearings) == len(ATX2_EXCURSIONS)
    assert mixed.atx3 is False


def test_a_new_supply_far_too_small_does_not_bear_the_peak():
    found = of(card(board_power_w=600), psu(rated_w=300))
    assert [row.level for row in found.bearings] == [Level.WARNING, Level.WARNING, None, None]
    assert len(ATX3_EXCURSIONS) == 4


def test_peaks_are_those_of_one_card():
    found = of(*[card(board_power_w=350)] * 2, card("Old", board_power_w=250, compute_capability=6.1), psu())
    assert [(peak.count, peak.factor, peak.watts) for peak in found.peaks] == [(2, 2.0, 700), (1, 1.5, 375)]
    assert found.peak_w == found.load_w + 350


@pytest.mark.parametrize(
    ("watts", "level"),
    [(1000, None), (1440, None), (1441, Level.WARNING), (1800, Level.WARNING), (1801, Level.PROBLEM)],
)
def test_a_circuit_carries_four_fifths_for_hours(watts, level):
    load = watts * 0.9 - 15
    found = of(card(board_power_w=load), psu(rated_w=3000, efficiency_rating="80+ Titanium"))
    by_name = {row.name: row for row in found.circuits}
    assert set(by_name) == set(CIRCUITS)
    assert by_name["US-15A"].level is level
    assert by_name["US-15A"].share == pytest.approx(watts / 1440)
    assert [row.name for row in found.circuits if row.chosen] == ["US-15A"]


def test_a_supply_for_230_volts_does_not_run_below_200():
    levels = {row.name: (row.level, row.too_few_volts) for row in of(psu(only_230v=True)).circuits}
    assert levels["US-15A"] == levels["JP-15A"] == (Level.PROBLEM, True)
    assert levels["EU-16A"] == levels["JP-200V-20A"] == (None, False)


def test_money_follows_hours_and_tariff():
    found = of(card(board_power_w=885), psu(rated_w=1500, efficiency_rating="80+ Titanium"))  # 1 kW at the wall
    money = found.costs(0.30, 8)
    assert money.an_hour == pytest.approx(0.30)
    assert money.a_day == pytest.approx(2.40)
    assert money.a_month == pytest.approx(73.0)
    assert money.kwh_a_month == pytest.approx(243.333, abs=0.001)
    assert found.btu_per_hour == pytest.approx(3412, abs=1)
    assert found.costs(None, 8) is None


def test_without_a_supply_wall_heat_and_money_are_unknown():
    found = of(card())
    assert (found.wall_w, found.btu_per_hour, found.curve_efficiency, found.efficiency) == (None, None, None, None)
    assert found.costs(0.3, 8) is None
    assert found.bearings == ()


def test_a_supply_without_a_rating_says_nothing_about_its_load():
    found = of(card(), psu(rated_w=None))
    assert (found.rated_w, found.load_share, found.load_level, found.curve_wall_w) == (None, None, None, None)
    assert found.wall_w > found.load_w


@pytest.mark.parametrize(("rated", "level"), [(1000, None), (582, Level.WARNING), (465, Level.PROBLEM)])
def test_the_load_is_held_against_the_rating_as_the_rules_do(rated, level):
    found = of(card(board_power_w=451), psu(rated_w=rated))
    assert found.load_level is level


def test_a_whole_machine_agrees_with_the_load_model():
    build = whole()
    assert electricity(build, "EU-16A").load_w == power.load(build).total_w
