"""The geometry of charts of points."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from browse import scatter
from browse.scatter import NARROW, WIDE, Point

VALUES = st.floats(0.01, 1e6)
NAMES = st.text("abc 1", min_size=1, max_size=28)
POINTS = st.lists(st.builds(Point, VALUES, VALUES, NAMES, st.just(""), st.just("/")), min_size=1, max_size=30)


def drawn(points, frame=WIDE, **options):
    return scatter.scatter(points, frame, on_x=str, on_y=str, **options)


def point(x, y, name="A"):
    return Point(x, y, name, name, f"/{name}/")


@given(st.lists(VALUES, min_size=1), st.integers(4, 9), st.booleans())
def test_an_axis_holds_every_value_between_its_outer_ticks(values, most, doubling):
    axis = scatter.axis(values, most, doubling=doubling)
    assert len(axis.ticks) <= most + 1
    assert list(axis.ticks) == sorted(set(axis.ticks))
    assert all(-1e-6 <= axis.share(value) <= 1 + 1e-6 for value in values)
    assert axis.ticks[0] == axis.low
    assert axis.ticks[-1] == axis.high


@pytest.mark.parametrize(
    ("values", "doubling", "ticks"),
    [
        ([6, 32], False, (0, 10, 20, 30, 40)),
        ([6, 288], True, (4, 8, 16, 32, 64, 128, 256, 512)),
        ([90, 9000], False, (50, 100, 200, 500, 1000, 2000, 5000, 10000)),
        ([0.1, 9], False, (0.1, 0.2, 0.5, 1, 2, 5, 10)),
    ],
)
def test_ticks_are_round_and_a_wide_range_is_logarithmic(values, doubling, ticks):
    axis = scatter.axis(values, 8, doubling=doubling)
    assert axis.ticks == pytest.approx(ticks)
    assert axis.logarithmic == (max(values) / min(values) >= scatter.LOG_FROM)


def test_an_even_scale_begins_at_zero():
    assert scatter.axis([50, 100], 6).low == 0


def test_the_front_is_what_no_other_beats():
    points = [point(8, 200), point(12, 250), point(12, 300), point(16, 240), point(24, 900)]
    assert {(each.x, each.y) for each in scatter.front(points)} == {(8, 200), (16, 240), (24, 900)}


@given(POINTS)
def test_nothing_on_the_front_is_beaten_and_everything_else_is(points):
    kept = {id(each) for each in scatter.front(points)}
    for each in points:
        beaten = any(
            other.x >= each.x and other.y <= each.y and (other.x, other.y) != (each.x, each.y) for other in points
        )
        assert not (beaten and id(each) in kept)
        if not beaten:
            assert any(id(other) in kept and (other.x, other.y) == (each.x, each.y) for other in points)


@pytest.mark.parametrize("frame", [WIDE, NARROW])
@given(points=POINTS)
def test_names_lie_within_the_plot_and_never_over_one_another(frame, points):
    boxes = []
    for name in drawn(points, frame).names:
        width = len(name.words) * scatter.LETTER
        left = {"start": name.x, "middle": name.x - width / 2, "end": name.x - width}[name.anchor]
        boxes.append(scatter.Box(left, name.y - scatter.LINE + 3, left + width, name.y + 3))
    assert all(frame.left - 0.1 <= box.left and box.right <= frame.width + 0.1 for box in boxes)
    shrunk = [scatter.Box(box.left + 0.2, box.top + 0.2, box.right - 0.2, box.bottom - 0.2) for box in boxes]
    assert not any(one.meets(other) for one, other in combinations(shrunk, 2))
    assert len(boxes) <= scatter.MOST_NAMES[frame]


@given(POINTS)
def test_every_point_is_drawn_within_the_plot(points):
    chart = drawn(points, NARROW)
    assert len(chart.drawn) == len(points)
    for each in chart.drawn:
        assert NARROW.left - 0.1 <= each.x <= NARROW.right_edge + 0.1
        assert NARROW.top - 0.1 <= each.y <= NARROW.floor + 0.1


def test_the_front_is_joined_by_steps_and_named():
    chart = drawn([point(8, 200, "small"), point(24, 900, "large"), point(8, 800, "dear")])
    assert chart.front.count("V") == chart.front.count("H") == 1
    assert {name.words for name in chart.names} == {"small", "large"}
    assert [each.front for each in chart.drawn] == [False, True, True]  # what matters lies on top


def test_one_point_alone_can_be_drawn():
    assert drawn([point(8, 8)]).front.startswith("M")


@pytest.mark.parametrize("mark", range(4))
def test_every_maker_has_a_mark_of_its_own(mark):
    marks = {scatter.outline(other, 6, 6) for other in range(4)}
    assert len(marks) == 4
    assert scatter.outline(mark, 6, 6).startswith("M")
