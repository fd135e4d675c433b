"""Rent or buy: a form over the address, and what comes of it in words, figures, drawings and a table of offers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from browse.asking import RefusedError, shows
from browse.cloud import step
from browse.letters import Letters
from browse.rent_or_buy_answer import Answer
from browse.rent_or_buy_build import Machine, machine_of, machine_of_gpu
from browse.rent_or_buy_fields import Fields
from browse.rent_or_buy_form import RentOrBuyForm
from browse.rent_or_buy_offers import current_offers
from browse.rent_or_buy_words import rate
from browse.sheets import sheet
from builder.models import Build
from catalog.models import Gpu
from engine import economics, vram
from engine.economics.breakeven import even_hours
from engine.economics.buying import Box
from engine.economics.discounting import Timeline
from engine.economics.renting import Lease

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django_htmx.middleware import HtmxDetails

    from browse.rent_or_buy_offers import Judged
    from browse.rents import Rent
    from prices.models import CloudOffer, Provider

SHOWN_OFFERS = 10
MOST_CARDS = 64


@dataclass(frozen=True, slots=True)
class Line:
    """An offer in the table, held against the machine where its cost is known."""

    judged: Judged
    letter: str
    address: str
    chosen: bool
    provider: Provider | None = None
    npv: float | None = None
    advantage: float | None = None  # of buying
    even_hours: float | None = None

    @property
    def rent(self) -> Rent:
        """The offer with its prices brought down."""
        return self.judged.rent

    @property
    def billed(self) -> str:
        """In which steps it is billed; empty: not known."""
        return step(self.provider.billing_step_seconds) if self.provider else ""

    @property
    def hour_text(self) -> str:
        """Price of the instance for an hour."""
        return rate(self.judged.per_hour)

    @property
    def work_text(self) -> str:
        """Price of what the machine does in an hour."""
        return rate(round(self.judged.per_work, 3))

    @property
    def gpu_hour_text(self) -> str:
        """Price of one of its GPUs for an hour."""
        return rate(self.rent.per_gpu or 0)


@require_safe
@vary_on_headers("HX-Request")
def rent_or_buy(request: HttpRequest) -> HttpResponse:
    """Compare buying a machine with renting one; the address is the state."""
    form, answer = asked(request)
    valid = not form.errors
    letters = Letters()
    chosen_letter = letters.of(form.chosen_offer.source) if "offer" not in form.errors and form.chosen_offer else ""
    lines = offer_lines(form, answer, letters)
    fields = Fields(form, chosen_letter)
    context = {
        "form": form,
        "machine": form.machine,
        "answer": answer,
        "cur": form.money,
        "sections": fields.sections,
        "folds": fields.folds,
        "starts": fields.starts,
        "chosen": form.chosen,
        "offers": lines,
        "seen_once": seen_once(lines),
        "own_fit": own_fit(form),
        "cards_alone": form.machine.card_price is not None and not form.price_entered and not form.number("rest"),
        "missing": [form.fields[name].label for name in form.missing],
        "address": address(form),
        "sources": letters.sources,
    }
    partial = wants_panel(request)
    template = "browse/partials/rent_or_buy_panel.html" if partial else "browse/rent_or_buy.html"
    response = TemplateResponse(request, template, context, status=200 if valid else 422)
    if partial:  # a wrong value has an address as well, so that going back brings back what stood there
        response["HX-Push-Url"] = f"{request.path}?{address(form)}"
    return response


@shows
def rent_or_buy_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the course of both ways, month by month, as a CSV file."""
    form, answer = answered(request)
    money = form.money.lower()
    heads = ["month", *(f"{name}_{money}" for name in ("buy_paid_out", "buy_less_resale", "rent"))]
    heads += [f"{name}_{money}" for name in ("buy_low", "buy_high", "rent_low", "rent_high")]
    far = answer.ranges
    rows = (
        [
            each.month, each.paid_out, each.less_resale, each.rent,
            far.buy_low[each.month], far.buy_high[each.month], far.rent_low[each.month], far.rent_high[each.month],
        ]
        for each in answer.standings
    )  # fmt: skip
    return sheet("rent-or-buy.csv", heads, rows)


@shows
def rent_or_buy_json(request: HttpRequest) -> HttpResponse:
    """Give the question as programs ask it, and all figures of the answer."""
    form, answer = answered(request)
    entered = form.cleaned_data.get("fx") is not None
    rate_day = form.cleaned_data.get("fx_on") if entered else form.stored and form.stored.on
    body = {
        "currency": form.money,
        "usd_rate": form.rate,
        "usd_rate_of": rate_day.isoformat() if rate_day else None,
        "offer": form.chosen_offer.row if form.chosen_offer else None,
        "input": form.raw(),
        "figures": economics.report(answer.scenario),
    }
    disposition = content_disposition_header(as_attachment=True, filename="rent-or-buy.json") or "attachment"
    return JsonResponse(body, headers={"Content-Disposition": disposition})


def asked(request: HttpRequest) -> tuple[RentOrBuyForm, Answer | None]:
    """Read the address, and work it out if it can be."""
    today = timezone.localdate()
    machine = machine_asked(request)
    form = RentOrBuyForm(request.GET, machine, current_offers(today))
    valid = form.is_valid()
    answer = Answer(form.scenario, form.money) if valid and form.scenario else None
    return form, answer


def answered(request: HttpRequest) -> tuple[RentOrBuyForm, Answer]:
    """Do the same for a file; RefusedError names what is wrong or missing."""
    form, answer = asked(request)
    if answer is None:
        wrong = [(name, " ".join(map(str, errors))) for name, errors in form.errors.items()]
        wrong += (
            []
            if wrong
            else [(name, _("This is needed, and there is no honest guess for it.")) for name in form.missing]
        )
        raise RefusedError(wrong)
    return form, answer


def wants_panel(request: HttpRequest) -> bool:
    """Tell whether only the panel is to be swapped: htmx asked, and not to bring back a page out of its history."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by django-htmx's middleware
    return bool(htmx) and not htmx.history_restore_request


def machine_asked(request: HttpRequest) -> Machine:
    """Give the build or GPU that the address names, 404 if there is none; a machine of nothing known if neither."""
    code, slug = request.GET.get("build", ""), request.GET.get("gpu", "")
    if code:
        if not code.isalnum():  # no code that was ever given out; PostgreSQL would choke on some of the rest
            raise Http404
        return machine_of(get_object_or_404(Build.objects.readable_by(request.user), code=code), timezone.localdate())
    if not slug:
        return Machine()
    if "\x00" in slug:
        raise Http404
    gpu = get_object_or_404(Gpu.objects.defer("raw", "fact_sources"), slug=slug)
    return machine_of_gpu(gpu, cards_asked(request.GET.get("gpus", "")))


def cards_asked(written: str) -> int:
    """Read how many cards; what cannot be read is one here, and is refused by the form."""
    count = int(written) if written.isascii() and written.isdigit() and len(written) < len("1000") else 1
    return min(max(count, 1), MOST_CARDS)


def own_fit(form: RentOrBuyForm) -> str:
    """Tell whether the machine itself holds the work: "tight" or "too large"; empty: it does, or nobody knows."""
    each = form.machine.memory_each
    if form.errors or form.work is None or not each:
        return ""
    fit = form.work.verdict(each, form.machine.gpu_count)
    return "" if fit is vram.Verdict.FITS else fit.value


def offer_lines(form: RentOrBuyForm, answer: Answer | None, letters: Letters) -> list[Line]:
    """Give the cheapest fitting offers, and the one that was chosen by hand if it is not among them."""
    chosen = None if "offer" in form.errors else form.chosen
    shown = list(form.market.fitting[:SHOWN_OFFERS]) if form.market else []
    if chosen is not None and all(each.offer != chosen.offer for each in shown):
        shown.insert(0, chosen)
    row = chosen.offer if chosen else None
    against = Against(form, answer) if answer else None
    return [line_of(judged, form, against, letters, chosen=judged.offer == row) for judged in shown]


class Against:
    """The machine of an answer, held against one offer after the other over the same time."""

    def __init__(self, form: RentOrBuyForm, answer: Answer) -> None:
        scenario = answer.scenario
        self.form, self.scenario = form, scenario
        self.timeline = Timeline(scenario.discount_rate_annual, scenario.horizon_months)
        self.box = Box(scenario.buy, self.timeline)
        self.buy_npv = self.box.npv(scenario.hours_per_month)

    def lease(self, judged: Judged, provider: Provider | None) -> Lease:
        """Rent that offer on the terms that were asked about; what was not entered is the provider's."""
        entered = self.form.cleaned_data.get
        terms = {"hourly_price": judged.per_hour, "speed_ratio": judged.ratio}
        if entered("billing") is None:
            terms["billing_increment_hours"] = (provider.billing_step_seconds or 0) / 3600 if provider else 0.0
        if entered("storage_price") is None:
            terms["storage_price_per_gb_month"] = float(provider.storage_usd_per_gb_month or 0) if provider else 0.0
        if entered("egress_price") is None:
            terms["egress_price_per_gb"] = float(provider.egress_usd_per_gb or 0) if provider else 0.0
        spot = self.scenario.rent.spot
        if spot is not None:
            price = judged.offer.spot
            spot = replace(spot, hourly_price=float(price)) if price else None
        return Lease(replace(self.scenario.rent, spot=spot, **terms), self.timeline)  # type: ignore[arg-type]  # numbers


def line_of(judged: Judged, form: RentOrBuyForm, against: Against | None, letters: Letters, *, chosen: bool) -> Line:
    """Make the line of an offer."""
    provider = form.providers.get(judged.offer.provider)
    plain = Line(
        judged,
        letters.of(judged.offer.source),
        address(form, offer=judged.offer.row, rent="", speed=""),
        chosen,
        provider,
    )
    if against is None:
        return plain
    lease = against.lease(judged, provider)
    npv = lease.npv(against.scenario.hours_per_month)
    return replace(plain, npv=npv, advantage=npv - against.buy_npv, even_hours=even_hours(against.box, lease))


def address(form: RentOrBuyForm, **changed: str) -> str:
    """Give the query string with what was entered, and nothing that was not."""
    given = {name: str(form.data.get(name, "")).strip() for name in form.fields} | changed
    return urlencode({name: value for name, value in given.items() if value})


def seen_once(lines: Sequence[Line]) -> CloudOffer | None:
    """Give an offer whose dates are those of all in the list, so that they are said once; None where they differ."""
    spans = {(line.rent.offer.observed_earliest, line.rent.offer.observed_latest) for line in lines}
    return lines[0].rent.offer if len(spans) == 1 else None
