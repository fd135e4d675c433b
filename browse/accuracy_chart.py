"""Predicted against measured, drawn: both scales grow by factors, so an error is the same distance everywhere."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from browse.charts import Frame, Text
from browse.scatter import Axis

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDE: Final = Frame(860, 560, left=76, right=16, top=16, bottom=48, most_ticks=9, labels_beside=False)
NARROW: Final = Frame(358, 358, left=58, right=10, top=12, bottom=48, most_ticks=6, labels_beside=False)
FRAMES: Final = (("wide", WIDE), ("nar", NARROW))
MARKS: Final = 7  # kinds with a mark of their own; the rest share the last
MOST_LINKED: Final = 120  # dots that are links of their own: more of them, and the page grows heavy
R: Final = 3.6


@dataclass(frozen=True, slots=True)
class Point:
    """A run: what was measured and predicted, the ends of its range, its kind's name, its words and address."""

    measured: float
    predicted: float
    low: float
    high: float
    kind: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A run with its place."""

    d: str
    point: Point


@dataclass(frozen=True, slots=True)
class Cloud:
    """The runs of one kind: their mark, and one outline of all of them or a dot each."""

    mark: int
    name: str
    count: int
    d: str
    dots: tuple[Dot, ...]

    @property
    def key(self) -> str:
        """The mark in the legend."""
        return outline(self.mark, 6, 6)


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that a drawing consists of."""

    frame: Frame
    grid: tuple[Text, ...]
    ticks: tuple[Text, ...]
    diagonal: str
    band: tuple[str, ...]
    clouds: tuple[Cloud, ...]

    @property
    def view_box(self) -> str:
        """The drawing's own coordinates."""
        return f"0 0 {self.frame.width:g} {self.frame.height:g}"


@dataclass(frozen=True, slots=True)
class Band:
    """The middle of the stated ranges, as factors of the prediction."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Plane:
    """From measured and predicted to places in a frame; both go by one scale."""

    frame: Frame
    axis: Axis

    def x(self, value: float) -> float:
        """Place of something measured."""
        return round(self.frame.left + (self.frame.right_edge - self.frame.left) * self.axis.share(value), 1)

    def y(self, value: float) -> float:
        """Place of something predicted."""
        return round(self.frame.floor - (self.frame.floor - self.frame.top) * self.axis.share(value), 1)

    def line(self, factor: float) -> str:
        """Draw predicted = factor × measured, cut off at the edges."""
        low, high = self.axis.low, self.axis.high
        left, right = max(low, low / factor), min(high, high / factor)
        return f"M{self.x(left)} {self.y(left * factor)}L{self.x(right)} {self.y(right * factor)}"


def outline(mark: int, x: float, y: float) -> str:
    """Draw a mark around a place: circle, square, triangle, diamond, triangle downwards, cross, plus; last a bar."""
    x, y = round(x, 1), round(y, 1)
    return (
        f"M{x - R:g} {y:g}a{R} {R} 0 1 0 {2 * R:g} 0a{R} {R} 0 1 0 {-2 * R:g} 0z",
        f"M{x - 3.3:g} {y - 3.3:g}h6.6v6.6h-6.6z",
        f"M{x:g} {y - 4:g}l4.2 7.4h-8.4z",
        f"M{x:g} {y - 4.6:g}l4.6 4.6l-4.6 4.6l-4.6 -4.6z",
        f"M{x:g} {y + 4:g}l4.2 -7.4h-8.4z",
        f"M{x - 3.4:g} {y - 3.4:g}l6.8 6.8m0 -6.8l-6.8 6.8",
        f"M{x - 4.2:g} {y:g}h8.4m-4.2 -4.2v8.4",
        f"M{x - 4.2:g} {y:g}h8.4",
    )[mark]


def decades(values: Sequence[float], most_ticks: int) -> Axis:
    """Make a scale of whole decades that holds all values."""
    first, last = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    last = max(last, first + 1)
    if last - first <= 2:  # noqa: PLR2004  # two decades have room for 2 and 5
        ticks = [part * 10.0**power for power in range(first, last) for part in (1, 2, 5)] + [10.0**last]
        start = max(index for index, tick in enumerate(ticks) if tick <= min(values) or not index)
        end = min(index for index, tick in enumerate(ticks) if tick >= max(values) or index == len(ticks) - 1)
        kept = ticks[start : max(end, start + 1) + 1]
        return Axis(kept[0], kept[-1], tuple(kept), logarithmic=True)
    step = math.ceil((last - first + 1) / most_ticks)
    powers = range(first, last + 1, step)
    return Axis(10.0**first, 10.0**last, tuple(10.0**power for power in powers), logarithmic=True)


def band_of(points: Sequence[Point]) -> Band:
    """Give the middle of the ranges."""
    return Band(
        statistics.median(point.low / point.predicted for point in points),
        statistics.median(point.high / point.predicted for point in points),
    )


def draw(points: Sequence[Point], frame: Frame, write: Callable[[float], str], others: str) -> Drawing:
    """Lay a chart of at least one point out; `others` names the kinds that share a mark."""
    values = [value for point in points for value in (point.measured, point.predicted)]
    plane = Plane(frame, decades(values, frame.most_ticks))
    band = band_of(points)
    return Drawing(
        frame=frame,
        grid=tuple(Text(frame.left - 8, plane.y(tick), write(tick), "end") for tick in plane.axis.ticks),
        ticks=tuple(Text(plane.x(tick), frame.floor, write(tick), "middle") for tick in plane.axis.ticks),
        diagonal=plane.line(1.0),
        band=(plane.line(1 / band.high), plane.line(1 / band.low)),
        clouds=tuple(_clouds(points, plane, others)),
    )


def _clouds(points: Sequence[Point], plane: Plane, others: str) -> list[Cloud]:
    kinds: dict[str, list[Point]] = defaultdict(list)
    for point in points:
        kinds[point.kind].append(point)
    ordered = sorted(kinds, key=lambda kind: (-len(kinds[kind]), kind))
    own = ordered[:MARKS] if len(ordered) > MARKS + 1 else ordered
    rest = [point for kind in ordered[len(own) :] for point in kinds[kind]]
    sets = [(kind, kinds[kind]) for kind in own] + ([(others, rest)] if rest else [])
    linked = len(points) <= MOST_LINKED
    return [_cloud(mark, name, each, plane, linked=linked) for mark, (name, each) in enumerate(sets)]


def _cloud(mark: int, name: str, points: Sequence[Point], plane: Plane, *, linked: bool) -> Cloud:
    dots = tuple(Dot(outline(mark, plane.x(each.measured), plane.y(each.predicted)), each) for each in points)
    return Cloud(mark, name, len(points), "" if linked else "".join(dot.d for dot in dots), dots if linked else ())
