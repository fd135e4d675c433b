"""What the page about serving says: boxes, latency, money, and where a GPU begins to pay."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from babel import numbers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from browse import charts
from browse.rent_or_buy_words import rate as price_text
from browse.serving_chart import Line, rate_chart
from browse.serving_prices import prices
from catalog.templatetags.units import babel_locale, number
from engine import serving
from engine.serving.inputs import is_own
from engine.serving.measured import MEASURED
from engine.serving.simulation import COUNTED, simulate
from engine.serving.sizing import MILLION, SECONDS_IN_HOUR, boxes_needed, fleet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from browse.charts import Chart
    from browse.letters import Letters
    from browse.rents import Rent
    from engine.serving import Asked, Comparison, Fleet, Measured, Rung

MS = 1000
LONG_MS = 1000
NARROW = replace(charts.NARROW, top=44)
WIDE = replace(charts.WIDE, right=104)
HIGH_RATE = 1000
CHAT = "chat-8b"


@dataclass(frozen=True, slots=True)
class Option:
    """A device that was measured at the task, with what it would take."""

    device: Measured
    letter: str
    chosen: bool
    boxes: int | None
    rate: float
    rent: Rent | None
    rent_letter: str

    @property
    def latency_ms(self) -> float | None:
        """What one request takes alone."""
        return None if self.device.latency_s is None else self.device.latency_s * MS

    @property
    def capacity(self) -> float:
        """Requests a second at most, as measured."""
        return self.device.rate or 1 / (self.device.latency_s or math.inf)

    @property
    def latency_text(self) -> str:
        """The same, in words."""
        return "" if self.latency_ms is None else milliseconds(self.latency_ms)

    @property
    def capacity_text(self) -> str:
        """Requests a second at most, in words."""
        return rate_text(self.capacity)

    @property
    def how(self) -> str:
        """How it was measured."""
        return _(self.device.how)

    @property
    def price(self) -> float | None:
        """Price of a box by the hour."""
        return float(self.rent.per_gpu) if self.rent and self.rent.per_gpu else None

    @property
    def per_hour(self) -> float | None:
        """What all boxes cost by the hour."""
        return None if self.price is None or self.boxes is None else self.price * self.boxes

    @property
    def per_million(self) -> float | None:
        """What a million requests cost."""
        return None if self.per_hour is None else self.per_hour / (self.rate * SECONDS_IN_HOUR) * MILLION


@dataclass(frozen=True, slots=True)
class Side:
    """One kind of box, with its words."""

    kind: str
    name: str
    own: bool
    fleet: Fleet

    @property
    def boxes_text(self) -> str:
        """How many boxes to pay for."""
        total = self.fleet.total or 0
        words = (
            ngettext("%(n)s CPU box", "%(n)s CPU boxes", total)
            if self.kind == "cpu"
            else ngettext("%(n)s GPU box", "%(n)s GPU boxes", total)
        )
        return words % {"n": number(total)}

    @property
    def alone_ms(self) -> float | None:
        """What one request takes when nobody else asks."""
        server = self.fleet.box.server
        return server.alone_s * MS if server else None

    @property
    def alone_text(self) -> str:
        """The same, in words."""
        return "" if self.alone_ms is None else milliseconds(self.alone_ms)

    @property
    def load_percent(self) -> float | None:
        """How much of what the boxes could answer is asked of them."""
        return None if self.fleet.utilisation is None else self.fleet.utilisation * 100

    @property
    def load_text(self) -> str:
        """The same, in words."""
        return "" if self.load_percent is None else rate_text(self.load_percent)

    @property
    def holds_text(self) -> str:
        """What one box answers a second within the limit."""
        return rate_text(self.fleet.one_holds)

    @property
    def times(self) -> dict[str, str]:
        """Latency in words: the mean, and what 50, 95 and 99 % stay within; empty where nothing is known of it."""
        found = self.fleet.latencies
        if found is None:
            return {}
        named = {"mean": found.mean_s, "p50": found.p50_s, "p95": found.p95_s, "p99": found.p99_s}
        return {name: milliseconds(seconds * MS) for name, seconds in named.items()}


class Answer:
    """What the page says about a question."""

    def __init__(self, asked: Asked, rents: Mapping[str, Rent], letters: Letters) -> None:
        """`rents`: the cheapest offer with one of each GPU, by its slug."""
        self.asked, self.rents, self.letters = asked, rents, letters
        self.question = serving.question(asked, prices(dict(rents)))
        self.comparison: Comparison = serving.compare(self.question)
        self.cpu = self._side("cpu", self.comparison.cpu)
        self.gpu = self._side("gpu", self.comparison.gpu)
        self.options = list(self._options())

    def _side(self, kind: str, found: Fleet) -> Side:
        device, own = self.asked.device(kind), is_own(self.asked, kind)
        name = _("your own figures") if own or device is None else device.name
        return Side(kind, name, own, found)

    def _options(self) -> Iterator[Option]:
        for device in MEASURED:
            if device.workload != self.asked.workload:
                continue
            box = device.box(self.asked.most)
            boxes = boxes_needed(box, self.question.rate, self.question.promise)
            rent = self.rents.get(device.gpu)
            chosen = device == self.asked.device(device.kind) and not is_own(self.asked, device.kind)
            yield Option(
                device=device,
                letter=self.letters.of(f"{device.source} ({_(device.how)})"),
                chosen=chosen,
                boxes=None if boxes is None else boxes + int(self.question.spare),
                rate=self.question.rate,
                rent=rent,
                rent_letter=self.letters.of(rent.offer.source, rent.anchor) if rent else "",
            )

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both kinds of box."""
        return self.cpu, self.gpu

    @property
    def rate_text(self) -> str:
        """The rate that was asked about."""
        return number(self.question.rate, 6)

    @property
    def requests_text(self) -> str:
        """So many requests."""
        rate = self.question.rate
        return ngettext("%(n)s request", "%(n)s requests", 1 if rate == 1 else 2) % {"n": self.rate_text}

    @property
    def even_cpu_text(self) -> str:
        """The price of a CPU box at which both cost the same, with parts of a cent where it counts."""
        return _dollars(self.even_cpu_price)

    @property
    def even_gpu_text(self) -> str:
        """The price of a GPU box at which both cost the same."""
        return _dollars(self.even_gpu_price)

    @property
    def even_text(self) -> str:
        """The rate from which a GPU pays."""
        even = self.comparison.break_even
        return "" if even is None else rate_text(even)

    @property
    def last_text(self) -> str:
        """The highest rate of the table."""
        return rate_text(self.comparison.rungs[-1].rate)

    @property
    def high_text(self) -> str:
        """The rate of a busy service."""
        return rate_text(self.high.rate)

    @property
    def both_cheaper(self) -> bool:
        """Whether the mix costs less than either kind alone."""
        both, here = self.comparison.both, self.comparison.here
        alone = [cost for cost in (here.cpu_per_hour, here.gpu_per_hour) if cost is not None]
        return both is not None and both.per_hour < min(alone)

    @property
    def limit_text(self) -> str:
        """The limit in words."""
        return milliseconds(self.question.promise.limit_s * MS)

    @property
    def verdict(self) -> str:
        """Which way is cheaper."""
        return self.comparison.verdict

    @property
    def saving(self) -> float:
        """How much less the cheaper way costs by the hour."""
        return abs((self.comparison.here.cpu_per_hour or 0) - (self.comparison.here.gpu_per_hour or 0))

    @property
    def even_cpu_price(self) -> float | None:
        """The price of a CPU box at which both cost the same."""
        return self.comparison.here.even_cpu_price

    @property
    def even_gpu_price(self) -> float | None:
        """The price of a GPU box at which both cost the same."""
        here = self.comparison.here
        return here.cpu_per_hour / here.gpu_boxes if here.gpu_boxes and here.cpu_per_hour is not None else None

    @property
    def priced(self) -> bool:
        """Whether both boxes have a price."""
        return None not in {self.question.cpu.price, self.question.gpu.price}

    @property
    def always_pays(self) -> bool:
        """Whether the GPU is cheaper from the lowest rate of the table on."""
        return self.comparison.rungs[0].gpu_pays

    @property
    def mixed_precision(self) -> bool:
        """Whether the two boxes were measured at different precisions."""
        devices = [self.asked.device(kind) for kind in ("cpu", "gpu")]
        owned = self.cpu.own or self.gpu.own
        return not owned and len({device.precision for device in devices if device}) > 1

    @property
    def precisions(self) -> tuple[str, ...]:
        """The precisions of both."""
        return tuple(device.precision for kind in ("cpu", "gpu") if (device := self.asked.device(kind)))

    @property
    def high(self) -> Rung:
        """A busy service: about a thousand requests a second, as far as the table goes there."""
        return next((rung for rung in self.comparison.rungs if rung.rate == HIGH_RATE), self.comparison.rungs[-1])

    @cached_property
    def waiting(self) -> tuple[str, str] | None:
        """Mean latency on one GPU that waits until its batch is full, and on one that takes what is there."""
        server = self.question.gpu.server
        if server is None or server.most == 1 or self.question.rate >= server.capacity:
            return None
        seed, rate = self.question.promise.seed, self.question.rate
        found = (simulate(server, rate, seed=seed, count=COUNTED, wait_s=wait).mean_s * MS for wait in (math.inf, 0.0))
        full, greedy = (milliseconds(each) for each in found)
        return full, greedy

    @property
    def streams(self) -> list[tuple[str, str, float]]:
        """Answers of a language model: device, seconds for one, answers an hour."""
        return [
            (each.name, milliseconds(each.latency_s * MS), SECONDS_IN_HOUR / each.latency_s)
            for each in MEASURED
            if each.workload == CHAT and each.latency_s
        ]

    @cached_property
    def drawings(self) -> tuple[tuple[str, Chart], ...]:
        """The chart, drawn wide and narrow; empty where there is nothing to draw."""
        frames = (("wide", WIDE), ("nar", NARROW))
        return tuple((name, chart) for name, frame in frames if (chart := self._chart(frame)))

    def _chart(self, frame: charts.Frame) -> Chart | None:
        rungs = self.comparison.rungs
        lines, mark = (self._costs(), self._cost_mark()) if self.priced else (self._evens(), self._even_mark())
        return rate_chart(lines, [rung.rate for rung in rungs], frame, on_axis=(rate_text, axis_money), mark=mark)

    def _costs(self) -> list[Line]:
        rungs = self.comparison.rungs
        return [
            Line(_("CPU boxes"), [rung.cpu_per_hour for rung in rungs], "l1", "x1"),
            Line(_("GPU boxes"), [rung.gpu_per_hour for rung in rungs], "l2", "x2"),
        ]

    def _evens(self) -> list[Line]:
        return [Line(_("Both cost the same"), [rung.even_cpu_price for rung in self.comparison.rungs], "l1", "x1")]

    def _cost_mark(self) -> tuple[float, float, str] | None:
        even = self.comparison.break_even
        if even is None or self.always_pays:
            return None
        found = fleet(self.question.gpu, even, self.question.promise, spare=self.question.spare).per_hour
        return (even, found, _("GPU pays from %(rate)s/s") % {"rate": rate_text(even)}) if found else None

    def _even_mark(self) -> tuple[float, float, str] | None:
        price = self.even_cpu_price
        if not price:
            return None
        words = {"price": price_text(price)}
        return self.question.rate, price, _("even at $%(price)s") % words


def milliseconds(value: float) -> str:
    """Write a time: in ms, or in seconds from one on."""
    if value >= LONG_MS:
        return f"{_significant(value / MS)} s"
    return f"{_significant(value)} ms"


def rate_text(value: float) -> str:
    """Write a rate with three figures that count."""
    return _significant(value)


def _dollars(amount: float | None) -> str:
    return "" if amount is None else f"${price_text(amount)}"


def axis_money(amount: float) -> str:
    """Write an amount on an axis that grows by factors."""
    digits = 0 if amount >= 1 else min(6, 1 - math.floor(math.log10(amount)))
    return str(
        numbers.format_currency(
            amount, "USD", f"¤#,##0.{'#' * max(digits, 1)}", locale=babel_locale(), currency_digits=False
        )
    )


def _significant(value: float) -> str:
    digits = 0 if value <= 0 else max(0, 2 - math.floor(math.log10(value)))
    return number(value, min(digits, 6))
