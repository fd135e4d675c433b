"""What the memory calculator says: terms to scale, GPUs by whether it fits, and what would make it fit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from browse import rents
from browse.cards import card_prices
from browse.vram_fields import in_words
from engine import vram
from engine.vram import Verdict
from engine.vram.measured import measured
from prices.gpu_filters import CURRENCY

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from browse.cards import CardPrices
    from browse.letters import Letters
    from browse.rents import Rent
    from catalog.models import Gpu
    from catalog.vram import Question
    from engine.vram import Estimate, Term
    from engine.vram.measured import Measured

BAR = 1000.0  # width of the drawing
SHOWN = 8  # GPUs of a verdict; the rest is folded
ORDERS = ("price", "memory")
LEVELS = {Verdict.FITS: "ok", Verdict.TIGHT: "warning", Verdict.TOO_LARGE: "problem"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A term as a piece of the bar and a line of the table."""

    term: Term
    place: int
    x: float
    width: float
    share: float


@dataclass(frozen=True, slots=True)
class Line:
    """A GPU with what as many of it as are asked for cost."""

    gpu: Gpu
    verdict: Verdict
    cards: int
    prices: CardPrices | None
    rent: Rent | None
    letters: tuple[str, str]
    address: str
    chosen: bool

    @property
    def price(self) -> float | None:
        """The cheapest cards, in USD."""
        return float(self.prices.cheapest.amount) * self.cards if self.prices else None

    @property
    def per_hour(self) -> float | None:
        """The cheapest hour of rent on demand, in USD."""
        return float(self.rent.per_gpu) * self.cards if self.rent and self.rent.per_gpu else None


@dataclass(frozen=True, slots=True)
class Group:
    """The GPUs of one verdict."""

    verdict: Verdict
    title: str
    lines: list[Line]

    @property
    def level(self) -> str:
        """The mark of the verdict."""
        return LEVELS[self.verdict]

    @property
    def parts(self) -> list[list[Line]]:
        """The lines in sight, and the folded ones; those that do not fit are folded but for a few."""
        return [each for each in (self.lines[:SHOWN], self.lines[SHOWN:]) if each]


@dataclass(frozen=True, slots=True)
class Way:
    """A change in words, and the address that applies it."""

    names: str
    values: str
    needs_gib: float
    address: str


class Answer:
    """All that the page says about a question without errors."""

    def __init__(self, asked: Question, gpu: Gpu | None) -> None:
        """`gpu` is the one to fit into, if one was chosen."""
        assert asked.estimate is not None  # noqa: S101  # there are no errors
        assert asked.task is not None  # noqa: S101  # as above
        self.asked, self.gpu = asked, gpu
        self.estimate: Estimate = asked.estimate
        self.task = asked.task
        self.measured: Measured | None = measured(asked.task)

    @property
    def model_source(self) -> str:
        """Where the shape of the model comes from; nothing where the asker says it."""
        return self.asked.preset.source if self.asked.preset and not self.asked.shaped else ""

    @property
    def with_headroom_gib(self) -> float:
        """What a card has to hold for the verdict "fits"."""
        return self.estimate.total_gib * self.asked.headroom

    @property
    def scale_gib(self) -> float:
        """Memory at the right end of the bar."""
        return max(self.estimate.high_gib, (self.gpu.memory_gib or 0) if self.gpu else 0, 1e-9)

    @property
    def pieces(self) -> list[Piece]:
        """The terms that take anything, side by side."""
        pieces: list[Piece] = []
        so_far = 0.0
        for term in (each for each in self.estimate.terms if each.bytes > 0):
            x, width = self._x(so_far), self._x(term.gib)
            pieces.append(Piece(term, len(pieces) % 8, x, width, term.gib / self.estimate.total_gib))
            so_far += term.gib
        return pieces

    @property
    def marks(self) -> dict[str, float]:
        """Where the range begins and ends, and where the chosen card's memory does."""
        ends = {"low": self._x(self.estimate.low_gib), "high": self._x(self.estimate.high_gib)}
        return {**ends, "width": ends["high"] - ends["low"]}

    @property
    def limit(self) -> float | None:
        """Where the memory of the chosen GPU ends on the bar."""
        return self._x(self.gpu.memory_gib) if self.gpu and self.gpu.memory_gib else None

    @property
    def verdict(self) -> Verdict | None:
        """Whether it fits into the chosen GPU."""
        if self.gpu is None or not self.gpu.memory_gib:
            return None
        return vram.verdict(self.estimate, self.gpu.memory_gib, self.asked.headroom)

    @property
    def level(self) -> str:
        """The mark of that verdict."""
        return LEVELS[self.verdict] if self.verdict else "unknown"

    def _x(self, gib: float) -> float:
        return round(BAR * gib / self.scale_gib, 2)


def ways(answer: Answer, address: Callable[[dict[str, object]], str]) -> list[Way]:
    """Give what would make it fit into the chosen GPU."""
    if answer.gpu is None or not answer.gpu.memory_gib:
        return []
    made = []
    for each in answer.asked.changes(answer.gpu.memory_gib):
        values = answer.asked.changed(each)
        names = _(" and ").join(_(name) for name in each.names)
        made.append(Way(names, in_words(answer.asked, values), each.estimate.total_gib, address(values)))
    return made


def groups(
    answer: Answer, gpus: list[Gpu], today: date, *, order: str, letters: Letters, address: Callable[[Gpu], str]
) -> list[Group]:
    """Judge GPUs, those that fit first. Two queries: cards, and offers of rent."""
    cards = card_prices()
    rented = rents.cheapest_by_gpu(rents.current(today).filter(currency=CURRENCY).select_related(None))
    judged: dict[Verdict, list[Line]] = {each: [] for each in Verdict}
    for gpu in gpus:
        if not gpu.memory_gib:
            continue
        verdict = vram.verdict(answer.estimate, gpu.memory_gib, answer.asked.headroom)
        prices, rent = cards.get(gpu.pk), rented.get(gpu.pk)
        line = Line(gpu, verdict, answer.task.cards, prices, rent, ("", ""), address(gpu), gpu == answer.gpu)
        judged[verdict].append(line)
    titles = {
        Verdict.FITS: _("It fits"),
        Verdict.TIGHT: _("Tight: it is likely to run, and may fail on a long batch"),
        Verdict.TOO_LARGE: _("It does not fit"),
    }
    return [
        Group(verdict, titles[verdict], _lettered(_ordered(lines, order), letters))
        for verdict, lines in judged.items()
        if lines
    ]


def _ordered(lines: list[Line], order: str) -> list[Line]:
    def by_price(line: Line) -> tuple[bool, float, bool, float, str]:
        return line.price is None, line.price or 0, line.per_hour is None, line.per_hour or 0, line.gpu.name

    if order == "memory":
        return sorted(lines, key=lambda line: (line.gpu.memory_gib or 0, *by_price(line)))
    return sorted(lines, key=by_price)


def _lettered(lines: list[Line], letters: Letters) -> list[Line]:
    """Give the prices the letters of their sources, in the order in which they stand."""
    made = []
    for line in lines:
        price = letters.of_source(line.prices.cheapest.point.offer.source) if line.prices else ""
        rent = letters.of(line.rent.origin, line.rent.anchor) if line.rent else ""
        made.append(replace(line, letters=(price, rent)))
    return made
