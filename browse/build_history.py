"""What the parts of a build cost together, day by day: the sum of each part's cheapest price of the day.

The rules are those of the current price (prices/current.py): new parts, US dollars, of each offer the price seen last,
for 14 days after it was last seen. On a day on which one of the parts had no such price there is no total: a gap. Parts
that had none on any day, and parts of the reader's own without a price, are left out of every day, and counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from django.utils import timezone

from browse import charts
from builder.models import Item
from catalog.templatetags.units import day as day_text
from catalog.templatetags.units import money0
from prices.current import SOLD_AS_NEW
from prices.models import PricePoint
from prices.sources.quote import Availability

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from browse.charts import Chart
    from builder.models import Build

CURRENCY = "USD"
LONGEST_DAYS = 730  # looked back; a machine that was put together two years ago is another one today
HELD_DAYS = 14  # after it was last seen; prices/current.py
SHOWN_SPANS = 60  # rows of the table, the newest
FRAMES = (
    ("wide", replace(charts.WIDE, height=280, right=150)),
    ("nar", replace(charts.NARROW, height=290, top=66)),
)
ONE_DAY = timedelta(days=1)
Seen = tuple[int, int, "datetime", "datetime", "Decimal", str]  # part, offer, first and last seen, amount, availability


@dataclass(frozen=True, slots=True)
class Span:
    """Days over which the total stayed the same. `total`: None where `missing` parts had no price."""

    first: date
    last: date
    total: Decimal | None
    missing: int


@dataclass(frozen=True, slots=True)
class BuildHistory:
    """The total over time, in US dollars."""

    spans: Sequence[Span]  # in order, from the first day with a total to the last
    left_out: int  # pieces without a price on any of the days

    @property
    def known(self) -> list[Span]:
        """The spans with a total."""
        return [span for span in self.spans if span.total is not None]

    @property
    def first(self) -> date:
        """The first day."""
        return self.spans[0].first

    @property
    def last(self) -> date:
        """The last day."""
        return self.spans[-1].last

    @property
    def lowest(self) -> Span:
        """The lowest total, the first time."""
        return min(self.known, key=lambda span: (span.total, span.first))

    @property
    def highest(self) -> Span:
        """The highest total, the first time."""
        return max(self.known, key=lambda span: (span.total, -span.first.toordinal()))

    @property
    def gaps(self) -> int:
        """On how many days a part had no price."""
        return sum((span.last - span.first).days + 1 for span in self.spans if span.total is None)

    @property
    def table(self) -> list[Span]:
        """The newest spans, the newest first."""
        return list(reversed(self.spans))[:SHOWN_SPANS]

    @property
    def drawings(self) -> tuple[tuple[str, Chart], ...]:
        """The chart, drawn wide and narrow."""
        return tuple((name, self._chart(frame)) for name, frame in FRAMES)

    def _chart(self, frame: charts.Frame) -> Chart:
        return charts.history_chart(
            [charts.Track(CURRENCY, list(self._seen()), "h1", "x1")],
            frame,
            days=(self.last - self.first).days,
            on_axis=lambda amount: money0(amount, CURRENCY),
            at_end=lambda amount: money0(amount, CURRENCY),
            date=lambda days: day_text(self.first + timedelta(days=days)),
        )

    def _seen(self) -> Iterator[charts.Seen]:
        """Give the totals as lines that touch where one follows the other."""
        for span, after in pairwise([*self.spans, None]):
            if span is not None and span.total is not None:
                touches = after is not None and after.total is not None
                until = span.last + ONE_DAY if touches else span.last
                yield charts.Seen((span.first - self.first).days, (until - self.first).days, float(span.total))


def build_history(build: Build, today: date) -> BuildHistory | None:
    """Work the total out, for the last two years; None unless there is one on two days or more. Two queries."""
    items = [item for item in Item.objects.filter(build=build) if not item.owned]
    wanted: dict[int, int] = {}
    own, left_out = Decimal(0), 0
    for item in items:
        if item.own_price is not None:
            own += item.own_price * item.quantity
        elif item.part_id is None:
            left_out += item.quantity
        else:
            wanted[item.part_id] = wanted.get(item.part_id, 0) + item.quantity
    daily = _daily(_points(wanted), today)
    left_out += sum(quantity for part, quantity in wanted.items() if part not in daily)
    totals = _totals({part: (wanted[part], prices) for part, prices in daily.items()}, own)
    spans = _spans(totals, today)
    if not spans or spans[-1].last == spans[0].first:
        return None
    return BuildHistory(spans, left_out)


def _points(parts: Iterable[int]) -> Iterable[Seen]:
    since = timezone.now() - timedelta(days=LONGEST_DAYS + HELD_DAYS)
    points = PricePoint.objects.filter(state=PricePoint.State.TAKEN).filter(
        offer__part__in=list(parts), currency=CURRENCY, condition__in=SOLD_AS_NEW, last_seen_at__gte=since
    )
    columns = ("offer__part_id", "offer_id", "observed_at", "last_seen_at", "amount", "availability")
    return points.order_by("offer__part_id", "offer_id", "observed_at").values_list(*columns)


def _daily(points: Iterable[Seen], today: date) -> dict[int, dict[int, Decimal]]:
    """Give each part's cheapest price by day; days count back from today, so 0 is today."""
    found: dict[int, dict[int, Decimal]] = {}
    for (part, _offer), rows in groupby(points, key=lambda row: row[:2]):
        of_offer: dict[int, Decimal] = {}  # a later price of an offer takes the place of an earlier one
        for _part, _same, first, last, amount, availability in rows:
            start = min((today - timezone.localdate(first)).days, LONGEST_DAYS)
            end = max((today - timezone.localdate(last)).days - HELD_DAYS, 0)
            of_offer = {back: price for back, price in of_offer.items() if back > start}
            if availability != Availability.DISCONTINUED:
                of_offer.update(dict.fromkeys(range(end, start + 1), amount))
        days = found.setdefault(part, {}) if of_offer else {}
        for back, amount in of_offer.items():
            days[back] = min(amount, days.get(back, amount))
    return found


def _totals(
    parts: Mapping[int, tuple[int, Mapping[int, Decimal]]], own: Decimal
) -> list[tuple[int, Decimal | None, int]]:
    """Sum up by day, the earliest first: days back, total (None if a part has no price), how many have none."""
    days = {back for _quantity, prices in parts.values() for back in prices}
    found = []
    for back in range(max(days, default=-1), -1, -1):
        amounts = [prices[back] * quantity for quantity, prices in parts.values() if back in prices]
        missing = len(parts) - len(amounts)
        found.append((back, None if missing else sum(amounts, own), missing))
    return found


def _spans(totals: Iterable[tuple[int, Decimal | None, int]], today: date) -> list[Span]:
    """Put days with the same total together, and take off what is before the first and after the last total."""
    spans = []
    for (total, missing), days in groupby(totals, key=lambda each: each[1:]):
        backs = [each[0] for each in days]
        spans.append(Span(today - timedelta(days=backs[0]), today - timedelta(days=backs[-1]), total, missing))
    known = [place for place, span in enumerate(spans) if span.total is not None]
    return spans[known[0] : known[-1] + 1] if known else []
