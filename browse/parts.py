"""The catalogue of parts: lists by kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Count, F
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _l

from browse.asking import MAX_WORDS, Query, page_of, read, shows
from browse.kinds import MANY, kind_of
from browse.letters import Letters
from builder.summaries import summary
from catalog import convert
from catalog.models import Kind, Part

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from django.http import HttpRequest, HttpResponse

PAGE_SIZE = 50
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
