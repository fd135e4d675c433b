"""How rules are registered and run, and what a finding says."""

from __future__ import annotations

import inspect

import pytest
from machine import board, card, case, cpu, findings, kit, psu, whole

from engine import registry
from engine.facts import need
from engine.findings import Finding, Level, Together, Word, note, problem
from engine.parts import Board, Build, Card, Case, Cooler, Cpu, Drive, MemoryKit, Part, Psu
from engine.registry import RULES, About, Rule, check, codes, rule, slots_of, touching

ABOUT = About("Because.", "Nobody.")


@pytest.fixture
def rules(monkeypatch):
    """Register rules in an empty registry."""
    monkeypatch.setattr(registry, "RULES", {})
    return registry.RULES


def run(build, rules):
    return check(build, rules=rules.values())


def test_a_rule_with_an_unfilled_slot_gives_nothing(rules):
    @rule("A", "problem note", ABOUT)
    def together(cpu: Cpu, cards: tuple[Card, ...]):
        """Say hello."""
        yield note("hello")

    assert run(Build((cpu(),)), rules) == run(Build((card(),)), rules) == run(Build(), rules) == []
    assert [found.code for found in run(Build((cpu(), card())), rules)] == ["A"]


def test_build_and_context_are_always_filled(rules):
    @rule("A", "problem note", ABOUT)
    def always(build: Build, context):
        """Say where."""
        yield note("%(circuit)s", circuit=context.circuit)

    assert [found.text for found in run(Build(), rules)] == ["US-15A"]


def test_a_missing_fact_is_reported_only_if_nothing_else_was_found(rules):
    @rule("BOTH", "problem note", ABOUT)
    def both(cpu: Cpu):
        """Find something, then miss a fact."""
        yield problem("found")
        need(cpu, "socket")

    @rule("MISSING", "problem note", ABOUT)
    def missing(cpu: Cpu):
        """Miss a fact."""
        need(cpu, "socket")
        yield problem("never")

    found = run(Build((cpu("Ryzen", socket=None),)), rules)
    assert [(each.code, each.level) for each in found] == [("BOTH", Level.PROBLEM), ("MISSING", Level.UNKNOWN)]
    assert found[1].text == "The catalogue does not say the socket of Ryzen."
    assert found[1].parts == (cpu("Ryzen", socket=None),)


def test_zero_and_no_are_facts():
    assert need(board(sata_ports=0), "sata_ports") == 0
    assert need(case(back_connect=False), "back_connect") is False


def test_two_rules_of_one_code_are_refused(rules):
    def first(cpu: Cpu):
        """Say nothing."""
        yield from ()

    rule("A", "note", ABOUT)(first)
    with pytest.raises(ValueError, match="two rules are called A"):
        rule("A", "note", ABOUT)(first)


def test_the_strongest_level_comes_first(rules):
    @rule("NOTE", "problem note", ABOUT)
    def first(build: Build):
        """Note."""
        yield note("n")

    @rule("PROBLEM", "problem note", ABOUT)
    def second(build: Build):
        """Problem."""
        yield problem("p")

    found = run(Build(), rules)
    assert [each.code for each in found] == ["PROBLEM", "NOTE"]
    assert codes(found, Level.NOTE) == {"NOTE"}


def test_the_first_of_a_kind_fills_a_single_slot():
    slots = slots_of(Build((board("A"), kit(), board("B"), psu(), psu("C"))), registry.Context())
    assert slots["board"].name == "A"
    assert [str(each) for each in slots["supplies"]] == ["Supply", "C"]
    assert slots["cards"] == ()
    assert slots["case"] is None


def test_parts_of_equal_facts_are_equal_but_processors_differ_by_name():
    assert card("A", key="a") == card("B", key="b")
    assert hash(card("A")) == hash(card("B"))
    assert card(slots=2) != card(slots=3)
    assert cpu("Threadripper 7960X") != cpu("Threadripper PRO 7965WX")
    assert cpu("A", key="a") == cpu("A", key="b")


def test_touching_a_kind_leaves_out_rules_of_absence_and_of_other_kinds():
    for_cards = {each.code for each in touching(Card)}
    assert {"CASE_GPU_LENGTH", "PSU_WATTAGE", "PCIE_SLOTS"} <= for_cards
    assert for_cards.isdisjoint({"NO_DISPLAY", "COOLER_MISSING", "CPU_SOCKET", "RAM_SLOTS"})
    for_coolers = {each.code for each in touching(Cooler)}
    assert {"COOLER_SOCKET", "COOLER_HEIGHT", "COOLER_TDP", "PSU_WATTAGE", "CASE_GPU_FRONT_RADIATOR"} <= for_coolers
    assert for_coolers.isdisjoint({"COOLER_MISSING", "RAM_TYPE", "M2_SLOTS"})


@pytest.mark.parametrize("kind", [Cpu, Cooler, Board, MemoryKit, Card, Drive, Psu, Case])
def test_a_rule_not_touching_a_kind_does_not_change_with_it(kind):
    """Taking the part of a kind out changes the verdict of no rule that says it does not read that kind."""
    full = whole()
    rest = Build(tuple(part for part in full if not isinstance(part, kind)))
    silent = [each for each in RULES.values() if kind not in each.reads]
    assert codes(check(full, rules=silent), Level.PROBLEM) == codes(check(rest, rules=silent), Level.PROBLEM)


def test_a_whole_machine_that_fits_gives_no_finding():
    assert check(whole()) == []


def test_an_empty_build_is_told_what_it_lacks_and_nothing_else():
    assert [each.code for each in check(Build())] == [
        *("CPU_MISSING", "BOARD_MISSING", "RAM_MISSING", "STORAGE_MISSING", "PSU_MISSING"),
        "CASE_MISSING",  # a note
    ]


def test_a_build_of_parts_without_facts_gives_no_problem_but_unknowns():
    """A reader's own part has only a name; nothing may be held against it that nobody has said."""
    parts = [kind(name="Own") for kind in (Cpu, Cooler, Board, MemoryKit, Card, Drive, Psu, Case)]
    found = findings(*parts)
    assert {each.level for each in found} == {Level.UNKNOWN, Level.NOTE}
    # graphics and a rating that are not recorded count as none
    assert codes(found, Level.NOTE) == {"CPU_NO_IGPU", "PSU_EFFICIENCY"}
    assert {"CPU_SOCKET", "RAM_TYPE", "PSU_WATTAGE", "PSU_PCIE_CONNECTORS"} <= codes(found, Level.UNKNOWN)


ASKEW = (
    cpu(socket="AM4", memory_types=("DDR4",), integrated_graphics=""),
    board(memory_slots=1, max_memory_gib=8, form_factor="EATX", x16_slots=0),
    kit(memory_type="DDR3", so_dimm=True, registered=True),
    card(length_mm=999, slots=9),
    case(),
    psu(rated_w=100),
)


def test_every_finding_can_be_read_in_full():
    found = findings(*ASKEW)
    assert len(found) > 8
    for each in found:
        assert each.text.endswith(".")
        assert each.hint_text.endswith(".")
        assert "%(" not in each.text + each.hint_text
        assert "None" not in each.text + each.hint_text
        assert each.parts or RULES[each.code].absence


def test_a_code_is_reported_once_however_many_parts_are_wrong():
    found = [each.code for each in findings(*ASKEW, *ASKEW[2:4] * 3)]
    assert len(found) == len(set(found))


def test_numbers_in_a_sentence_are_written_plainly():
    assert problem("%(a)s %(b)s %(c)s %(d)s", a=304.0, b=12.345, c=7, d=Word("x")).text == "304 12.35 7 x"


def test_parts_named_together_are_counted_and_given_once():
    a, b = card("A", key="a"), card("B", key="b")
    found = problem("%(cards)s in %(first)s", cards=Together((a, b, a)), first=a)
    assert found.text == "2 × A + B in A"
    assert [part.name for part in found.parts] == ["A", "B"]


@pytest.mark.parametrize("each", RULES.values(), ids=RULES)
def test_every_rule_says_in_one_sentence_what_it_checks(each):
    assert isinstance(each, Rule)
    assert each.summary.endswith(".")
    assert each.reads
    assert all(issubclass(kind, Part) for kind in each.reads)
    assert inspect.isgeneratorfunction(each.judge)


def test_a_finding_keeps_words_and_numbers_apart():
    found = next(each for each in findings(*ASKEW) if each.code == "PSU_WATTAGE")
    assert isinstance(found, Finding)
    assert "100" not in found.message
    assert found.values["rated"] == 100
