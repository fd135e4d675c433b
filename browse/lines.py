"""Parts as the lines of a list: what a line shows is put together here, and its template works nothing out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from browse.markup import escaped
from builder.candidates import deciding, part_of, reasons
from builder.summaries import summary
from catalog.models import Part
from catalog.templatetags.units import day, money, stale, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from decimal import Decimal

    from django.utils.safestring import SafeString

    from browse.letters import Letters
    from browse.selection import Fitting
    from catalog.models import Kind, Source
    from engine.findings import Finding
    from engine.shelf import Shelf

COLUMNS = (
    "pk", "slug", "name", "source_id", "price__amount", "price__currency", "price__observed_at",
    "price__point__offer__source_id",
)  # fmt: skip
KEPT_SUMMARIES = 5_000  # of a shelf
FARES = {"yes": "ok", "unknown": "unknown", "no": "problem"}  # how a part fares in a build, and its mark


@dataclass(frozen=True, slots=True)
class Row:
    """What the database knows of a part that is shown."""

    pk: int
    slug: str
    name: str
    source_id: int
    amount: Decimal | None
    currency: str
    observed_at: datetime | None
    price_source_id: int | None


# One row of a table of parts. It is written here and not by a template's loop, since fifty of them were the half of a
# page's work: docs/speed.md.
ROW = (
    '<tr><th scope="row"><span class="tk"><label class="ck"><input type="checkbox" name="part" value="{slug}">'
    '<span class="vh">{tick}</span></label><a href="{url}">{name}</a></span></th>'
    '<td class="w1">{summary}{fare}</td><td class="r n">{price}</td></tr>\n'
)
TICKLESS = (
    '<tr><th scope="row"><a href="{url}">{name}</a><small>{kind}</small></th>'
    '<td class="w1">{summary}</td><td class="r n">{price}</td></tr>\n'
)


@dataclass(frozen=True, slots=True)
class Line:
    """A part as a line of a list."""

    slug: str
    url: str
    name: str
    summary: str
    price: SafeString
    tick: str = ""  # what the tick beside it says
    kind: str = ""  # where parts of several kinds are listed
    fare: str = ""  # a mark: ok, unknown or problem; empty where no build is asked about
    reasons: tuple[Finding, ...] = ()

    @property
    def row(self) -> SafeString:
        """The line as the row of a table."""
        fare = render_to_string("browse/partials/fare.html", {"line": self}) if self.fare else ""
        texts = {"url": self.url, "name": self.name, "summary": self.summary, "price": self.price}
        if self.kind:
            return escaped(TICKLESS, kind=self.kind, **texts)
        return escaped(ROW, slug=self.slug, tick=self.tick, fare=fare, **texts)


def rows_by_key(keys: Iterable[int]) -> dict[int, Row]:
    """Fetch parts by their primary keys. One query."""
    return {row[0]: Row(*row) for row in Part.objects.filter(pk__in=list(keys)).values_list(*COLUMNS)}


def note_sources(rows: Iterable[Row], letters: Letters, sources: Mapping[int | None, Source]) -> None:
    """Note where the facts and prices of rows come from."""
    for key in dict.fromkeys(key for row in rows for key in (row.source_id, row.price_source_id)):
        if key in sources:
            letters.of_source(sources[key])


class Writer:
    """Writes lines of one kind."""

    def __init__(self, kind: Kind, shelf: Shelf, fitting: Fitting | None = None) -> None:
        """Look up once what all lines share."""
        self._kind, self._shelf, self._fitting = kind, shelf, fitting
        self._base = reverse("browse:parts", args=[kind.value])
        self._tick = _("Compare %(name)s")

    def lines(self, rows: Iterable[int], found: Mapping[int, Row]) -> list[Line]:
        """Write the lines of rows of the shelf, of those that were found."""
        keyed = [(row, found.get(self._shelf.keys[row])) for row in rows]
        return [self.line(row, each) for row, each in keyed if each is not None]

    def line(self, row: int, each: Row, *, kind: str = "") -> Line:
        """Write a line; `kind` is named where parts of several kinds are listed."""
        fare, why = self._fares(row, each)
        return Line(
            slug=each.slug,
            url=f"{self._base}{each.slug}/",
            name=each.name,
            summary=summary_of(self._kind, self._shelf, row, get_language() or ""),
            price=price(each.amount, each.currency, each.observed_at),
            tick=self._tick % {"name": each.name},
            kind=kind,
            fare=fare,
            reasons=why,
        )

    def _fares(self, row: int, each: Row) -> tuple[str, tuple[Finding, ...]]:
        if self._fitting is None:
            return "", ()
        fare = next(name for name, mask in self._fitting.groups.items() if mask >> row & 1)
        if fare == "yes":
            return FARES[fare], ()
        part = part_of(self._kind, self._shelf, row, each.slug, each.name)
        return FARES[fare], tuple(deciding(reasons(self._fitting.trial, part)))


_summaries: WeakKeyDictionary[Shelf, dict[tuple[int, str], str]] = WeakKeyDictionary()


def summary_of(kind: Kind, shelf: Shelf, row: int, language: str) -> str:  # what names a row
    """Write the facts by which people tell parts of the kind apart; what was written is kept with the shelf."""
    kept = _summaries.setdefault(shelf, {})
    if (row, language) not in kept:
        if len(kept) >= KEPT_SUMMARIES:
            kept.clear()
        kept[row, language] = summary(part_of(kind, shelf, row))
    return kept[row, language]


def price(amount: Decimal | None, currency: str, observed_at: datetime | None) -> SafeString:
    """Write a price with its day, as components/price.html does; a list has fifty of them."""
    if amount is None or observed_at is None:
        return _no_price(get_language() or "")
    return _price(money(amount, currency), day(observed_at), stale(observed_at))


@lru_cache
def _no_price(language: str) -> SafeString:  # noqa: ARG001  # Django says it in the language of the page
    return unknown(_("No price"))


@lru_cache(4_096)
def _price(amount: str, seen: str, old: bool) -> SafeString:  # noqa: FBT001  # a key of the cache
    clock = render_to_string("components/icon.html", {"name": "clock"}) if old else ""
    return format_html('{}<small><span class="old">{}{}</span></small>', amount, clock, seen)
