"""Rent or buy: a form over the address, and what comes of it in words, figures, a chart and a table of offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from babel import numbers
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from browse import charts
from browse.letters import Letters
from browse.rent_or_buy_build import Machine, machine_of
from browse.rent_or_buy_form import CURRENCY, RentOrBuyForm
from browse.rents import Rent
from builder.models import Build
from catalog.templatetags.units import babel_locale, money0, number
from engine import economics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise
    from django_htmx.middleware import HtmxDetails

    from browse.charts import Chart
    from engine.economics import Comparison, Scenario, Standing
    from prices.models import CloudOffer

ANY_USE_HOURS = 0.05  # a break-even below it is no number of hours worth saying
WEEKS_IN_MONTH = 365 / 12 / 7
NARROWLY = 0.1  # of the dearer way: a difference below it is called narrow
TABLE_ROWS = 12
SECTIONS: tuple[tuple[_StrPromise, tuple[tuple[str, ...], ...]], ...] = (
    (_l("Use"), (("hours",), ("months", "interest"))),
    (
        _l("Buying"),
        (
            ("price",),
            ("watts", "tax"),
            ("idle", "idle_hours"),
            ("country",),
            ("tariff",),
            ("decline",),
            ("drop", "upkeep"),
        ),
    ),
    (
        _l("Renting"),
        (("memory",), ("offer",), ("rent", "trend"), ("speed", "spot"), ("storage", "storage_price"), ("fee",)),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """An offer in the table."""

    rent: Rent
    letter: str
    address: str
    chosen: bool

    @property
    def hour_text(self) -> str:
        """Price of the instance for an hour."""
        return rate(self.rent.offer.on_demand_per_hour or 0)

    @property
    def gpu_hour_text(self) -> str:
        """Price of one of its GPUs for an hour."""
        return rate(self.rent.per_gpu or 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """A field as the page shows it: what was entered, or the default greyed in."""

    name: str
    label: str
    unit: str
    entered: str
    default: str
    errors: tuple[str, ...]
    missing: bool


class Answer:
    """What the page says about a scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.comparison: Comparison = economics.compare(scenario)
        self.standings: list[Standing] = list(economics.standings(scenario, scenario.horizon_months))

    @property
    def saving(self) -> float:
        """How much less the cheaper way costs, in money of today."""
        return abs(self.comparison.advantage_of_buying)

    @property
    def narrow(self) -> bool:
        """Whether the ways lie so close that the assumptions decide."""
        return self.saving < NARROWLY * max(self.comparison.buy_npv, self.comparison.rent_npv)

    @property
    def hours_a_week(self) -> float:
        """The hours under load, by the week."""
        return self.scenario.hours_per_month / WEEKS_IN_MONTH

    @property
    def even_hours_a_week(self) -> float | None:
        """The break-even hours, by the week."""
        hours = self.comparison.break_even_hours_per_month
        return None if hours is None else hours / WEEKS_IN_MONTH

    @property
    def any_use(self) -> bool:
        """Whether buying is cheaper however little the machine is used."""
        hours = self.comparison.break_even_hours_per_month
        return hours is not None and hours < ANY_USE_HOURS

    @property
    def even_within(self) -> bool:
        """Whether buying catches up within the time that was asked about."""
        month = self.comparison.break_even_month
        return month is not None and month <= self.scenario.horizon_months

    @cached_property
    def drawings(self) -> tuple[tuple[str, Chart], ...]:
        """The chart, drawn wide and narrow."""
        return tuple((name, self._chart(frame)) for name, frame in (("wide", charts.WIDE), ("nar", charts.NARROW)))

    @property
    def rows(self) -> list[Standing]:
        """The figures behind the chart, about a dozen of them."""
        step = max(1, round(self.scenario.horizon_months / TABLE_ROWS))
        last = self.standings[-1]
        return [each for each in self.standings[:-1] if each.month % step == 0] + [last]

    def _chart(self, frame: charts.Frame) -> Chart:
        sold = [each.less_resale for each in self.standings]
        rent = [each.rent for each in self.standings]
        curves = (
            charts.Curve(_("Buy, paid out"), [each.paid_out for each in self.standings], "l1b", "x1"),
            charts.Curve(_("Rent"), rent, "l2", "x2"),
            charts.Curve(_("Buy, less resale"), sold, "l1", "x1"),
        )
        mark = None
        month = self.comparison.break_even_month
        if month is not None and self.even_within:
            words = _("even in month %(month)s") % {"month": month}
            mark = (*charts.crossing(sold, rent, month), words)
        return charts.cost_chart(curves, frame, on_axis=short_money, at_end=money0, now=_("now"), mark=mark)


@require_safe
@vary_on_headers("HX-Request")
def rent_or_buy(request: HttpRequest) -> HttpResponse:
    """Compare buying a machine with renting one; the address is the state."""
    today = timezone.localdate()
    machine = machine_asked(request.GET.get("build", ""))
    form = RentOrBuyForm(request.GET, machine, today)
    valid = form.is_valid()
    answer = Answer(form.scenario) if valid and form.scenario else None
    letters = Letters()
    offers = offer_lines(form, letters)
    context = {
        "form": form,
        "machine": machine,
        "answer": answer,
        "sections": list(sections(form)),
        "chosen": Rent(form.chosen_offer) if form.chosen_offer else None,
        "chosen_letter": letters.of(form.chosen_offer.source) if form.chosen_offer else "",
        "offers": offers,
        "seen_once": seen_once(offers),
        "missing": [form.fields[name].label for name in form.missing],
        "sources": letters.sources,
    }
    partial = wants_panel(request)
    template = "browse/partials/rent_or_buy_panel.html" if partial else "browse/rent_or_buy.html"
    response = TemplateResponse(request, template, context, status=200 if valid else 422)
    if partial:  # a wrong value has an address as well, so that going back brings back what stood there
        response["HX-Push-Url"] = f"{request.path}?{address(form)}"
    return response


def wants_panel(request: HttpRequest) -> bool:
    """Tell whether only the panel is to be swapped: htmx asked, and not to bring back a page out of its history."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by django-htmx's middleware
    return bool(htmx) and not htmx.history_restore_request


def machine_asked(code: str) -> Machine:
    """Give the build that the address names, 404 if there is none; a machine of nothing known if it names none."""
    if not code:
        return Machine()
    if not code.isalnum():  # no code that was ever given out; PostgreSQL would choke on some of the rest
        raise Http404
    return machine_of(get_object_or_404(Build, code=code), timezone.localdate())


def sections(form: RentOrBuyForm) -> Iterator[tuple[_StrPromise, list[list[Entry]]]]:
    """Give the fields as they stand on the page."""
    for title, rows in SECTIONS:
        yield title, [[entry(form, name) for name in row] for row in rows]


def entry(form: RentOrBuyForm, name: str) -> Entry:
    """Give a field with what was entered, kept even where it cannot be read."""
    field = form.fields[name]
    default = form.defaults.get(name)
    return Entry(
        name=name,
        label=str(field.label),
        unit=str(getattr(field, "unit", "")),
        entered=str(form.data.get(name, "")).strip(),
        default="" if default is None else number(default, getattr(field, "digits", 0)),
        errors=tuple(str(error) for error in form.errors.get(name, ())),
        missing=not form.errors and name in form.missing,
    )


def offer_lines(form: RentOrBuyForm, letters: Letters) -> list[Line]:
    """Give the cheapest fitting offers, and the one that was chosen by hand if it is not among them."""
    chosen = form.chosen_offer
    offers: Iterable[CloudOffer] = form.offers if form.memory_gib else []
    shown = list(offers)
    if chosen is not None and chosen not in shown:
        shown.insert(0, chosen)
    return [
        Line(Rent(offer), letters.of(offer.source), address(form, offer=offer.row, rent=""), offer == chosen)
        for offer in shown
    ]


def address(form: RentOrBuyForm, **changed: str) -> str:
    """Give the query string with what was entered, and nothing that was not."""
    given = {name: str(form.data.get(name, "")).strip() for name in form.fields} | changed
    return urlencode({name: value for name, value in given.items() if value})


def seen_once(lines: Sequence[Line]) -> CloudOffer | None:
    """Give an offer whose dates are those of all in the list, so that they are said once; None where they differ."""
    spans = {(line.rent.offer.observed_earliest, line.rent.offer.observed_latest) for line in lines}
    return lines[0].rent.offer if len(spans) == 1 else None


def rate(amount: Decimal | float) -> str:
    """Write a price by the hour: cents at least, and what is below them where it counts."""
    return str(numbers.format_decimal(amount, format="#,##0.00##", locale=babel_locale()))


def short_money(amount: float) -> str:
    """Write a round amount on an axis: in thousands where it has them."""
    thousand = 1000
    digits = 2 if amount < 1 else 0 if amount < thousand or amount % thousand == 0 else 1
    return numbers.format_compact_currency(amount, CURRENCY, locale=babel_locale(), fraction_digits=digits)
