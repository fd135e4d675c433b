"""Up to four parts of one kind, or GPUs, side by side: what differs is marked, what nobody states decides nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from django import forms
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse import rents
from browse.asking import MAX_WORDS, Query, RefusedError, read, shows
from browse.cards import CardPrices, card_prices
from browse.facts import Fact, gpu_facts, named_sources, part_facts
from browse.kinds import MANY
from browse.letters import Letters
from catalog import convert
from catalog.models import Gpu, Kind, Part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

    from browse.rents import Rent
    from catalog.models import Source
    from prices.models import CurrentPrice

RowT = TypeVar("RowT")

MOST = 4  # columns: more are not read side by side
SHOWN_FOUND = 12
MOST_WORDS = 8  # of a search; the rest is left out, as in the search for parts
SLUG = re.compile(r"[-\w]{1,140}", re.ASCII)  # what a slug may be; the rest is unknown without asking
SHOWN_SLUG = 60  # characters of an unknown slug that an answer repeats


class CompareQuery(Query):
    """What the page may be asked besides the parts or GPUs."""

    q = forms.CharField(required=False, max_length=MAX_WORDS, strip=True, label=_l("Name or part number"))


class Verdict(StrEnum):
    """What a line of the table says: two known values that differ are a difference, and nothing else is."""

    DIFFERS = "differs"
    SAME = "same"
    PARTLY = "partly"  # those that are known are the same
    UNKNOWN = "unknown"  # nobody states any


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of all that are compared."""

    label: _StrPromise
    facts: list[Fact]

    @property
    def verdict(self) -> Verdict:
        """Whether they differ, as far as it is known."""
        known = {fact.key for fact in self.facts if fact.letter}
        if len(known) > 1:
            return Verdict.DIFFERS
        if not known:
            return Verdict.UNKNOWN
        return Verdict.SAME if all(fact.letter for fact in self.facts) else Verdict.PARTLY


@dataclass(frozen=True, slots=True)
class Column:
    """One part or GPU that is compared."""

    name: str
    slug: str
    url: str
    price: CurrentPrice | None
    price_letter: str
    without: str  # where the comparison without it is; empty: it is the only one
    facts: list[Fact]
    part: Part | None = None  # what can be put into a build
    rent: Rent | None = None
    rent_letter: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One that can be added."""

    name: str
    url: str


@dataclass(slots=True)
class Comparison:
    """All that the page shows, from rows of one table."""

    parameter: str  # part or gpu
    title: _StrPromise | str
    back: str  # where more of them are
    slugs: list[str]
    columns: list[Column]
    letters: Letters
    gpus_query: str = ""  # compares the GPUs on cards
    lines: list[Line] = field(init=False)

    def __post_init__(self) -> None:
        rows = zip(*(column.facts for column in self.columns), strict=True)
        self.lines = [Line(facts[0].label, list(facts)) for facts in rows]

    @property
    def single(self) -> bool:
        """Whether there is nothing yet to compare with."""
        return len(self.columns) == 1

    @property
    def full(self) -> bool:
        """Whether no more can be added."""
        return len(self.columns) >= MOST

    @property
    def differing(self) -> int:
        """How many facts differ."""
        return self._count(Verdict.DIFFERS)

    @property
    def same(self) -> int:
        """How many facts are known of all and the same."""
        return self._count(Verdict.SAME)

    @property
    def open(self) -> int:
        """How many facts may differ or not, for want of a source."""
        return self._count(Verdict.PARTLY) + self._count(Verdict.UNKNOWN)

    def _count(self, verdict: Verdict) -> int:
        return sum(line.verdict is verdict for line in self.lines)


@shows
def compare(request: HttpRequest) -> HttpResponse:
    """Show parts or GPUs side by side."""
    query = read(CompareQuery(request.GET), also=("part", "gpu"))
    parameter, slugs = asked(request.GET.getlist("part"), request.GET.getlist("gpu"))
    comparison, found = (of_parts if parameter == "part" else of_gpus)(slugs, query.value("q"))
    context = {"comparison": comparison, "found": found, "words": query.value("q"), "query": query, "most": MOST}
    return TemplateResponse(request, "browse/compare.html", context)


def asked(part_slugs: Sequence[str], gpu_slugs: Sequence[str]) -> tuple[str, list[str]]:
    """Give what is to be compared, each once; refuse none, too many, and parts with GPUs."""
    if part_slugs and gpu_slugs:
        said = _("Parts are compared with parts, and GPUs with GPUs. Leave one of the two out.")
        raise RefusedError([("gpu", said)], back=reverse("browse:gpus"))
    parameter = "gpu" if gpu_slugs else "part"
    slugs = list(dict.fromkeys(gpu_slugs or part_slugs))
    back = reverse("browse:gpus") if gpu_slugs else reverse("browse:all-parts")
    if not slugs:
        said = _("Nothing is named. Tick from 2 to %(most)s in a list of parts or of GPUs.") % {"most": MOST}
        raise RefusedError([(parameter, said)], back=back)
    if len(slugs) > MOST:
        said = _("%(n)s are named. At most %(most)s fit side by side.") % {"n": len(slugs), "most": MOST}
        raise RefusedError([(parameter, said)], back=back)
    return parameter, slugs


def address(parameter: str, slugs: Sequence[str]) -> str:
    """Give the address of a comparison; empty if there is nothing in it."""
    return f"{reverse('browse:compare')}?{urlencode([(parameter, slug) for slug in slugs])}" if slugs else ""


def of_parts(slugs: list[str], words: str) -> tuple[Comparison, list[Found]]:
    """Compare parts of one kind, and find more of them by name."""
    kind = kind_of(slugs)
    rows = _in_order(_part_rows(kind, slugs), slugs)
    letters, known = Letters(), named_sources(rows)
    columns = [_part_column(row, slugs, letters, known) for row in rows]
    chips = list(dict.fromkeys(gpu.slug for row in rows if (gpu := getattr(row.spec, "gpu", None))))
    comparison = Comparison(
        "part",
        MANY[kind],
        reverse("browse:parts", args=[kind.value]),
        slugs,
        columns,
        letters,
        gpus_query=address("gpu", chips) if len(chips) > 1 else "",
    )
    more = Part.objects.offered().of_kind(kind).matching(words).exclude(slug__in=slugs).order_by("name", "pk")
    found = more.values_list("name", "slug")[:SHOWN_FOUND] if words and not comparison.full else ()
    return comparison, [Found(name, address("part", [*slugs, slug])) for name, slug in found]


def of_gpus(slugs: list[str], words: str) -> tuple[Comparison, list[Found]]:
    """Compare GPUs, and find more of them by name."""
    asked_for = [slug for slug in slugs if SLUG.fullmatch(slug)]
    rows = {row.slug: row for row in Gpu.objects.filter(slug__in=asked_for).defer("raw").select_related("source")}
    _refuse_unknown("gpu", slugs, rows, reverse("browse:gpus"))
    ordered = _in_order(rows, slugs)
    letters, known = Letters(), named_sources(ordered)
    prices = card_prices(ordered)
    offers = rents.cheapest_by_gpu(rents.current(timezone.localdate()).filter(gpu__in=ordered))
    columns = []
    for row in ordered:
        facts, without = gpu_facts(row, letters, known), address("gpu", [slug for slug in slugs if slug != row.slug])
        columns.append(_gpu_column(row, facts, without, letters, prices.get(row.pk), offers.get(row.pk)))
    comparison = Comparison("gpu", _l("GPUs"), reverse("browse:gpus"), slugs, columns, letters)
    found = _gpus_named(words, slugs) if words and not comparison.full else []
    return comparison, [Found(name, address("gpu", [*slugs, slug])) for name, slug in found]


def kind_of(slugs: list[str]) -> Kind:
    """Give the kind that all the parts are of; refuse unknown ones and several kinds. One query."""
    asked_for = [slug for slug in slugs if SLUG.fullmatch(slug)]
    kinds = dict(Part.objects.filter(slug__in=asked_for).values_list("slug", "kind"))
    _refuse_unknown("part", slugs, kinds, reverse("browse:all-parts"))
    several = list(dict.fromkeys(kinds[slug] for slug in slugs))
    if len(several) > 1:
        said = _("These are of several kinds: %(kinds)s. Only parts of one kind are compared.")
        names = ", ".join(str(Kind(kind).label) for kind in several)
        back = reverse("browse:parts", args=[several[0]])
        raise RefusedError([("part", said % {"kinds": names})], back=back)
    return Kind(several[0])


def _refuse_unknown(parameter: str, slugs: Sequence[str], known: Mapping[str, object], back: str) -> None:
    said = _("“%(slug)s” is no part of the catalogue.") if parameter == "part" else _("“%(slug)s” is no known GPU.")
    unknown = [slug for slug in slugs if slug not in known]
    if unknown:
        wrong = [(parameter, said % {"slug": slug.replace("\0", "�")[:SHOWN_SLUG]}) for slug in unknown]
        raise RefusedError(wrong, status=404, back=back)


def _part_rows(kind: Kind, slugs: Sequence[str]) -> dict[str, Part]:
    joins = [convert.spec_class(kind).accessor, "source", "price__point__offer__source"]
    if kind is Kind.CARD:
        joins += ["graphics_card__gpu"]
    rows = Part.objects.of_kind(kind).filter(slug__in=slugs).defer("raw").select_related(*joins)
    return {row.slug: row for row in rows}


def _in_order(rows: Mapping[str, RowT], slugs: Sequence[str]) -> list[RowT]:
    return [rows[slug] for slug in slugs]


def _part_column(row: Part, slugs: Sequence[str], letters: Letters, known: Mapping[str, Source]) -> Column:
    facts, price = part_facts(row, letters, known), getattr(row, "price", None)
    return Column(
        name=row.name,
        slug=row.slug,
        url=row.get_absolute_url(),
        price=price,
        price_letter=letters.of_source(price.point.offer.source) if price else "",
        without=address("part", [slug for slug in slugs if slug != row.slug]),
        facts=facts,
        part=row,
    )


def _gpu_column(  # noqa: PLR0917  # what a column is made of
    row: Gpu, facts: list[Fact], without: str, letters: Letters, prices: CardPrices | None, rent: Rent | None
) -> Column:
    price = prices.cheapest if prices else None
    return Column(
        name=row.name,
        slug=row.slug,
        url=reverse("browse:gpu", args=[row.slug]),
        price=price,
        price_letter=letters.of_source(price.point.offer.source) if price else "",
        without=without,
        facts=facts,
        rent=rent,
        rent_letter=letters.of(rent.origin) if rent else "",
    )


def _gpus_named(words: str, but: Sequence[str]) -> list[tuple[str, str]]:
    found = Gpu.objects.exclude(slug__in=but)
    for word in words.split()[:MOST_WORDS]:
        found = found.filter(name__icontains=word)
    return list(found.order_by("name").values_list("name", "slug")[:SHOWN_FOUND])
