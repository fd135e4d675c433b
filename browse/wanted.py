"""What a list of parts was asked for, read from an address: the same words for page, CSV and API.

Every parameter that is not known, and every value that cannot be read, is refused by name with what is allowed. A list
that is longer than what was asked for misleads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from browse.facets import FACETS, FALSE, GPU_COLUMN, ONE_OF, RANGES, TRUE
from catalog.models import Gpu

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict

    from browse.facets import Facet, OneOf
    from catalog.models import Kind
    from engine.shelf import Shelf

MAX_WORDS = 100  # characters of a search
MAX_ORDER = 3  # keys to sort by
MAX_CHOSEN = 40  # values of one facet
LONGEST_LIST = 30  # so many allowed values are still read in a sentence
SHOWN = 60  # characters of what somebody typed that an answer repeats
NUMBER = re.compile(r"[0-9]{1,10}(\.[0-9]{1,4})?", re.ASCII)
SLUG = re.compile(r"[-\w]{1,90}", re.ASCII)
CODE = re.compile(r"[0-9a-z]{1,12}", re.ASCII)
FITS = ("yes", "unknown", "no", "any")
PRICE = "price"
COMMON = ("q", "ordering", "price_known", "min_price", "max_price", "build", "fit")
Bounds = tuple[Decimal | None, Decimal | None]


class UnreadableError(Exception):
    """An address that cannot be read; `wrong` says for each parameter what is the matter."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        """Take what is wrong, by parameter."""
        super().__init__(wrong)
        self.wrong = dict(wrong)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for. Empty means: not asked."""

    kind: Kind
    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] | None = None  # values by facet
    bounds: Mapping[str, Bounds] | None = None  # by facet, price among them
    price_known: bool | None = None
    order: tuple[str, ...] = ()
    build: str = ""  # its code
    fit: str = "yes"

    def of(self, facet: Facet) -> tuple[str, ...]:
        """Give the chosen values of a facet."""
        return (self.chosen or {}).get(facet.name, ())

    def within(self, name: str) -> Bounds:
        """Give the bounds of a figure."""
        return (self.bounds or {}).get(name, (None, None))

    @property
    def anything(self) -> bool:
        """Whether the list is narrowed at all."""
        return bool(self.words or self.chosen or self.bounds or self.build or self.price_known is not None)


def parameters(kind: Kind) -> list[str]:
    """Name all parameters of a kind's list."""
    bounds = [f"{end}_{name}" for name in RANGES[kind] for end in ("min", "max")]
    return [*COMMON, *ONE_OF[kind], *bounds]


def orders(kind: Kind) -> list[str]:
    """Name what a kind's list can be sorted by; each may have a minus before it."""
    numbers = [facet.name for facet in FACETS[kind] if facet.name in RANGES[kind]]
    return list(dict.fromkeys(("name", PRICE, *numbers)))


def read(kind: Kind, query: QueryDict, shelf: Shelf, also: Iterable[str] = ()) -> Wanted:
    """Read an address; `also` names parameters that somebody else reads. Raises UnreadableError."""
    reading = _Reading(kind, query, shelf)
    wanted = reading.wanted()
    reading.refuse_unknown([*parameters(kind), *also])
    if reading.wrong:
        raise UnreadableError(reading.wrong)
    return wanted


class _Reading:
    """The reading of one address; what is wrong is collected, so that all of it is said at once."""

    def __init__(self, kind: Kind, query: QueryDict, shelf: Shelf) -> None:
        self.kind, self.query, self.shelf = kind, query, shelf
        self.wrong: dict[str, str] = {}

    def wanted(self) -> Wanted:
        """Read all of it."""
        chosen = {name: values for name, facet in ONE_OF[self.kind].items() if (values := self.values(facet))}
        figures = [name for name in (PRICE, *RANGES[self.kind]) if self.given(name)]
        known = self.one_of("price_known", (TRUE, FALSE))
        return Wanted(
            kind=self.kind,
            words=self.words(),
            chosen=chosen,
            bounds={name: self.bounds(name) for name in figures},
            price_known=None if not known else known == TRUE,
            order=self.order(),
            build=self.code(),
            fit=self.fit(),
        )

    def refuse_unknown(self, allowed: list[str]) -> None:
        """Refuse parameters that mean nothing here, and those of which only one value can be meant."""
        for name in self.query:
            if name not in allowed:
                said = _("There is no such parameter here. Allowed: %(names)s.")
                self.wrong[name[:SHOWN].replace("\0", "�")] = said % {"names": ", ".join(allowed)}
            elif name not in (*ONE_OF[self.kind], "ordering") and len(set(self.query.getlist(name))) > 1:
                self.wrong[name] = _("This is given twice, with different values.")

    def given(self, name: str) -> bool:
        """Whether a bound of a figure was sent."""
        return bool(self.query.get(f"min_{name}") or self.query.get(f"max_{name}"))

    def words(self) -> str:
        """Read the search."""
        words = self.query.get("q", "").strip()
        if len(words) > MAX_WORDS:
            said = _("A search has at most %(most)s characters; this one has %(length)s.")
            self.wrong["q"] = said % {"most": MAX_WORDS, "length": len(words)}
        if "\0" in words:
            self.wrong["q"] = _("A search cannot hold the sign NUL.")
        return words[:MAX_WORDS]

    def values(self, facet: OneOf) -> tuple[str, ...]:
        """Read the values of a facet, whatever their case."""
        asked = [each for each in self.query.getlist(facet.name) if each]
        options = facet.options(self.shelf)
        by_case = {each.casefold(): each for each in options}
        if facet.column == GPU_COLUMN and not by_case.keys() >= {each.casefold() for each in asked}:
            by_case |= {slug: slug for slug in gpus_without_a_card(asked)}
        found = tuple(dict.fromkeys(by_case[each.casefold()] for each in asked if each.casefold() in by_case))
        if unknown := [each for each in asked if each.casefold() not in by_case]:
            self.wrong[facet.name] = _no_such_value(unknown[0], options)
        elif len(asked) > MAX_CHOSEN:
            said = _("At most %(most)s values of one fact; these are %(n)s.")
            self.wrong[facet.name] = said % {"most": MAX_CHOSEN, "n": len(asked)}
        return found

    def bounds(self, name: str) -> Bounds:
        """Read the bounds of a figure."""
        low, high = self.number(f"min_{name}"), self.number(f"max_{name}")
        if low is not None and high is not None and low > high:
            said = _("From %(low)s to %(high)s is the wrong way round: the lower bound is above the upper one.")
            self.wrong[f"min_{name}"] = said % {"low": low, "high": high}
        return low, high

    def number(self, name: str) -> Decimal | None:
        """Read a figure of at least 0."""
        written = self.query.get(name, "").strip()
        if not written:
            return None
        if not NUMBER.fullmatch(written):
            self.wrong[name] = _("Write a number with the digits 0 to 9, such as 24 or 249.99.")
            return None
        return Decimal(written)

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        """Read one of a few words."""
        written = self.query.get(name, "")
        if written and written not in allowed:
            self.wrong[name] = _no_such_value(written, allowed)
        return written

    def order(self) -> tuple[str, ...]:
        """Read the keys to sort by, parted by commas."""
        allowed = orders(self.kind)
        keys = tuple(dict.fromkeys(key for key in ",".join(self.query.getlist("ordering")).split(",") if key))
        wrong = [key for key in keys if key.removeprefix("-") not in allowed]
        twice = len({key.removeprefix("-") for key in keys}) < len(keys)
        if wrong:
            self.wrong["ordering"] = _no_such_value(wrong[0], allowed)
        elif twice:
            self.wrong["ordering"] = _("A list cannot be sorted by the same figure in both directions.")
        elif len(keys) > MAX_ORDER:
            self.wrong["ordering"] = _("At most %(most)s keys, parted by commas.") % {"most": MAX_ORDER}
        return () if "ordering" in self.wrong else keys

    def fit(self) -> str:
        """Read how parts are to fare; in what, `build` says."""
        written = self.one_of("fit", FITS)
        if written and not self.query.get("build"):
            self.wrong.setdefault("fit", _("Say in which build: add its code as “build”."))
        return written or "yes"

    def code(self) -> str:
        """Read the code of a build."""
        written = self.query.get("build", "").strip()
        if written and not CODE.fullmatch(written):
            self.wrong["build"] = _(
                "This is not the code of a build: take the seven letters and digits of its address."
            )
            return ""
        return written


def gpus_without_a_card(slugs: Iterable[str]) -> list[str]:
    """Give those of the slugs that are GPUs: that no card of the catalogue has one is an answer. One query."""
    written = [slug for slug in slugs if SLUG.fullmatch(slug)][:MAX_CHOSEN]
    return list(Gpu.objects.filter(slug__in=written).values_list("slug", flat=True))


def _no_such_value(written: str, allowed: Iterable[str]) -> str:
    names = list(allowed)
    said = _("“%(value)s” is not among the values here.") % {"value": written[:SHOWN].replace("\0", "�")}
    if len(names) <= LONGEST_LIST:
        said += " " + _("Allowed: %(values)s.") % {"values": ", ".join(names)}
    return said
