"""The geometry of charts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from browse import charts


def chart(values, frame=charts.WIDE, **options):
    curves = [charts.Curve(str(number), row, "l1", "x1") for number, row in enumerate(values)]
    return charts.cost_chart(curves, frame, on_axis=str, at_end=str, now="now", **options)


@pytest.mark.parametrize(
    ("top", "steps"),
    [
        (100, [0, 20, 40, 60, 80, 100]),
        (15_000, [0, 4000, 8000, 12000, 16000]),
        (0, [0, 1]),
        (0.1, [0, 0.02, 0.04, 0.06, 0.08, 0.1]),
    ],
)
def test_steps_are_round_and_reach_the_top(top, steps):
    assert charts.round_steps(top) == pytest.approx(steps)


@given(st.floats(1e-3, 1e9))
def test_steps_always_reach_the_top_and_are_few(top):
    steps = charts.round_steps(top)
    assert steps[-1] >= top * (1 - 1e-6)
    assert 3 <= len(steps) <= 7


@pytest.mark.parametrize(
    ("months", "most", "named"), [(24, 7, [0, 6, 12, 18, 24]), (1, 7, [0, 1]), (36, 4, [0, 12, 24, 36])]
)
def test_months_are_named_evenly(months, most, named):
    assert charts.month_steps(months, most) == named


def test_lines_go_from_the_left_edge_to_the_right_and_start_at_their_height():
    drawn = chart([[0, 50, 100]])
    first, *_, last = drawn.paths[0].d[1:].split("L")
    assert first == f"{charts.WIDE.left:.1f} {charts.WIDE.floor:.1f}"
    assert last == f"{charts.WIDE.right_edge:.1f} {charts.WIDE.top:.1f}"


@given(st.lists(st.floats(0, 300), min_size=3, max_size=3))
def test_names_never_lie_over_one_another(places):
    moved = sorted(charts.spread(places, 16, 300))
    assert all(later - earlier >= 16 - 1e-9 for earlier, later in pairwise(moved))
    assert moved[-1] <= 300


def test_names_keep_the_order_of_their_lines():
    assert charts.spread([100, 98, 99], 16, 300) == [130, 98, 114]


def test_the_crossing_lies_where_both_lines_are_equal():
    month, amount = charts.crossing([10, 12, 14], [0, 8, 16], 2)
    assert month == pytest.approx(1 + 4 / 6)
    assert amount == pytest.approx(12 + 2 * 4 / 6) == pytest.approx(8 + 8 * 4 / 6)


def test_a_mark_near_the_end_has_its_words_on_the_left():
    early, late = (chart([[0] * 20 + [9]], mark=(month, 1, "even")).mark for month in (2, 18))
    assert (early.text.anchor, late.text.anchor) == ("start", "end")
    assert early.text.x > early.x
    assert late.text.x < late.x


def test_the_narrow_drawing_writes_no_amounts_beside_the_plot():
    assert chart([[0, 1]]).amounts
    assert not chart([[0, 1]], charts.NARROW).amounts
