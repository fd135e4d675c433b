"""A part in the room that a case has for it, drawn to scale."""

import pytest

from builder.to_scale import EDGE, SLOT_MM, Room, Thing, free_mm, said, to_scale


def room(length_mm=360.0, slots=7, *, slotted=True):
    return Room("Box", length_mm, "rear", "front", slots, slotted=slotted)


def wide(thing, where):
    return to_scale(thing, where)[0]


def test_card_and_room_are_drawn_at_one_scale():
    drawing = wide(Thing("Card", 270.0, 3), room(360.0))
    box = drawing.boxes[0]
    whole = drawing.width - 2 * EDGE
    assert float(box.width) == pytest.approx(whole * 270 / 360, abs=0.1)
    assert float(box.height) == pytest.approx(3 * SLOT_MM * whole / 360 - 2, abs=0.1)


def test_a_card_that_is_too_long_reaches_over_the_edge_and_says_by_how_much():
    thing, where = Thing("Card", 372.0, 3), room(360.0)
    drawing = wide(thing, where)
    assert drawing.boxes[0].css == "bad"
    assert "12 mm too long" in [text.words for text in drawing.texts]
    assert said(thing, where) == "Card, 372 mm, in Box, which takes 360 mm: 12 mm too long."


@pytest.mark.parametrize(
    ("thing", "where"),
    [(Thing("Card", None, 3), room()), (Thing("Card", 300.0, 3), room(None)), (Thing("Card", 300.0, None), room())],
)
def test_what_is_not_stated_is_dashed(thing, where):
    drawing = wide(thing, where)
    assert "un0" in {each.css for each in (*drawing.boxes, *drawing.lines)}


def test_slots_that_are_not_stated_are_dashed():
    assert "un0" in {line.css for line in wide(Thing("Card", 300.0, 2), room(slots=None)).lines}


def test_without_any_length_there_is_nothing_to_draw():
    assert to_scale(Thing("Card", None), room(None)) == []
    assert free_mm(Thing("Card", None), room(None)) is None


def test_everything_stays_inside_the_drawing():
    for length in (1.0, 100.0, 359.0, 360.0, 700.0):
        for drawing in to_scale(Thing("Card", length, 3.5), room()):
            for box in drawing.boxes:
                assert float(box.x) >= 0
                assert float(box.x) + float(box.width) <= drawing.width
                assert float(box.y) + float(box.height) <= drawing.height
            assert all(0 <= float(text.x) <= drawing.width for text in drawing.texts)


def test_a_part_without_slots_is_drawn_by_its_length_alone():
    drawing = wide(Thing("Supply", 160.0), room(220.0, slotted=False))
    assert [text.words for text in drawing.texts][-3:] == ["160 mm", "60 mm free", "room for 220 mm"]
