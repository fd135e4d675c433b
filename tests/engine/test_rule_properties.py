"""What holds of the rules whatever the build is."""

from __future__ import annotations

from dataclasses import replace

import machine
import pytest
from any_build import CONTEXTS, PARTS, builds
from hypothesis import given
from hypothesis import strategies as st

from engine.findings import Level
from engine.parts import ASKED, Board, Build, Card, Case, Context, Cooler, Cpu, Drive, M2Socket, MemoryKit, Part, Psu
from engine.registry import ONE, RULES, check, codes

# Problems that one more part can resolve: of absence, and of what several supplies, processors or cards have together.
RESOLVED_BY_MORE = {code for code, rule in RULES.items() if rule.absence} | {
    *("PSU_WATTAGE", "RAM_CAPACITY_CPU", "NVLINK_UNSUPPORTED"),
}
OF_SUPPLIES = {"PSU_PCIE_CONNECTORS", "PSU_12VHPWR", "PSU_EPS", "PSU_SATA_POWER"}
# A rule that silences another speaks of the same trouble in other words.
SAID_OTHERWISE = {
    "RAM_REGISTERED": {"RAM_MIX_REGISTERED"},
    "RAM_UNBUFFERED": {"RAM_MIX_REGISTERED", "RAM_TYPE"},
    "M2_SIZE": {"M2_SLOTS"},
    "M2_PROTOCOL": {"M2_SLOTS", "M2_SIZE"},
    "PSU_12VHPWR": {"PSU_PCIE_CONNECTORS"},
}


def problems(build, context=None):
    return codes(check(build, context), Level.PROBLEM)


@given(builds(), CONTEXTS)
def test_no_build_makes_a_rule_fail_and_every_sentence_can_be_read(build, context):
    for found in check(build, context):
        text = found.text + found.hint_text
        assert "%(" not in text
        assert "None" not in text
        assert found.level is Level.UNKNOWN or found.level in RULES[found.code].levels


@given(builds(), CONTEXTS, st.integers(1, 3000))
def test_a_supply_that_is_rated_higher_never_adds_a_problem_of_watts(build, context, more):
    def raised(part):
        known = isinstance(part, Psu) and part.rated_w is not None
        return replace(part, rated_w=part.rated_w + more) if known else part

    stronger = Build(tuple(raised(part) for part in build))
    of_watts = {"PSU_WATTAGE", "WALL_CIRCUIT"}
    assert problems(stronger, context) & of_watts <= problems(build, context)


@given(builds(), CONTEXTS, st.sampled_from(list(PARTS)), st.data())
def test_one_more_part_removes_no_problem_but_those_of_absence_and_of_sums(build, context, kind, data):
    if kind in {Board, Case, Cooler} and build.first(kind):
        return  # of these the first counts
    more = Build((*build.parts, data.draw(PARTS[kind])))
    after = problems(more, context)
    lost = problems(build, context) - after - RESOLVED_BY_MORE - (OF_SUPPLIES if kind is Psu else set())
    assert not {code for code in lost if not SAID_OTHERWISE.get(code, set()) & after}


@given(builds(), CONTEXTS, st.randoms(use_true_random=False))
def test_the_order_of_the_kinds_does_not_matter(build, context, random):
    kinds = list(PARTS)
    random.shuffle(kinds)
    sorted_by_kind = Build(tuple(part for kind in kinds for part in build.every(kind)))
    said = {(each.code, each.level) for each in check(build, context)}
    assert {(each.code, each.level) for each in check(sorted_by_kind, context)} == said


@given(builds(), CONTEXTS)
def test_a_build_of_equal_parts_under_other_keys_is_judged_alike(build, context):
    renamed = Build(tuple(replace(part, key=f"line-{place}") for place, part in enumerate(build)))
    assert [each.code for each in check(renamed, context)] == [each.code for each in check(build, context)]


M2 = M2Socket(lengths_mm=(80,))
ZEN_ON_B550 = [machine.cpu(socket="AM4", microarchitecture="Zen"), machine.board(socket="AM4", chipset="B550")]
LARGE_RADIATOR = [
    machine.cpu(),
    machine.cooler(water_cooled=True, radiator_mm=360),
    machine.case(max_radiator_mm=240),
]
DISK, SMALL_DISK = machine.drive(attachment="sata", bay_inches=3.5), machine.drive(attachment="sata", bay_inches=2.5)
TWO_EPS = [machine.cpu(tdp_w=280), machine.board(eps_sockets=2), machine.psu(eps_leads=1)]
# A build with the problem, and the fact without which nobody can tell: rules.md's "unknown" column, line by line.
FACTS = [
    ("CPU_SOCKET", "cpu.socket", [machine.cpu(socket="AM4"), machine.board()]),
    ("CPU_SOCKET", "board.socket", [machine.cpu(socket="AM4"), machine.board()]),
    ("CPU_CHIPSET", "board.chipset", ZEN_ON_B550),
    ("CPU_CHIPSET", "cpu.microarchitecture", ZEN_ON_B550),
    ("RAM_TYPE", "board.memory_type", [machine.kit(memory_type="DDR4"), machine.board()]),
    ("RAM_TYPE", "kit.memory_type", [machine.kit(memory_type="DDR4"), machine.board()]),
    ("RAM_SLOTS", "board.memory_slots", [machine.kit(modules=8), machine.board()]),
    ("RAM_CAPACITY_BOARD", "board.max_memory_gib", [machine.kit(module_gib=128), machine.board()]),
    ("RAM_CAPACITY_CPU", "cpu.max_memory_gib", [machine.kit(module_gib=128), machine.board(), machine.cpu()]),
    ("COOLER_SOCKET", "cooler.sockets", [machine.cpu(socket="TR4"), machine.cooler()]),
    ("COOLER_SOCKET", "cpu.socket", [machine.cpu(socket="TR4"), machine.cooler()]),
    ("COOLER_HEIGHT", "cooler.height_mm", [machine.cpu(), machine.cooler(height_mm=180), machine.case()]),
    ("COOLER_HEIGHT", "case.max_cooler_height_mm", [machine.cpu(), machine.cooler(height_mm=180), machine.case()]),
    ("COOLER_RADIATOR", "case.max_radiator_mm", LARGE_RADIATOR),
    ("COOLER_RADIATOR", "cooler.radiator_mm", LARGE_RADIATOR),
    ("CASE_BOARD_FORM_FACTOR", "board.form_factor", [machine.case(), machine.board(form_factor="EATX")]),
    ("CASE_BOARD_FORM_FACTOR", "case.board_form_factors", [machine.case(), machine.board(form_factor="EATX")]),
    ("CASE_BACK_CONNECT", "case.back_connect", [machine.case(back_connect=False), machine.board(back_connect=True)]),
    ("CASE_GPU_LENGTH", "card.length_mm", [machine.case(), machine.card(length_mm=400)]),
    ("CASE_GPU_LENGTH", "case.max_card_length_mm", [machine.case(), machine.card(length_mm=400)]),
    ("CASE_EXPANSION_SLOTS", "card.slots", [machine.case(expansion_slots=2), machine.card()]),
    ("CASE_EXPANSION_SLOTS", "case.expansion_slots", [machine.case(expansion_slots=2), machine.card()]),
    ("CASE_PSU_FORM_FACTOR", "supply.form_factor", [machine.case(), machine.psu(form_factor="TFX")]),
    ("CASE_PSU_FORM_FACTOR", "case.psu_form_factors", [machine.case(), machine.psu(form_factor="TFX")]),
    ("CASE_PSU_LENGTH", "supply.length_mm", [machine.case(), machine.psu(length_mm=300)]),
    ("CASE_PSU_LENGTH", "case.max_psu_length_mm", [machine.case(), machine.psu(length_mm=300)]),
    ("CASE_BAYS", "case.bays_3_5", [machine.case(bays_3_5=0), DISK]),
    ("CASE_BAYS", "case.bays_2_5", [machine.case(bays_3_5=0, bays_2_5=0), SMALL_DISK]),
    ("M2_SLOTS", "board.m2_sockets", [machine.board(m2_sockets=()), machine.drive()]),
    ("SATA_PORTS", "board.sata_ports", [machine.board(sata_ports=0), machine.drive(attachment="sata")]),
    ("PCIE_SLOTS", "board.x16_slots", [machine.board(x16_slots=0), machine.card()]),
    ("GPU_CUDA_UNSUPPORTED", "card.compute_capability", [machine.card(compute_capability=3.5)]),
    ("PSU_WATTAGE", "supply.rated_w", [machine.card(), machine.psu(rated_w=200)]),
    ("PSU_PCIE_CONNECTORS", "card.sockets_8pin", [machine.old_card(), machine.psu(leads_8pin=1)]),
    ("PSU_EPS", "board.eps_sockets", TWO_EPS),
]  # fmt: skip
# The open data writes 0 where it does not know; a supply of 450 W and more has leads.
ZEROES = [
    ("PSU_PCIE_CONNECTORS", ["leads_8pin", "leads_16pin"], [machine.old_card(), machine.psu(leads_8pin=1)]),
    ("PSU_EPS", ["eps_leads"], TWO_EPS),
    ("PSU_SATA_POWER", ["sata_plugs"], [DISK, DISK, machine.psu(sata_plugs=1)]),
]  # fmt: skip


def level(code, parts):
    return next((each.level for each in check(Build(tuple(parts))) if each.code == code), None)


@pytest.mark.parametrize(("code", "field", "parts"), FACTS)
def test_a_problem_whose_fact_is_taken_away_turns_into_an_unknown(code, field, parts):
    owner, _, name = field.partition(".")
    assert level(code, parts) is Level.PROBLEM
    assert (
        level(code, [replace(part, **{name: None}) if type(part) is ONE[owner] else part for part in parts])
        is Level.UNKNOWN
    )


@pytest.mark.parametrize(("code", "names", "parts"), ZEROES)
def test_a_problem_whose_count_becomes_zero_turns_into_an_unknown(code, names, parts):
    assert level(code, parts) is Level.PROBLEM
    emptied = [replace(part, **dict.fromkeys(names, 0)) if isinstance(part, Psu) else part for part in parts]
    assert level(code, emptied) is Level.UNKNOWN


def test_lanes_that_nobody_knows_are_unknown():
    cards = [machine.card() for _ in range(3)]
    assert level("PCIE_LANES", [machine.cpu(), machine.board(), *cards]) is Level.WARNING
    assert level("PCIE_LANES", [machine.cpu(socket="LGA 9999"), machine.board(), *cards]) is Level.UNKNOWN
    assert level("PCIE_LANES", [machine.cpu(socket="LGA 9999", card_lanes=24), machine.board(), *cards]) is None


def test_every_rule_that_can_be_unknown_is_held_to_it():
    held = {code for code, *_ in FACTS} | {code for code, *_ in ZEROES} | {"PCIE_LANES"}
    exact = {code for code, rule in RULES.items() if rule.about.unknown and not rule.about.outline}
    assert exact == held


CONTRADICTORY = [
    [machine.card(slots=0, length_mm=0, sockets_16pin=99), machine.board(memory_slots=99, m2_sockets=(M2,) * 40)],
    [machine.card(slots=9), machine.case(expansion_slots=0, max_card_length_mm=0)],
    [kind(name="Nothing is known") for kind in PARTS],
    [*machine.whole().parts, *[machine.card() for _ in range(11)]],
    [*machine.whole().parts, machine.psu("Second"), machine.psu("Third")],
    [],
]  # fmt: skip


@pytest.mark.parametrize("parts", CONTRADICTORY)
def test_nonsense_is_judged_and_never_an_exception(parts):
    found = check(Build(tuple(parts)), Context())
    assert found
    assert all(each.text for each in found)


def test_twelve_cards_are_told_what_is_too_little():
    cards = [machine.card() for _ in range(12)]
    rest = [part for part in machine.whole() if not isinstance(part, Card)]
    found = problems(Build((*rest, *cards)))
    assert {"PCIE_SLOTS", "CASE_EXPANSION_SLOTS", "MULTI_GPU_SPACING", "PSU_WATTAGE", "WALL_CIRCUIT"} <= found


@pytest.mark.parametrize("kind", [Cpu, Board, MemoryKit, Card, Drive, Psu, Case, Cooler])
def test_what_only_a_reader_can_say_is_unsaid_until_then(kind):
    fresh = kind()
    assert isinstance(fresh, Part)
    asked = [each for each in kind.__dataclass_fields__.values() if each.metadata.get(ASKED)]
    assert all(getattr(fresh, each.name) in {None, False} for each in asked)


def test_drives_of_no_bay_need_none():
    assert (
        level("CASE_BAYS", [machine.case(bays_3_5=None, bays_2_5=None), machine.drive(), Drive(attachment="other")])
        is None
    )


def test_a_cooler_of_unknown_size_is_not_called_small():
    assert level("COOLER_TDP", [machine.cpu(package_power_w=300), Cooler(water_cooled=True)]) is None
