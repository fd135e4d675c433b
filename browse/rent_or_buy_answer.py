"""What the page says about a scenario: figures, drawings, and what would change the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from babel import numbers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse import bar_charts, charts
from browse.rent_or_buy_words import NAMES, amount_of, condition
from catalog.templatetags.units import babel_locale, money0, number
from engine import economics
from engine.economics.changes import changed
from engine.economics.comparison import Verdict
from engine.economics.scenario import Hybrid
from engine.economics.sensitivity import FIFTH, MOVES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.functional import _StrPromise

    from browse.bar_charts import Bars
    from browse.charts import Chart
    from engine.economics import Comparison, Piece, Ranges, Scenario, Spread, Standing

ANY_USE_HOURS = 0.05  # a break-even below it is no number of hours worth saying
WEEKS_IN_MONTH = 365 / 12 / 7
NARROWLY = 0.1  # of the dearer way: a difference below it is called narrow
TABLE_ROWS = 12
CONDITIONS = 5  # ways to turn the answer that are said
HORIZONS = (12, 24, 36, 60)
BURSTS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
INKS = ("s1", "s2", "s3", "s4", "s5")
SIZES = (("wide", charts.WIDE, bar_charts.WIDE), ("nar", charts.NARROW, bar_charts.NARROW))
WORDS: dict[Verdict, _StrPromise] = {Verdict.BUY: _l("Buy"), Verdict.RENT: _l("Rent"), Verdict.TIE: _l("Either")}


@dataclass(frozen=True, slots=True)
class Over:
    """The answer over a number of months."""

    comparison: Comparison
    months: int
    asked: bool

    @property
    def word(self) -> _StrPromise:
        """Which way is cheaper."""
        return WORDS[self.comparison.verdict]

    @property
    def saving(self) -> float:
        """How much less it costs."""
        return abs(self.comparison.advantage_of_buying)


@dataclass(frozen=True, slots=True)
class Mixed:
    """A share of the hours rented beside a machine of one's own."""

    share: float
    npv: float
    monthly: float
    asked: bool
    best: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """A piece of a cost, as the table behind the bars says it."""

    way: str
    name: str
    worth: float
    ink: str


class Answer:
    """Everything about one scenario; each part is worked out when the page comes to it."""

    def __init__(self, scenario: Scenario, currency: str = "USD") -> None:
        self.scenario, self.currency = scenario, currency
        self.comparison: Comparison = economics.compare(scenario)
        self.standings: list[Standing] = list(economics.standings(scenario, scenario.horizon_months))

    @property
    def saving(self) -> float:
        """How much less the cheaper way costs, in money of today."""
        return abs(self.comparison.advantage_of_buying)

    @property
    def narrow(self) -> bool:
        """Whether the ways lie so close that the assumptions decide."""
        return self.saving < NARROWLY * max(self.comparison.buy_npv, self.comparison.rent_npv)

    @property
    def hours_a_week(self) -> float:
        """The hours under load, by the week."""
        return self.scenario.hours_per_month / WEEKS_IN_MONTH

    @property
    def even_hours_a_week(self) -> float | None:
        """The break-even hours, by the week."""
        hours = self.comparison.break_even_hours_per_month
        return None if hours is None else hours / WEEKS_IN_MONTH

    @property
    def any_use(self) -> bool:
        """Whether buying is cheaper however little the machine is used."""
        hours = self.comparison.break_even_hours_per_month
        return hours is not None and hours < ANY_USE_HOURS

    @property
    def even_within(self) -> bool:
        """Whether buying catches up within the time that was asked about."""
        month = self.comparison.break_even_month
        return month is not None and month <= self.scenario.horizon_months

    @cached_property
    def spread(self) -> Spread | None:
        """The advantage over all combinations of what is uncertain."""
        return economics.uncertainty(self.scenario)

    @property
    def cases_of_100(self) -> float | None:
        """In how many of a hundred weighted cases buying is cheaper."""
        return None if self.spread is None else self.spread.p_buy_cheaper * 100

    @cached_property
    def ranges(self) -> Ranges:
        """How far either way may cost more or less, month by month."""
        return economics.ranges(self.scenario, self.scenario.uncertainty or {})

    @cached_property
    def conditions(self) -> list[str]:
        """What would have to be true for the other answer to win."""
        turns = economics.turning_points(self.scenario)[:CONDITIONS]
        return [condition(turn, self.scenario, self.currency) for turn in turns]

    @cached_property
    def horizons(self) -> list[Over]:
        """The answer over several numbers of months, that which was asked about among them."""
        asked = self.scenario.horizon_months
        found = []
        for months in sorted({*HORIZONS, asked}):
            same = months == asked
            case = self.scenario if same else replace(self.scenario, horizon_months=months)
            found.append(Over(self.comparison if same else economics.compare(case), months, same))
        return found

    @cached_property
    def mixes(self) -> list[Mixed]:
        """Shares of the hours that are rented beside the machine, and what each costs."""
        asked = self.scenario.hybrid.burst_share if self.scenario.hybrid else None
        shares = sorted({*BURSTS, *(() if asked is None else (asked,))})
        found = []
        for share in shares:
            mix = economics.hybrid(replace(self.scenario, hybrid=Hybrid(share)))
            assert mix is not None  # noqa: S101  # a mix was asked for
            found.append(Mixed(share, mix.npv, mix.monthly, share == asked))
        least = min(found, key=lambda mixed: mixed.npv)
        return [replace(mixed, best=mixed is least) for mixed in found]

    @property
    def mix(self) -> Mixed | None:
        """The mix that was asked about."""
        return next((mixed for mixed in self.mixes if mixed.asked), None)

    @cached_property
    def slices(self) -> list[Slice]:
        """What either way's cost is made of."""
        made = economics.composition(self.scenario)
        return [*_slices(_("Buying"), made.buy, "b"), *_slices(_("Renting"), made.rent, "r")]

    @property
    def legend(self) -> list[tuple[str, list[Slice]]]:
        """The pieces by way."""
        ways = dict.fromkeys(piece.way for piece in self.slices)
        return [(way, [piece for piece in self.slices if piece.way == way]) for way in ways]

    @cached_property
    def drawings(self) -> tuple[tuple[str, Chart], ...]:
        """The cost over time, drawn wide and narrow."""
        return tuple((name, self._chart(frame)) for name, frame, _plot in SIZES)

    @cached_property
    def stack_drawings(self) -> tuple[tuple[str, Bars], ...]:
        """What costs are made of, drawn wide and narrow."""
        rows = [(way, [(piece.worth, piece.ink) for piece in pieces]) for way, pieces in self.legend]
        lay = partial(bar_charts.stacks, rows, write=self._money, on_axis=self.short_money)
        return tuple((name, lay(plot)) for name, _frame, plot in SIZES) if rows else ()

    @cached_property
    def swings(self) -> list[bar_charts.Swing]:
        """How the advantage of buying moves with each assumption, the widest first."""
        return [
            bar_charts.Swing(str(NAMES[bar.parameter]), self._span(bar.parameter), bar.low, bar.high)
            for bar in economics.sensitivity(self.scenario)
        ]

    @cached_property
    def tornado_drawings(self) -> tuple[tuple[str, Bars], ...]:
        """The same as bars, drawn wide and narrow."""
        lay = partial(
            bar_charts.tornado,
            self.swings,
            self.comparison.advantage_of_buying,
            write=self._money,
            on_axis=self.short_money,
            heads=(_("rent wins"), _("buy wins")),
        )
        return tuple((name, lay(plot)) for name, _frame, plot in SIZES)

    def _span(self, parameter: str) -> str:
        ends = (changed(self.scenario, parameter, move) for move in MOVES.get(parameter, FIFTH))
        low, high = (amount_of(parameter, end, self.currency) for end in ends)
        return f"{_without_unit(low, high)} … {high}"

    @property
    def rows(self) -> list[tuple[Standing, float, float, float, float]]:
        """The figures behind the chart with their ranges, about a dozen of them."""
        step, last = max(1, round(self.scenario.horizon_months / TABLE_ROWS)), self.standings[-1]
        shown = [each for each in self.standings[:-1] if each.month % step == 0] + [last]
        far = self.ranges
        return [
            (
                each,
                far.buy_low[each.month],
                far.buy_high[each.month],
                far.rent_low[each.month],
                far.rent_high[each.month],
            )
            for each in shown
        ]

    def _money(self, amount: float) -> str:
        return money0(amount, self.currency)

    def short_money(self, amount: float) -> str:
        """Write a round amount on an axis: in thousands where it has them."""
        thousand, size = 1000, abs(amount)
        digits = 2 if 0 < size < 1 else 0 if size < thousand or size % thousand == 0 else 1
        locale = babel_locale()
        return numbers.format_compact_currency(amount, self.currency, locale=locale, fraction_digits=digits)

    def _chart(self, frame: charts.Frame) -> Chart:
        sold = [each.less_resale for each in self.standings]
        rent = [each.rent for each in self.standings]
        curves = (
            charts.Curve(_("Buy, paid out"), [each.paid_out for each in self.standings], "l1b", "x1"),
            charts.Curve(_("Rent"), rent, "l2", "x2"),
            charts.Curve(_("Buy, less resale"), sold, "l1", "x1"),
        )
        mark = None
        month = self.comparison.break_even_month
        if month is not None and self.even_within:
            words = _("even in month %(month)s") % {"month": month}
            mark = (*charts.crossing(sold, rent, month), words)
        return charts.cost_chart(
            curves,
            frame,
            on_axis=self.short_money,
            at_end=self._money,
            now=_("now"),
            mark=mark,
            bands=self._bands,
        )

    @property
    def _bands(self) -> tuple[charts.Band, ...]:
        if not self.scenario.uncertainty:
            return ()
        far = self.ranges
        return (charts.Band(far.rent_low, far.rent_high, "b2"), charts.Band(far.buy_low, far.buy_high, "b1"))

    @property
    def uncertain_words(self) -> str:
        """What the bands let move, in words."""
        moved = (self.scenario.uncertainty or {}).items()
        parts = [f"{NAMES[name]} {_move(name, high)}" for name, (_low, _middle, high) in moved]
        return ", ".join(parts)


def _without_unit(text: str, other: str) -> str:
    """Leave out the words at the end that another amount repeats."""
    words, others = text.split(" "), other.split(" ")
    while len(words) > 1 and words[-1] == others[-1]:
        words, others = words[:-1], others[:-1] or [""]
    return " ".join(words)


def _move(parameter: str, high: float) -> str:
    if parameter in MOVES:
        return _("± %(points)s points a year") % {"points": number(high * 100, 1)}
    return f"± {number((high - 1) * 100, 1)} %"


def _slices(way: str, pieces: tuple[Piece, ...], family: str) -> Iterator[Slice]:
    for place, piece in enumerate(pieces):
        ink = f"{family}{INKS[min(place, len(INKS) - 1)]}" if piece.worth > 0 else f"{family}sold"
        yield Slice(way, _(piece.name), piece.worth, ink)
