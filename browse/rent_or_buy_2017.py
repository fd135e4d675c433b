"""A worked example: the box and the clouds of an article of 2017, worked out by the same formulas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse.asking import shows
from browse.rent_or_buy_answer import WORDS, Answer
from engine import economics
from prices.models import CloudOffer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

CARD_USD = 300  # the article's
REST_USD = 600  # assumed: processor, board, memory, SSD, supply, case
HOURS, MONTHS = 40, 24
TARIFF, LOAD_W, IDLE_W, IDLE_HOURS = 0.13, 250, 60, 50  # assumed
CARD_W = 180  # assumed: of the card alone, under load
SETUP_HOURS, HOUR_VALUE = 8, 15
CARD_SETUP_HOURS = 1  # a card into a machine that runs
INTEREST = 0.05
CARD = {"model": "geometric", "annual_decline": 0.19, "initial_drop": 0.12}
REST = {"model": "geometric", "annual_decline": 0.25, "initial_drop": 0.20}
WARRANTY = {"warranty_months": 24, "annual_failure_rate": 0.04, "repair_cost_share": 0.3}
BY_THE_HOUR = {
    "sessions_per_month": 20,
    "billing_increment_hours": 1,
    "session_overhead_hours": 0.1,
    "storage_gb": 50,
    "storage_price_per_gb_month": 0.1,
    "setup_hours": 3,
    "hour_value": HOUR_VALUE,
}


@dataclass(frozen=True, slots=True)
class Cloud:
    """An offer of then: its row in the catalogue, and its terms."""

    row: str
    name: str
    per_hour: float
    terms: dict[str, Any]
    what: _StrPromise


CLOUDS = (
    Cloud(
        "o451",
        "Crestle",
        0.59,
        {"free_hours_once": 10, "storage_gb": 1, "storage_free_gb": 1},
        _l("10 hours free, then 0.59 USD an hour; 1 GB of storage included"),
    ),
    Cloud("o452", "AWS", 0.90, BY_THE_HOUR, _l("0.90 USD an hour, each begun hour in full")),
    Cloud("o453", "Azure", 0.90, BY_THE_HOUR, _l("the article names a virtual machine, but no price")),
)


@dataclass(frozen=True)
class Side:
    """What is bought."""

    key: str
    name: _StrPromise
    buy: dict[str, Any]


SIDES = (
    Side(
        "box",
        _l("The whole box"),
        {
            "hardware": [
                {"name": "GPU", "price": CARD_USD, "resale": CARD},
                {"name": "rest", "price": REST_USD, "resale": REST},
            ],
            "load_watts": LOAD_W,
            "idle_watts": IDLE_W,
            "idle_hours_per_month": IDLE_HOURS,
            "setup_hours": SETUP_HOURS,
        },
    ),
    Side(
        "card",
        _l("The card alone, into a machine one has"),
        {
            "hardware": [{"name": "GPU", "price": CARD_USD, "resale": CARD}],
            "load_watts": CARD_W,
            "setup_hours": CARD_SETUP_HOURS,
        },
    ),
)


@dataclass(frozen=True)
class Case:
    """One side against one cloud."""

    side: Side
    cloud: Cloud
    offer: CloudOffer | None
    per_hour: float

    @cached_property
    def answer(self) -> Answer:
        """The answer."""
        buy = {**self.side.buy, **WARRANTY, "electricity_price_per_kwh": TARIFF, "hour_value": HOUR_VALUE}
        asked = {
            "hours_per_month": HOURS,
            "horizon_months": MONTHS,
            "discount_rate_annual": INTEREST,
            "buy": buy,
            "rent": {"hourly_price": self.per_hour, **self.cloud.terms},
        }
        return Answer(economics.parse(asked))

    @property
    def word(self) -> _StrPromise:
        """Which way is cheaper."""
        return WORDS[self.answer.comparison.verdict]


@shows
def rent_or_buy_2017(request: HttpRequest) -> HttpResponse:
    """Show the example; prices come from the catalogue where its rows are."""
    offers = {offer.row: offer for offer in CloudOffer.objects.filter(row__in=[cloud.row for cloud in CLOUDS])}
    cases = [_case(side, cloud, offers.get(cloud.row)) for side in SIDES for cloud in CLOUDS]
    by = {(case.side.key, case.cloud.name): case for case in cases}
    context = {
        "cases": cases,
        "clouds": [case for case in cases if case.side is SIDES[0]],
        "crestle": by["box", "Crestle"],
        "aws": by["box", "AWS"],
        "card": by["card", "Crestle"],
        "assumed": _assumed(),
        "hours": HOURS,
        "months": MONTHS,
        "again": _again(),
    }
    return TemplateResponse(request, "browse/rent_or_buy_2017.html", context)


def _case(side: Side, cloud: Cloud, offer: CloudOffer | None) -> Case:
    stated = offer.on_demand_per_hour if offer else None
    return Case(side, cloud, offer, float(stated) if stated else cloud.per_hour)


def _again() -> str:
    """Give the address of the same question, for figures of one's own."""
    asked = {
        "price": CARD_USD, "rest": REST_USD, "watts": LOAD_W, "idle": IDLE_W, "idle_hours": IDLE_HOURS,
        "tariff": TARIFF, "hours": HOURS, "months": MONTHS, "interest": 5, "decline": 23, "drop": 17,
        "setup": SETUP_HOURS, "time": HOUR_VALUE, "rent": 0.59, "free": 10,
    }  # fmt: skip
    return urlencode(asked)


def _assumed() -> list[tuple[str, str]]:
    """Say what the article does not, and who says it."""
    return [
        (_("The rest of the box"), _("600 USD: processor, board, memory, SSD, power supply, case")),
        (_("Use"), _("40 hours a month in 20 sessions, over 24 months; money costs 5 % a year")),
        (_("Power"), _("250 W under load, 60 W for 50 idle hours; 180 W for the card alone; 0.13 USD a kWh")),
        (_("Resale"), _("the card loses 12 % at once and 19 % a year, the rest 20 % and 25 %")),
        (_("Your time"), _("8 hours to build, 1 to put in a card, 3 to set up AWS or Azure, at 15 USD an hour")),
        (_("AWS and Azure"), _("each begun hour is billed, a session takes 6 minutes to start, 50 GB at 0.10 USD")),
    ]
