"""The page of one part."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from browse import rents
from browse.asking import shows
from browse.facts import Fact, gpu_facts, halves, part_facts, unknown_count
from browse.kinds import MANY, kind_of
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
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from catalog.models import Gpu
    from prices.models import CurrentPrice
    from prices.querysets import CloudOfferQuerySet

SHOWN_POINTS = 60  # of a part's price history; the newest
SHOWN_OFFERS = 10
SHOWN_BUILDS = 8


@shows
def part(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Show one part: its price, its facts with their sources, and what can be done with it."""
    shown = Page(find(kind_of(kind), slug), today=timezone.localdate())
    builds = list(mine.builds_of(request)[:SHOWN_BUILDS])
    context = {"page": shown, "part": shown.part, "kinds_title": MANY[shown.kind], "builds": builds}
    return TemplateResponse(request, "browse/part.html", context)


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
