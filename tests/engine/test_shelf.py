"""Columns of bits say what a list of rows would say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.shelf import Column, Shelf, among, first, mask_of, rows_of, union

ROWS = st.sets(st.integers(0, 200))


@given(st.lists(st.none() | st.integers(0, 5), max_size=60))
def test_a_column_gives_every_cell_back_and_the_rows_of_every_value(cells):
    column = Column(cells)
    assert [column.at(row) for row in range(len(cells))] == cells
    for value, mask in zip(column.values, column.masks, strict=True):
        assert list(rows_of(mask)) == [row for row, cell in enumerate(cells) if cell == value]
    for row, cell in enumerate(cells):
        assert list(rows_of(column.alike(row))) == [other for other, each in enumerate(cells) if each == cell]


@given(st.lists(st.none() | st.integers(0, 9), max_size=60), st.integers(0, 9))
def test_rows_are_found_by_a_question_about_their_value(cells, least):
    found = Column(cells).where(lambda value: value is not None and value >= least)
    assert list(rows_of(found)) == [row for row, cell in enumerate(cells) if cell is not None and cell >= least]


@given(ROWS)
def test_rows_and_masks_are_the_same(rows):
    mask = mask_of(rows, 201)
    assert list(rows_of(mask)) == sorted(rows)
    assert mask.bit_count() == len(rows)
    if rows:
        assert first(mask) == min(rows)


@given(ROWS, st.permutations(range(201)))
def test_rows_of_a_mask_come_in_the_order_asked_for(rows, order):
    assert list(among(order, mask_of(rows, 201))) == [row for row in order if row in rows]


@given(st.lists(ROWS))
def test_a_union_holds_what_any_mask_holds(sets):
    assert list(rows_of(union(mask_of(rows, 201) for rows in sets))) == sorted(set().union(*sets))


def test_more_values_than_two_bytes_can_tell_apart():
    column = Column(range(70_000))
    assert column.at(69_999) == 69_999
    assert first(column.alike(65_537)) == 65_537


def test_a_shelf_knows_where_a_key_is_and_what_a_row_says():
    shelf = Shelf([17, 4], {"socket": Column(["AM5", None]), "cores": Column([8, 6])})
    assert shelf.everyone == 0b11
    assert shelf.row_of == {17: 0, 4: 1}
    assert shelf.facts(1, ["socket", "cores"]) == {"socket": None, "cores": 6}
