"""How much data a task needs, and what so much data can tell."""

from __future__ import annotations

import pytest

from engine import data_needs


@pytest.mark.parametrize(("examples", "error"), [(1, 0.95), (18, 0.153), (100, 0.0295), (1000, 0.002991)])
def test_all_right_still_leaves_room_for_errors(examples, error):
    assert data_needs.error_up_to(examples) == pytest.approx(error, rel=0.01)


def test_the_rule_of_three_is_near_for_many_examples():
    assert data_needs.error_up_to(1000) == pytest.approx(3 / 1000, rel=0.01)


def test_more_examples_say_more():
    widths = [high - low for low, high in (data_needs.uncertainty(0.9, n) for n in data_needs.HELD_OUT)]
    assert widths == sorted(widths, reverse=True)
    assert data_needs.uncertainty(0.9, 100) == pytest.approx((0.8256, 0.9448), abs=0.0005)  # Wilson's, by hand


def test_an_interval_stays_between_nothing_and_all():
    assert data_needs.uncertainty(1.0, 4)[1] == 1
    assert data_needs.uncertainty(0.0, 4)[0] == 0


def test_a_better_start_needs_less():
    lows = [way.low for way in data_needs.WAYS]
    assert lows == sorted(lows)
    assert all(way.low < way.high for way in data_needs.WAYS)
