"""Rent, buy, or use what one has: three answers to one question, each from rows of the catalogue."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from browse.rents import Rent
from builder.assess import HORIZON_MONTHS
from builder.fits import fits_in
from catalog.models import Kind
from catalog.templatetags.units import number
from engine import economics, platforms, power, vram
from engine.vram.estimate import SAFETY
from prices import rental
from prices.models import CurrentPrice

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from browse.letters import Letters
    from builder.fits import Fit
    from catalog.models import Country, Gpu, Part
    from engine.vram import Architecture, Estimate

MAX_CARDS = 4  # x16 slots that a large board of the ordinary size has at the most
BOARD_SLOTS = platforms.slot_positions("ATX") or 1  # where cards stand side by side
HOURS_IN_MONTH = 730  # as in engine.economics
HOURS_IN_WEEK = 168
WEEKS_IN_MONTH = HOURS_IN_MONTH / HOURS_IN_WEEK
CURRENCY = "USD"


@dataclass(frozen=True)
class Asked:
    """The question: what to run, how often, for how much, where, on what."""

    model: Architecture
    precision: str
    tokens: int
    hours_a_week: int
    budget_usd: int
    country: Country | None
    have: Gpu | None

    def estimate(self, gpus: int = 1) -> Estimate:
        """Give what it needs on so many GPUs."""
        return vram.inference(self.model, self.precision, self.tokens, gpus=gpus)

    def fits(self, memory_gib: float, gpus: int = 1) -> bool:
        """Tell whether it fits, with the headroom that the measured error asks for."""
        return vram.fits(self.estimate(gpus), memory_gib)

    @property
    def hours_a_month(self) -> float:
        """Hours of use."""
        return self.hours_a_week * WEEKS_IN_MONTH

    @property
    def hours(self) -> float:
        """Hours of use until the horizon."""
        return self.hours_a_month * HORIZON_MONTHS


@dataclass(frozen=True)
class Renting:
    """The cheapest hour that holds it, and how many offers do."""

    asked: Asked
    rent: Rent
    offers: int
    dearest: Decimal
    letter: str

    @property
    def per_hour(self) -> float:
        """Price of the instance for an hour."""
        return float(self.rent.offer.on_demand_per_hour or 0)

    @property
    def per_month(self) -> float:
        """Price of a month of the asked-for use, in whole hours' worth."""
        return self.per_hour * self.asked.hours_a_month

    @property
    def in_all(self) -> float:
        """Price until the horizon."""
        return self.per_hour * self.asked.hours


@dataclass(frozen=True)
class Buying:
    """The cheapest cards that hold it. The machine around them is not in the price."""

    asked: Asked
    part: Part
    price: CurrentPrice
    cards: int
    letter: str
    rent_per_hour: float | None

    @property
    def cost(self) -> float:
        """Price of all cards."""
        return float(self.price.amount) * self.cards

    @property
    def memory_gib(self) -> float:
        """Memory of all cards."""
        return self.cards * float(self.part.graphics_card.memory_gib)

    @property
    def over_budget(self) -> float:
        """By how much the cards alone go beyond the budget; 0 if they do not."""
        return max(0.0, self.cost - self.asked.budget_usd)

    @property
    def load_w(self) -> float | None:
        """What the cards draw at full load."""
        watts = self.part.graphics_card.board_power_w
        return None if watts is None else float(watts) * self.cards

    @cached_property
    def comparison(self) -> economics.Comparison | None:
        """The cards alone against renting; None where power, tariff or an offer is not known."""
        tariff = self.asked.country.usd_per_kwh if self.asked.country else None
        if self.load_w is None or tariff is None or self.rent_per_hour is None:
            return None
        return economics.compare(
            economics.simple_scenario(
                hardware_usd=self.cost,
                load_w=self.load_w,
                psu_efficiency=power.efficiency(None),
                usd_per_kwh=tariff,
                rent_usd_per_hour=self.rent_per_hour,
                horizon_months=HORIZON_MONTHS,
                hours_per_month=self.asked.hours_a_month,
            )
        )

    @property
    def electricity(self) -> float | None:
        """Electricity of the cards until the horizon."""
        return electricity(self.asked, self.load_w)

    @property
    def electricity_a_month(self) -> float | None:
        """Electricity of the cards in a month."""
        return None if self.electricity is None else self.electricity / HORIZON_MONTHS

    @property
    def in_all(self) -> float | None:
        """Cards and their electricity until the horizon, nothing sold."""
        return None if self.electricity is None else self.cost + self.electricity

    @property
    def pays_from(self) -> float | None:
        """Hours a week from which the cards alone, sold in the end, cost less than renting."""
        hours = self.comparison.break_even_hours_per_month if self.comparison else None
        return None if hours is None else hours / WEEKS_IN_MONTH

    @property
    def never_pays(self) -> bool:
        """Whether renting costs less however much it is used."""
        return self.comparison is not None and self.pays_from is None


@dataclass(frozen=True)
class Having:
    """The GPU that somebody has."""

    asked: Asked
    gpu: Gpu
    letter: str
    instead: Fit | None  # the largest well-known model that fits, where this one does not

    @property
    def memory_gib(self) -> float:
        """What the GPU has."""
        return float(self.gpu.memory_gib or 0)

    @property
    def verdict(self) -> vram.Verdict:
        """Whether it fits."""
        return vram.verdict(self.asked.estimate(), self.memory_gib)

    @property
    def fits(self) -> bool:
        """Whether it fits with headroom."""
        return self.verdict is vram.Verdict.FITS

    @property
    def level(self) -> str:
        """The mark of the verdict."""
        return {vram.Verdict.FITS: "ok", vram.Verdict.TIGHT: "warning"}.get(self.verdict, "problem")

    @property
    def verdict_text(self) -> str:
        """The verdict in words, with what is short."""
        if self.verdict is vram.Verdict.TOO_LARGE:
            return _("%(gib)s GiB short") % {"gib": number(self.asked.estimate().total_gib - self.memory_gib, 1)}
        return _("Fits") if self.fits else _("Tight: likely to run")

    @property
    def electricity(self) -> float | None:
        """Electricity until the horizon."""
        return electricity(self.asked, self.gpu.board_power_w)

    @property
    def electricity_a_month(self) -> float | None:
        """Electricity of a month."""
        return None if self.electricity is None else self.electricity / HORIZON_MONTHS


@dataclass(frozen=True)
class Answer:
    """The three answers, and which of them is certainly the cheapest."""

    asked: Asked
    estimate: Estimate
    renting: Renting | None
    buying: Buying | None
    having: Having | None
    months: int = HORIZON_MONTHS

    @property
    def need_gib(self) -> float:
        """What has to be there, headroom included."""
        return self.estimate.total_gib * SAFETY

    @property
    def terms(self) -> list[tuple[str, float]]:
        """What the memory is needed for, in words, and how much of it in GiB."""
        return [(_(term.name), term.gib) for term in self.estimate.terms]

    @property
    def cloud_query(self) -> str:
        """The query of the page of offers that hold it."""
        return urlencode({"min_memory_gib": math.ceil(self.need_gib)})

    @property
    def best(self) -> str:
        """The cheapest answer; empty where the parts that are not priced here decide."""
        if self.having and self.having.fits:
            return "have"
        if self.renting and not self._cards_may_pay:
            return "rent"
        return ""

    @property
    def _cards_may_pay(self) -> bool:
        compared = self.buying.comparison if self.buying else None
        return compared is not None and compared.advantage_of_buying > 0


def answer(asked: Asked, letters: Letters, today: date) -> Answer:
    """Work out the three answers. Two queries, and one more for a GPU that is too small."""
    renting = _renting(asked, letters, today)
    return Answer(
        asked=asked,
        estimate=asked.estimate(),
        renting=renting,
        buying=_buying(asked, letters, renting.per_hour if renting else None),
        having=_having(asked, asked.have, letters) if asked.have else None,
    )


def electricity(asked: Asked, load_w: float | None) -> float | None:
    """Give what the load costs until the horizon, at the wall, for a supply whose efficiency nobody stated."""
    if asked.country is None or asked.country.usd_per_kwh is None or load_w is None:
        return None
    return load_w / power.efficiency(None) / 1000 * asked.hours * asked.country.usd_per_kwh


def _renting(asked: Asked, letters: Letters, today: date) -> Renting | None:
    """Take the cheapest offer; offers with several GPUs need a little more in all."""
    offers = [
        offer
        for offer in rental.fitting(asked.estimate().total_gib, today)
        if asked.fits(float(offer.memory_gib_each or 0) * offer.gpu_count, offer.gpu_count)
    ]
    if not offers:
        return None
    dearest = max(offer.on_demand_per_hour or 0 for offer in offers)
    return Renting(asked, Rent(offers[0]), len(offers), dearest, letters.of(Rent(offers[0]).origin))  # type: ignore[arg-type]  # rentable ones have a price


def _buying(asked: Asked, letters: Letters, rent_per_hour: float | None) -> Buying | None:
    found = cheapest_cards(asked)
    if found is None:
        return None
    key, cards = found
    price = (
        CurrentPrice.objects.select_related("part__graphics_card__gpu", "point__offer__source")
        .defer("part__raw", "part__fact_sources")
        .get(pk=key)
    )
    return Buying(asked, price.part, price, cards, letters.of_source(price.point.offer.source), rent_per_hour)


def cheapest_cards(asked: Asked) -> tuple[int, int] | None:
    """Give the key of the cheapest card that holds it, alone or with others of its kind, and how many it takes.

    Of two at one price, the one with fewer cards; then the one whose name comes first. One query.
    """
    prices = CurrentPrice.objects.filter(
        currency=CURRENCY, part__kind=Kind.CARD, part__withdrawn_at=None, part__graphics_card__memory_gib__gt=0
    )
    columns = ("part__name", "pk", "amount", "part__graphics_card__memory_gib", "part__graphics_card__slots")
    needed: dict[tuple[float, int | None], int | None] = {}
    options = []
    for name, key, amount, memory, slots in prices.values_list(*columns):
        if (memory, slots) not in needed:
            needed[memory, slots] = cards_needed(asked, memory, slots)
        if cards := needed[memory, slots]:
            options.append((amount * cards, cards, name, key))
    if not options:
        return None
    _cost, cards, _name, key = min(options)
    return key, cards


def cards_needed(asked: Asked, memory_gib: float, slots: int | None) -> int | None:
    """Give how many alike cards hold it, None if more than fit beside one another on an ordinary board."""
    room = MAX_CARDS if slots else 1  # of unknown width, one is safe
    most = min(room, BOARD_SLOTS // slots) if slots else room
    return next((cards for cards in range(1, most + 1) if asked.fits(memory_gib * cards, cards)), None)


def _having(asked: Asked, gpu: Gpu, letters: Letters) -> Having:
    having = Having(asked, gpu, letters.of_source(gpu.source), None)
    if having.fits:
        return having
    fitting = [fit for fit in fits_in(having.memory_gib) if fit.fits]
    return Having(asked, gpu, having.letter, fitting[-1] if fitting else None)
