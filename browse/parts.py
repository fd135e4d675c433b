"""The catalogue of parts: lists by kind, and the page of one part."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Count, F
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse import rents
from browse.asking import MAX_WORDS, Query, RefusedError, page_of, read, shows
from browse.facts import Fact, gpu_facts, halves, part_facts, unknown_count
from browse.letters import Letters
from browse.price_history import History, history_of
from browse.rents import Rent
from browse.running import Judged, judged
from builder import mine
from builder.summaries import summary
from catalog import convert
from catalog.models import Kind, Part
from prices.models import PricePoint

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from django.http import HttpRequest, HttpResponse

    from catalog.models import Gpu
    from prices.models import CurrentPrice
    from prices.querysets import CloudOfferQuerySet

PAGE_SIZE = 50
MANY = {
    Kind.CPU: _l("Processors"),
    Kind.COOLER: _l("CPU coolers"),
    Kind.BOARD: _l("Motherboards"),
    Kind.MEMORY: _l("Memory"),
    Kind.CARD: _l("Graphics cards"),
    Kind.STORAGE: _l("Storage"),
    Kind.PSU: _l("Power supplies"),
    Kind.CASE: _l("Cases"),
    Kind.FAN: _l("Case fans"),
}
SHOWN_POINTS = 60  # of a part's price history; the newest
SHOWN_OFFERS = 10
SHOWN_BUILDS = 8
BEST = "best"  # the order by how well the words fit
SORTS = {
    "name": ("name", "pk"),
    "-name": ("-name", "-pk"),
    "price": (F("price__amount").asc(nulls_last=True), "name", "pk"),
    "-price": (F("price__amount").desc(nulls_last=True), "name", "pk"),
}


class PartsQuery(Query):
    """What a list of parts may be asked. Unless an order is chosen, words put their best matches first."""

    q = forms.CharField(required=False, max_length=MAX_WORDS, strip=True, label=_l("Name or part number"))
    maker = forms.CharField(required=False, max_length=80, label=_l("Maker"))
    priced = forms.ChoiceField(
        required=False, choices=(("", _l("With or without")), ("yes", _l("Known"))), label=_l("Price")
    )
    sort = forms.ChoiceField(
        required=False,
        label=_l("Order"),
        choices=(
            (BEST, _l("Best match, then name")),
            ("name", _l("Name")),
            ("-name", _l("Name, backwards")),
            ("price", _l("Price, lowest first")),
            ("-price", _l("Price, highest first")),
        ),
    )

    @property
    def order(self) -> str:
        """The order asked for; how well parts match means nothing without words."""
        words, chosen = self.value("q"), self.value("sort")
        if chosen in ("", BEST):
            return BEST if words else "name"
        return str(chosen)


@dataclass(frozen=True, slots=True)
class Listed:
    """A part as a line of a list."""

    part: Part
    summary: str
    amount: Decimal | None
    currency: str
    observed_at: datetime | None


@shows
def parts(request: HttpRequest, kind: str) -> HttpResponse:
    """List the parts of a kind."""
    chosen = kind_of(kind)
    query = read(PartsQuery(request.GET))
    page = page_of(matching(chosen, query), query, PAGE_SIZE)
    letters = Letters()
    context = {
        "kind": chosen,
        "title": MANY[chosen],
        "query": query,
        "page": page,
        "rows": [listed(part, letters) for part in page.object_list],
        "kinds": kind_counts(chosen),
        "makers": makers(chosen),
        "sources": letters.sources,
    }
    return TemplateResponse(request, "browse/parts.html", context)


@shows
def part(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Show one part: its price, its facts with their sources, and what can be done with it."""
    shown = Page(find(kind_of(kind), slug), today=timezone.localdate())
    builds = list(mine.builds_of(request)[:SHOWN_BUILDS])
    context = {"page": shown, "part": shown.part, "kinds_title": MANY[shown.kind], "builds": builds}
    return TemplateResponse(request, "browse/part.html", context)


def kind_of(text: str) -> Kind:
    """Read a kind from the address."""
    if text not in Kind.values:
        said = _("“%(kind)s” is not a kind of part. Allowed: %(values)s.")
        raise RefusedError([("kind", said % {"kind": text, "values": ", ".join(Kind.values)})], status=404)
    return Kind(text)


def matching(kind: Kind, query: PartsQuery) -> Any:  # noqa: ANN401  # a queryset of annotated rows
    """Find what was asked for, with what a line of the list shows."""
    found = Part.objects.offered().of_kind(kind).matching(query.value("q"))
    if maker := query.value("maker"):
        found = found.filter(manufacturer__iexact=maker)
    if query.value("priced"):
        found = found.filter(price__isnull=False)
    ordered = found.ranked(query.value("q")) if query.order == BEST else found.order_by(*SORTS[query.order])
    return ordered.defer("raw", "fact_sources", "part_numbers", "search_text").select_related(
        convert.spec_class(kind).accessor, "price__point__offer__source", "source"
    )


def listed(row: Part, letters: Letters) -> Listed:
    """Make the line of a part, and note the sources of what it shows."""
    price = getattr(row, "price", None)
    letters.of_source(row.source)
    line = summary(convert.from_row(row))
    if price is None:
        return Listed(row, line, None, "", None)
    letters.of_source(price.point.offer.source)
    return Listed(row, line, price.amount, price.currency, price.observed_at)


def kind_counts(current: Kind) -> list[dict[str, Any]]:
    """Give every kind with how many parts it has. One query."""
    counted = dict(Part.objects.offered().order_by().values_list("kind").annotate(Count("pk")))
    return [
        {"value": kind.value, "label": MANY[kind], "count": counted.get(kind.value, 0), "current": kind is current}
        for kind in Kind
    ]


def makers(kind: Kind) -> list[str]:
    """Give the makers of a kind's parts, by name. One query."""
    rows = Part.objects.offered().of_kind(kind).exclude(manufacturer="").order_by("manufacturer")
    return list(rows.values_list("manufacturer", flat=True).distinct())


def find(kind: Kind, slug: str) -> Part:
    """Find a part with its facts, sources and price. Withdrawn parts are found as well. One query."""
    joins = [convert.spec_class(kind).accessor, "source", "price__point__offer__source"]
    if kind is Kind.CARD:
        joins += ["graphics_card__gpu__source"]
    rows = Part.objects.of_kind(kind).defer("raw").select_related(*joins)
    return get_object_or_404(rows, slug=slug)


@dataclass(slots=True)
class Page:
    """All that the page of a part shows."""

    part: Part
    today: date
    letters: Letters = field(default_factory=Letters)
    facts: list[Fact] = field(init=False)
    gpu_facts: list[Fact] = field(init=False)
    points: list[PricePoint] = field(init=False)
    rents: list[Rent] = field(init=False)
    fits: list[Judged] = field(init=False)

    def __post_init__(self) -> None:
        self.facts = part_facts(self.part, self.letters)
        self.gpu_facts = gpu_facts(self.gpu, self.letters) if self.gpu else []
        self.points = points_of(self.part)
        self.rents = [Rent(offer) for offer in self.offers[:SHOWN_OFFERS]] if self.gpu else []
        self.fits = judged(self.memory_gib) if self.memory_gib else []

    @property
    def kind(self) -> Kind:
        """The part's kind."""
        return Kind(self.part.kind)

    @property
    def gpu(self) -> Gpu | None:
        """The GPU on a graphics card."""
        return self.part.spec.gpu if self.part.kind == Kind.CARD else None  # type: ignore[attr-defined]  # a card's

    @property
    def memory_gib(self) -> float:
        """What a graphics card's models have to fit in; 0 for other parts, and where it is not known."""
        return self.part.spec.memory_gib if self.part.kind == Kind.CARD else 0  # type: ignore[attr-defined]  # a card's

    @property
    def offers(self) -> CloudOfferQuerySet:
        """Current cloud offers with the same GPU, those with the fewest GPUs first, then the cheapest."""
        return rents.current(self.today).filter(gpu=self.gpu).order_by("gpu_count", "on_demand_per_hour", "row")

    @property
    def price(self) -> CurrentPrice | None:
        """The cheapest latest price."""
        return getattr(self.part, "price", None)

    @property
    def price_per_gib(self) -> float | None:
        """What a GiB of a graphics card's memory costs."""
        return float(self.price.amount) / self.memory_gib if self.price and self.memory_gib else None

    @property
    def summary(self) -> str:
        """The facts by which people tell parts of the kind apart."""
        return summary(convert.from_row(self.part))

    @property
    def columns(self) -> tuple[list[Fact], list[Fact]]:
        """The facts in two columns."""
        return halves(self.facts)

    @property
    def gpu_columns(self) -> tuple[list[Fact], list[Fact]]:
        """The GPU's facts in two columns."""
        return halves(self.gpu_facts)

    @property
    def unknown(self) -> int:
        """How many facts nobody states."""
        return unknown_count(self.facts)

    @property
    def history(self) -> History | None:
        """The prices over time, if they were seen on more than one day."""
        return history_of(self.points)

    @property
    def lettered_points(self) -> list[tuple[PricePoint, str]]:
        """The prices, newest first, with the letters of their sources."""
        return [(point, self.letters.of_source(point.offer.source)) for point in self.points]

    @property
    def lettered_rents(self) -> list[tuple[Rent, str]]:
        """The cloud offers with the letters of their sources."""
        return [(rent, self.letters.of(rent.origin)) for rent in self.rents]


def points_of(row: Part) -> list[PricePoint]:
    """Give the prices of a part, the newest first. One query."""
    points = PricePoint.objects.filter(offer__part=row).select_related("offer__source")
    return list(points.order_by("-last_seen_at", "-pk")[:SHOWN_POINTS])
