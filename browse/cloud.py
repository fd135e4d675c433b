"""Cloud offers, brought down to one GPU and one GB, whatever the size of the instance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.db.models import F
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse.asking import Query, WholeNumber, page_of, read, shows
from browse.letters import Letters
from browse.rents import PER_GIB, PER_GPU, Rent, current
from catalog.models import Gpu
from prices import rental
from prices.models import CloudOffer

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from prices.querysets import CloudOfferQuerySet

PAGE_SIZE = 50
MAX_MEMORY_GIB = 100_000
SORTS = {
    "gpu-hour": F("per_gpu").asc(nulls_last=True),
    "gb-hour": F("per_gib").asc(nulls_last=True),
    "provider": F("provider").asc(),
    "newest": F("observed").desc(nulls_last=True),
}
SORT_TEXTS = (
    ("gpu-hour", _l("One GPU, cheapest first")),
    ("gb-hour", _l("One GB, cheapest first")),
    ("provider", _l("Provider")),
    ("newest", _l("Newest price first")),
)


class CloudQuery(Query):
    """What the list of cloud offers may be asked."""

    defaults = {"sort": "gpu-hour", "show": "current"}
    gpu = forms.ChoiceField(required=False, label=_l("GPU"))
    provider = forms.ChoiceField(required=False, label=_l("Provider"))
    memory = WholeNumber(required=False, min_value=0, max_value=MAX_MEMORY_GIB, label=_l("All GPUs hold ≥"))
    show = forms.ChoiceField(
        required=False,
        choices=(("current", _l("Current offers")), ("all", _l("History as well"))),
        label=_l("Show"),
    )
    sort = forms.ChoiceField(required=False, choices=SORT_TEXTS, label=_l("Order"))


@dataclass(frozen=True, slots=True)
class Line:
    """An offer as a line of the list."""

    rent: Rent
    letter: str
    old: bool


@shows
def cloud(request: HttpRequest) -> HttpResponse:
    """List cloud offers."""
    today = timezone.localdate()
    query = read(offer_choices(CloudQuery(request.GET)))
    page = page_of(asked(query, today), query, PAGE_SIZE)
    letters = Letters()
    context = {
        "query": query,
        "page": page,
        "lines": [line(offer, letters, today) for offer in page.object_list],
        "months": round(rental.CURRENT_DAYS / 30.4),  # days in a month, on average
        "sources": letters.sources,
    }
    return TemplateResponse(request, "browse/cloud.html", context)


def offer_choices(query: CloudQuery) -> CloudQuery:
    """Fill in which GPUs and providers there are. Two queries."""
    gpus = Gpu.objects.filter(cloud_offers__isnull=False).distinct().order_by("name").values_list("slug", "name")
    providers = CloudOffer.objects.order_by("provider").values_list("provider", flat=True).distinct()
    query.fields["gpu"].choices = [("", _("Any")), *gpus]  # type: ignore[attr-defined]  # a choice
    query.fields["provider"].choices = [("", _("Any")), *((name, name) for name in providers)]  # type: ignore[attr-defined]  # a choice
    return query


def asked(query: CloudQuery, today: date) -> CloudOfferQuerySet:
    """Give the offers that were asked for, in the order that was asked for."""
    everything = CloudOffer.objects.newest_observation().select_related("gpu")
    offers = everything if query.value("show") == "all" else current(today)
    if slug := query.value("gpu"):
        offers = offers.filter(gpu__slug=slug)
    if provider := query.value("provider"):
        offers = offers.filter(provider=provider)
    if memory := query.value("memory"):
        offers = offers.holding(memory)
    measured = offers.annotate(per_gpu=PER_GPU, per_gib=PER_GIB)
    return measured.order_by(SORTS[query.value("sort")], F("per_gpu").asc(nulls_last=True), "row")


def line(offer: CloudOffer, letters: Letters, today: date) -> Line:
    """Make the line of an offer."""
    rent = Rent(offer)
    return Line(rent, letters.of(rent.origin), rent.is_old(today))
