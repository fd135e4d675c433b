"""GPUs side by side, and one by one: what they are, what their cards cost, what an hour of them costs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django import forms
from django.db.models import F
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from browse import rents
from browse.asking import Query, WholeNumber, read, shows
from browse.facts import Fact, gpu_facts, halves
from browse.letters import Letters
from browse.rents import Rent
from browse.running import Judged, judged
from browse.wheels import on_gpu
from catalog.models import Gpu, Kind, Part
from catalog.templatetags.units import day, money, money0, number, unknown
from engine.platforms import software
from prices.models import CurrentPrice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

    from prices.querysets import CloudOfferQuerySet

CURRENCY = "USD"
MAX_MEMORY_GIB = 100_000
MAX_WATTS = 100_000
MAX_PRICE = 10_000_000
SHOWN_CARDS = 60
SHOWN_OFFERS = 20
NVIDIA = "NVIDIA"


@dataclass(slots=True)
class CardPrices:
    """The cheapest priced card with a GPU, and of how many."""

    cheapest: CurrentPrice
    cards: int = 1

    def add(self, price: CurrentPrice) -> None:
        """Count one more card."""
        self.cards += 1
        if price.amount < self.cheapest.amount:
            self.cheapest = price


@dataclass(frozen=True, slots=True)
class Row:
    """A GPU with what it costs both ways."""

    gpu: Gpu
    prices: CardPrices | None
    rent: Rent | None

    @property
    def price(self) -> float | None:
        """The cheapest card, in USD."""
        return float(self.prices.cheapest.amount) if self.prices else None

    @property
    def per_gib(self) -> float | None:
        """The cheapest card's price for a GiB of memory, in USD."""
        return self.price / self.gpu.memory_gib if self.price and self.gpu.memory_gib else None

    @property
    def per_hour(self) -> float | None:
        """The cheapest GPU-hour, in USD."""
        return float(self.rent.per_gpu) if self.rent and self.rent.per_gpu else None

    @property
    def second_line(self) -> str:
        """Architecture and year."""
        year = str(self.gpu.released_on.year) if self.gpu.released_on else ""
        return ", ".join(word for word in (self.gpu.architecture, year) if word)


@dataclass(frozen=True, slots=True)
class Column:
    """A measure that GPUs are compared by."""

    key: str
    title: _StrPromise
    unit: _StrPromise | str
    value: Callable[[Row], float | None]
    gauge: bool = False
    text: Callable[[Row], str] | None = None
    absent: Callable[[Gpu], bool] | None = None

    def shown(self, row: Row) -> str:
        """Write the measure of a GPU; what it does not have is told apart from what is not known."""
        value = self.value(row)
        if value is None:
            return _("None") if self.absent and self.absent(row.gpu) else unknown("?")
        return self.text(row) if self.text else number(value, 1 if abs(value) < 10 else 0)  # noqa: PLR2004  # 2.5, but 25


def lacks(capability: software.Capability | None = None) -> Callable[[Gpu], bool]:
    """Make a test for what a GPU is known not to have: no tensor cores at all, or none for a number format."""

    def absent(gpu: Gpu) -> bool:
        if gpu.vendor != NVIDIA:
            return False
        too_old = capability is not None and gpu.compute_capability is not None
        return gpu.tensor_cores == 0 or (too_old and float(gpu.compute_capability or 0) < capability.capability)  # type: ignore[union-attr]  # too_old says so

    return absent


COLUMNS = (
    Column("memory", _l("Memory"), "GB", lambda row: row.gpu.memory_gib, gauge=True),
    Column("bandwidth", _l("Bandwidth"), "GB/s", lambda row: row.gpu.bandwidth_gbs, gauge=True),
    Column("fp16", _l("fp16"), "TFLOPS", lambda row: row.gpu.tensor_fp16_fp32_tflops, gauge=True, absent=lacks()),
    Column("power", _l("Power"), "W", lambda row: row.gpu.board_power_w),
    Column("price", _l("Card, from"), CURRENCY, lambda row: row.price, text=lambda row: money0(row.price)),
    Column("per-gb", _l("Per GB"), CURRENCY, lambda row: row.per_gib, text=lambda row: money0(row.per_gib)),
    Column("rent", _l("Rent, from"), _l("a GPU-hour"), lambda row: row.per_hour, text=lambda row: money(row.per_hour)),
    Column("bf16", _l("bf16"), "TFLOPS", lambda row: row.gpu.tensor_bf16_tflops, absent=lacks(software.BF16_FROM)),
    Column("fp8", _l("fp8"), "TFLOPS", lambda row: row.gpu.tensor_fp8_tflops, absent=lacks(software.FP8_FROM)),
    Column("int8", _l("int8"), "TOPS", lambda row: row.gpu.tensor_int8_tops, absent=lacks()),
    Column(
        "capability",
        _l("CUDA"),
        _l("capability"),
        lambda row: None if row.gpu.compute_capability is None else float(row.gpu.compute_capability),
        text=lambda row: str(row.gpu.compute_capability),
        absent=lambda gpu: gpu.vendor != NVIDIA,
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
SORTS = ["name", "-name", *BY_KEY, *(f"-{key}" for key in BY_KEY)]
MARKETS = (
    ("", _l("Whether or not")),
    ("buy", _l("Priced")),
    ("rent", _l("Rentable")),
    ("both", _l("Priced and rentable")),
)


class GpusQuery(Query):
    """What the table of GPUs may be asked."""

    defaults = {"sort": "-bandwidth"}
    vendor = forms.ChoiceField(required=False, label=_l("Maker of the chip"))
    memory = WholeNumber(required=False, min_value=0, max_value=MAX_MEMORY_GIB, label=_l("Memory ≥"))
    power = WholeNumber(required=False, min_value=0, max_value=MAX_WATTS, label=_l("Power ≤"))
    price = WholeNumber(required=False, min_value=0, max_value=MAX_PRICE, label=_l("Card ≤"))
    market = forms.ChoiceField(required=False, choices=MARKETS, label=_l("To buy or to rent"))
    sort = forms.ChoiceField(required=False, choices=[(name, name) for name in SORTS])


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of the table."""

    text: str
    note: str
    share: str  # of the column's largest, in percent; empty: no gauge


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: where a click on it leads, and how the table is sorted by it."""

    title: _StrPromise
    unit: _StrPromise | str
    query: str
    direction: str  # of aria-sort; empty: the table is not sorted by it


@shows
def gpus(request: HttpRequest) -> HttpResponse:
    """Show every GPU in one table."""
    every = list(Gpu.objects.defer("raw", "fact_sources").select_related("source"))
    query = GpusQuery(request.GET)
    vendors = sorted({gpu.vendor for gpu in every})
    query.fields["vendor"].choices = [("", _("Any")), *((name, name) for name in vendors)]  # type: ignore[attr-defined]  # a choice
    read(query)
    prices, offers = card_prices(), rents.cheapest_by_gpu(rents.current(timezone.localdate()))
    rows = wanted([Row(gpu, prices.get(gpu.pk), offers.get(gpu.pk)) for gpu in every], query)
    rows = in_order(rows, query.value("sort"))
    table = Table(rows, query)
    context = {"table": table, "query": query, "total": len(every), "vendors": vendors}
    return TemplateResponse(request, "browse/gpus.html", context)


@shows
def gpu(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one GPU."""
    found = get_object_or_404(Gpu.objects.defer("raw").select_related("source"), slug=slug)
    page = Page(found, timezone.localdate())
    context = {"page": page, "gpu": found, "frameworks": on_gpu(found, page.letters)}
    return TemplateResponse(request, "browse/gpu.html", context)


def card_prices(among: Iterable[Gpu] | None = None) -> dict[int, CardPrices]:
    """Give the prices of cards by the key of their GPU: of all, or of some GPUs. One query."""
    found: dict[int, CardPrices] = {}
    prices = CurrentPrice.objects.filter(
        currency=CURRENCY,
        part__kind=Kind.CARD,
        part__withdrawn_at=None,
        part__graphics_card__gpu__isnull=False,
    ).select_related("part__graphics_card", "point__offer__source")
    if among is not None:
        prices = prices.filter(part__graphics_card__gpu__in=list(among))
    for price in prices.defer("part__raw", "part__fact_sources"):
        key = price.part.graphics_card.gpu_id or 0  # never 0: the query keeps cards with a GPU
        if key in found:
            found[key].add(price)
        else:
            found[key] = CardPrices(price)
    return found


def wanted(rows: Iterable[Row], query: GpusQuery) -> list[Row]:
    """Keep the GPUs that were asked for; one whose figure is not known is not within a bound."""
    vendor, market = query.value("vendor"), query.value("market")
    return [
        row
        for row in rows
        if (not vendor or row.gpu.vendor == vendor) and _on_market(row, market) and _within(row, query)
    ]


def _on_market(row: Row, market: str) -> bool:
    return (market not in {"buy", "both"} or bool(row.prices)) and (market not in {"rent", "both"} or bool(row.rent))


def _within(row: Row, query: GpusQuery) -> bool:
    least, most = query.value("memory"), {"power": row.gpu.board_power_w, "price": row.price}
    if least and (row.gpu.memory_gib or 0) < least:
        return False
    bounds = {name: query.value(name) for name in most}
    return all(
        bound is None or (value is not None and value <= bound)
        for value, bound in ((most[name], bounds[name]) for name in most)
    )


def in_order(rows: list[Row], sort: str) -> list[Row]:
    """Sort by a measure; a GPU whose measure is not known comes last in either direction."""
    key, down = sort.removeprefix("-"), sort.startswith("-")
    by_name = sorted(rows, key=lambda row: row.gpu.name.casefold(), reverse=down and key == "name")
    if key == "name":
        return by_name
    measure = BY_KEY[key].value
    known = [row for row in by_name if measure(row) is not None]
    known.sort(key=lambda row: measure(row) or 0, reverse=down)
    return known + [row for row in by_name if measure(row) is None]


@dataclass(slots=True)
class Table:
    """The table as it is shown."""

    rows: list[Row]
    query: GpusQuery
    letters: Letters = field(default_factory=Letters)
    largest: dict[str, float] = field(init=False)
    price_day: str = field(init=False)  # of most card prices shown; said once, above the table
    rent_day: str = field(init=False)

    def __post_init__(self) -> None:
        self.price_day = _commonest(day(row.prices.cheapest.observed_at) for row in self.rows if row.prices)
        self.rent_day = _commonest(row.rent.seen for row in self.rows if row.rent)
        self.largest = {
            column.key: max((column.value(row) or 0 for row in self.rows), default=0)
            for column in COLUMNS
            if column.gauge
        }
        for row in self.rows:
            self._note_sources(row)

    @property
    def heads(self) -> list[Head]:
        """The heads of the columns."""
        return [self._head(column.key, column.title, column.unit) for column in COLUMNS]

    @property
    def first_head(self) -> Head:
        """The head of the column of names."""
        return self._head("name", _l("GPU"), _l("architecture, year"))

    @property
    def lines(self) -> list[tuple[Row, list[Cell]]]:
        """The GPUs with their figures."""
        return [(row, [self._cell(column, row) for column in COLUMNS]) for row in self.rows]

    @property
    def newest_price(self) -> datetime | None:
        """When the newest price shown was seen."""
        return max((row.prices.cheapest.observed_at for row in self.rows if row.prices), default=None)

    def _head(self, key: str, title: _StrPromise, unit: _StrPromise | str) -> Head:
        current = self.query.value("sort")
        first = key if key in {"name", "price", "per-gb", "rent", "power"} else f"-{key}"  # what is good comes first
        other = key if first.startswith("-") else f"-{key}"
        direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
        return Head(title, unit, self.query.address(sort=other if current == first else first), direction)

    def _cell(self, column: Column, row: Row) -> Cell:
        value, largest = column.value(row), self.largest.get(column.key)
        share = f"{value / largest * 100:.1f}" if value and largest else ""
        return Cell(column.shown(row), self._note(column, row), share)

    def _note(self, column: Column, row: Row) -> str:
        """Say beside a price how many cards there are or who rents; its day only where it is not that of most."""
        if column.key == "price" and row.prices:
            seen = day(row.prices.cheapest.observed_at)
            cards = ngettext("%(n)s card", "%(n)s cards", row.prices.cards) % {"n": number(row.prices.cards)}
            return cards if seen == self.price_day else f"{cards}, {seen}"
        if column.key == "rent" and row.rent:
            provider = row.rent.offer.provider
            return provider if row.rent.seen == self.rent_day else f"{provider}, {row.rent.seen}"
        return ""

    def _note_sources(self, row: Row) -> None:
        self.letters.of_source(row.gpu.source)
        if row.prices:
            self.letters.of_source(row.prices.cheapest.point.offer.source)
        if row.rent:
            self.letters.of(row.rent.origin)


def _commonest(texts: Iterable[str]) -> str:
    counted = Counter(texts).most_common(1)
    return counted[0][0] if counted else ""


@dataclass(slots=True)
class Page:
    """All that the page of a GPU shows."""

    gpu: Gpu
    today: date
    letters: Letters = field(default_factory=Letters)
    facts: list[Fact] = field(init=False)
    rents: list[Rent] = field(init=False)
    cards: list[Part] = field(init=False)
    fits: list[Judged] = field(init=False)

    def __post_init__(self) -> None:
        self.facts = gpu_facts(self.gpu, self.letters)
        self.rents = [Rent(offer) for offer in offers_of(self.gpu, self.today)[:SHOWN_OFFERS]]
        self.cards = list(cards_of(self.gpu)[:SHOWN_CARDS])
        self.fits = judged(self.gpu.memory_gib) if self.gpu.memory_gib else []

    @property
    def columns(self) -> tuple[list[Fact], list[Fact]]:
        """The facts in two columns."""
        return halves(self.facts)

    @property
    def cheapest(self) -> CurrentPrice | None:
        """The cheapest card's price."""
        return getattr(self.cards[0], "price", None) if self.cards else None

    @property
    def per_gib(self) -> float | None:
        """What a GiB of memory costs on the cheapest card."""
        return float(self.cheapest.amount) / self.gpu.memory_gib if self.cheapest and self.gpu.memory_gib else None

    @property
    def cheapest_rent(self) -> Rent | None:
        """The offer with the cheapest GPU-hour."""
        priced = [rent for rent in self.rents if rent.per_gpu]
        return min(priced, key=lambda rent: rent.per_gpu or 0) if priced else None

    @property
    def lettered_cards(self) -> list[tuple[Part, CurrentPrice | None, str]]:
        """The cards with their prices and the letters of the prices' sources."""
        priced = [(card, getattr(card, "price", None)) for card in self.cards]
        return [
            (card, price, self.letters.of_source(price.point.offer.source) if price else "") for card, price in priced
        ]

    @property
    def lettered_rents(self) -> list[tuple[Rent, str]]:
        """The offers with the letters of their sources."""
        return [(rent, self.letters.of(rent.origin)) for rent in self.rents]


def offers_of(row: Gpu, today: date) -> CloudOfferQuerySet:
    """Give the current cloud offers with a GPU, the cheapest GPU-hour first."""
    return rents.per_gpu_first(rents.current(today).filter(gpu=row))


def cards_of(row: Gpu) -> QuerySet[Part]:
    """Give the cards with a GPU that are offered, the cheapest first, those without a price last."""
    cards = Part.objects.offered().of_kind(Kind.CARD).filter(graphics_card__gpu=row).defer("raw", "fact_sources")
    joined = cards.select_related("graphics_card", "price__point__offer__source")
    return joined.order_by(F("price__amount").asc(nulls_last=True), "name", "pk")
