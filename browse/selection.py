"""The parts of a kind that were asked for: which they are, in which order, and how many there are of every value.

Nothing here grows with what the catalogue holds but the masks of a shelf; the database is asked for words, for a build,
and for the rows that are shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, overload
from weakref import WeakKeyDictionary

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from browse.facets import FACETS, OneOf, Range
from browse.wanted import PRICE, UnreadableError
from builder import facts
from builder.candidates import place_for, sifted
from builder.models import Build
from catalog.models import Part
from engine.recent import Recent
from engine.shelf import among, mask_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from browse.facets import Facet
    from browse.wanted import Wanted
    from engine.shelf import Shelf
    from engine.sifting import Sifted
    from engine.trial import Trial
    from prices.stock import Stock

MOST_FOUND = 2_000  # parts that a search brings; the best of them, and a page says so
KEPT_SEARCHES = 64  # of a kind: the next page of a search, or a filter more, does not search again
_hits: WeakKeyDictionary[Shelf, Recent[list[int]]] = WeakKeyDictionary()


class Option(NamedTuple):
    """A value of a facet, and how many parts of what else was asked for have it."""

    token: str
    number: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Fitting:
    """How the parts fare in a build."""

    build: Build
    trial: Trial
    sifted: Sifted

    @property
    def groups(self) -> dict[str, int]:
        """Rows by the word that an address has for how they fare."""
        return {"yes": self.sifted.fitting, "unknown": self.sifted.unknown, "no": self.sifted.unfitting}


@dataclass(slots=True)
class Selection:
    """Rows of a stock. It is a sequence of rows, so that it can be cut into pages."""

    wanted: Wanted
    stock: Stock
    hits: list[int] | None  # rows that match the words, the best first; None: no words
    fitting: Fitting | None
    masks: dict[str, int] = field(init=False)  # one for everything that narrows the list
    mask: int = field(init=False)

    def __post_init__(self) -> None:
        self.masks = dict(self._narrowed())
        self.mask = self.without()

    @property
    def shelf(self) -> Shelf:
        """The shelf of the kind."""
        return self.stock.shelf

    @property
    def cut(self) -> bool:
        """Whether more parts match the words than are looked at."""
        return self.hits is not None and len(self.hits) >= MOST_FOUND

    def without(self, name: str = "") -> int:
        """Give the rows that everything but one facet leaves."""
        mask = self.shelf.everyone
        for each, rows in self.masks.items():
            if each != name:
                mask &= rows
        return mask

    def options(self, facet: OneOf) -> list[Option]:
        """Count the parts by the values of a facet; those that no part has are left out, unless they are chosen."""
        rest, chosen = self.without(facet.name), self.wanted.of(facet)
        return [
            Option(token, number, token in chosen)
            for token, mask in facet.options(self.shelf).items()
            if (number := (rest & mask).bit_count()) or token in chosen
        ]

    def fares(self) -> dict[str, int]:
        """Count the parts by how they fare in the build."""
        rest = self.without("fit")
        return (
            {}
            if self.fitting is None
            else {name: (rest & rows).bit_count() for name, rows in self.fitting.groups.items()}
        )

    def __len__(self) -> int:
        """How many parts there are."""
        return self.mask.bit_count()

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> list[int]: ...
    def __getitem__(self, place: int | slice) -> int | list[int]:
        """Give the row at a place, or those of a page."""
        if isinstance(place, slice):
            return list(islice(self._ordered(), *place.indices(len(self))[:2]))
        return next(islice(self._ordered(), place, None))

    def keys(self, rows: Sequence[int]) -> list[int]:
        """Give the primary keys of rows."""
        return [self.shelf.keys[row] for row in rows]

    def _ordered(self) -> Iterator[int]:
        if self.wanted.order:
            return among(self.stock.order(self.wanted.order), self.mask)
        if self.hits is not None:
            return among(self.hits, self.mask)
        return rows_of(self.mask)

    def _narrowed(self) -> Iterator[tuple[str, int]]:
        wanted, shelf = self.wanted, self.shelf
        if self.hits is not None:
            yield "q", mask_of(self.hits, len(shelf.keys))
        for facet in FACETS[wanted.kind]:
            if (mask := self._of(facet)) is not None:
                yield facet.name if isinstance(facet, OneOf) else f"min_{facet.name}", mask
        if PRICE in (wanted.bounds or {}):
            yield PRICE, self.stock.prices.within(*wanted.within(PRICE))
        if wanted.price_known is not None:
            known = self.stock.prices.known
            yield "price_known", known if wanted.price_known else shelf.everyone & ~known
        if self.fitting is not None and wanted.fit != "any":
            yield "fit", self.fitting.groups[wanted.fit]

    def _of(self, facet: Facet) -> int | None:
        if isinstance(facet, Range):
            given = facet.name in (self.wanted.bounds or {})
            return facet.mask(self.shelf, *self.wanted.within(facet.name)) if given else None
        return facet.mask(self.shelf, chosen) if (chosen := self.wanted.of(facet)) else None


def select(wanted: Wanted, stock: Stock, revisions: Mapping[str, int]) -> Selection:
    """Find the parts that were asked for. A query or two for words, two for a build; raises UnreadableError."""
    return Selection(wanted, stock, hits_of(wanted, stock), fitting_of(wanted, stock, revisions))


def hits_of(wanted: Wanted, stock: Stock) -> list[int] | None:
    """Give the rows that match the words, the best first. A query or two for new words."""
    if not wanted.words:
        return None
    kept = _hits.setdefault(stock.shelf, Recent(KEPT_SEARCHES))
    return kept.get(wanted.words, lambda: _search(wanted, stock.shelf))


def _search(wanted: Wanted, shelf: Shelf) -> list[int]:
    found = Part.objects.offered().of_kind(wanted.kind).found(wanted.words, MOST_FOUND)
    return [shelf.row_of[key] for key, _kind in found if key in shelf.row_of]


def fitting_of(wanted: Wanted, stock: Stock, revisions: Mapping[str, int]) -> Fitting | None:
    """Judge all parts of the kind by what is in the build."""
    if not wanted.build:
        return None
    build = Build.objects.readable_by(AnonymousUser()).filter(code=wanted.build).first()
    if build is None:
        raise UnreadableError({"build": _("There is no build with this code.")})
    trial = place_for(build, facts.judged_lines(build, revisions), wanted.kind)
    return Fitting(build, trial, sifted(trial, stock.shelf))
