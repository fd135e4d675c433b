"""What the speed calculator says: GPUs by speed, with their bands, prices and what a million of the work costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from browse import rents
from browse.cards import card_prices
from browse.speed_fields import noun
from engine.findings import Word
from engine.vram import Verdict
from prices.gpu_filters import CURRENCY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from browse.cards import CardPrices
    from browse.letters import Letters
    from browse.rents import Rent
    from catalog.models import Gpu
    from catalog.speed import Asked, Speed
    from engine.throughput import Measured, Prediction

BAR = 100.0  # width of the drawing
SHOWN = 15  # GPUs in sight; the rest is folded
ORDERS = ("speed", "work", "price")
SECONDS_IN_HOUR = 3600
MILLION = 1e6
WATTS_IN_KILOWATT = 1000


@dataclass(frozen=True, slots=True)
class Bar:
    """A speed and its band, to scale."""

    width: float
    low: float
    span: float


@dataclass(frozen=True, slots=True)
class Line:
    """A GPU with its speed, what as many of it as are asked for cost, and what a million of the work costs."""

    speed: Speed
    cards: int
    wall_w: float | None
    prices: CardPrices | None
    rent: Rent | None
    letters: tuple[str, str, tuple[str, ...]]
    address: str
    chosen: bool
    bar: Bar | None

    @property
    def gpu(self) -> Gpu:
        """Which GPU."""
        return self.speed.gpu

    @property
    def best(self) -> Measured | Prediction | None:
        """The figure that counts."""
        return self.speed.answer.best

    @property
    def is_measured(self) -> bool:
        """Whether somebody measured it."""
        return self.speed.answer.measured is not None

    @property
    def is_tight(self) -> bool:
        """Whether the memory is only just enough."""
        return self.speed.verdict is Verdict.TIGHT

    @property
    def price(self) -> float | None:
        """The cheapest cards, in USD."""
        return float(self.prices.cheapest.amount) * self.cards if self.prices else None

    @property
    def per_hour(self) -> float | None:
        """The cheapest hour of rent on demand, in USD."""
        return float(self.rent.per_gpu) * self.cards if self.rent and self.rent.per_gpu else None

    @property
    def rent_of_a_million(self) -> float | None:
        """What a million of the work costs on rented cards, in USD."""
        return None if self.per_hour is None else self._of_a_million(self.per_hour)

    @property
    def kwh_of_a_million(self) -> float | None:
        """Electricity that a million of the work takes on the cards, in kWh."""
        return None if self.wall_w is None else self._of_a_million(self.wall_w / WATTS_IN_KILOWATT)

    def _of_a_million(self, an_hour: float) -> float | None:
        if self.best is None or not self.best.unit.endswith("/s"):
            return None
        return an_hour * MILLION / self.best.speed / SECONDS_IN_HOUR

    @property
    def band_percent(self) -> float | None:
        """How far the band reaches up, in percent."""
        return None if self.best is None else (self.best.high / self.best.speed - 1) * 100


@dataclass(frozen=True, slots=True)
class Look:
    """How the page looks at it: in which order, at which GPU in particular, on which day."""

    order: str
    gpu: Gpu | None
    today: date


@dataclass(frozen=True, slots=True)
class Refused:
    """GPUs that have no figure for one and the same reason."""

    reason: str
    gpus: list[Gpu]


class Answer:
    """All that the page says about a question without errors. Two queries beside those of the speeds."""

    def __init__(
        self, asked: Asked, speeds: list[Speed], look: Look, *, letters: Letters, address: Callable[[Gpu], str]
    ) -> None:
        """`address` leads to the same question with another GPU in particular."""
        assert asked.question is not None  # noqa: S101  # there are no errors
        self.asked, self.cards = asked, asked.question.n_gpu
        found = [each for each in speeds if not each.refusal]
        top = max((each.answer.best.high for each in found if each.answer.best), default=1.0)
        cards = card_prices()
        rented = rents.cheapest_by_gpu(rents.current(look.today).filter(currency=CURRENCY).select_related(None))
        lines = [
            Line(
                each,
                self.cards,
                asked.wall_w(each.gpu),
                cards.get(each.gpu.pk),
                rented.get(each.gpu.pk),
                ("", "", ()),
                address(each.gpu),
                each.gpu == look.gpu,
                _bar(each, top),
            )
            for each in found
        ]
        self.lines = [_lettered(line, letters) for line in _ordered(lines, look.order)]
        self.chosen = next((line for line in self.lines if line.chosen), None)
        self.refusal = next((_(each.refusal) for each in speeds if each.gpu == look.gpu and each.refusal), "")
        self.refused = _refused(each for each in speeds if each.refusal)

    @property
    def parts(self) -> list[list[Line]]:
        """The lines in sight, and the folded ones."""
        return [each for each in (self.lines[:SHOWN], self.lines[SHOWN:]) if each]

    @property
    def unit(self) -> str:
        """What the speeds are counted in."""
        return next((line.best.unit for line in self.lines if line.best), "")

    @property
    def noun(self) -> str:
        """What is counted, in words."""
        return noun(self.unit)

    @property
    def priced(self) -> bool:
        """Whether a million of the work means something."""
        return self.unit.endswith("/s") and self.unit != "it/s"

    @property
    def measured(self) -> int:
        """How many of the figures somebody measured."""
        return sum(line.is_measured for line in self.lines)

    @property
    def notes(self) -> list[str]:
        """What has to be said of the chosen GPU's estimate, else of that of every GPU."""
        if self.chosen:
            return [_(note) for note in getattr(self.chosen.speed.answer.estimate, "notes", ())]
        all_notes = [set(getattr(line.speed.answer.estimate, "notes", ())) for line in self.lines]
        return [_(note) for note in sorted(set.intersection(*all_notes))] if all_notes else []


def _bar(speed: Speed, top: float) -> Bar | None:
    best = speed.answer.best
    if best is None:
        return None
    width, low, high = (round(BAR * each / top, 2) for each in (best.speed, best.low, best.high))
    return Bar(width, low, round(high - low, 2))


def _ordered(lines: list[Line], order: str) -> list[Line]:
    def fastest(line: Line) -> tuple[float, str]:
        return -(line.best.speed if line.best else 0), line.gpu.name

    def of(value: float | None, line: Line) -> tuple[bool, float, float, str]:
        return (value is None, value or 0, *fastest(line))

    if order == "work":
        return sorted(lines, key=lambda line: of(line.rent_of_a_million, line))
    if order == "price":
        return sorted(lines, key=lambda line: of(line.price, line))
    return sorted(lines, key=fastest)


def _lettered(line: Line, letters: Letters) -> Line:
    """Give a line the letters of its sources."""
    measured = line.speed.answer.measured
    said = (
        letters.of_source(line.prices.cheapest.point.offer.source) if line.prices else "",
        letters.of(line.rent.origin, line.rent.anchor) if line.rent else "",
        tuple(letters.of(each) for each in measured.sources) if measured else (),
    )
    return replace(line, letters=said)


def _refused(speeds: Iterable[Speed]) -> list[Refused]:
    by_reason: dict[str, list[Gpu]] = {}
    for each in speeds:
        by_reason.setdefault(_(each.refusal), []).append(each.gpu)
    return [Refused(Word(reason), gpus) for reason, gpus in by_reason.items()]
