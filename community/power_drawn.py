"""Drawings of a build's power, as geometry: where the watts go, and the efficiency of the supply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from builder.slots_drawn import Drawing
from builder.to_scale import Box, Line, Text
from catalog.templatetags.units import percent, watts
from engine.electricity import CONTINUOUS_SHARE
from engine.parts import Card, Cpu, Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.electricity import Electricity, Share

CHARACTER = 6.6  # how wide a letter is, about
TOP = 40.0
BAR = 14.0
LOWEST, HIGHEST = 0.75, 1.0  # efficiency on the axis
WIDEST_SHARE = 1.1  # of the rating on the axis


@dataclass(frozen=True, slots=True)
class Frame:
    """A drawing of bars: names stand beside them where there is room, else above them."""

    name: str
    width: float
    left: float
    right: float
    row: float

    @property
    def above(self) -> bool:
        """Whether names stand above the bars."""
        return not self.left


BARS = (Frame("wide", 760, 250, 70, 24), Frame("nar", 358, 0, 0, 40))
WIDE = 500.0  # from here on there is room for every figure on an axis
CURVES = (("wide", 760.0, 260.0), ("nar", 358.0, 230.0))


def name_of(share: Share) -> str:
    """Name what draws, and how many of it there are."""
    if not isinstance(share.part, Part):
        return _(share.part)
    return f"{share.count} × {share.part.name}" if share.count > 1 else share.part.name


def bars(found: Electricity) -> tuple[Drawing, ...]:
    """Draw each part's watts where the part before it ends, so that the last one ends at the load."""
    return tuple(_bars(found, frame) for frame in BARS)


def _bars(found: Electricity, frame: Frame) -> Drawing:
    drawing = Drawing(frame.name, frame.width)
    scale = (frame.width - frame.left - frame.right) / max(found.load_w, found.rated_w or 0)
    x = frame.left
    for row, share in enumerate(found.shares):
        long = share.load_w * scale
        y = _row(drawing, frame, row, (name_of(share), watts(share.load_w) if share.known else _("not stated")))
        css = _css(share)
        drawing.boxes.append(Box(css, _n(x), _n(y), _n(max(long, 1) if share.known else BAR), _n(BAR)))
        x += long
    y = _row(drawing, frame, len(found.shares), (_("Load"), watts(found.load_w)), css="b")
    drawing.boxes.append(Box("card", _n(frame.left), _n(y), _n(x - frame.left), _n(BAR)))
    drawing.height = y + BAR + 8
    if found.rated_w:
        _limits(drawing, frame, found.rated_w, scale)
    return drawing


def _row(drawing: Drawing, frame: Frame, row: int, words: tuple[str, str], *, css: str = "m") -> float:
    """Write a row's name and figure; give where its bar begins."""
    top = TOP + row * frame.row
    room = int(((frame.left or frame.width - 70) - 8) / CHARACTER)
    name = words[0] if len(words[0]) <= room else words[0][: room - 1].rstrip() + "…"
    drawing.texts.append(Text(f"{css} hl", _n(0), _n(top + 12), "start", name))
    drawing.texts.append(Text(f"{css} hl", _n(frame.width), _n(top + 12), "end", words[1]))
    return top + 18 if frame.above else top + 1


def _css(share: Share) -> str:
    if not share.known:
        return "un0"
    if isinstance(share.part, Card):
        return "q1"
    return "q2" if isinstance(share.part, Cpu) else "q3"


def _limits(drawing: Drawing, frame: Frame, rated_w: int, scale: float) -> None:
    """Draw what the supply is rated for, and four fifths of it, through all rows."""
    for share, y in ((CONTINUOUS_SHARE, 30.0), (1.0, 14.0)):
        x = frame.left + rated_w * share * scale
        words = _("80 %% of the rating: %s") if share < 1 else _("rated for %s")
        drawing.lines.append(Line("limit" if share < 1 else "rated", f"M{_n(x)} {_n(y + 4)}V{_n(drawing.height)}"))
        anchor = "end" if x > frame.width / 2 else "start"
        drawing.texts.append(Text("m", _n(x), _n(y), anchor, words % watts(rated_w * share)))


def curve(found: Electricity) -> tuple[Drawing, ...]:
    """Draw the efficiency that the supply's level promises over the load, and this machine on it."""
    return tuple(_curve(found, *frame) for frame in CURVES) if found.curve else ()


def _curve(found: Electricity, name: str, width: float, height: float) -> Drawing:
    assert found.curve is not None  # noqa: S101  # asked for only then
    drawing = Drawing(name, width, height)
    axes = _Axes(width, height)
    for share in (0.75, 0.8, 0.85, 0.9, 0.95, 1.0):
        y = _n(axes.y(share))
        drawing.lines.append(Line("gl", f"M{_n(axes.x(0))} {y}H{_n(axes.x(WIDEST_SHARE))}"))
        drawing.texts.append(Text("m", _n(axes.x(0) - 6), _n(axes.y(share) + 4), "end", percent(share)))
    for share in (0.0, *([0.1] if width > WIDE else []), 0.2, 0.5, 0.8, 1.0):
        drawing.texts.append(Text("m", _n(axes.x(share)), _n(height - 22), "middle", percent(share)))
    drawing.texts.append(Text("m", _n(axes.x(WIDEST_SHARE)), _n(height - 4), "end", _("load, of the rating →")))
    if found.efficiency is not None:
        y = _n(axes.y(found.efficiency))
        drawing.lines.append(Line("limit", f"M{_n(axes.x(0))} {y}H{_n(axes.x(WIDEST_SHARE))}"))
        words = _("the rules count %s at any load") % percent(found.efficiency)
        drawing.texts.append(Text("m hl", _n(axes.x(WIDEST_SHARE)), _n(axes.y(found.efficiency) + 15), "end", words))
    drawing.over.append(Line("curve", _path(axes, found.curve.points)))
    for share, efficiency in found.curve.points:
        drawing.texts.append(Text("m hl", _n(axes.x(share)), _n(axes.y(efficiency) - 9), "middle", percent(efficiency)))
    _machine(drawing, axes, found)
    return drawing


def _machine(drawing: Drawing, axes: _Axes, found: Electricity) -> None:
    """Mark the machine; where its level says nothing about such a load, only its load."""
    if found.load_share is None or found.load_share > WIDEST_SHARE:
        return
    x = axes.x(found.load_share)
    drawing.lines.append(Line("rated", f"M{_n(x)} {_n(axes.y(HIGHEST))}V{_n(axes.y(LOWEST))}"))
    anchor = "end" if found.load_share > WIDEST_SHARE / 2 else "start"
    words = _("this machine: %s of the rating") % percent(found.load_share)
    away = -6 if anchor == "end" else 6
    drawing.texts.append(Text("b hl", _n(x + away), _n(axes.y(HIGHEST) + 14), anchor, words))
    if found.curve_efficiency is not None:
        y = axes.y(found.curve_efficiency)
        drawing.over.append(Line("pt", f"M{_n(x - 5)} {_n(y)}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0"))


def _path(axes: _Axes, points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_n(axes.x(share))} {_n(axes.y(efficiency))}" for share, efficiency in points)


@dataclass(frozen=True, slots=True)
class _Axes:
    width: float
    height: float

    def x(self, share: float) -> float:
        return 44 + (self.width - 54) * share / WIDEST_SHARE

    def y(self, efficiency: float) -> float:
        floor = self.height - 40
        return floor - (floor - 12) * (efficiency - LOWEST) / (HIGHEST - LOWEST)


def _n(value: float) -> str:
    """Write a coordinate: a tenth of a unit is fine enough, and a comma would not be read."""
    return f"{value:.1f}"
