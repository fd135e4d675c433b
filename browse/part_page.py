"""What the page of a part shows: facts, prices and estimates, each with the letter of its source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from browse import rents
from browse.alternatives import price_of
from browse.facts import Fact, gpu_facts, halves, named_sources, part_facts, unknown_count
from browse.letters import Letters
from browse.price_history import History, history_of
from browse.rents import Rent
from browse.running import Judged, judged
from builder.summaries import summary
from catalog import convert
from catalog.models import Kind
from prices.models import PricePoint

if TYPE_CHECKING:
    from datetime import date

    from django.utils.safestring import SafeString

    from browse.alternatives import Alternative
    from browse.related import Related, Variant
    from catalog.models import Gpu, Part, Source
    from prices.models import CurrentPrice
    from prices.querysets import CloudOfferQuerySet

SHOWN_POINTS = 60  # of a part's price history; the newest
SHOWN_OFFERS = 10
CELL = '<span class="fs">{}{}</span>{}'  # a value, the letter of its source, and a note


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table of facts, ready to be shown."""

    label: str
    cell: SafeString


@dataclass(slots=True)
class Page:
    """All that the page of a part shows."""

    part: Part
    related: Related
    today: date
    letters: Letters = field(default_factory=Letters)
    facts: list[Fact] = field(init=False)
    gpu_facts: list[Fact] = field(init=False)
    points: list[PricePoint] = field(init=False)
    rents: list[Rent] = field(init=False)
    fits: list[Judged] = field(init=False)

    def __post_init__(self) -> None:
        known = named_sources([self.part, self.gpu] if self.gpu else [self.part])
        self.facts = part_facts(self.part, self.letters, known, dated=True)
        self.gpu_facts = gpu_facts(self.gpu, self.letters, known, dated=True) if self.gpu else []
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
        offers = rents.current(self.today).filter(gpu=self.gpu).order_by("gpu_count", "on_demand_per_hour", "row")
        return offers.select_related(None)  # whose GPU it is is known

    @property
    def price(self) -> CurrentPrice | None:
        """The cheapest latest price."""
        return price_of(self.part)

    @property
    def price_per_gib(self) -> float | None:
        """What a GiB of a graphics card's memory costs."""
        return float(self.price.amount) / self.memory_gib if self.price and self.memory_gib else None

    @property
    def summary(self) -> str:
        """The facts by which people tell parts of the kind apart."""
        return summary(convert.from_row(self.part))

    @property
    def columns(self) -> tuple[list[Row], list[Row]]:
        """The facts in two columns."""
        return self._rows(self.facts)

    @property
    def gpu_columns(self) -> tuple[list[Row], list[Row]]:
        """The GPU's facts in two columns."""
        return self._rows(self.gpu_facts)

    def _rows(self, facts: list[Fact]) -> tuple[list[Row], list[Row]]:
        first, second = halves(facts)
        return [self._row(fact) for fact in first], [self._row(fact) for fact in second]

    def _row(self, fact: Fact) -> Row:
        text = format_html('<a href="{}">{}</a>', fact.url, fact.text) if fact.url else fact.text
        if not fact.letter:
            return Row(str(fact.label), format_html("{}", text))
        note = unchecked() if fact.unchecked else ""
        return Row(str(fact.label), format_html(CELL, text, self.letters.marked(fact.letter), note))

    @property
    def unknown(self) -> int:
        """How many facts nobody states."""
        return unknown_count(self.facts)

    @property
    def history(self) -> History | None:
        """The prices over time, if they were seen on more than one day."""
        return history_of(self.points)

    def _mark(self, source: Source) -> SafeString:
        return self.letters.marked(self.letters.of_source(source))

    @property
    def rent_mark(self) -> SafeString:
        """The letter of whom the rent is from."""
        return self._rent_mark(self.rents[0]) if self.rents else self.letters.marked("")

    @property
    def own_mark(self) -> SafeString:
        """The letter of the part's own record."""
        return self.letters.marked(next((fact.letter for fact in self.facts if fact.letter), ""))

    @property
    def price_mark(self) -> SafeString:
        """The letter of whom the price is from."""
        return self._price_mark(self.part)

    @property
    def lettered_points(self) -> list[tuple[PricePoint, SafeString]]:
        """The prices, newest first, with the letters of their sources."""
        return [(point, self._mark(point.offer.source)) for point in self.points]

    @property
    def lettered_rents(self) -> list[tuple[Rent, SafeString]]:
        """The cloud offers with the letters of their sources."""
        return [(rent, self._rent_mark(rent)) for rent in self.rents]

    def _rent_mark(self, rent: Rent) -> SafeString:
        return self.letters.marked(self.letters.of(rent.origin, rent.anchor))

    @property
    def lettered_fits(self) -> list[tuple[Judged, SafeString]]:
        """What it can run, with the letters of where the models' architectures are from."""
        return [(each, self.letters.marked(self.letters.of(_estimated(each)))) for each in self.fits]

    @property
    def lettered_variants(self) -> list[tuple[Variant, SafeString]]:
        """The same product in other dresses, with the letters of their prices."""
        return [(each, self._price_mark(each.part)) for each in self.related.variants]

    @property
    def lettered_alternatives(self) -> list[tuple[Alternative, SafeString, SafeString]]:
        """What could be bought instead, with the letters of its facts and of its price."""
        return [(each, self._mark(each.part.source), self._price_mark(each.part)) for each in self.related.alternatives]

    @property
    def fit_mark(self) -> SafeString:
        """The letter of the record of what the drawing shows beside the part."""
        return self._mark(self.related.fit.other.source) if self.related.fit else self.letters.marked("")

    def _price_mark(self, row: Part) -> SafeString:
        price = price_of(row)
        return self._mark(price.point.offer.source) if price else self.letters.marked("")


def _estimated(each: Judged) -> str:
    return _("Rigwright's own estimate, from the architecture in %(source)s.") % {"source": each.fit.source}


def points_of(row: Part) -> list[PricePoint]:
    """Give the prices of a part, the newest first. One query."""
    points = PricePoint.objects.filter(offer__part=row).select_related("offer__source")
    return list(points.order_by("-last_seen_at", "-pk")[:SHOWN_POINTS])


def unchecked() -> SafeString:
    """Say that no document was read for a fact."""
    icon = mark_safe('<svg class="ic" aria-hidden="true"><use href="#i-unknown"/></svg>')
    return format_html('<small><span class="lv unknown">{}{}</span></small>', icon, _("General knowledge, unchecked"))
