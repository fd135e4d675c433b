"""The first page: what to run, how often and for how much, and three answers side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Count, Max
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from browse import answers
from browse.asking import Query, RefusedError, WholeNumber, read, shows
from browse.letters import Letters, credit
from catalog import presets
from catalog.models import Country, Gpu, ModelPreset, Source
from engine import vram
from prices import rental
from prices.models import CloudOffer, PricePoint

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

LANGUAGE_MODEL = "llm"  # the family whose members answer with text
MAX_TOKENS = 2_000_000
MAX_HOURS = 168  # of a week
MAX_BUDGET_USD = 10_000_000
DAYS_IN_MONTH = 30.4
DAYS_OLD = 60  # after that a price is a record rather than an offer


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the first page that a higher layer brings along: its template and what that is given."""

    template: str
    context: dict[str, Any]


SECTIONS: list[Callable[[], Section]] = []  # appended to in AppConfig.ready


class HomeQuery(Query):
    """The one question."""

    defaults = {
        "model": "llama-3-3-70b-instruct",
        "precision": "Q4_K_M",
        "tokens": 8192,
        "hours": 20,
        "budget": 5000,
        "country": "US",
    }
    model = forms.ChoiceField(required=False, label=_l("Model"))
    precision = forms.ChoiceField(
        required=False, choices=[(name, name) for name in vram.OFFERED], label=_l("Precision")
    )
    tokens = WholeNumber(required=False, min_value=1, max_value=MAX_TOKENS, label=_l("Context"))
    hours = WholeNumber(required=False, min_value=1, max_value=MAX_HOURS, label=_l("Use"))
    budget = WholeNumber(required=False, min_value=0, max_value=MAX_BUDGET_USD, label=_l("Budget to buy"))
    have = forms.ChoiceField(required=False, label=_l("What I have now"))
    country = forms.ChoiceField(required=False, label=_l("Electricity"))


@dataclass(frozen=True, slots=True)
class Freshness:
    """The prices of one source: how many, and how old the newest is."""

    what: str
    source: str
    prices: int
    newest: datetime | date | None
    open_end: bool  # only the earliest possible day is known
    days: int | None

    @property
    def level(self) -> str:
        """The mark: fresh, old, or of a day that nobody states."""
        if self.days is None or self.open_end:
            return "unknown"
        return "warning" if self.days > DAYS_OLD else "ok"

    @property
    def text(self) -> str:
        """The age in words."""
        if self.open_end or self.newest is None:
            return _("Day not stated")
        if self.days is not None and self.days > DAYS_OLD:
            months = round(self.days / DAYS_IN_MONTH)
            return ngettext("%(n)s month old", "%(n)s months old", months) % {"n": months}
        return _("Fresh")


@shows
def home(request: HttpRequest) -> HttpResponse:
    """Ask what somebody wants to run, and answer."""
    letters, today = Letters(), timezone.localdate()
    stock = Stock.load()
    query = read(stock.offer_choices(HomeQuery(request.GET)), also=None)
    asked = stock.asked(query)
    context = {
        "query": query,
        "example": not query.data,
        "shown": {name: query.value(name) for name in query.fields},
        "answer": answers.answer(asked, letters, today) if asked else None,
        "fresh": [*fresh_parts(today), *fresh_cloud(today)],
        "sections": [section() for section in SECTIONS],
        "letters": letters,
    }
    return TemplateResponse(request, "browse/home.html", context)


@dataclass(frozen=True, slots=True)
class Stock:
    """What the question can be asked about."""

    models: dict[str, ModelPreset]
    countries: dict[str, Country]
    gpus: dict[str, Gpu]

    @classmethod
    def load(cls) -> Stock:
        """Read models, countries and GPUs. Three queries."""
        models = [model for model in ModelPreset.objects.filter(family=LANGUAGE_MODEL) if is_estimable(model)]
        countries = Country.objects.exclude(usd_per_kwh=None).order_by("name")
        gpus = Gpu.objects.exclude(memory_gib=None).defer("raw", "fact_sources").select_related("source")
        return cls(
            {model.slug: model for model in models},
            {country.code: country for country in countries},
            {gpu.slug: gpu for gpu in gpus},
        )

    def offer_choices(self, query: HomeQuery) -> HomeQuery:
        """Fill in what there is to choose."""
        choices = {
            "model": [(model.slug, model.name) for model in self.models.values()],
            "country": [(country.code, _tariff(country)) for country in self.countries.values()],
            "have": [("", _("Nothing yet")), *((gpu.slug, gpu.name) for gpu in self.gpus.values())],
        }
        for name, offered in choices.items():
            query.fields[name].choices = offered  # type: ignore[attr-defined]  # a choice
        query.defaults = HomeQuery.defaults | {
            "model": _first(HomeQuery.defaults["model"], self.models),
            "country": _first(HomeQuery.defaults["country"], self.countries),
        }
        return query

    def asked(self, query: HomeQuery) -> answers.Asked | None:
        """Put the question together; None as long as the catalogue knows no model."""
        model = self.models.get(query.value("model"))
        if model is None:
            return None
        precision, tokens = query.value("precision"), query.value("tokens")
        if model.context and tokens > model.context:
            text = _("%(model)s reads at most %(most)s tokens.") % {"model": model.name, "most": model.context}
            raise RefusedError([("tokens", text)])
        return answers.Asked(
            model=presets.architecture_of(model),
            precision=precision,
            tokens=tokens,
            hours_a_week=query.value("hours"),
            budget_usd=query.value("budget"),
            country=self.countries.get(query.value("country")),
            have=self.gpus.get(query.value("have")),
        )


def is_estimable(model: ModelPreset) -> bool:
    """Tell whether a model's shape is known well enough for an estimate."""
    try:
        vram.inference(presets.architecture_of(model), "bf16", 1)
    except vram.UnknownFactError:
        return False
    return True


def fresh_parts(today: date) -> list[Freshness]:
    """Say how fresh the prices of parts are, source by source. Two queries."""
    rows = PricePoint.objects.order_by().values_list("offer__source").annotate(Count("pk"), Max("last_seen_at"))
    named = Source.objects.in_bulk([key for key, _number, _newest in rows])
    return [
        Freshness(_("Parts"), credit(named[key]), number, newest, open_end=False, days=(today - newest.date()).days)
        for key, number, newest in sorted(rows, key=lambda row: row[2], reverse=True)
    ]


def fresh_cloud(today: date) -> list[Freshness]:
    """Say how fresh cloud prices are: those that answers are made of, and those that are history. One query."""
    rows = list(CloudOffer.objects.order_by().values_list("source", "observed_earliest", "observed_latest", "retired"))
    since = today - timedelta(days=rental.CURRENT_DAYS)
    named = {True: _("Cloud hours, current"), False: _("Cloud hours, past")}
    kinds: dict[bool, list[tuple[Any, ...]]] = {True: [], False: []}
    for row in rows:
        _source, earliest, latest, retired = row
        kinds[not retired and (latest or earliest or date.min) >= since].append(row)
    return [each for current, kept in kinds.items() for each in _fresh_rents(named[current], kept, today)]


def _fresh_rents(what: str, rows: list[tuple[Any, ...]], today: date) -> list[Freshness]:
    days = [(latest or earliest, latest is None) for _source, earliest, latest, _retired in rows if latest or earliest]
    if not days:
        return []
    newest, open_end = max(days)
    count = len({row[0] for row in rows})
    sources = ngettext("%(n)s source", "%(n)s sources", count) % {"n": count}
    return [Freshness(what, sources, len(rows), newest, open_end=open_end, days=(today - newest).days)]


def _first(wanted: str, offered: dict[str, Any]) -> str:
    return wanted if wanted in offered else next(iter(offered), "")


def _tariff(country: Country) -> str:
    return _("%(country)s, $%(price)s") % {"country": country.name, "price": f"{country.usd_per_kwh:.3f}"}
