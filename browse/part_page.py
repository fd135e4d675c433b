"""What the page of a part shows: facts, prices and estimates, each with the letter of its source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from browse import rents
from browse.alternatives import price_of
from browse.facts import Fact, gpu_facts, part_facts, unknown_count
from browse.kept import Keeper
from browse.letters import Letters
from browse.part_markup import (
    alternative_row,
    drawn,
    facts_table,
    fit_row,
    joined,
    point_row,
    rent_rows,
    variant,
)
from browse.price_history import History, history_of
from browse.price_lows import Low, lows
from browse.rents import Rent
from browse.running import Judged, judged
from builder.summaries import summary
from catalog import convert
from catalog.models import Kind
from prices.models import PricePoint

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.utils.safestring import SafeString

    from browse.related import Related
    from catalog.models import Gpu, Part, Source
    from prices.models import CurrentPrice

SHOWN_POINTS = 60  # of a part's price history; the newest
SHOWN_OFFERS = 10


@dataclass(slots=True)
class Page:
    """All that the page of a part shows."""

    part: Part
    related: Related
    sources: Mapping[int | None, Source]  # all there are
    today: date
    letters: Letters = field(default_factory=Letters)
    facts: list[Fact] = field(init=False)
    gpu_facts: list[Fact] = field(init=False)
    points: list[PricePoint] = field(init=False)
    lows: list[Low] = field(init=False)
    rents: list[Rent] = field(init=False)
    fits: list[Judged] = field(init=False)

    def __post_init__(self) -> None:
        for row in (self.part, self.gpu):
            if row is not None and row.source_id in self.sources:
                row.source = self.sources[row.source_id]
        known = {source.key: source for source in self.sources.values()}
        self.facts = part_facts(self.part, self.letters, known, dated=True)
        self.gpu_facts = gpu_facts(self.gpu, self.letters, known, dated=True) if self.gpu else []
        self.points = points_of(self.part)
        self.lows = lows(self.part, self.points, SHOWN_POINTS)
        for point in self.points:
            if self.price and point.pk == self.price.point_id:
                self.price.point = point  # so that it is not read again
        self.rents = rents_of(self.gpu, self.today) if self.gpu else []
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
    def fact_table(self) -> SafeString:
        """The facts in two columns."""
        return facts_table(self.facts, self.letters)

    @property
    def gpu_table(self) -> SafeString:
        """The GPU's facts in two columns."""
        return facts_table(self.gpu_facts, self.letters)

    @property
    def unknown(self) -> int:
        """How many facts nobody states."""
        return unknown_count(self.facts)

    @property
    def history(self) -> History | None:
        """The prices over time, if they were seen on more than one day."""
        return history_of(self.points)

    def _mark(self, source: int | None) -> SafeString:
        """Give the letter of a source by its key; one that is too new to be known here has none."""
        return self.letters.marked(self.letters.of_source(self.sources[source]) if source in self.sources else "")

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
        return self._mark(self.price.point.offer.source_id) if self.price else self.letters.marked("")

    @property
    def point_rows(self) -> SafeString:
        """The prices, newest first, with the letters of their sources."""
        return joined(point_row(point, self._mark(point.offer.source_id)) for point in self.points)

    @property
    def rent_rows(self) -> SafeString:
        """The cloud offers with the letters of their sources."""
        return rent_rows((rent, self._rent_mark(rent)) for rent in self.rents)

    def _rent_mark(self, rent: Rent) -> SafeString:
        return self.letters.marked(self.letters.of(rent.origin, rent.anchor))

    @property
    def fit_rows(self) -> SafeString:
        """What it can run, with the letters of where the models' architectures are from."""
        return joined(fit_row(each, self.letters.marked(self.letters.of(_estimated(each)))) for each in self.fits)

    @property
    def variants(self) -> SafeString:
        """The same product in other dresses, with the letters of their prices."""
        return joined(variant(each, self._mark(each.part.price_source_id)) for each in self.related.variants)

    @property
    def alternative_rows(self) -> SafeString:
        """What could be bought instead, with the letters of its facts and of its price."""
        return joined(
            alternative_row(each, self._mark(each.part.source_id), self._mark(each.part.price_source_id))
            for each in self.related.alternatives
        )

    @property
    def drawings(self) -> SafeString:
        """The part in its case, wide and narrow."""
        fit = self.related.fit
        return joined(drawn(drawing, fit.words) for drawing in fit.drawings) if fit else joined(())

    @property
    def fit_mark(self) -> SafeString:
        """The letter of the record of what the drawing shows beside the part."""
        return self._mark(self.related.fit.other.source_id) if self.related.fit else self.letters.marked("")


def _estimated(each: Judged) -> str:
    return _("Rigwright's own estimate, from the architecture in %(source)s.") % {"source": each.fit.source}


def points_of(row: Part) -> list[PricePoint]:
    """Give the prices of a part that count, the newest first. One query."""
    points = PricePoint.objects.filter(offer__part=row, state=PricePoint.State.TAKEN).select_related("offer")
    return list(points.order_by("-last_seen_at", "-pk")[:SHOWN_POINTS])


RENTS: Keeper[dict[int | None, list[Rent]]] = Keeper(1)


def rents_of(gpu: Gpu, today: date) -> list[Rent]:
    """Give current cloud offers with a GPU, those with the fewest first, then the cheapest. One query a minute."""
    kept = RENTS.get(today, dict)
    if kept is None:
        kept = RENTS.keep(today, _rents_by_gpu(today), {})
    return kept.get(gpu.pk, [])


def _rents_by_gpu(today: date) -> dict[int | None, list[Rent]]:
    found: dict[int | None, list[Rent]] = {}
    offers = rents.current(today).filter(gpu__isnull=False).select_related(None)
    for offer in offers.order_by("gpu_count", "on_demand_per_hour", "row"):
        of_gpu = found.setdefault(offer.gpu_id, [])
        if len(of_gpu) < SHOWN_OFFERS:
            of_gpu.append(Rent(offer))
    return found
