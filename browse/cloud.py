"""Cloud offers, brought down to one GPU and one GB, whatever the size of the instance."""

# django-filter is not annotated, and its classes are there to be subclassed.
# mypy: disallow-subclassing-any=false
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Max, Min, Window
from django.db.models.functions import Coalesce
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from browse.asking import Query, RefusedError, page_of, shows
from browse.beats import beaten
from browse.letters import Letters, is_unchecked
from browse.rents import Rent
from browse.sheets import sheet
from builder.models import Build
from catalog.models import Gpu
from prices import rental
from prices.filters import CloudOfferFilter, CloudOfferForm
from prices.models import CloudOffer, Provider

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase
    from django.utils.functional import _StrPromise

    from browse.beats import Beaten
    from prices.querysets import CloudOfferQuerySet

PAGE_SIZE = 50
PARTITION = ("chip", "memory_gib_each")
CHIP = Coalesce("gpu__name", "gpu_stated")
SORTS = (
    ("per_gpu_hour", _l("One GPU, cheapest first")),
    ("per_gib_hour", _l("One GB, cheapest first")),
    ("spot_per_gpu_hour", _l("One GPU on spot, cheapest first")),
    ("spot_per_gib_hour", _l("One GB on spot, cheapest first")),
    ("price", _l("Instance, cheapest first")),
    ("-memory_gib_each", _l("Memory of one GPU, largest first")),
    ("-gpu_count", _l("GPUs, most first")),
    ("provider", _l("Provider")),
    ("-observed", _l("Newest price first")),
)
TERMS = (
    ("", _l("Any")),
    ("on-demand", _l("On demand")),
    ("spot", _l("Spot")),
    ("committed", _l("With a commitment")),
)
AGES = (("true", _l("Current offers")), ("false", _l("History only")), ("all", _l("Both")))
GROUPS = (("gpu", _l("By GPU and memory")), ("none", _l("One list")))
STEPS: dict[int, _StrPromise] = {1: _l("by the second"), 60: _l("by the minute"), 3600: _l("by the hour")}


class CloudQuery(CloudOfferForm, Query):
    """What the page may be asked beyond the filters that it shares with the API."""

    defaults = {"current": "true", "ordering": ["per_gpu_hour"], "group": "gpu"}
    group = forms.ChoiceField(required=False, choices=GROUPS, label=_l("Group"))
    build = forms.CharField(required=False, max_length=12, label=_l("Build"))

    def clean_build(self) -> Build | None:
        """Find the build that the offers are held against."""
        code = self.cleaned_data["build"]
        if not code:
            return None
        build = Build.objects.readable_by(AnonymousUser()).filter(code=code).first() if code.isalnum() else None
        if build is None:
            raise forms.ValidationError(_("There is no build “%(code)s”."), params={"code": code})
        return build

    def clean(self) -> dict[str, Any]:
        """Put the page's own defaults in place of what was left out: only current offers, the cheapest first."""
        cleaned = super().clean()
        for name, default in self.defaults.items():
            cleaned[name] = cleaned.get(name) or default
        return cleaned

    @property
    def chosen(self) -> dict[str, Any]:
        """What is asked, defaults included, as it is written in the address."""
        given = {name: self.data.get(name, "") for name in self.fields}
        defaults = {
            name: default[0] if isinstance(default, list) else default for name, default in self.defaults.items()
        }
        return {name: value or defaults.get(name, "") for name, value in given.items()}


class CloudPage(CloudOfferFilter):
    """The cloud offers as the page asks for them."""

    class Meta(CloudOfferFilter.Meta):
        form = CloudQuery


@dataclass(frozen=True, slots=True)
class Line:
    """An offer as a line of the list, with what is known of its provider."""

    rent: Rent
    letter: str
    old: bool
    provider: Provider | None
    beats: str = ""  # below how many hours a month it costs less than the build

    @property
    def gone(self) -> bool:
        """Whether the offer or its provider no longer exists."""
        return self.rent.offer.retired or bool(self.provider and self.provider.retired)

    @property
    def billed(self) -> str:
        """In which steps an instance is billed; empty: not known."""
        return step(self.provider.billing_step_seconds) if self.provider else ""


@dataclass(slots=True)
class Group:
    """The offers with one GPU and one size of memory: all that were asked for, and those on the page."""

    cheapest: float | None
    cheapest_spot: float | None
    offers: int
    providers: int
    lines: list[Line] = field(default_factory=list)

    @property
    def says_memory(self) -> bool:
        """Whether the memory has to be said beside the name, which often has it already."""
        rent = self.lines[0].rent
        return f" {rent.offer.memory_gib_each:g} GB" not in rent.name


@dataclass(frozen=True, slots=True)
class Terms:
    """What is known of a provider, with the letters of its sources."""

    provider: Provider
    offers: int
    billing: str
    storage: str
    egress: str
    retired: str

    @property
    def billed(self) -> str:
        """In which steps an instance is billed; empty: not known."""
        return step(self.provider.billing_step_seconds)

    @property
    def unchecked(self) -> bool:
        """Whether nobody read a document for its end."""
        return is_unchecked(self.provider.retired_source)


@dataclass(frozen=True, slots=True)
class Counted:
    """Offers of which it is known how many there are, so that nobody counts them again."""

    offers: CloudOfferQuerySet
    total: int

    def count(self) -> int:
        """Give how many there are."""
        return self.total

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, place: slice) -> CloudOfferQuerySet:
        return self.offers[place]


@shows
def cloud(request: HttpRequest) -> HttpResponse:
    """List cloud offers, grouped by GPU and memory unless one list is asked for."""
    today, letters = timezone.localdate(), Letters()
    query, offers = asked(request)
    grouped = query.value("group") == "gpu"
    groups = groups_of(offers) if grouped else {}
    total = sum(group.offers for group in groups.values()) if grouped else offers.count()
    rows = Counted(by_group(offers) if grouped else offers, total)
    page = page_of(rows, query, PAGE_SIZE)
    known, counts = providers()
    shown = list(page.object_list)
    against = held_against(query, today)
    lines = [line(offer, letters, today, known) for offer in shown]
    if against:
        lines = [replace(each, beats=against.words(each.rent.offer)) for each in lines]
    context = {
        "query": query,
        "choices": choices(query, counts),
        "page": page,
        "lines": lines,
        "groups": filled(groups, lines) if grouped else [],
        "grouped": grouped,
        "against": against,
        "committed": any(each.rent.offer.committed_per_hour for each in lines),
        "months": round(rental.CURRENT_DAYS / 30.4),  # days in a month, on average
        "terms": [terms(provider, counts, letters) for provider in known.values()],
        "others": len(counts.keys() - known.keys()),
        "sources": letters.sources,
    }
    return TemplateResponse(request, "browse/cloud.html", context)


def held_against(query: CloudQuery, today: date) -> Beaten | None:
    """Hold the build of the address against all offers; None: the address names none."""
    build = query.value("build")
    return beaten(build, CloudOffer.objects.filter(on_demand_per_hour__gt=0), today) if build else None


@shows
def cloud_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give all offers that are asked for as a CSV file, in one list."""
    _query, offers = asked(request)
    known, _counts = providers()
    return sheet("cloud-offers.csv", HEADS, (cells(offer, known.get(offer.provider)) for offer in offers))


def asked(request: HttpRequest) -> tuple[CloudQuery, CloudOfferQuerySet]:
    """Read the address: what it asks, and the offers in the order asked for."""
    every = CloudOffer.objects.select_related("gpu").defer("gpu__raw", "gpu__fact_sources")
    found = CloudPage(request.GET, queryset=every)
    form: CloudQuery = found.form
    allowed = _("There is no such parameter here. Allowed: %(names)s.") % {"names": ", ".join(form.fields)}
    wrong = [(name, allowed) for name in request.GET if name not in form.fields]
    if not form.is_valid():
        wrong += [(name, " ".join(str(error) for error in errors)) for name, errors in form.errors.items()]
    if wrong:
        raise RefusedError(wrong)
    return form, found.qs


def groups_of(offers: CloudOfferQuerySet) -> dict[tuple[str, float | None], Group]:
    """Sum up the offers by GPU and memory. One query."""
    rows = offers.annotate(chip=CHIP).order_by().values_list(*PARTITION)
    summed = rows.annotate(Min("per_gpu_hour"), Min("spot_per_gpu_hour"), Count("pk"), Count("provider", distinct=True))
    return {(chip, memory): Group(*figures) for chip, memory, *figures in summed}


def by_group(offers: CloudOfferQuerySet) -> CloudOfferQuerySet:
    """Keep the offers of a GPU and memory together: the groups in the order of their first offer, and so inside."""
    order = offers.query.order_by
    first: Any = order[0]  # an OrderBy of a column: OrderFilter makes no other
    chips = offers.annotate(chip=CHIP)
    if first.expression.name == "provider":
        return chips.order_by("chip", "memory_gib_each", *order)
    best = Max if first.descending else Min
    measured = chips.annotate(best=Window(best(first.expression), partition_by=[F(name) for name in PARTITION]))
    leading = F("best").desc(nulls_last=True) if first.descending else F("best").asc(nulls_last=True)
    return measured.order_by(leading, "chip", F("memory_gib_each").asc(nulls_last=True), *order)


def filled(groups: Mapping[tuple[str, float | None], Group], lines: Iterable[Line]) -> list[Group]:
    """Put the lines of the page into their groups, and give the groups that have any, in the order of the lines."""
    shown: dict[tuple[str, float | None], Group] = {}
    for each in lines:
        offer = each.rent.offer
        key = (offer.gpu.name if offer.gpu else offer.gpu_stated, offer.memory_gib_each)
        shown.setdefault(key, groups[key]).lines.append(each)
    return list(shown.values())


def choices(query: CloudQuery, counts: Mapping[str, int]) -> dict[str, list[tuple[str, object]]]:
    """Give what the fields of the form offer; what the address asks for is always among it. One query."""
    gpus = Gpu.objects.filter(cloud_offers__isnull=False).distinct().order_by("name").values_list("slug", "name")
    asked_gpu, asked_provider = query.value("gpu"), query.value("provider")
    offered: list[tuple[str, object]] = [("", _("Any")), *gpus]
    if asked_gpu and asked_gpu.slug not in dict(offered):
        offered.append((asked_gpu.slug, asked_gpu.name))
    names: list[tuple[str, object]] = [("", _("Any")), *((name, name) for name in sorted(counts, key=str.casefold))]
    if asked_provider and asked_provider not in counts:
        names.append((asked_provider, asked_provider))
    order = query.chosen["ordering"]
    sorts: list[tuple[str, object]] = list(SORTS)
    if order not in dict(SORTS):
        sorts.append((order, order))
    return {
        "gpu": offered,
        "provider": names,
        "terms": list(TERMS),
        "current": list(AGES),
        "ordering": sorts,
        "group": list(GROUPS),
    }


def providers() -> tuple[dict[str, Provider], Counter[str]]:
    """Give what is known of providers, by name, and how many offers each provider has. Two queries."""
    known = {provider.name: provider for provider in Provider.objects.all()}
    counted = CloudOffer.objects.order_by().values_list("provider").annotate(Count("pk"))
    return known, Counter(dict(counted))


def line(offer: CloudOffer, letters: Letters, today: date, known: Mapping[str, Provider]) -> Line:
    """Make the line of an offer."""
    rent = Rent(offer)
    return Line(rent, letters.of(rent.origin, rent.anchor), rent.is_old(today), known.get(offer.provider))


def terms(provider: Provider, counts: Mapping[str, int], letters: Letters) -> Terms:
    """Make the line of a provider."""
    read = (provider.billing_source, provider.storage_source, provider.egress_source, provider.retired_source)
    marks = [letters.of(f"{provider.name}: {text}") if text else "" for text in read]
    return Terms(provider, counts.get(provider.name, 0), *marks)


def step(seconds: int | None) -> str:
    """Say in which steps an instance is billed; empty: not known."""
    if not seconds:
        return ""
    every = ngettext("every %(n)s second", "every %(n)s seconds", seconds) % {"n": seconds}
    return str(STEPS.get(seconds, every))


OFFER_HEADS = (
    "id",
    "provider",
    "instance",
    "tier",
    "gpu",
    "gpu_count",
    "memory_gib_each",
    "vcpus",
    "ram_gib",
    "region",
    "currency",
    "on_demand_per_hour",
    "per_gpu_hour",
    "per_gib_hour",
    "spot_per_hour",
    "spot_per_gpu_hour",
    "spot_per_gib_hour",
    "committed_per_hour",
    "committed_per_gpu_hour",
    "commitment_months",
    "observed_earliest",
    "observed_latest",
    "retired",
    "comparable",
    "source",
    "note",
)
PROVIDER_HEADS = ("billing_step_seconds", "minimum_seconds", "storage_usd_per_gb_month", "egress_usd_per_gb")
HEADS = (*OFFER_HEADS, *PROVIDER_HEADS)


def cells(offer: CloudOffer, provider: Provider | None) -> list[object]:
    """Write an offer as a row of the CSV file; the columns go by the API's names."""
    rent = Rent(offer)
    worked_out = {
        "id": offer.row,
        "gpu": rent.name,
        "per_gpu_hour": places(rent.on_demand.per_gpu),
        "per_gib_hour": places(rent.on_demand.per_gib),
        "spot_per_hour": offer.spot,
        "spot_per_gpu_hour": places(rent.spot.per_gpu),
        "spot_per_gib_hour": places(rent.spot.per_gib),
        "committed_per_gpu_hour": places(rent.committed.per_gpu),
    }
    of_offer = [worked_out[name] if name in worked_out else getattr(offer, name) for name in OFFER_HEADS]
    return [*of_offer, *(getattr(provider, name, None) for name in PROVIDER_HEADS)]


def places(amount: Decimal | None) -> Decimal | None:
    """Round an amount to the six decimals that prices are kept with."""
    return None if amount is None else round(amount, 6)
