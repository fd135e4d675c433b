"""GPUs as points: what they cost or draw against what they hold or how fast they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from browse import scatter
from browse.gpu_columns import COLUMNS, cents, dollars, figure
from engine.platforms.features import AMD, INTEL, NVIDIA

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.utils.functional import _StrPromise

    from browse.gpu_rows import Row
    from browse.scatter import Point, Scatter

MARKS = {NVIDIA: 0, AMD: 1, INTEL: 2}
OTHER = 3
FRAMES = (("wide", scatter.WIDE), ("nar", scatter.NARROW))


@dataclass(frozen=True, slots=True)
class Measure:
    """What an axis shows: a column of the table."""

    column: str
    short: _StrPromise
    title: _StrPromise
    unknown: _StrPromise  # of a GPU that is not drawn, for that reason
    write: Callable[[float], str] = figure
    doubling: bool = False

    def of(self, row: Row) -> float | None:
        """Give the value of a GPU, if it is known and can be drawn."""
        value = COLUMNS[self.column].value(row)
        return float(value) if isinstance(value, (int, float)) and value > 0 else None


XS = {
    "memory": Measure("memory", _l("memory"), _l("Memory, GB"), _l("its memory is not known"), doubling=True),
    "bandwidth": Measure("bandwidth", _l("bandwidth"), _l("Bandwidth, GB/s"), _l("its bandwidth is not known")),
    "fp16": Measure("fp16", _l("fp16 rate"), _l("fp16 rate, TFLOPS"), _l("it has no known fp16 rate of matrix units")),
}
YS = {
    "price": Measure("price", _l("price"), _l("Cheapest card, USD"), _l("no price of a card is known"), dollars),
    "used": Measure("used", _l("used price"), _l("Used, USD"), _l("no used price is known"), dollars),
    "rent": Measure("rent", _l("rent"), _l("Cheapest GPU-hour, USD"), _l("no current rent is known"), cents),
    "power": Measure("power", _l("power"), _l("Board power, W"), _l("its power is not known")),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of the legend."""

    number: int
    d: str


@dataclass(frozen=True)
class Chart:
    """The chart with its two drawings, and what is not in it."""

    x: Measure
    y: Measure
    rows: Sequence[Row]

    @cached_property
    def drawings(self) -> list[tuple[str, Scatter]]:
        """The chart, drawn wide and narrow; nothing if there is nothing to draw."""
        points, x, y = self.points, self.x, self.y
        if not points:
            return []
        return [
            (name, scatter.scatter(points, frame, on_x=x.write, on_y=y.write, doubling=x.doubling))
            for name, frame in FRAMES
        ]

    @property
    def scales(self) -> str:
        """Say which scales are logarithmic."""
        drawn = self.drawings[0][1] if self.drawings else None
        if drawn and drawn.across.logarithmic and drawn.up.logarithmic:
            return _("Both scales are logarithmic.")
        if drawn and drawn.up.logarithmic:
            return _("The upright scale is logarithmic.")
        return _("The level scale is logarithmic.") if drawn and drawn.across.logarithmic else ""

    @property
    def legend(self) -> list[tuple[Mark, str]]:
        """The marks that are drawn, and whose they are."""
        drawn = {point.mark for point in self.points}
        names = {**{mark: vendor for vendor, mark in MARKS.items()}, OTHER: _("Others")}
        return [(Mark(mark, scatter.outline(mark, 6, 6)), names[mark]) for mark in sorted(drawn)]

    @cached_property
    def points(self) -> list[Point]:
        """The GPUs of which both is known."""
        base = reverse("browse:gpus")
        found = []
        for row in self.rows:
            x, y = self.x.of(row), self.y.of(row)
            if x is not None and y is not None:
                name = row.gpu.short_name
                title = f"{row.gpu.name}: {self.x.title} {self.x.write(x)}; {self.y.title} {self.y.write(y)}"
                mark = MARKS.get(row.gpu.vendor, OTHER)
                found.append(scatter.Point(x, y, name, title, f"{base}{row.gpu.slug}/", mark))
        return found

    @property
    def left_out(self) -> list[str]:
        """Say how many GPUs are not drawn, and why: each is counted once."""
        without_y = sum(self.y.of(row) is None for row in self.rows)
        without_x = sum(self.x.of(row) is None and self.y.of(row) is not None for row in self.rows)
        counted = ((without_y, self.y.unknown), (without_x, self.x.unknown))
        return [_not_drawn(count, why) for count, why in counted if count]

    @property
    def summary(self) -> str:
        """Say what the drawing shows, for those who do not see it."""
        return _("%(y)s against %(x)s of %(n)s GPUs; the figures are in the table below.") % {
            "y": self.y.title,
            "x": self.x.title,
            "n": len(self.points),
        }


def _not_drawn(count: int, why: _StrPromise) -> str:
    text = ngettext("%(n)s GPU is not drawn: %(why)s.", "%(n)s GPUs are not drawn: %(why)s.", count)
    return text % {"n": figure(count), "why": why}
