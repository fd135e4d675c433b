"""The prices of a part over time, for the chart on its page: a line for each seller, in steps between sightings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils import timezone

from browse import charts
from catalog.templatetags.units import day, money, money0

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from decimal import Decimal

    from browse.charts import Chart, Seen, Track
    from prices.models import PricePoint

FEWEST = 2  # points: one alone has no history
DRAWN = (("h1", "x1"), ("h2", "x2"), ("h3", "m"))  # strokes and inks; more lines are not told apart
DAY = timedelta(days=1)
USUAL_CONDITION = "new"  # is not said beside the seller
FRAMES = (  # lower than those of costs: prices lie close together, far from 0
    ("wide", replace(charts.WIDE, height=280, right=150)),
    ("nar", replace(charts.NARROW, height=290, top=66)),
)
LONGEST_NAME = 18  # characters that fit beside the plot


@dataclass(frozen=True, slots=True)
class History:
    """Prices in one currency, seen on more than one day."""

    lines: Sequence[Sequence[PricePoint]]  # by seller and condition, each in order of time; the newest first
    first: datetime
    last: datetime
    currency: str
    left_out: int  # lines that are not drawn: other currencies, and more than can be told apart

    @property
    def lowest(self) -> Decimal:
        """The lowest price drawn."""
        return min(point.amount for line in self.lines for point in line)

    @property
    def highest(self) -> Decimal:
        """The highest price drawn."""
        return max(point.amount for line in self.lines for point in line)

    @property
    def drawings(self) -> tuple[tuple[str, Chart], ...]:
        """The chart, drawn wide and narrow."""
        return tuple((name, self._chart(frame)) for name, frame in FRAMES)

    def _chart(self, frame: charts.Frame) -> Chart:
        return charts.history_chart(
            [self._track(line, *look) for line, look in zip(self.lines, DRAWN, strict=False)],
            frame,
            days=(self.last - self.first) / DAY,
            on_axis=lambda amount: money0(amount, self.currency),
            at_end=lambda amount: money(amount, self.currency),
            date=lambda days: day(timezone.localtime(self.first + days * DAY)),
        )

    def _track(self, line: Sequence[PricePoint], stroke: str, ink: str) -> Track:
        return charts.Track(_name(line[0]), [self._seen(point) for point in line], stroke, ink)

    def _seen(self, point: PricePoint) -> Seen:
        first, last = ((at - self.first) / DAY for at in (point.observed_at, point.last_seen_at))
        return charts.Seen(first, last, float(point.amount))


def history_of(points: Iterable[PricePoint]) -> History | None:
    """Give the history that points make, of the currency that most are in; None if they are of a single day."""
    given = list(points)
    lines = _lines(given)
    if not lines:
        return None
    currency = Counter(point.currency for point in given).most_common(1)[0][0]
    drawn = [line for line in lines if line[0].currency == currency][: len(DRAWN)]
    shown = [point for line in drawn for point in line]
    first, last = min(point.observed_at for point in shown), max(point.last_seen_at for point in shown)
    if len(shown) < FEWEST or last - first < DAY:
        return None
    return History(drawn, first, last, currency, left_out=len(lines) - len(drawn))


def _lines(points: Iterable[PricePoint]) -> list[list[PricePoint]]:
    """Put the points of one offer, condition and currency together, in order of time; what was seen last first."""
    ordered = sorted(points, key=lambda point: (*_line_of(point), point.observed_at))
    lines = [list(group) for _key, group in groupby(ordered, key=_line_of)]
    return sorted(lines, key=lambda line: line[-1].last_seen_at, reverse=True)


def _line_of(point: PricePoint) -> tuple[int, str, str]:
    return point.offer_id, point.condition, point.currency


def _name(point: PricePoint) -> str:
    name = point.offer.seller
    if point.condition != USUAL_CONDITION:
        name = f"{name}, {point.condition}"
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
