"""Search across all kinds of parts, and the way to each kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from django import forms
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _l

from browse.asking import Query, page_of, read, shows
from browse.kinds import MANY
from browse.letters import Letters
from browse.lines import lines_of, note_sources, table
from browse.parts import PAGE_SIZE, kinds
from browse.selection import MOST_FOUND
from browse.wanted import MAX_WORDS
from catalog import shelves
from catalog.models import Kind, Part
from catalog.revisions import current
from prices.stock import stock_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest, HttpResponse

    from browse.lines import Line


class SearchQuery(Query):
    """What may be asked of all kinds at once."""

    q = forms.CharField(required=False, max_length=MAX_WORDS, strip=True, label=_l("Name or part number"))


@shows
def everything(request: HttpRequest) -> HttpResponse:
    """Show what matches the words among parts of all kinds; without words, the kinds."""
    query = read(SearchQuery(request.GET))
    words, revisions, letters = query.value("q"), current(), Letters()
    found = Part.objects.offered().found(words, MOST_FOUND)
    page = page_of(found, query, PAGE_SIZE)
    lines = found_lines(page.object_list, revisions)
    note_sources(lines, letters, shelves.sources(revisions))
    context = {
        "query": query,
        "words": words,
        "page": page,
        "lines": lines,
        "rows": table(lines),
        "kinds": matching_kinds(found, revisions) if words else kinds(None, revisions),
        "cut_at": MOST_FOUND if len(found) >= MOST_FOUND else 0,
        "sources": letters.sources,
    }
    return TemplateResponse(request, "browse/everything.html", context)


def found_lines(found: Iterable[tuple[int, str]], revisions: Mapping[str, int]) -> list[Line]:
    """Write the lines of parts of several kinds, in their order. A query for each kind that was not shown before."""
    pairs = list(found)
    by_key: dict[int, Line] = {}
    for kind, keys in grouped(pairs).items():
        stock = stock_of(kind, revisions)
        rows = [stock.shelf.row_of[key] for key in keys if key in stock.shelf.row_of]
        by_key |= {stock.shelf.keys[row]: line for row, line in lines_of(kind, stock, rows, ticked=False).items()}
    return [by_key[key] for key, _kind in pairs if key in by_key]


def grouped(pairs: Iterable[tuple[int, str]]) -> dict[Kind, list[int]]:
    """Sort keys by kind."""
    groups: dict[Kind, list[int]] = defaultdict(list)
    for key, kind in pairs:
        groups[Kind(kind)].append(key)
    return groups


def matching_kinds(found: Iterable[tuple[int, str]], revisions: Mapping[str, int]) -> list[dict[str, Any]]:
    """Give the kinds that matching parts are of, with how many, the most first."""
    counted = Counter(kind for _key, kind in found)
    urls = {each["label"]: each["url"] for each in kinds(None, revisions)}
    return [
        {"url": urls[MANY[Kind(kind)]], "label": MANY[Kind(kind)], "count": number, "current": False}
        for kind, number in counted.most_common()
    ]
