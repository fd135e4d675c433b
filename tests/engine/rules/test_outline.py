"""Rules in outline: what they may say of parts of which nobody has answered anything."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from machine import finding, whole

from engine.facts import asked_facts, fact_of
from engine.findings import Level
from engine.parts import Board, Build, Card, Case, Context, Cooler, Cpu, Drive, Fan, M2Socket, MemoryKit, Psu
from engine.platforms.datacentre import EPS_PLUGS
from engine.registry import ONE, RULES, check

OUTLINE = [each for each in RULES.values() if each.about.outline]
KINDS = (Cpu, Board, MemoryKit, Card, Psu, Case, Cooler, Drive, Fan)
COUNT = st.none() | st.integers(0, 8)
WATTS = st.none() | st.integers(1, 3000)
MM = st.none() | st.integers(1, 400)
FLAG = st.none() | st.booleans()
# Open data holds no card for servers: those that it does hold and that take a processor's plug bring their adapter.
CHIPSETS = ["GeForce RTX 4090", "GeForce RTX 5090", "GeForce RTX 3090", "RTX A6000", "Arc B580", "Radeon RX 7900 XTX"]
KNOWN = {  # fact → what a catalogue may say of it
    "name": st.sampled_from(["Intel Core i9-14900K", "Threadripper PRO 5975WX", "Ryzen 7"]),
    "socket": st.sampled_from([None, "AM5", "LGA 1700", "sTR5", "LGA 775"]),
    "microarchitecture": st.sampled_from([None, "Zen 4", "Raptor Lake"]),
    "form_factor": st.sampled_from([None, "ATX", "Mini-ITX", "ATX Test Bench"]),
    "memory_type": st.sampled_from([None, "DDR3", "DDR4", "DDR5"]),
    "chipset": st.sampled_from([None, *CHIPSETS]),
    "vendor": st.sampled_from([None, "NVIDIA", "AMD", "Intel"]),
    "cooling": st.sampled_from(["open-air", "blower", "passive", "liquid"]),
    "attachment": st.sampled_from(["m2", "sata", "sas", "u2", "other"]),
    "compute_capability": st.sampled_from([None, 3.7, 6.1, 7.5, 8.6, 8.9, 12.0]),
    "m2_sockets": st.none() | st.lists(st.builds(M2Socket, pcie5=st.booleans()), max_size=3).map(tuple),
    "efficiency_rating": st.sampled_from([None, "80+", "80+ Gold"]),
    "fans": st.integers(1, 5),
    "modules": st.integers(1, 8),
    "speed_mts": st.sampled_from([0, 3200, 6400]),
    "module_gib": st.integers(0, 64),
    **dict.fromkeys(["cores", "x16_slots", "narrow_slots", "sata_ports", "eps_sockets", "fan_headers", "slots",
                     "usb_c_headers", "sockets_16pin", "sockets_8pin", "sockets_6pin", "bus_generation"], COUNT),
    **dict.fromkeys(["rated_w", "board_power_w", "tdp_w", "package_power_w"], WATTS),
    **dict.fromkeys(["height_mm", "width_mm", "size_mm", "max_noise_db", "length_mm"], MM),
    **dict.fromkeys(["leads_16pin", "leads_8pin", "eps_leads", "sata_plugs"], st.integers(0, 8)),
    **dict.fromkeys(["atx3", "only_230v", "ecc", "so_dimm", "registered", "water_cooled", "m2_sata", "pcie5"],
                    st.booleans()),
    **dict.fromkeys(["front_usb_c", "back_connect"], FLAG),
    "capacity_gb": st.none() | st.integers(1, 20_000),
    "memory_gib": st.integers(0, 96),
    "ethernet_mbps": st.none() | st.sampled_from([1000, 10_000]),
}  # fmt: skip


def any_part(kind):
    unsaid = {*asked_facts(kind), "key", "product", "answered"}
    return st.builds(kind, **{each.name: KNOWN[each.name] for each in fields(kind) if each.name in {*KNOWN} - unsaid})


@given(st.lists(st.sampled_from(KINDS).flatmap(any_part), max_size=14))
def test_of_parts_out_of_open_data_they_say_no_more_than_notes(parts):
    found = check(Build(tuple(parts)), rules=OUTLINE)
    assert {each.level for each in found} <= {Level.NOTE, Level.UNKNOWN}
    assert len({each.code for each in found}) == len(found)
    for each in found:
        assert each.text.endswith(".")
        assert each.hint_text.endswith(".")
        assert "None" not in each.text + each.hint_text


def test_there_are_thirty_two_of_them():
    assert len(OUTLINE) == 32


def test_cards_out_of_open_data_that_take_a_processors_plug_bring_their_adapter():
    assert {name for name, row in EPS_PLUGS.items() if row.adapter_in_box} == {"RTX A6000"}


@pytest.mark.parametrize("each", OUTLINE, ids=lambda each: each.code)
def test_what_they_may_miss_can_be_answered(each):
    """Every fact of a part that is only ever answered is known by name."""
    owners = {"cpu": Cpu, "board": Board, "kit": MemoryKit, "card": Card, "supply": Psu, "case": Case}
    for field in each.fields:
        owner, _, name = field.partition(".")
        if owner in owners and name in asked_facts(owners[owner]) and name != "used":
            assert fact_of(owners[owner], name).label


def test_of_a_machine_that_fits_none_of_them_speaks():
    assert [each.code for each in OUTLINE if finding(each.code, *whole())] == []


@pytest.mark.parametrize("each", OUTLINE, ids=lambda each: each.code)
def test_they_name_facts_that_there_are(each):
    known = {**ONE, "context": Context}
    for field in each.fields:
        owner, _, name = field.partition(".")
        assert name in {of.name for of in fields(known[owner])}
    assert {*each.settings} <= {of.name for of in fields(Context)}
