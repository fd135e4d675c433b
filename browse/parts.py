"""The catalogue of parts: lists by kind, with filters, counts and what fits a build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.vary import vary_on_headers

from browse.asking import RefusedError, page_number, page_of, shows
from browse.facet_markup import facet_markup
from browse.facets import ONE_OF
from browse.filter_form import ALL, Chip, address, chips, order_markup
from browse.kinds import MANY, kind_of
from browse.letters import Letters
from browse.lines import fares_of, lines_of, note_sources, table
from browse.part_sheet import part_sheet
from browse.selection import MOST_FOUND, select
from browse.wanted import UnreadableError, read
from builder import mine
from catalog import shelves
from catalog.models import Kind
from catalog.revisions import current
from prices.stock import stock_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.paginator import Page
    from django.http import HttpRequest, QueryDict
    from django.http.response import HttpResponseBase
    from django.utils.functional import _StrPromise

    from browse.lines import Line
    from browse.selection import Selection
    from builder.models import Build

PAGE_SIZE = 50
SHOWN_BUILDS = 8
CSV = "csv"
OWN = ("page", ALL, "format")  # parameters of the page alone
FARES: Mapping[str, tuple[str, _StrPromise]] = {  # a word of an address, its mark, and what it says
    "yes": ("ok", _l("Fits")),
    "unknown": ("unknown", _l("May fit")),
    "no": ("problem", _l("Does not fit")),
}


@dataclass(slots=True)
class Listing:
    """A list of parts as its page shows it. `url` is its address without the query."""

    selection: Selection
    query: QueryDict
    url: str
    page: Page[int]
    letters: Letters
    by_row: dict[int, Line]

    @property
    def rows(self) -> SafeString:
        """The body of the table."""
        fitting = self.selection.fitting
        if fitting is None:
            return table(self.lines)
        return table(self.lines, fares_of(self.kind, self.selection.stock, self.by_row, fitting))

    @property
    def lines(self) -> list[Line]:
        """The lines of the table."""
        return list(self.by_row.values())

    @property
    def kind(self) -> Kind:
        """What is listed."""
        return self.selection.wanted.kind

    @property
    def facets(self) -> SafeString:
        """The filters."""
        return facet_markup(self.selection, self.query, self.url)

    @property
    def chips(self) -> list[Chip]:
        """What narrows the list."""
        return list(chips(self.selection, self.query))

    @property
    def first_orders(self) -> SafeString:
        """The orders that the list can be put in, with the one that it is in."""
        return order_markup(
            self.kind, next(iter(self.selection.wanted.order), ""), by_name=bool(self.selection.wanted.words)
        )

    @property
    def second_orders(self) -> SafeString:
        """The orders for what is alike in the first; empty where there is no first one."""
        order = self.selection.wanted.order
        return order_markup(self.kind, next(iter(order[1:]), ""), by_name=False) if order else SafeString()

    @property
    def pages_query(self) -> str:
        """The query string in front of a page number."""
        query = address(self.query)
        return f"{query}&" if query else ""

    @property
    def sheet_query(self) -> str:
        """The query string of the list as a file."""
        return address(self.query, ALL, format=CSV)

    @property
    def alert_query(self) -> str:
        """The query string of the list for an alert: without what only orders or pages it."""
        return address(self.query, ALL, "format", "ordering")

    @property
    def cut_at(self) -> int:
        """How many parts a search looks at, where there are more; 0 where there are not."""
        return MOST_FOUND if self.selection.cut else 0

    @property
    def build(self) -> Build | None:
        """The build that the parts are put to."""
        return self.selection.fitting.build if self.selection.fitting else None

    @property
    def everyone_query(self) -> str:
        """The query string of the list with what fits and what does not."""
        return address(self.query, fit="any")

    @property
    def fares(self) -> list[dict[str, Any]]:
        """How the parts fare in the build: each group with its number and its address."""
        return [
            {
                "mark": FARES[name][0],
                "text": FARES[name][1],
                "count": count,
                "current": name == self.selection.wanted.fit,
                "query": address(self.query, fit=name),
            }
            for name, count in self.selection.fares().items()
        ]


@vary_on_headers("HX-Request")
@shows
def parts(request: HttpRequest, kind: str) -> HttpResponseBase:
    """List the parts of a kind."""
    chosen, revisions = kind_of(kind), current()
    try:
        selection = asked(request.GET, chosen, revisions)
    except UnreadableError as error:
        raise RefusedError(list(error.wrong.items())) from None
    if wants_sheet(request.GET):
        return part_sheet(selection)
    listing = listed(selection, request, revisions)
    context = {
        "listing": listing,
        "title": MANY[chosen],
        "kinds": kinds(chosen, revisions),
        "builds": builds_of(request, listing.build),
        "sources": listing.letters.sources,
    }
    fragment = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]  # the middleware's
    return TemplateResponse(request, "browse/partials/parts.html" if fragment else "browse/parts.html", context)


def asked(query: QueryDict, kind: Kind, revisions: Mapping[str, int]) -> Selection:
    """Find what an address asks for."""
    stock = stock_of(kind, revisions)
    shown_whole = query.get(ALL, "")
    if shown_whole and shown_whole not in ONE_OF[kind]:
        said = _("There is no such fact here. Allowed: %(names)s.") % {"names": ", ".join(ONE_OF[kind])}
        raise UnreadableError({ALL: said})
    return select(read(kind, query, stock.shelf, OWN), stock, revisions)


def wants_sheet(query: QueryDict) -> bool:
    """Tell whether the list is asked for as a file."""
    written = query.get("format", "")
    if written not in {"", CSV}:
        raise RefusedError([("format", _("The only other format of this list is “%(csv)s”.") % {"csv": CSV})])
    return written == CSV


def listed(selection: Selection, request: HttpRequest, revisions: Mapping[str, int]) -> Listing:
    """Put a page of the list together. One query, if there is a row that was not shown before."""
    page, letters = page_of(selection, page_number(request.GET), PAGE_SIZE), Letters()
    lines = lines_of(selection.wanted.kind, selection.stock, list(page.object_list))
    note_sources(lines.values(), letters, shelves.sources(revisions))
    return Listing(selection, request.GET, request.path, page, letters, lines)


def kinds(now: Kind | None, revisions: Mapping[str, int]) -> list[dict[str, Any]]:
    """Give every kind with how many parts it has."""
    counted, base = shelves.counts(revisions), reverse("browse:all-parts")
    return [
        {"url": f"{base}{kind}/", "label": MANY[kind], "count": counted.get(kind.value, 0), "current": kind is now}
        for kind in Kind
    ]


def builds_of(request: HttpRequest, chosen: Build | None) -> list[Build]:
    """Give the builds that parts can be put to: the reader's own, and the one that is asked for."""
    own = list(mine.builds_of(request)[:SHOWN_BUILDS])
    return own if chosen is None or chosen in own else [chosen, *own]
