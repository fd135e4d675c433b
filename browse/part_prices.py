"""All prices of a part over time, as they were seen or converted into one currency at the rate of each day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _l

from browse.asking import Query, page_of, read, shows
from browse.kinds import MANY, kind_of
from browse.price_history import History, history_of
from browse.price_lows import Low, lows
from catalog.models import Part
from prices.models import PricePoint
from prices.rates import MissingRateError, Rates

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.http import HttpRequest, HttpResponse

    from prices.rates import Converted

# Those that shops and clouds of the catalogue ask; a rate for each is in the bank's daily list.
CURRENCIES = ("USD", "EUR", "GBP", "CAD", "AUD", "JPY", "CHF", "PLN", "SEK", "CNY", "INR")
MOST_POINTS = 2_000  # a price that changes daily fills five years
PAGE_SIZE = 50


class PricesQuery(Query):
    """What the page may be asked."""

    currency = forms.ChoiceField(
        required=False, choices=[("", _l("as seen")), *((each, each) for each in CURRENCIES)], label=_l("Currency")
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A price as it was seen, and what it comes to in the asked currency."""

    point: PricePoint
    converted: Converted | None  # None: it is in that currency, or none was asked, or there is no rate of that day
    missing: bool  # there is no rate


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices of a part."""

    lines: list[Line]
    lows: list[Low]
    history: History | None
    currency: str
    missing: int  # prices that cannot be converted: no rate of their day is known


def prices_of(part: Part, currency: str) -> Prices:
    """Read the prices, the newest first. One query, and one for rates where a currency is asked or foreign."""
    counting = PricePoint.objects.filter(offer__part=part, state=PricePoint.State.TAKEN)
    points_of = counting.select_related("offer__source")
    points = list(points_of.order_by("-last_seen_at", "-pk")[:MOST_POINTS])
    lines = _lines(points, currency)
    drawn = [_as_converted(line, currency) for line in lines if not line.missing]
    low = lows(part, points, MOST_POINTS)
    return Prices(lines, low, history_of(drawn), currency, sum(line.missing for line in lines))


def _lines(points: list[PricePoint], currency: str) -> list[Line]:
    foreign = [point for point in points if currency and point.currency != currency]
    days = [timezone.localdate(point.observed_at) for point in foreign]
    if not days:
        return [Line(point, None, missing=False) for point in points]
    rates = Rates.between({currency, *(point.currency for point in foreign)}, min(days), max(days))
    return [_line(point, currency, rates) for point in points]


def _line(point: PricePoint, currency: str, rates: Rates) -> Line:
    if point.currency == currency:
        return Line(point, None, missing=False)
    try:
        day = timezone.localdate(point.observed_at)
        return Line(point, rates.convert(point.amount, point.currency, currency, day), missing=False)
    except MissingRateError:
        return Line(point, None, missing=True)


def _as_converted(line: Line, currency: str) -> PricePoint:
    """Give a copy in the asked currency to draw; it is never saved."""
    if line.converted is None:
        return line.point
    point = line.point
    times = {"observed_at": point.observed_at, "last_seen_at": point.last_seen_at}
    return PricePoint(
        offer=point.offer, condition=point.condition, amount=line.converted.amount, currency=currency, **times
    )


@shows
def part_prices(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Show the prices of a part; currency and page are in the address."""
    chosen = kind_of(kind)
    query = read(PricesQuery(request.GET))
    part = get_object_or_404(Part.objects.of_kind(chosen).defer("raw", "search_text"), slug=slug)
    found = prices_of(part, query.value("currency"))
    page: Page[Line] = page_of(found.lines, query, PAGE_SIZE)
    context = {"part": part, "kinds_title": MANY[chosen], "query": query, "prices": found, "page": page}
    return TemplateResponse(request, "browse/part_prices.html", context)
