"""What a power limit does to a card's speed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.parts import Card
from engine.platforms.power_limits import LIMIT_POINTS, lowest_speed, nearest
from engine.power import speed_range


@pytest.mark.parametrize("card", [Card(), Card(board_power_w=350), Card(board_power_w=350, power_limit_w=400)])
def test_without_a_limit_that_bites_a_card_runs_at_its_full_speed(card):
    assert speed_range(card) == (1, 1)


def test_a_limit_costs_something_at_worst_and_nothing_at_best():
    low, high = speed_range(Card(board_power_w=350, power_limit_w=280))
    assert low == pytest.approx(0.7)
    assert high == 1


@pytest.mark.parametrize("point", LIMIT_POINTS)
def test_what_was_measured_lies_in_the_range_and_says_where_it_was_read(point):
    low, high = speed_range(Card(board_power_w=point.full_w, power_limit_w=point.limit_w))
    assert low <= point.speed <= high
    assert "https://" in point.source


@given(st.floats(0, 2), st.floats(0, 2))
def test_a_lower_limit_never_promises_more(one, other):
    less, more = sorted((one, other))
    assert 0 <= lowest_speed(less) <= lowest_speed(more) <= 1


def test_the_nearest_measurement_is_given_for_each_kind_of_work():
    points = nearest(0.8)
    assert len({point.work for point in points}) == len(points) == 3
    assert {point.limit_w for point in points} == {280, 300} or {point.limit_w for point in points} == {280, 250, 300}
