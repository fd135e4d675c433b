"""The drawing of cards on their board, and the section on the builder's page."""

from __future__ import annotations

import re

import make
import pytest
from django.urls import reverse
from machine import board, card, case, psu

from builder.slots_drawn import slots_of
from engine.parts import Build, Context


def drawn(*parts, **context):
    return slots_of(Build(parts), Context(**context))


def written(drawing):
    return [text.words for text in drawing.texts]


def test_cards_are_drawn_to_scale_wide_and_narrow():
    found = drawn(board(form_factor="EATX", x16_slots=4), card(slots=2, length_mm=300), card(slots=3, length_mm=150))
    assert [drawing.name for drawing in found.drawings] == ["wide", "nar"]
    for drawing in found.drawings:
        thick, thin = drawing.boxes
        assert float(thick.width) == pytest.approx(float(thin.width) / 2, rel=0.01)
        assert float(thick.height) + 2 == pytest.approx((float(thin.height) + 2) * 1.5, rel=0.01)


def test_a_single_card_is_drawn_small():
    assert [drawing.name for drawing in drawn(board(), card()).drawings] == ["one"]


def test_nothing_is_drawn_without_a_board_or_a_card():
    assert drawn(card()) is None
    assert drawn(board()) is None


@pytest.mark.parametrize("count", [1, 2, 4, 7])
@pytest.mark.parametrize("form_factor", ["Mini-ITX", "ATX", "EATX", None])
@pytest.mark.parametrize("slots", [None, 1, 7, 9])
def test_everything_stays_inside_the_drawing(count, form_factor, slots):
    found = drawn(board(form_factor=form_factor, x16_slots=4), *[card(slots=3)] * count, case(expansion_slots=slots))
    for drawing in found.drawings:
        for box in drawing.boxes:
            assert 0 <= float(box.x) <= float(box.x) + float(box.width) <= drawing.width
            assert 0 <= float(box.y) <= float(box.y) + float(box.height) <= drawing.height
        for text in drawing.texts:
            assert 0 <= float(text.y) < drawing.height - 4


def test_no_line_of_words_lies_over_another():
    found = drawn(board(form_factor="ATX", x16_slots=4), *[card(slots=3)] * 4, case(expansion_slots=7), psu())
    for drawing in found.drawings:
        places = [(text.x, float(text.y)) for text in drawing.texts if text.anchor == "start"]
        for number, (x, y) in enumerate(places):
            assert all(x != other or abs(y - lower) >= 12 for other, lower in places[number + 1 :])


def test_a_card_without_a_place_is_drawn_below_the_board_and_says_so():
    found = drawn(board(form_factor="ATX", x16_slots=4), *[card(slots=3)] * 4)
    wide, narrow = found.drawings
    assert [box.css for box in wide.boxes] == ["card", "card", "card", "bad"]
    assert "no position left" in written(wide)
    assert "no position left" in written(narrow)
    assert ("problem", "1 card finds no place on the board") in found.verdicts
    assert "no position left" in found.words


def test_starved_cards_are_marked_by_a_line_and_by_words():
    found = drawn(board(form_factor="EATX", x16_slots=4), *[card(slots=2)] * 4)
    assert [line.css for line in found.drawings[0].over].count("choke") == 3
    assert ("warning", "3 cards breathe the heat of the next one") in found.verdicts
    blowers = drawn(board(form_factor="EATX", x16_slots=4), *[card(slots=2, cooling="blower")] * 4)
    assert "choke" not in {line.css for line in blowers.drawings[0].over}


def test_an_unknown_width_is_dashed_and_says_what_it_assumes():
    found = drawn(board(), card(slots=None), psu())
    assert found.drawings[0].boxes[0].css == "card un"
    assert "width not stated" in " ".join(written(found.drawings[0]))
    assert found.rows[0].slots == "not stated, drawn as 2 slots"
    assert found.needed_text == "≈ 2 slots"


def test_the_table_names_every_lead():
    eight = {"slots": 2, "sockets_16pin": 0, "sockets_8pin": 2}
    supplies = [psu(leads_16pin=0, leads_8pin=3)] * 2
    one, two, three = drawn(board(form_factor="EATX", x16_slots=4), *[card(**eight)] * 3, *supplies).rows
    assert one.feed == "8-pin lead 1 + 2 of supply 1"
    assert two.feed == "8-pin lead 1 + 2 of supply 2"
    assert three.feed == "8-pin lead 3 of supply 1, 8-pin lead 3 of supply 2"
    short = drawn(board(), card(**eight), psu(leads_16pin=0, leads_8pin=1))
    assert short.rows[0].feed == "8-pin lead 1, 1 lead short"
    assert ("problem", "1 power lead is short") in short.verdicts


def test_a_machine_without_trouble_says_so_in_one_line():
    found = drawn(board(), card(), psu(), case())
    assert found.verdicts == [("ok", "Every card has a slot, air and its leads.")]


def test_linked_cards_show_their_bridge():
    linked = card(chipset="GeForce RTX 3090", slots=2, cooling="blower")
    found = drawn(board(form_factor="EATX"), linked, linked, nvlink=True, bridge_slots=3)
    assert ("ok", "NVLink from card 1 to card 2: 3 slots from slot to slot, the bridge spans 3 slots") in found.verdicts
    assert "nvl" in {line.css for line in found.drawings[0].over}


def cards_section(page):
    return re.search(r'<section class="sec cards".*?</section>', page, re.DOTALL)


@pytest.mark.django_db
def test_the_builder_draws_the_cards_of_a_build(client):
    build = make.build((make.card("Big one"), 2), make.board("Wide board", x16_slots=2), make.psu(), make.case())
    page = client.get(build.edit_url).content.decode()
    section = cards_section(page).group()
    for piece in ('id="slots-wide"', 'id="slots-nar"', "Wide board with about 7 slot positions", "<details", "Big one"):
        assert piece in section, piece
    assert page.count('id="slots-wide"') == 1


@pytest.mark.django_db
def test_without_a_board_the_builder_draws_no_cards(client):
    page = client.get(make.build(make.card()).edit_url).content.decode()
    assert cards_section(page) is None
    assert cards_section(client.get(reverse("builder:new")).content.decode()) is None


@pytest.mark.django_db
def test_names_in_the_drawing_are_escaped(client):
    build = make.build(make.card(chipset="<b>GPU</b>"), make.board("A <i>board</i>"))
    section = cards_section(client.get(build.edit_url).content.decode()).group()
    assert "&lt;b&gt;GPU" in section
    assert "<i>board" not in section
