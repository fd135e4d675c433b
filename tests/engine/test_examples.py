"""Examples of rules are looked for in builds that work, and found with the least change."""

from __future__ import annotations

from dataclasses import fields

import machine
import pytest

import engine.rules  # importing the package fills the registry
from engine.examples import Scene, Search, part_on
from engine.findings import Level, problem
from engine.parts import Board, Build, Card, Case, Context, Cpu, Psu
from engine.registry import RULES
from engine.shelf import Column, Shelf, first


def shelf(kind, *parts):
    names = [each.name for each in fields(kind) if each.name not in {"key", "product", "answered"}]
    return Shelf(range(len(parts)), {name: Column([getattr(part, name) for part in parts]) for name in names})


def search(rule, *builds, shelves=None, context=None):
    rule = RULES[rule] if isinstance(rule, str) else rule
    scenes = [Scene(base, build, context or Context()) for base, build in enumerate(builds)]
    shelves = shelves or {}
    found = Search(rule, scenes, shelves, lambda _kind, rows: first(rows)).run()
    parts = [each.place and part_on(shelves[each.place.kind], each.place.kind, each.place.row) for each in found]
    return {each.level: (each.build(part), each.scene.context) for each, part in zip(found, parts, strict=True)}


def test_a_build_that_shows_it_is_shown_as_it_is():
    wrong = Build((machine.cpu(), machine.board(socket="AM4")))
    found = search("CPU_SOCKET", machine.whole(), wrong)
    assert found[Level.PROBLEM][0] is wrong
    assert found[None][0] == machine.whole()


def test_otherwise_another_part_is_put_into_a_place():
    boards = [machine.board(socket=socket) for socket in ("AM5", "LGA 1700", None)]
    found = search("CPU_SOCKET", machine.whole(), shelves={Board: shelf(Board, *boards)})
    build, _context = found[Level.PROBLEM]
    assert build.first(Board).socket == "LGA 1700"
    assert build.count(Board) == 1


def test_or_another_beside_what_is_there():
    others = [machine.card("Other", chipset="Radeon RX 7900 XTX", vendor="AMD")]
    build, _context = search("GPU_MIXED_VENDOR", machine.whole(), shelves={Card: shelf(Card, *others)})[Level.WARNING]
    assert [card.vendor for card in build.every(Card)] == ["NVIDIA", "AMD"]


def test_or_the_surroundings_and_how_many_there_are_change():
    build, context = search("OS_MULTI_GPU_WINDOWS", machine.whole())[Level.WARNING]
    assert (build.count(Card), context.os) == (2, "windows")
    build, context = search("PSU_230V_ONLY", Build((machine.psu(only_230v=True),)))[Level.PROBLEM]
    assert context == Context()


def test_a_rule_of_absence_is_shown_by_leaving_a_part_out():
    found = search("CPU_MISSING", machine.whole())
    assert found[Level.PROBLEM][0].count(Cpu) == 0
    assert found[None][0] == machine.whole()


def test_what_only_a_reader_can_say_is_answered():
    build, _context = search("COOLER_RADIATOR", Build((
        machine.cpu(), machine.cooler(water_cooled=True, radiator_mm=360), machine.case(),
    )))[Level.PROBLEM]  # fmt: skip
    case = build.first(Case)
    assert case.max_radiator_mm < 360
    assert case.answered == {"max_radiator_mm"}


def test_every_level_of_a_rule_has_its_example_the_strongest_first():
    cards = shelf(Card, *(machine.card(board_power_w=watts) for watts in (100, 1000, 1250, 2000)))
    found = search("WALL_CIRCUIT", machine.whole(), shelves={Card: cards})
    assert list(found) == [Level.PROBLEM, Level.WARNING, None]


def test_what_passes_for_want_of_a_fact_is_no_example():
    unknown = Build((machine.psu(rated_w=None), machine.card()))
    assert "not recorded" in RULES["PSU_HEADROOM"].about.silent
    assert search("PSU_HEADROOM", unknown) == {}
    assert search("PSU_WATTAGE", unknown) == {}


def test_the_example_that_passes_was_judged_as_far_as_the_others():
    none, two = Build((machine.psu(), machine.drive())), Build((machine.psu(), machine.drive(attachment="sata")))
    assert search("PSU_SATA_POWER", none, two)[None][0] is two


def test_without_builds_or_parts_there_is_no_example():
    assert search("CPU_SOCKET") == {}
    assert search("CPU_SOCKET", Build()) == {}


def test_the_search_ends():
    judged = []

    def judge(cpu, psu):  # conditions
        """It looks at every watt."""
        judged.append(psu.rated_w)
        if psu.rated_w < 0:
            yield problem("Never.")

    rule = machine.rule(lambda cpu, supplies: judge(cpu, supplies[0]), reads={Cpu, Psu}, fields=["supply.rated_w"])
    many = shelf(Psu, *(machine.psu(rated_w=watts) for watts in range(20_000)))
    assert list(search(rule, machine.whole(), shelves={Psu: many})) == [None]
    assert len(judged) < 2_000


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_example_is_what_it_is_said_to_be(rule):
    whole = machine.whole()
    shelves = {type(part): shelf(type(part), part) for part in whole}
    for level, (build, context) in search(rule, whole, shelves=shelves).items():
        levels = {each.level for each in rule.run(engine.registry.slots_of(build, context))}
        assert level in levels if level else not levels
