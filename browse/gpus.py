"""GPUs side by side, and one by one: what they are, what their cards cost, what an hour of them costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from browse import rents
from browse.asking import read, refuse_unknown, shows
from browse.facts import Fact, gpu_facts, halves
from browse.gpu_chart import XS, YS, Chart
from browse.gpu_columns import COLUMNS, in_order, sheet_heads, sheet_row
from browse.gpu_facts import Sold, feature_facts, sold
from browse.gpu_query import ABILITIES, FILTERS, GpusQuery
from browse.gpu_rows import rows_of
from browse.gpu_speeds import StandardSpeed, measured_count, standard_speeds
from browse.gpu_table import Table
from browse.letters import Letters
from browse.rents import Rent
from browse.running import Judged, judged
from browse.sheets import sheet
from browse.wheels import on_gpu
from catalog.models import Gpu, Kind, Part
from prices.models import GpuPrice

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from browse.gpu_rows import Row
    from prices.models import CurrentPrice
    from prices.querysets import CloudOfferQuerySet

SHOWN_CARDS = 60
SHOWN_OFFERS = 20
SHORT_CUTS = (("memory", "price"), ("bandwidth", "price"), ("fp16", "power"), ("memory", "used"), ("fp16", "rent"))


@shows
def gpus(request: HttpRequest) -> HttpResponseBase:
    """Show every GPU in one table, as a chart too if one was asked for, or send the table as a file."""
    every = list(Gpu.objects.defer("raw", "fact_sources").select_related("source"))
    query = GpusQuery(request.GET)
    query.offer(every)
    read(query)
    if query.scattered:
        return HttpResponseRedirect(f"{request.path}?{query.address(format=query.value('format'))}")
    asked = query.asked()
    wanted = every if asked is None else [gpu for gpu in every if gpu.pk in asked]
    rows = in_order(rows_of(wanted, timezone.localdate()), query.value("sort"))
    if query.value("format"):
        return as_sheet(rows, query)
    return TemplateResponse(request, "browse/gpus.html", shown(rows, query, len(every)))


def shown(rows: list[Row], query: GpusQuery, total: int) -> dict[str, Any]:
    """Give what the page shows: the table, a chart if one was asked for, and where its links lead."""
    asked = query.axes if query.charted else None
    return {
        "table": Table(rows, query),
        "query": query,
        "total": total,
        "chart": Chart(XS[query.axes[0]], YS[query.axes[1]], rows) if asked else None,
        "abilities": [(key, text, key in query.cleaned_data["has"]) for key, text in ABILITIES.items()],
        "charts": [(XS[x], YS[y], query.address(x=x, y=y), asked == (x, y)) for x, y in SHORT_CUTS],
        "kept": query.kept("sort", "x", "y"),
        "chart_kept": query.kept(*FILTERS, "columns", "sort"),
        "without_chart": query.address(x="", y=""),
        "sheet_query": query.address(format="csv", x="", y=""),
        "usual_columns": query.address(columns=""),
        "all_columns": query.address(columns=",".join(COLUMNS)),
    }


def as_sheet(rows: list[Row], query: GpusQuery) -> HttpResponseBase:
    """Send the rows as a file, with the columns that were chosen."""
    columns = [COLUMNS[key] for key in query.chosen]
    return sheet("gpus.csv", sheet_heads(columns), (sheet_row(row, columns) for row in rows))


@shows
def gpu(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one GPU."""
    refuse_unknown(request.GET, ())
    found = get_object_or_404(Gpu.objects.defer("raw").select_related("source"), slug=slug)
    page = Page(found, timezone.localdate())
    context = {"page": page, "gpu": found, "frameworks": on_gpu(found, page.letters)}
    return TemplateResponse(request, "browse/gpu.html", context)


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
    abilities: list[Fact] = field(init=False)
    sold: list[Sold] = field(init=False)
    speeds: list[StandardSpeed] = field(init=False)
    measured: int = field(init=False)

    def __post_init__(self) -> None:
        self.facts = gpu_facts(self.gpu, self.letters)
        self.abilities = feature_facts(self.gpu, self.letters)
        self.sold = sold(self.gpu, self.letters)
        self.speeds = standard_speeds(self.gpu)
        self.measured = measured_count(self.gpu)
        self.rents = [Rent(offer) for offer in offers_of(self.gpu, self.today)[:SHOWN_OFFERS]]
        self.cards = list(cards_of(self.gpu)[:SHOWN_CARDS])
        self.fits = judged(self.gpu.memory_gib) if self.gpu.memory_gib else []

    @property
    def columns(self) -> tuple[list[Fact], list[Fact]]:
        """The facts in two columns."""
        return halves(self.facts)

    @property
    def features(self) -> tuple[list[Fact], list[Fact]]:
        """What it can do, in two columns."""
        return halves(self.abilities)

    @property
    def used(self) -> Sold | None:
        """What a used one sold for, in the last month that is known."""
        return next((each for each in self.sold if each.price.condition == GpuPrice.Condition.USED), None)

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
