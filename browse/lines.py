"""Parts as the rows of a table, written once and kept for as long as the stock that they are of.

Fifty rows are the most of a list's work, whether they are asked of the database or put together by a template, and the
same rows stand on many pages: docs/speed.md.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from builder.candidates import deciding, part_of
from builder.summaries import summary
from catalog.models import Part
from catalog.templatetags.units import day, money, stale, unknown
from engine.sifting import Reasons

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from django.utils.safestring import SafeString

    from browse.letters import Letters
    from browse.selection import Fitting
    from catalog.models import Kind, Source
    from engine.findings import Finding
    from prices.stock import Stock

KEPT_LINES = 600  # of a stock: less than a megabyte
COLUMNS = (
    "pk", "slug", "name", "source_id", "price__amount", "price__currency", "price__observed_at",
    "price__point__offer__source_id",
)  # fmt: skip
# A row in two pieces: how the part fares in a build, if one is asked about, goes between them.
TICKED = (
    '<tr><th scope="row"><span class="tk"><label class="ck"><input type="checkbox" name="part" value="{slug}">'
    '<span class="vh">{tick}</span></label><a href="{url}">{name}</a></span></th><td class="w1">{summary}'
)
UNTICKED = '<tr><th scope="row"><a href="{url}">{name}</a><small>{kind}</small></th><td class="w1">{summary}'
REST = '</td><td class="r n">{price}</td></tr>\n'
MARKS = {"yes": "ok", "unknown": "unknown", "no": "problem"}  # how a part fares in a build, and its mark


class Line(NamedTuple):
    """A part as a row of a table."""

    slug: str
    name: str
    sources: tuple[int | None, int | None]  # of its facts and of its price
    start: str
    rest: str


class _Row(NamedTuple):
    """What the database knows of a part that is shown."""

    pk: int
    slug: str
    name: str
    source_id: int
    amount: Decimal | None
    currency: str
    observed_at: datetime | None
    price_source_id: int | None


_Key = tuple[int, str, "date", bool]  # a row, a language, a day (prices grow old overnight), whether it can be ticked
_lines: WeakKeyDictionary[Stock, dict[_Key, Line]] = WeakKeyDictionary()


def lines_of(kind: Kind, stock: Stock, rows: Sequence[int], *, ticked: bool = True) -> dict[int, Line]:
    """Give the lines of rows of a stock, by row and in their order; what was deleted meanwhile has none.

    One query, for those that were not shown before.
    """
    kept = _lines.setdefault(stock, {})
    shown = (get_language() or "", timezone.localdate(), ticked)
    lines = {row: kept.get((row, *shown)) for row in rows}  # one's own: another thread may empty what is kept
    if missing := [row for row, line in lines.items() if line is None]:
        written = _written(kind, stock, missing, ticked=ticked)
        if len(kept) + len(written) > KEPT_LINES:
            kept.clear()
        kept.update({(row, *shown): line for row, line in written.items()})
        lines.update(written)
    return {row: line for row, line in lines.items() if line is not None}


def table(lines: Iterable[Line], fares: Mapping[str, str] | None = None) -> SafeString:
    """Put lines together to the body of a table; `fares` says by slug how parts fare in a build."""
    said = fares or {}
    text = "".join([f"{line.start}{said.get(line.slug, '')}{line.rest}" for line in lines])
    return mark_safe(text)  # noqa: S308  # every text in it is escaped below


def fares_of(kind: Kind, stock: Stock, lines: Mapping[int, Line], fitting: Fitting) -> dict[str, str]:
    """Say of each part how it fares in a build, and why it does not fit."""
    said = {}
    reasons = Reasons(fitting.trial, fitting.sifted, stock.shelf, lines)
    for row, line in lines.items():
        fare = next(name for name, mask in fitting.groups.items() if mask >> row & 1)
        why: Sequence[Finding] = ()
        if fare != "yes":
            part = part_of(kind, stock.shelf, row, line.slug, line.name)
            why = deciding(reasons.of(row, part))
        said[line.slug] = _fits(get_language() or "") if fare == "yes" else _fare(MARKS[fare], why)
    return said


def note_sources(lines: Iterable[Line], letters: Letters, sources: Mapping[int | None, Source]) -> None:
    """Note where the facts and prices of lines come from."""
    for key in dict.fromkeys(key for line in lines for key in line.sources):
        if key in sources:
            letters.of_source(sources[key])


def price(amount: Decimal | None, currency: str, observed_at: datetime | None) -> SafeString:
    """Write a price with its day, as components/price.html does."""
    if amount is None or observed_at is None:
        return unknown(_("No price"))
    return _price(money(amount, currency), day(observed_at), stale(observed_at))


@lru_cache(4_096)
def _price(amount: str, seen: str, old: bool) -> SafeString:  # noqa: FBT001  # a key of the cache
    clock = render_to_string("components/icon.html", {"name": "clock"}) if old else ""
    return format_html('{}<small><span class="old">{}{}</span></small>', amount, clock, seen)


@lru_cache
def _fits(language: str) -> str:  # noqa: ARG001  # Django says it in the language of the page
    return _fare(MARKS["yes"], ())


def _fare(mark: str, why: Sequence[Finding]) -> str:
    return render_to_string("browse/partials/fare.html", {"mark": mark, "reasons": why})


def _written(kind: Kind, stock: Stock, rows: Iterable[int], *, ticked: bool) -> dict[int, Line]:
    keys = {stock.shelf.keys[row]: row for row in rows}
    base, tick = reverse("browse:parts", args=[kind.value]), _("Compare %(name)s")
    start, kind_text = (TICKED if ticked else UNTICKED), escape(str(kind.label))
    found = {}
    for each in map(_Row._make, Part.objects.filter(pk__in=list(keys)).values_list(*COLUMNS)):
        row = keys[each.pk]
        texts = {
            "slug": each.slug,
            "url": f"{base}{each.slug}/",
            "name": escape(each.name),
            "tick": escape(tick % {"name": each.name}),
            "kind": kind_text,
            "summary": escape(summary(part_of(kind, stock.shelf, row))),
        }
        rest = REST.format(price=price(each.amount, each.currency, each.observed_at))
        sources = (each.source_id, each.price_source_id)
        found[row] = Line(each.slug, each.name, sources, start.format(**texts), rest)
    return found
