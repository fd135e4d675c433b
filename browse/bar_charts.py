"""Geometry of bars that lie: how an answer moves with each assumption, and what costs are made of."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from browse.charts import Text, round_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROW, NARROW_ROW = 30.0, 46.0  # the narrow drawing has the words above their bar
BAR = 14.0
TOP, BOTTOM = 26.0, 28.0
GAP = 6.0
STACK_ROW, STACK_BAR = 64.0, 26.0
SWATCHES = 6  # classes s1 to s6 of the style sheet
EVEN = 1e-9


@dataclass(frozen=True, slots=True)
class Plot:
    """The width of a drawing, and where its bars lie."""

    width: float
    left: float
    right: float
    row: float
    beside: bool  # words beside the bars; else above them
    ticks: int


WIDE = Plot(760, 250, 690, ROW, beside=True, ticks=5)
NARROW = Plot(358, 12, 344, NARROW_ROW, beside=False, ticks=3)


@dataclass(frozen=True, slots=True)
class Swing:
    """How far an answer moves: the assumption, its range in words, and the answer at its ends."""

    name: str
    span: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a bar."""

    x: float
    y: float
    width: float
    ink: str
    height: float = BAR


@dataclass(frozen=True, slots=True)
class Row:
    """A bar with its words."""

    texts: tuple[Text, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """All that a drawing of bars consists of. `zero`: where nothing is; `now`: where the answer stands."""

    width: float
    height: float
    floor: float
    left: float
    right: float
    rows: tuple[Row, ...]
    ticks: tuple[Text, ...]
    zero: float
    now: float | None = None
    heads: tuple[Text, ...] = ()

    @property
    def view_box(self) -> str:
        """The drawing's own coordinates."""
        return f"0 0 {self.width:g} {self.height:g}"


def signed_steps(low: float, high: float, wanted: int) -> list[float]:
    """Give round amounts around zero, the first not above `low`, the last not below `high`."""
    step = round_steps(max(high - min(low, 0), -low, EVEN), wanted)[1]
    first, last = math.floor(min(low, 0) / step + EVEN), math.ceil(max(high, 0) / step - EVEN)
    return [step * place for place in range(first, max(last, first + 1) + 1)]


def tornado(
    swings: Sequence[Swing],
    now: float,
    plot: Plot,
    *,
    write: Callable[[float], str],
    on_axis: Callable[[float], str],
    heads: tuple[str, str],
) -> Bars:
    """Lay out how an answer moves: blue where it is above zero, brown below."""
    ends = [end for swing in swings for end in (swing.low, swing.high)] + [now]
    amounts = signed_steps(min(ends), max(ends), plot.ticks)
    scale = _scale(amounts, plot)
    floor = TOP + plot.row * len(swings)
    rows = tuple(_swing_row(swing, TOP + plot.row * place, plot, scale, write) for place, swing in enumerate(swings))
    zero, at = scale(0), scale(now)
    ticks = _ticks(amounts, scale, floor, on_axis)
    words = _heads(Text(at, TOP - GAP, write(now), ink="b"), zero, plot, heads)
    return Bars(plot.width, floor + BOTTOM, floor, plot.left, plot.right, rows, ticks, zero, at, words)


def _heads(amount: Text, zero: float, plot: Plot, words: tuple[str, str]) -> tuple[Text, ...]:
    """Say which side of zero means what, where there is room beside the answer's own amount."""
    now, margin, room = amount.x, 20, 60.0
    anchor = "start" if now < plot.left + margin else "end" if now > plot.right - margin else "middle"
    shown = [replace(amount, anchor=anchor)]
    if abs(zero - room / 2 - now) > room and zero - plot.left > room:
        shown.append(Text(zero - GAP, TOP - GAP, words[0], "end"))
    if abs(zero + room / 2 - now) > room and plot.right - zero > room:
        shown.append(Text(zero + GAP, TOP - GAP, words[1]))
    return tuple(shown)


def _swing_row(  # noqa: PLR0917  # one bar: what, where, how written
    swing: Swing, top: float, plot: Plot, scale: Callable[[float], float], write: Callable[[float], str]
) -> Row:
    y = top + (plot.row - BAR) / 2 if plot.beside else top + plot.row - BAR - GAP
    low, high = sorted((swing.low, swing.high))
    blocks = []
    if low < 0:
        blocks.append(_block(scale(low), scale(min(high, 0)), y, "x2"))
    if high > 0:
        blocks.append(_block(scale(max(low, 0)), scale(high), y, "x1"))
    if not plot.beside:
        texts = [Text(plot.left, y - GAP, swing.name, ink="b hl"), Text(plot.right, y - GAP, swing.span, "end", "m hl")]
        return Row(tuple(texts), tuple(blocks))
    line = y + BAR - 3
    texts = [Text(0, line, swing.name, ink=""), Text(plot.left - GAP * 2, line, swing.span, "end")]
    if scale(low) - plot.left > len(write(low)) * 7.0:
        texts.append(Text(round(scale(low) - GAP, 1), line, write(low), "end", "m hl"))
    texts.append(Text(round(scale(high) + GAP, 1), line, write(high), ink="m hl"))
    return Row(tuple(texts), tuple(blocks))


def _block(left: float, right: float, y: float, ink: str, *, height: float = BAR) -> Block:
    return Block(round(left, 1), round(y, 1), round(max(right - left, 0.8), 1), ink, height)


def _scale(amounts: Sequence[float], plot: Plot) -> Callable[[float], float]:
    least, most = amounts[0], amounts[-1]

    def x(amount: float) -> float:
        return round(plot.left + (plot.right - plot.left) * (amount - least) / (most - least), 1)

    return x


def _ticks(
    amounts: Sequence[float], scale: Callable[[float], float], floor: float, on_axis: Callable[[float], str]
) -> tuple[Text, ...]:
    return tuple(Text(scale(amount), floor, on_axis(amount), "middle") for amount in amounts)


def stacks(
    rows: Sequence[tuple[str, Sequence[tuple[float, str]]]],
    plot: Plot,
    *,
    write: Callable[[float], str],
    on_axis: Callable[[float], str],
) -> Bars:
    """Lay out bars of pieces, each an amount and its ink; what is negative lies left of zero."""
    ends = [end for _, pieces in rows for end in _ends(pieces)]
    amounts = signed_steps(min(ends), max(ends), plot.ticks)
    scale = _scale(amounts, plot)
    floor = TOP + STACK_ROW * len(rows)
    made = tuple(
        _stack(name, pieces, TOP + STACK_ROW * place, plot, scale, write) for place, (name, pieces) in enumerate(rows)
    )
    return Bars(
        plot.width, floor + BOTTOM, floor, plot.left, plot.right, made, _ticks(amounts, scale, floor, on_axis), scale(0)
    )


def _ends(pieces: Sequence[tuple[float, str]]) -> tuple[float, float]:
    amounts = [amount for amount, _ in pieces]
    return sum(amount for amount in amounts if amount < 0), sum(amount for amount in amounts if amount > 0)


def _stack(  # noqa: PLR0917  # one bar: what, where, how written
    name: str,
    pieces: Sequence[tuple[float, str]],
    top: float,
    plot: Plot,
    scale: Callable[[float], float],
    write: Callable[[float], str],
) -> Row:
    y = top + (STACK_ROW - STACK_BAR) / 2
    up = [(amount, ink) for amount, ink in pieces if amount > 0]
    starts = accumulate((amount for amount, _ in up), initial=0.0)
    blocks = [
        _block(scale(start), scale(start + amount), y, ink, height=STACK_BAR)
        for (amount, ink), start in zip(up, starts, strict=False)
    ]
    down = 0.0
    for amount, ink in pieces:
        if amount < 0:
            blocks.append(_block(scale(down + amount), scale(down), y, ink, height=STACK_BAR))
            down += amount
    words = f"{name} {write(sum(amount for amount, _ in pieces))}"
    if plot.beside:
        return Row((Text(0, y + STACK_BAR / 2 + 5, words, ink="b"),), tuple(blocks))
    return Row((Text(plot.left, y - GAP, words, ink="b hl"),), tuple(blocks))
