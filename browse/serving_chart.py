"""Lines over the rate of requests, on scales that grow by factors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from browse.charts import LINE_HEIGHT, MARK_GAP, Chart, Frame, Mark, Path, Text, spread
from browse.scatter import Axis, axis

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NAME_GAP = 10.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line to draw: its name, its amounts rate by rate (None: there is none), and its classes."""

    name: str
    amounts: Sequence[float | None]
    stroke: str
    ink: str

    @property
    def last(self) -> float:
        """The amount at its end."""
        return next(amount for amount in reversed(self.amounts) if amount is not None)


@dataclass(frozen=True, slots=True)
class Plane:
    """From rates and amounts to places in a frame."""

    frame: Frame
    across: Axis
    up: Axis

    def x(self, rate: float) -> float:
        """Place of a rate."""
        return round(self.frame.left + (self.frame.right_edge - self.frame.left) * self.across.share(rate), 1)

    def y(self, amount: float) -> float:
        """Place of an amount."""
        return round(self.frame.floor - (self.frame.floor - self.frame.top) * self.up.share(amount), 1)


def rate_chart(
    lines: Sequence[Line],
    rates: Sequence[float],
    frame: Frame,
    *,
    on_axis: tuple[Callable[[float], str], Callable[[float], str]],
    mark: tuple[float, float, str] | None,
) -> Chart | None:
    """Lay a chart out, or None where no line has two amounts.

    `on_axis` writes rates and amounts; `mark` is rate, amount and words.
    """
    drawn = [line for line in lines if sum(bool(amount) for amount in line.amounts) > 1]
    if not drawn:
        return None
    amounts = [amount for line in drawn for amount in line.amounts if amount]
    plane = Plane(frame, axis(rates, frame.most_ticks), axis(amounts, frame.most_ticks))
    write_rate, write_amount = on_axis
    return Chart(
        frame=frame,
        grid=tuple(Text(frame.left - 8, plane.y(tick), write_amount(tick), "end") for tick in plane.up.ticks),
        ticks=tuple(Text(plane.x(tick), frame.floor, write_rate(tick), "middle") for tick in plane.across.ticks),
        paths=tuple(Path(_path(line, rates, plane), line.stroke) for line in drawn),
        names=_names(drawn, plane),
        amounts=(),
        mark=_mark(mark, plane) if mark else None,
    )


def _path(line: Line, rates: Sequence[float], plane: Plane) -> str:
    d, pen = "", "M"
    for rate, amount in zip(rates, line.amounts, strict=True):
        if amount:
            d, pen = f"{d}{pen}{plane.x(rate)} {plane.y(amount)}", "L"
        else:
            pen = "M"
    return d


def _names(lines: Sequence[Line], plane: Plane) -> tuple[Text, ...]:
    frame = plane.frame
    if not frame.labels_beside:
        return tuple(
            Text(frame.left, LINE_HEIGHT * (place + 1) - 4, line.name, ink=line.ink) for place, line in enumerate(lines)
        )
    heights = spread([plane.y(line.last) + 4 for line in lines], LINE_HEIGHT, frame.floor)
    x = frame.right_edge + NAME_GAP
    return tuple(Text(x, y, line.name, ink=line.ink) for line, y in zip(lines, heights, strict=True))


def _mark(mark: tuple[float, float, str], plane: Plane) -> Mark:
    rate, amount, words = mark
    x, y, floor = plane.x(rate), plane.y(amount), plane.frame.floor
    left = x > (plane.frame.left + plane.frame.right_edge) / 2
    place = x - MARK_GAP if left else x + MARK_GAP
    return Mark(x, y, floor, Text(place, floor - LINE_HEIGHT, words, "end" if left else "start", "b"))
