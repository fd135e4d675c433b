"""What the reader of a build says where the catalogue says nothing."""

from __future__ import annotations

import math

import pytest

from engine.answers import RefusedAnswerError, answerable, taken, with_answers
from engine.facts import FACTS
from engine.parts import Board, Card, Case, Cooler, M2Socket, Psu


def test_only_what_the_catalogue_leaves_open_can_be_answered():
    assert "length_mm" in answerable(Card())
    assert "length_mm" not in answerable(Card(length_mm=300))


def test_a_zero_that_stands_for_nothing_known_can_be_answered():
    assert "leads_8pin" in answerable(Psu(leads_8pin=0))
    assert "leads_8pin" not in answerable(Psu(leads_8pin=2))


def test_a_power_limit_is_a_setting_and_no_answer():
    assert "power_limit_w" not in answerable(Card())


def test_every_fact_that_can_be_answered_is_a_field_of_its_part():
    for kind in FACTS:
        for name in answerable(kind()):
            assert hasattr(kind(), name)


def test_an_answer_counts_and_is_known_as_one():
    cooler = with_answers(Cooler(), {"height_mm": 158})
    assert (cooler.height_mm, cooler.answered) == (158, {"height_mm"})


def test_what_the_catalogue_says_by_now_goes_before_an_answer():
    cooler = with_answers(Cooler(height_mm=160), {"height_mm": 158})
    assert (cooler.height_mm, cooler.answered) == (160, frozenset())


def test_a_number_of_sockets_becomes_sockets_and_words_a_tuple():
    assert with_answers(Board(), {"m2_sockets": 2}).m2_sockets == (M2Socket(), M2Socket())
    assert with_answers(Case(), {"psu_form_factors": ["ATX"]}).psu_form_factors == ("ATX",)


@pytest.mark.parametrize(
    ("answers", "sockets"),
    [
        ({"sockets_16pin": 1}, (1, 0, 0)),
        ({"sockets_8pin": 2}, (0, 2, 0)),
        ({"sockets_8pin": 1, "sockets_6pin": 1}, (0, 1, 1)),
    ],
)
def test_one_kind_of_power_socket_says_that_there_are_no_others(answers, sockets):
    card = with_answers(Card(), answers)
    assert (card.sockets_16pin, card.sockets_8pin, card.sockets_6pin) == sockets
    assert card.answered == answers.keys()


def test_long_slots_that_were_counted_say_that_there_are_no_others():
    assert with_answers(Board(), {"x16_slots": 3}).narrow_slots == 0
    assert with_answers(Board(narrow_slots=2), {"x16_slots": 3}).narrow_slots == 2


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (Card, "slots", 0),
        (Card, "slots", 2.5),
        (Card, "slots", True),
        (Card, "slots", "2"),
        (Board, "memory_slots", 99),
        (Card, "length_mm", math.nan),
        (Card, "length_mm", 10**9),
        (Board, "socket", "AM99"),
        (Board, "socket", ["AM5"]),
        (Board, "above_4g_decoding", 1),
        (Case, "psu_form_factors", []),
        (Case, "psu_form_factors", "ATX"),
        (Case, "psu_form_factors", ["ATX", 3]),
    ],
)
def test_an_answer_beyond_its_fact_is_refused(kind, name, value):
    with pytest.raises(RefusedAnswerError):
        taken(FACTS[kind][name], value)


def test_words_are_kept_once_each():
    assert taken(FACTS[Case]["psu_form_factors"], ["SFX", "ATX", "SFX"]) == ["ATX", "SFX"]
