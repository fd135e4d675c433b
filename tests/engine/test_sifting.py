"""Sifting a shelf gives what judging each of its rows gives."""

from __future__ import annotations

import machine
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.findings import Level
from engine.parts import Board, Build, Card, Case, Context, Cooler, Cpu, Drive, MemoryKit, Psu
from engine.registry import RULES, slots_of, touching
from engine.shelf import Column, Shelf, rows_of
from engine.sifting import Reasons, Sieve, probe_of, shelf_of, sift
from engine.trial import Place, Trial, verdict_of

COUNT = st.none() | st.integers(0, 4)
CANDIDATES = {
    Card: st.builds(
        Card,
        chipset=st.sampled_from(["GeForce RTX 4090", "Radeon RX 7900 XTX", "Tesla P40", "RTX A6000"]),
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
        eps_leads=st.integers(0, 3),
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
    MemoryKit: st.builds(
        MemoryKit,
        memory_type=st.sampled_from([None, "DDR4", "DDR5"]),
        modules=st.integers(1, 8),
        module_gib=st.sampled_from([0, 16, 48]),
        so_dimm=st.booleans(),
        registered=st.booleans(),
    ),
    Drive: st.builds(
        Drive,
        attachment=st.sampled_from(["m2", "sata", "u2"]),
        m2_length_mm=st.none() | st.sampled_from([30, 80, 110]),
        m2_sata=st.booleans(),
        nvme=st.booleans(),
    ),
}


def others(kind):
    """Parts of the candidates' own kind that are in the build already, where a build has several."""
    return st.lists(CANDIDATES[kind], max_size=2) if kind in {Card, MemoryKit, Drive, Psu} else st.just([])


@given(st.data(), st.sampled_from(list(CANDIDATES)), st.integers(1, 3))
def test_sifting_agrees_with_judging_every_candidate(data, kind, quantity):
    whole = [part for part in machine.whole() if not isinstance(part, kind)]
    rest = Build((*data.draw(st.lists(st.sampled_from(whole), unique_by=type)), *data.draw(others(kind))))
    parts = data.draw(st.lists(CANDIDATES[kind], max_size=25))
    found = sift(Trial(rest, kind, quantity=quantity), shelf_of(kind, parts))
    trial = Trial(rest, kind, quantity=quantity)
    expected = {None: [], Level.UNKNOWN: [], Level.PROBLEM: []}
    for row, part in enumerate(parts):
        expected[verdict_of(trial.judge(part))].append(row)
    assert list(rows_of(found.fitting)) == expected[None]
    assert list(rows_of(found.unknown)) == expected[Level.UNKNOWN]
    assert list(rows_of(found.unfitting)) == expected[Level.PROBLEM]


@given(st.data(), st.sampled_from(list(CANDIDATES)))
def test_the_reasons_given_are_those_of_judging_a_candidate_by_every_rule(data, kind):
    rest = Build(tuple(part for part in machine.whole() if not isinstance(part, kind)))
    parts = data.draw(st.lists(CANDIDATES[kind], min_size=1, max_size=12))
    shelf, trial = shelf_of(kind, parts), Trial(rest, kind)
    found = sift(trial, shelf)
    reasons = Reasons(trial, found, shelf, range(len(parts)))
    for row, part in enumerate(parts):
        deciding = {Level.PROBLEM, Level.UNKNOWN} if not found.fitting >> row & 1 else {Level.WARNING}
        expected = [each for each in trial.judge(part) if each.level in deciding and refuses_or_warns(each)]
        given_reasons = [each for each in reasons.of(row, part) if each.level in deciding]
        strongest = min((each.level.rank for each in expected), default=None)
        assert [each for each in given_reasons if each.level.rank == strongest] == [
            each for each in expected if each.level.rank == strongest
        ]


def refuses_or_warns(finding):
    return finding.level is Level.WARNING or RULES[finding.code].refuses


def test_what_the_rules_cannot_tell_apart_is_judged_once():
    boards = [machine.board(socket="LGA 1700", form_factor=shape) for shape in ("ATX", "Mini-ITX", "EATX", "XL ATX")]
    found = sift(Trial(Build((machine.cpu(socket="AM5"),)), Board), shelf_of(Board, boards))
    assert found.judged == 1  # the socket settles it, and nothing else was read
    assert found.unfitting.bit_count() == len(boards)


def test_a_place_in_an_empty_build_takes_everything():
    found = sift(Trial(Build(()), Card), shelf_of(Card, [machine.card(), machine.card(length_mm=None)]))
    assert (found.fitting, found.unknown, found.unfitting) == (0b11, 0, 0)
    assert found.judged == 3  # by what is read of a card alone: its CUDA, ROCm and NVLink


def test_a_watched_part_is_a_row_of_its_kind_and_says_what_was_read():
    shelf = shelf_of(Card, [machine.card(length_mm=200), machine.card(length_mm=300, slots=2)])
    part = probe_of(Card, shelf)
    part.row, part.read = 1, set()
    assert isinstance(part, Card)
    assert (part.length_mm, part.slots) == (300, 2)
    assert part.read == {"length_mm", "slots"}
    assert str(part) == ""  # what it is called is on no shelf, and decides nothing


def test_a_fact_that_is_on_no_shelf_is_an_error_and_not_a_guess():
    shelf = Shelf(range(1), {"socket": Column(["AM5"])})
    with pytest.raises(LookupError, match="chipset of Board"):
        sift(Trial(Build((machine.cpu(socket="AM5"),)), Board), shelf)


def fits(rest, part):
    return verdict_of(Trial(Build(rest), type(part)).judge(part)) is None


def test_a_problem_that_the_build_has_anyway_is_held_against_who_has_it_too():
    board, kit = machine.board(memory_type="DDR4"), machine.kit(memory_type="DDR5")
    assert not fits((board, kit), machine.kit(memory_type="DDR5"))
    assert fits((board, kit), machine.kit(memory_type="DDR4"))
    case, long = machine.case(max_card_length_mm=300), machine.card(length_mm=400)
    assert not fits((case, long), machine.card(length_mm=330))
    assert fits((case, long), machine.card(length_mm=250))


def test_a_full_board_takes_no_further_kit():
    full = machine.kit(modules=4)
    assert not fits((machine.board(memory_slots=2), full), machine.kit(modules=1))


@given(st.data(), st.sampled_from(list(CANDIDATES)))
def test_rows_that_a_rule_cannot_tell_apart_get_the_level_of_each(data, kind):
    rest = Build(tuple(part for part in machine.whole() if not isinstance(part, kind)))
    parts = data.draw(st.lists(CANDIDATES[kind], min_size=1, max_size=12))
    for rule in touching(kind):
        sieve = Sieve(Place(rest, kind, among=(rule,)), shelf_of(kind, parts))
        groups = list(sieve.alike(rule, (1 << len(parts)) - 1))
        assert sum(group.rows for group in groups) == (1 << len(parts)) - 1
        for group in groups:
            for row in rows_of(group.rows):
                levels = [each.level for each in rule.run(slots_of(Build((*rest, parts[row])), Context()))]
                assert group.level == min(levels, key=lambda level: level.rank, default=None)
