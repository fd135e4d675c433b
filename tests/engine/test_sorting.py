"""Sorting candidates gives what judging each of them gives."""

from __future__ import annotations

from dataclasses import fields

import machine
from hypothesis import given
from hypothesis import strategies as st

from engine.parts import Board, Build, Card, Case, Cooler, Cpu, Psu
from engine.sorting import Sorter, watched
from engine.trial import Trial, verdict_of

COUNT = st.none() | st.integers(0, 4)
CANDIDATES = {
    Card: st.builds(
        Card,
        chipset=st.sampled_from(["GeForce RTX 4090", "Radeon RX 7900 XTX"]),
        board_power_w=st.none() | st.integers(50, 600),
        length_mm=st.none() | st.integers(150, 400),
        slots=st.none() | st.integers(1, 4),
        sockets_16pin=COUNT,
        sockets_8pin=COUNT,
        sockets_6pin=COUNT,
    ),
    Board: st.builds(
        Board,
        socket=st.sampled_from([None, "AM5", "AM4", "LGA 1700"]),
        chipset=st.sampled_from([None, "B650", "B450", "Z790"]),
        form_factor=st.sampled_from([None, "ATX", "Mini-ITX", "SSI EEB"]),
        memory_type=st.sampled_from([None, "DDR4", "DDR5"]),
        memory_slots=COUNT,
        x16_slots=COUNT,
        narrow_slots=COUNT,
    ),
    Cpu: st.builds(
        Cpu,
        name=st.sampled_from(["Ryzen 7 7700", "Threadripper PRO 5975WX"]),
        socket=st.sampled_from([None, "AM5", "LGA 1700"]),
        microarchitecture=st.sampled_from([None, "Zen 4", "Raptor Lake"]),
        tdp_w=st.none() | st.integers(35, 350),
        memory_types=st.none() | st.just(("DDR4",)) | st.just(("DDR5",)),
    ),
    Psu: st.builds(
        Psu,
        rated_w=st.none() | st.integers(200, 1600),
        leads_16pin=st.integers(0, 2),
        leads_8pin=st.integers(0, 6),
    ),
    Case: st.builds(
        Case,
        board_form_factors=st.none() | st.just(("ATX",)) | st.just(("Mini-ITX",)),
        max_card_length_mm=st.none() | st.integers(150, 400),
        max_cooler_height_mm=st.none() | st.integers(50, 200),
        expansion_slots=COUNT,
    ),
    Cooler: st.builds(
        Cooler,
        sockets=st.none() | st.just(("AM5",)) | st.just(("LGA 1700",)),
        height_mm=st.none() | st.integers(40, 180),
        water_cooled=st.booleans(),
    ),
}


def row_of(part):
    return tuple(getattr(part, each.name) for each in fields(part))


def columns_of(kind):
    return {each.name: place for place, each in enumerate(fields(kind))}


def facts_of(part):
    return {each.name: getattr(part, each.name) for each in fields(part)}


@given(st.data(), st.sampled_from(list(CANDIDATES)))
def test_sorting_agrees_with_judging_every_candidate(data, kind):
    whole = [part for part in machine.whole() if not isinstance(part, kind)]
    rest = Build(tuple(data.draw(st.lists(st.sampled_from(whole), unique_by=type))))
    trial = Trial(rest, kind)
    sorter = Sorter(trial, kind, columns_of(kind))
    for part in data.draw(st.lists(CANDIDATES[kind], max_size=25)):
        expected = verdict_of(trial.judge(part))
        assert sorter.verdict(row_of(part), lambda part=part: facts_of(part)) is expected


def test_what_the_rules_cannot_tell_apart_is_judged_once():
    sorter = Sorter(Trial(Build((machine.cpu(socket="AM5"),)), Board), Board, columns_of(Board))
    for form_factor in ("ATX", "Mini-ITX", "EATX", "XL ATX"):
        part = machine.board(socket="LGA 1700", form_factor=form_factor)
        sorter.verdict(row_of(part), lambda part=part: facts_of(part))
    assert sorter.judged == 1  # the socket settles it, and nothing else was read


def test_a_watched_part_is_a_part_of_its_kind_and_says_what_was_read():
    part = watched(Card)(length_mm=300, slots=2)
    object.__setattr__(part, "read", [])
    assert isinstance(part, Card)
    assert (part.length_mm, part.slots) == (300, 2)
    assert part.read == ["length_mm", "slots"]
