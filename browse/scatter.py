"""Geometry of a chart of points, in plain Python: axes, names that do not cover one another, and the front.

Small is good upwards (a price, watts), large is good to the right (memory, speed). The front: points that no other
beats in both. A scale is logarithmic where the largest value is many times the smallest; its ticks are round values.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from browse.charts import Frame, Text, round_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LOG_FROM = 12.0  # times the smallest value: on an even scale the small ones would lie on one another
ROUND = ((1, 2, 5), (1, 3), (1,))  # round values of a decade, as many as there is room for
LETTER = 6.9  # widest usual mean of a letter at 13 px, in units of the view box
LINE = 15.0
GAP = 8.0  # between a point and its name
RADIUS = 4.5
WIDE = Frame(860, 420, left=62, right=16, top=16, bottom=48, most_ticks=8, labels_beside=False)
NARROW = Frame(358, 360, left=50, right=10, top=16, bottom=48, most_ticks=5, labels_beside=False)
MOST_COVERED = 1  # points under a name: more of them, and it is not read
ENDS = 3  # both ends of the front and what lies highest are named whatever they cover
MOST_NAMES = {WIDE: 18, NARROW: 7}


def outline(mark: int, x: float, y: float) -> str:
    """Draw a mark around a place: a circle, a square, a triangle, a diamond."""
    r = RADIUS
    return (
        f"M{x - r:g} {y:g}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z",
        f"M{x - 4:g} {y - 4:g}h8v8h-8z",
        f"M{x:g} {y - 5:g}l5 9h-10z",
        f"M{x:g} {y - 5.5:g}l5.5 5.5l-5.5 5.5l-5.5 -5.5z",
    )[mark]


@dataclass(frozen=True, slots=True)
class Point:
    """A thing to draw: its two values, its name, what is said of it, where it leads, and which mark it has."""

    x: float
    y: float
    name: str
    title: str
    url: str
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale: from values to shares of its length."""

    low: float
    high: float
    ticks: tuple[float, ...]
    logarithmic: bool

    def share(self, value: float) -> float:
        """Give where a value lies, from 0 to 1."""
        if self.logarithmic:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A point with its place."""

    point: Point
    x: float
    y: float
    front: bool

    @property
    def d(self) -> str:
        """The outline of its mark."""
        return outline(self.point.mark, self.x, self.y)

    @property
    def style(self) -> str:
        """The classes of its mark."""
        return f"sp m{self.point.mark}{' on' if self.front else ''}"


@dataclass(frozen=True, slots=True)
class Scatter:
    """All that a drawing consists of."""

    frame: Frame
    across: Axis
    up: Axis
    grid: tuple[Text, ...]
    ticks: tuple[Text, ...]
    drawn: tuple[Drawn, ...]
    names: tuple[Text, ...]
    front: str

    @property
    def view_box(self) -> str:
        """The drawing's own coordinates."""
        return f"0 0 {self.frame.width:g} {self.frame.height:g}"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle that a name covers."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Tell whether two rectangles cover a place in common."""
        beside = self.right <= other.left or other.right <= self.left
        return not beside and self.top < other.bottom and other.top < self.bottom

    def covers(self, drawn: Drawn) -> bool:
        """Tell whether it lies over a point."""
        return self.left - RADIUS < drawn.x < self.right + RADIUS and self.top - RADIUS < drawn.y < self.bottom + RADIUS


def axis(values: Sequence[float], most_ticks: int, *, doubling: bool = False) -> Axis:
    """Make a scale for values above 0, of at most so many ticks (3 or more). `doubling`: ticks at powers of two."""
    low, high = min(values), max(values)
    if high < LOG_FROM * low:
        steps = round_steps(high, max(most_ticks - 2, 2))
        return Axis(0.0, steps[-1], tuple(steps), logarithmic=False)
    steps = next(steps for steps in _log_steps(low, high, doubling=doubling) if len(steps) <= most_ticks)
    return Axis(steps[0], steps[-1], tuple(steps), logarithmic=True)


def _log_steps(low: float, high: float, *, doubling: bool) -> Iterator[list[float]]:
    """Give ever fewer round values from the last that is not above `low` to the first that is not below `high`."""
    if doubling:
        for step in (1, 2):
            first, last = math.floor(math.log2(low) + 1e-9), math.ceil(math.log2(high) - 1e-9)
            yield [2.0**power for power in range(first, last + step, step)]
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    for parts in ROUND:
        values = [part * 10.0**power for power in range(first, last + 1) for part in parts]
        start = max(index for index, value in enumerate(values) if value <= low * (1 + 1e-9))
        end = min(index for index, value in enumerate(values) if value >= high * (1 - 1e-9))
        yield values[start : end + 1]
    for step in range(2, last - first + 2):
        yield [10.0**power for power in range(first, last + step, step)]


def front(points: Sequence[Point]) -> list[Point]:
    """Give the points that no other beats: none is as far right and lower, or farther right and as low."""
    best, kept = math.inf, []
    for point in sorted(points, key=lambda point: (-point.x, point.y)):
        if point.y < best:
            best = point.y
            kept.append(point)
    return kept


def scatter(
    points: Sequence[Point],
    frame: Frame,
    *,
    on_x: Callable[[float], str],
    on_y: Callable[[float], str],
    doubling: bool = False,
) -> Scatter:
    """Lay out a chart of at least one point; all values are above 0."""
    across = axis([point.x for point in points], frame.most_ticks, doubling=doubling)
    up = axis([point.y for point in points], frame.most_ticks)
    best = front(points)
    chosen = {id(point) for point in best}
    drawn = [_placed(point, frame, across, up, front=id(point) in chosen) for point in points]
    drawn.sort(key=lambda each: each.front)  # the front is drawn last, over the rest
    return Scatter(
        frame=frame,
        across=across,
        up=up,
        grid=tuple(Text(frame.left - 8, _y(frame, up, value), on_y(value), "end") for value in up.ticks),
        ticks=tuple(Text(_x(frame, across, value), frame.floor, on_x(value), "middle") for value in across.ticks),
        drawn=tuple(drawn),
        names=tuple(names(drawn, frame)),
        front=_steps([each for each in drawn if each.front]),
    )


def _x(frame: Frame, across: Axis, value: float) -> float:
    return round(frame.left + (frame.right_edge - frame.left) * across.share(value), 1)


def _y(frame: Frame, up: Axis, value: float) -> float:
    return round(frame.floor - (frame.floor - frame.top) * up.share(value), 1)


def _placed(point: Point, frame: Frame, across: Axis, up: Axis, *, front: bool) -> Drawn:
    return Drawn(point, _x(frame, across, point.x), _y(frame, up, point.y), front)


def _steps(drawn: Sequence[Drawn]) -> str:
    """Join the front by steps: from each point level to where the next begins."""
    ordered = sorted(drawn, key=lambda each: each.x)
    if not ordered:
        return ""
    return f"M{ordered[0].x:g} {ordered[0].y:g}" + "".join(f"V{each.y:g}H{each.x:g}" for each in ordered[1:])


def names(drawn: Sequence[Drawn], frame: Frame) -> Iterator[Text]:
    """Name the front and the dearest, as far as there is room: no name lies over another, few over a point."""
    taken: list[Box] = []
    for place, each in enumerate(_by_weight(drawn)):
        if len(taken) == MOST_NAMES.get(frame, len(drawn)):
            return
        found = min(_ways(each, drawn, taken, frame), key=lambda way: way[0], default=None)
        if found is not None and (found[0][0] <= MOST_COVERED or place < ENDS):
            _covered, text, box = found
            taken.append(box)
            yield text


def _by_weight(drawn: Sequence[Drawn]) -> list[Drawn]:
    """Put first what a reader looks for: both ends of the front, what lies highest, then the rest of the front."""
    ordered = sorted((each for each in drawn if each.front), key=lambda each: each.x)
    ends = [*ordered[:1], *ordered[-1:]]
    highest = sorted(drawn, key=lambda each: each.y)[:1]
    return list(dict.fromkeys([*ends, *highest, *ordered]))


def _ways(
    each: Drawn, drawn: Sequence[Drawn], taken: Sequence[Box], frame: Frame
) -> Iterator[tuple[tuple[int, int], Text, Box]]:
    """Give the places for a name that are free and within the plot, each with how many points it covers."""
    width, x, y = len(each.point.name) * LETTER, each.x, each.y
    places = (
        ("start", x + GAP, y + 4, x + GAP),
        ("end", x - GAP, y + 4, x - GAP - width),
        ("start", x + 4, y + LINE + 2, x + 4),
        ("end", x - 4, y - GAP, x - 4 - width),
        ("middle", x, y - GAP - 1, x - width / 2),
        ("middle", x, y + LINE + 4, x - width / 2),
    )
    for place, (anchor, at, base, left) in enumerate(places):
        box = Box(left, base - LINE + 3, left + width, base + 3)
        inside = box.left >= frame.left and box.right <= frame.width and box.top >= 0 and box.bottom <= frame.floor
        if inside and not any(box.meets(other) for other in taken):
            covered = sum(box.covers(other) for other in drawn if other is not each)
            yield (covered, place), Text(round(at, 1), round(base, 1), each.point.name, anchor, "b"), box
