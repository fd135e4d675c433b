"""Drawings to scale, as geometry; the templates turn them into SVG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from catalog.templatetags.units import number, watts
from engine.parts import Card, Cpu

if TYPE_CHECKING:
    from engine.power import Load

WIDTH = 276.0  # of the drawing, in its own units
CONTINUOUS_SHARE = 0.8  # a supply should run below four fifths of its rating: docs/models.md, "Power"
GAP = 1.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the bar."""

    css: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class LoadBar:
    """The load on a supply, piece by piece, beside its rating."""

    pieces: tuple[Piece, ...]
    rated_x: str
    limit_x: str
    limit_text_x: str
    rated_text_x: str
    rated: str
    load: str
    left: str
    over: bool
    label: str


def load_bar(load: Load, rated_w: int) -> LoadBar:
    """Draw the load beside the rating; the longer of the two takes the whole width."""
    scale = WIDTH / max(load.total_w, rated_w)
    left = rated_w - load.total_w
    left_text = _("%s left") % watts(left) if left >= 0 else _("%s too little") % watts(-left)
    return LoadBar(
        pieces=tuple(_pieces(load, scale)),
        rated_x=_n(rated_w * scale - 0.75),
        limit_x=_n(rated_w * scale * CONTINUOUS_SHARE),
        limit_text_x=_n(rated_w * scale * CONTINUOUS_SHARE - 4),
        rated_text_x=_n(rated_w * scale),
        rated=watts(rated_w),
        load=watts(load.total_w),
        left=left_text,
        over=left < 0,
        label=_("Load %(load)s of %(rated)s; the 80 percent line is at %(limit)s W")
        % {"load": watts(load.total_w), "rated": watts(rated_w), "limit": number(rated_w * CONTINUOUS_SHARE)},
    )


def _pieces(load: Load, scale: float) -> list[Piece]:
    """Draw processors, then cards, then all the rest as one."""
    cpus = [watt for part, watt in load.shares if isinstance(part, Cpu)]
    cards = [watt for part, watt in load.shares if isinstance(part, Card)]
    rest = load.total_w - sum(cpus) - sum(cards)
    stretches = [("q2", sum(cpus))] + [("q1", watt) for watt in cards] + [("q3", rest)]
    pieces, x = [], 0.5
    for css, watt in stretches:
        width = watt * scale
        if width > GAP:
            pieces.append(Piece(css, _n(x), _n(width - GAP)))
        x += width
    return pieces


def _n(value: float) -> str:
    """Write a coordinate: a tenth of a unit is fine enough, and a comma would not be read."""
    return f"{value:.1f}"
