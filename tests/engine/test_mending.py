"""What is offered to mend a finding mends it, and breaks nothing else."""

from __future__ import annotations

import machine
import pytest
import starter_parts
from machine import board, card, case, cpu, drive, kit, psu

from benchmarks import rules
from engine.findings import Level
from engine.mending import MENDED, Mender, PartFix, SettingFix
from engine.parts import Board, Build, Card, Case, Context, Cooler, Psu
from engine.registry import check, codes
from engine.shelf import rows_of
from engine.sifting import shelf_of


def mended(parts, code, offered, **context):
    """Give the fixes of a finding, and the parts that are offered by their kind."""
    build, surroundings = Build(tuple(parts)), Context(**context)
    by_kind = {}
    for each in offered:
        by_kind.setdefault(type(each), []).append(each)
    finding = next(each for each in check(build, surroundings) if each.code == code)
    mender = Mender(build, surroundings, lambda kind: shelf_of(kind, by_kind.get(kind, [])))
    return mender.fixes(finding)


def named(fix, offered):
    of_kind = [part for part in offered if isinstance(part, fix.kind)]
    return [of_kind[row].name for row in rows_of(fix.rows)]


def whole_but(*changes):
    kinds = {type(each) for each in changes}
    return [*(part for part in machine.whole() if type(part) not in kinds), *changes]


def test_a_weak_supply_gives_way_to_those_that_are_strong_enough():
    offered = [
        psu("Small", rated_w=500),
        psu("Large", rated_w=1200),
        psu("Unplugged", rated_w=1200, leads_16pin=0, leads_8pin=1),
    ]
    weak = psu("Weak", rated_w=300)
    (fix, *_more) = mended(whole_but(weak), "PSU_WATTAGE", offered)
    assert fix == PartFix(Psu, weak, 1, fix.rows, sure=True)
    assert named(fix, offered) == ["Large"]  # the third would lack a lead: a new problem


def test_what_is_missing_is_added():
    cooler, low = machine.cooler("Tower"), machine.cooler("Wide", sockets=("TR4",))
    parts = [part for part in machine.whole() if not isinstance(part, Cooler)]
    (fix,) = mended(parts, "COOLER_MISSING", [low, cooler])
    assert (fix.instead, fix.quantity) == (None, 1)
    assert named(fix, [low, cooler]) == ["Tower"]


def test_there_are_two_ways_at_the_most_and_the_lesser_change_comes_first():
    wide, short = case("Wide", max_card_length_mm=500), card("Short", length_mm=200)
    fixes = mended(whole_but(card(length_mm=400)), "CASE_GPU_LENGTH", [wide, short])
    assert [fix.kind for fix in fixes] == [Case, Card]


def test_every_piece_of_the_part_is_exchanged():
    long = card("Long", length_mm=400, slots=2)
    short = card("Short", length_mm=200, slots=2)
    parts = [*whole_but(psu(rated_w=1600, leads_16pin=2)), long, long]
    fix = next(
        each for each in mended([p for p in parts if p.name != "Card"], "CASE_GPU_LENGTH", [short]) if each.kind is Card
    )
    assert fix.quantity == 2


def test_an_offer_of_which_a_fact_is_missing_is_only_made_where_there_is_no_better():
    known, unknown = case("Known"), case("Unknown", expansion_slots=None)
    parts = whole_but(case(max_card_length_mm=200))
    sure, unsure = mended(parts, "CASE_GPU_LENGTH", [unknown, known])[0], mended(parts, "CASE_GPU_LENGTH", [unknown])[0]
    assert (sure.sure, named(sure, [unknown, known])) == (True, ["Known"])
    assert (unsure.sure, named(unsure, [unknown])) == (False, ["Unknown"])


def test_an_equal_amount_of_memory_is_preferred():
    small, large = card("Small", length_mm=200, memory_gib=8), card("Large", length_mm=200, memory_gib=24)
    parts = whole_but(card(length_mm=400, memory_gib=24))
    assert named(mended(parts, "CASE_GPU_LENGTH", [small, large])[0], [small, large]) == ["Large"]
    assert named(mended(parts, "CASE_GPU_LENGTH", [small])[0], [small]) == ["Small"]


def test_a_kit_of_as_many_gigabytes_is_preferred_however_they_are_divided():
    offered = [
        kit("Small", modules=2, module_gib=8),
        kit("Four", modules=4, module_gib=8),
        kit("Two", modules=2, module_gib=16),
    ]
    parts = whole_but(kit(memory_type="DDR4", modules=2, module_gib=16))
    assert named(mended(parts, "RAM_TYPE", offered)[0], offered) == ["Four", "Two"]


def test_a_setting_is_offered_where_it_is_enough():
    two = [card(slots=2), card(slots=2)]
    (fix,) = mended([cpu(), *two], "OS_MULTI_GPU_WINDOWS", [], os="windows")
    assert fix == SettingFix("os", "linux")


def test_another_circuit_of_the_same_country_is_offered_and_then_a_limit():
    parts = [cpu(package_power_w=600), *[card(board_power_w=450)] * 2, psu(rated_w=3000)]
    fixes = mended(parts, "WALL_CIRCUIT", [], circuit="US-15A")
    assert fixes == [SettingFix("circuit", "US-20A"), SettingFix("power_limit_w", 315)]
    alone = [cpu(package_power_w=2600), psu(rated_w=3000)]
    assert mended(alone, "WALL_CIRCUIT", [], circuit="EU-16A") == []  # one circuit, and no card to limit


def test_nothing_is_offered_for_notes_and_unknowns():
    build = Build((cpu(integrated_graphics=""), card(), case(max_card_length_mm=None)))
    mender = Mender(build, Context(), lambda kind: shelf_of(kind, []))
    for found in check(build):
        if found.level not in MENDED:
            assert mender.fixes(found) == []


def test_a_board_that_brings_a_problem_of_its_own_is_not_offered():
    parts = whole_but(board(socket="AM4"), drive(), drive())
    offered = [board("Right"), board("One socket", m2_sockets=())]
    fix = mended(parts, "CPU_SOCKET", offered)[0]
    assert fix.kind is Board
    assert named(fix, offered) == ["Right"]


@pytest.mark.parametrize("seed", range(4))
def test_the_first_fix_resolves_its_finding_and_adds_no_problem(seed):
    """Over builds of parts as they are sold; the benchmark does the same over the whole open catalogue."""
    known = starter_parts.by_kind()
    found = rules.mended(rules.random_builds(known, 30, seed), known)
    assert found.wrong == 0
    assert found.fixes > 60


def test_what_resolves_another_problem_as_well_is_preferred():
    weak = psu("Weak", rated_w=300, leads_16pin=0, leads_8pin=1)
    watts, both = psu("Watts only", rated_w=1200, leads_16pin=0, leads_8pin=1), psu("Both", rated_w=1200)
    assert {"PSU_WATTAGE", "PSU_12VHPWR"} <= codes(check(Build(tuple(whole_but(weak)))), Level.PROBLEM)
    assert named(mended(whole_but(weak), "PSU_WATTAGE", [watts, both])[0], [watts, both]) == ["Both"]
    assert named(mended(whole_but(weak), "PSU_WATTAGE", [watts])[0], [watts]) == ["Watts only"]
