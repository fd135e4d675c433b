"""Geometry of line charts, in plain Python; templates draw what this works out.

A chart is worked out once for a wide and once for a narrow drawing, so that its type keeps its size on any screen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LINE_HEIGHT = 16.0
STEPS = (1, 2, 4, 5, 10)
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 36, 60)
MARK_GAP = 12.0


@dataclass(frozen=True, slots=True)
class Frame:
    """The drawing: its size, and how much is left around the plot, in units of the view box."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    most_ticks: int
    labels_beside: bool  # names of lines beside the plot; else over their ends

    @property
    def right_edge(self) -> float:
        """Where the plot ends."""
        return self.width - self.right

    @property
    def floor(self) -> float:
        """Where the value 0 lies."""
        return self.height - self.bottom


WIDE = Frame(760, 380, left=50, right=128, top=14, bottom=44, most_ticks=7, labels_beside=True)
NARROW = Frame(358, 330, left=46, right=10, top=26, bottom=44, most_ticks=4, labels_beside=False)


@dataclass(frozen=True, slots=True)
class Curve:
    """A line to draw: its name, its values month by month, and the classes of its stroke and its name."""

    name: str
    values: Sequence[float]
    stroke: str
    ink: str


@dataclass(frozen=True, slots=True)
class Band:
    """A range that a line may lie in, month by month, and the class of its area."""

    low: Sequence[float]
    high: Sequence[float]
    area: str


@dataclass(frozen=True, slots=True)
class Seen:
    """An amount that was seen unchanged from one day to another; days count from the start of the chart."""

    first: float
    last: float
    amount: float


@dataclass(frozen=True, slots=True)
class Track:
    """What was seen over time by one name, in order; between two sightings nobody looked."""

    name: str
    seen: Sequence[Seen]
    stroke: str
    ink: str

    @property
    def curve(self) -> Curve:
        """Its amounts as a line."""
        return Curve(self.name, [each.amount for each in self.seen], self.stroke, self.ink)


@dataclass(frozen=True, slots=True)
class Dot:
    """A place where somebody looked."""

    x: float
    y: float
    ink: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words at a place. `anchor`: start, middle or end."""

    x: float
    y: float
    words: str
    anchor: str = "start"
    ink: str = "m"


@dataclass(frozen=True, slots=True)
class Path:
    """A line as SVG writes it."""

    d: str
    stroke: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on a crossing of two lines, with a line down to the axis and words beside that."""

    x: float
    y: float
    foot: float
    text: Text


@dataclass(frozen=True, slots=True)
class Chart:
    """All that a drawing consists of."""

    frame: Frame
    grid: tuple[Text, ...]  # each with a hair line at its own height
    ticks: tuple[Text, ...]
    paths: tuple[Path, ...]
    names: tuple[Text, ...]
    amounts: tuple[Text, ...]
    mark: Mark | None
    dots: tuple[Dot, ...] = ()
    bands: tuple[Path, ...] = ()  # ranges, behind the lines

    @property
    def view_box(self) -> str:
        """The drawing's own coordinates."""
        return f"0 0 {self.frame.width:g} {self.frame.height:g}"


@dataclass(frozen=True, slots=True)
class Scale:
    """From times and amounts to places in a frame. `length`: of the time axis, in what its times are counted in."""

    frame: Frame
    length: float
    top: float

    def x(self, time: float) -> float:
        """Place of a time."""
        return round(self.frame.left + (self.frame.right_edge - self.frame.left) * time / self.length, 1)

    def y(self, amount: float) -> float:
        """Place of an amount."""
        return round(self.frame.floor - (self.frame.floor - self.frame.top) * amount / self.top, 1)


def cost_chart(  # noqa: PLR0913  # what is drawn, and how it is written
    curves: Sequence[Curve],
    frame: Frame,
    *,
    on_axis: Callable[[float], str],
    at_end: Callable[[float], str],
    now: str,
    mark: tuple[float, float, str] | None = None,
    bands: Sequence[Band] = (),
) -> Chart:
    """Lay a chart out. All curves start in month 0; `mark` is month, amount and words; the others write amounts."""
    months = len(curves[0].values) - 1
    highest = [max(curve.values) for curve in curves] + [max(band.high) for band in bands]
    amounts = round_steps(max(highest))
    scale = Scale(frame, months, amounts[-1])
    ticks = month_steps(months, frame.most_ticks)
    names = _names(curves, scale)
    return Chart(
        frame=frame,
        grid=tuple(Text(frame.left - 8, scale.y(amount), on_axis(amount), "end") for amount in amounts),
        ticks=tuple(Text(scale.x(month), frame.floor, str(month) if month else now, "middle") for month in ticks),
        paths=tuple(Path(_path(curve.values, scale), curve.stroke) for curve in curves),
        names=names,
        amounts=_amounts(curves, names, at_end) if frame.labels_beside else (),
        mark=_mark(mark, scale) if mark else None,
        bands=tuple(Path(_area(band, scale), band.area) for band in bands),
    )


def history_chart(
    tracks: Sequence[Track],
    frame: Frame,
    *,
    days: float,
    on_axis: Callable[[float], str],
    at_end: Callable[[float], str],
    date: Callable[[int], str],
) -> Chart:
    """Lay out what was seen over so many days, in steps; a path with "gap" in its stroke is where nobody looked."""
    curves = [track.curve for track in tracks]
    amounts = round_steps(max(max(curve.values) for curve in curves))
    scale = Scale(frame, days, amounts[-1])
    names = _names(curves, scale) if frame.labels_beside else _legend(curves, frame, at_end)
    solid = (Path(_sightings(track.seen, scale), track.stroke) for track in tracks)
    dashed = (Path(_gaps(track.seen, scale), f"{track.stroke} gap") for track in tracks)
    return Chart(
        frame=frame,
        grid=tuple(Text(frame.left - 8, scale.y(amount), on_axis(amount), "end") for amount in amounts),
        ticks=_dates(scale, date),
        paths=tuple(path for path in (*dashed, *solid) if path.d),
        names=names,
        amounts=_amounts(curves, names, at_end) if frame.labels_beside else (),
        mark=None,
        dots=tuple(dot for track in tracks for dot in _dots(track, scale)),
    )


def even_days(days: float, most: int) -> list[int]:
    """Give whole days to name on an axis: the first, the last and some evenly between, at most so many (2 or more)."""
    last = math.floor(days)
    parts = min(most - 1, last)
    return [round(last * number / parts) for number in range(parts + 1)] if parts else [0]


def round_steps(top: float, wanted: int = 5) -> list[float]:
    """Give round amounts from 0 to the first that is not below `top`, about as many steps as wanted."""
    if top <= 0:
        return [0.0, 1.0]
    rough = top / wanted
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(step for step in STEPS if step * magnitude >= rough * (1 - 1e-9)) * magnitude
    count = math.ceil(top / step - 1e-9)
    return [step * number for number in range(count + 1)]


def month_steps(months: int, most: int) -> list[int]:
    """Give the months to name on the axis: from 0, evenly, at most so many."""
    step = next((step for step in MONTH_STEPS if months / step + 1 <= most), MONTH_STEPS[-1])
    return list(range(0, months + 1, step))


def spread(places: Sequence[float], gap: float, lowest: float) -> list[float]:
    """Move places apart so that each is at least a gap from the next, keeping their order, none beyond `lowest`.

    Downwards first; what would fall below the plot pushes the others up again.
    """
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    for before, index in pairwise(order):
        moved[index] = max(moved[index], moved[before] + gap)
    bound = lowest
    for index in reversed(order):
        moved[index] = min(moved[index], bound)
        bound = moved[index] - gap
    return moved


def crossing(falling: Sequence[float], rising: Sequence[float], month: int) -> tuple[float, float]:
    """Give where two lines cross in the month before `month`: as a month with a fraction, and the amount there."""
    if month == 0:
        return 0.0, rising[0]
    before = falling[month - 1] - rising[month - 1]
    after = falling[month] - rising[month]
    share = 1.0 if before <= after else min(max(before / (before - after), 0.0), 1.0)
    return month - 1 + share, rising[month - 1] + share * (rising[month] - rising[month - 1])


def _path(values: Sequence[float], scale: Scale) -> str:
    return "M" + "L".join(f"{scale.x(month)} {scale.y(value)}" for month, value in enumerate(values))


def _area(band: Band, scale: Scale) -> str:
    """Draw a range: there along its upper end, and back along its lower; what is below nothing ends at the axis."""
    there = [f"{scale.x(month)} {scale.y(value)}" for month, value in enumerate(band.high)]
    back = [f"{scale.x(month)} {scale.y(max(value, 0))}" for month, value in enumerate(band.low)]
    return "M" + "L".join([*there, *reversed(back)]) + "Z"


def _sightings(seen: Sequence[Seen], scale: Scale) -> str:
    """Draw the times over which an amount was seen unchanged."""
    spans = ((scale.x(each.first), scale.x(each.last), scale.y(each.amount)) for each in seen)
    return "".join(f"M{first} {y}H{last}" for first, last, y in spans if last > first)


def _gaps(seen: Sequence[Seen], scale: Scale) -> str:
    """Draw on from each sighting to the next as a step: the old amount holds until another is seen."""
    return "".join(
        f"M{scale.x(before.last)} {scale.y(before.amount)}H{scale.x(after.first)}V{scale.y(after.amount)}"
        for before, after in pairwise(seen)
    )


def _dots(track: Track, scale: Scale) -> Iterator[Dot]:
    for each in track.seen:
        for time in dict.fromkeys((each.first, each.last)):
            yield Dot(scale.x(time), scale.y(each.amount), track.stroke)


def _dates(scale: Scale, date: Callable[[int], str]) -> tuple[Text, ...]:
    """Name days below the axis; the outer names stay within the drawing."""
    days = even_days(scale.length, max(2, scale.frame.most_ticks - 2))
    anchors = {0: "start", len(days) - 1: "end"} if not scale.frame.labels_beside else {}
    return tuple(
        Text(scale.x(day), scale.frame.floor, date(day), anchors.get(place, "middle")) for place, day in enumerate(days)
    )


def _names(curves: Sequence[Curve], scale: Scale) -> tuple[Text, ...]:
    """Name each line at its end; beside the plot a name has its amount below it."""
    beside = scale.frame.labels_beside
    ends = [scale.y(curve.values[-1]) + (4 if beside else -8) for curve in curves]
    gap = 2 * LINE_HEIGHT + 2 if beside else LINE_HEIGHT
    heights = spread(ends, gap, scale.frame.floor - (LINE_HEIGHT if beside else 4))
    x = scale.frame.right_edge + 10 if beside else scale.frame.right_edge
    anchor = "start" if beside else "end"
    return tuple(Text(x, round(y, 1), curve.name, anchor, curve.ink) for curve, y in zip(curves, heights, strict=True))


def _legend(curves: Sequence[Curve], frame: Frame, write: Callable[[float], str]) -> tuple[Text, ...]:
    """Name the lines in the space above the plot, each with its last amount: prices end too close for more."""
    return tuple(
        Text(frame.left, LINE_HEIGHT * (place + 1), f"{curve.name}: {write(curve.values[-1])}", ink=curve.ink)
        for place, curve in enumerate(curves)
    )


def _amounts(curves: Sequence[Curve], names: Sequence[Text], write: Callable[[float], str]) -> tuple[Text, ...]:
    return tuple(
        Text(name.x, round(name.y + LINE_HEIGHT, 1), write(curve.values[-1]))
        for curve, name in zip(curves, names, strict=True)
    )


def _mark(mark: tuple[float, float, str], scale: Scale) -> Mark:
    month, amount, words = mark
    x, y, floor = scale.x(month), scale.y(amount), scale.frame.floor
    left = month > scale.length / 2
    place = x - MARK_GAP if left else x + MARK_GAP
    return Mark(x, y, floor, Text(place, floor - LINE_HEIGHT, words, "end" if left else "start", "b"))
