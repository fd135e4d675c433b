"""What a rule says that it reads is what it reads."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from random import Random

import machine
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

import engine.rules  # noqa: F401  # importing the package fills the registry
from engine.facts import FACTS, asked_facts
from engine.parts import Board, Build, Card, Case, Context, Cooler, Cpu, Drive, Fan, M2Socket, MemoryKit, Psu
from engine.platforms import CIRCUITS, contexts
from engine.platforms.mechanics import BOARD_FORM_FACTORS, SUPPLY_FORM_FACTORS
from engine.registry import NAMES, RULES
from engine.watching import readings

SOCKETS = ["AM4", "AM5", "LGA 1700", "sTR5"]
CHIPSETS = ["B450", "B650", "Z790", "X99"]
MICROARCHITECTURES = ["Zen 3", "Zen 4", "Zen 5", "Raptor Lake"]
COUNT = st.none() | st.integers(0, 8)
MM = st.none() | st.integers(1, 600)
DDR = st.sampled_from(["DDR3", "DDR4", "DDR5"])
YES_OR_NO = st.none() | st.booleans()
GPUS = ["GeForce RTX 4090", "GeForce RTX 3090", "GeForce GTX 1080", "Radeon RX 7900 XTX", "Radeon RX 580", "Tesla P40"]


def some(values):
    return st.none() | st.sampled_from(list(values))


def several(values):
    return st.none() | st.lists(st.sampled_from(list(values)), min_size=1, max_size=3, unique=True).map(tuple)


def answers(kind):
    """Facts that a reader may answer, with what may be answered."""
    held = {each.name for each in fields(kind)}
    given = {name: answer(fact) for name, fact in FACTS.get(kind, {}).items() if name in held}
    return by_type(kind) | {name: st.booleans() for name in asked_facts(kind)} | given


def by_type(kind):
    """Values of fields of which nothing else is known than their type."""
    values = {"bool": st.booleans(), "int": st.integers(0, 64), "float": st.integers(0, 64)}
    said = {each.name: each.type for each in fields(kind) if each.type.partition(" ")[0] in values}
    return {
        name: st.none() | values[text.partition(" ")[0]] if "None" in text else values[text]
        for name, text in said.items()
    }


def answer(fact):
    """What may be answered for a fact, or that nobody says."""
    if fact.yes_or_no:
        return YES_OR_NO
    if fact.choices:
        return several(fact.choices) if fact.several else some(fact.choices)
    if fact.count_of:
        return COUNT.map(lambda count: None if count is None else (fact.count_of(),) * count)
    return st.none() | (st.integers if fact.whole else st.floats)(fact.low, fact.high)


M2 = st.builds(
    M2Socket, lengths_mm=st.none() | st.just((80,)), pcie=st.booleans(), sata=st.booleans(), pcie5=st.booleans()
)
PARTS = {
    Cpu: {
        "name": st.sampled_from(["Ryzen 7 7700", "Ryzen 7 8700G", "Threadripper PRO 5975WX", "Core i9-14900K"]),
        "socket": some(SOCKETS), "microarchitecture": some(MICROARCHITECTURES), "cores": COUNT,
        "tdp_w": st.none() | st.integers(35, 400), "package_power_w": st.none() | st.integers(35, 400),
        "memory_types": several(["DDR3", "DDR4", "DDR5"]), "memory_channels": COUNT,
        "max_memory_gib": st.none() | st.integers(8, 512),
        "supports_ecc": YES_OR_NO, "includes_cooler": st.booleans(),
        "integrated_graphics": st.sampled_from(["", "Radeon"]),
    },
    Board: {
        "socket": some(SOCKETS), "socket_count": st.integers(1, 2), "chipset": some(CHIPSETS),
        "form_factor": some(BOARD_FORM_FACTORS), "memory_type": st.none() | DDR, "memory_slots": COUNT,
        "max_memory_gib": st.none() | st.integers(1, 512), "takes_so_dimm": st.booleans(), "supports_ecc": YES_OR_NO,
        "x16_slots": COUNT, "narrow_slots": COUNT, "sata_ports": COUNT, "u2_ports": st.integers(0, 2),
        "eps_sockets": COUNT,
        "m2_sockets": st.none() | st.lists(M2, max_size=3).map(tuple),
        "bios_flashback": st.booleans(), "back_connect": st.booleans(),
    },
    MemoryKit: {
        "memory_type": st.none() | DDR, "modules": st.integers(1, 8), "module_gib": st.sampled_from([0, 16, 48, 256]),
        "speed_mts": st.sampled_from([0, 3200, 6000, 8000]), "so_dimm": st.booleans(), "registered": st.booleans(),
        "ecc": st.booleans(),
    },
    Card: {
        "chipset": some(GPUS), "vendor": some(["NVIDIA", "AMD", "Intel"]),
        "memory_gib": st.sampled_from([0, 4, 8, 24, 96]),
        "board_power_w": st.none() | st.integers(50, 600), "length_mm": MM, "slots": st.none() | st.integers(1, 4),
        "sockets_16pin": COUNT, "sockets_8pin": COUNT, "sockets_6pin": COUNT,
        "bus_generation": st.none() | st.integers(2, 5),
        "bus_lanes": some([4, 8, 16]), "compute_capability": some([3.5, 6.1, 7.5, 8.6, 8.9, 12.0]),
        "cooling": st.sampled_from(["open-air", "blower", "passive", "liquid"]),
    },
    Psu: {
        "rated_w": st.none() | st.integers(200, 2000), "form_factor": some(SUPPLY_FORM_FACTORS), "length_mm": MM,
        "efficiency_rating": some(["80+ Gold", "80+"]), "leads_16pin": st.integers(0, 4),
        "leads_8pin": st.integers(0, 8),
        "eps_leads": st.integers(0, 3), "sata_plugs": st.integers(0, 8), "atx3": st.booleans(),
        "only_230v": st.booleans(),
    },
    Case: {
        "form_factor": some(["ATX Mid Tower", "ATX Full Tower", "ATX Test Bench"]),
        "board_form_factors": several(BOARD_FORM_FACTORS), "psu_form_factors": several(SUPPLY_FORM_FACTORS),
        "max_card_length_mm": MM, "max_cooler_height_mm": MM, "max_psu_length_mm": MM, "expansion_slots": COUNT,
        "bays_3_5": COUNT,
        "bays_2_5": COUNT, "back_connect": YES_OR_NO, "brings_supply": st.booleans(),
    },
    Cooler: {
        "sockets": several(SOCKETS), "water_cooled": st.booleans(), "height_mm": MM,
        "radiator_mm": some([120, 240, 360]),
    },
    Drive: {
        "attachment": st.sampled_from(["m2", "sata", "sas", "u2", "other"]), "capacity_gb": some([128, 1000, 20_000]),
        "m2_length_mm": some([30, 80, 110]), "m2_sata": st.booleans(), "pcie5": st.booleans(),
        "bay_inches": some([2.5, 3.5]),
        "hard_disk": st.booleans(), "nvme": st.booleans(),
    },
    Fan: {"size_mm": some([120, 140]), "fans": st.integers(1, 3)},
}  # fmt: skip
MAKERS = {
    Cpu: machine.cpu, Board: machine.board, MemoryKit: machine.kit, Card: machine.card, Psu: machine.psu,
    Case: machine.case, Cooler: machine.cooler, Drive: machine.drive, Fan: Fan,
}  # fmt: skip
CONTEXTS = by_type(Context) | {
    "circuit": st.sampled_from(list(CIRCUITS)), "os": st.sampled_from(contexts.OPERATING_SYSTEMS),
    "framework": st.sampled_from(contexts.FRAMEWORKS), "purpose": st.sampled_from(contexts.PURPOSES),
    "nvlink": st.booleans(),
    "room": st.sampled_from(contexts.ROOMS), "bridge_slots": some([2, 3, 4]), "riser_generation": some([3, 4, 5]),
    "ups_va": some([300, 1500, 6000]), "needs_gib": some([4.0, 24.0, 200.0]), "driver": some([390, 470, 580, 610]),
    "shared_storage": st.booleans(),
}  # fmt: skip


@st.composite
def part(draw, kind, names=None):
    """A part that fits a usual machine, but for a few of its facts: so rules get to their last lines too."""
    facts = answers(kind) | PARTS[kind]
    among = sorted(facts) if names is None else sorted(names & set(facts))
    if draw(st.integers(0, 9)) == 0:
        return kind(name="bare")
    changed = draw(st.lists(st.sampled_from(among), max_size=4, unique=True)) if among else []
    return MAKERS[kind](**{name: draw(facts[name]) for name in changed})


@st.composite
def builds(draw):
    """Builds with most kinds in them, several of some."""
    left_out = draw(st.lists(st.sampled_from(list(PARTS)), max_size=2, unique=True))
    parts = []
    for kind in PARTS:
        if kind not in left_out:
            parts += [draw(part(kind))] * draw(st.sampled_from([1, 1, 2, 4]))
            parts += draw(st.lists(part(kind), max_size=1))
    return Build(tuple(parts))


@st.composite
def builds_for(draw, rule):
    """Builds of the kinds that a rule reads, which differ in what it says that it reads."""
    parts = []
    for kind in sorted(rule.reads, key=NAMES.get):
        if not rule.absence or draw(st.booleans()):
            names = {field.partition(".")[2] for field in rule.fields if field.startswith(f"{NAMES[kind]}.")}
            parts += [draw(part(kind, names))] * draw(st.sampled_from([1, 1, 2, 4]))
            parts += draw(st.lists(part(kind, names), max_size=1))
    return Build(tuple(parts))


@st.composite
def surroundings(draw, names=frozenset(CONTEXTS)):
    """Surroundings that differ in some of these names."""
    changed = draw(st.lists(st.sampled_from(sorted(names)), max_size=3, unique=True)) if names else []
    return Context(**{name: draw(CONTEXTS[name]) for name in changed})


EXAMPLES = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck), "database": None}


# So many at most: the first that is found ends the search, and most are found among the first ten.
FIRST = settings(max_examples=50_000, phases=[Phase.generate], **EXAMPLES)


def read_by(rule, build, context):
    """The fields that a rule reads of a build."""
    return {each.field for each in readings(rule, build, context)}


def reads(rule, field, pair):
    """Whether a rule reads a field of a build in its surroundings."""
    return field in read_by(rule, *pair)


@settings(max_examples=150, **EXAMPLES)
@given(builds(), surroundings())
def test_a_rule_reads_no_field_that_it_does_not_name(build, context):
    for rule in RULES.values():
        assert read_by(rule, build, context) <= set(rule.fields), rule.code


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_reads_every_field_that_it_names(rule):
    of_context = {name.partition(".")[2] for name in rule.fields if name.startswith("context.")}
    pairs = st.tuples(builds_for(rule), surroundings(of_context))
    read = set()
    for field in rule.fields:
        if field not in read:
            pair = find(pairs, partial(reads, rule, field), settings=FIRST, random=Random(1))
            read |= read_by(rule, *pair)
    assert read == set(rule.fields)


def test_what_a_property_is_made_of_counts_as_read():
    rule = RULES["RAM_CAPACITY_BOARD"]
    assert read_by(rule, Build((machine.kit(), machine.board())), Context()) == set(rule.fields)


def test_a_reading_says_of_which_part_and_what():
    cpu, board = machine.cpu(), machine.board(socket="AM4")
    found = readings(RULES["CPU_SOCKET"], Build((cpu, board)), Context())
    assert [(each.part.name, each.field, each.value) for each in found] == [
        ("Ryzen", "cpu.socket", "AM5"),
        ("Board", "board.socket", "AM4"),
    ]
