"""The GPUs that a wizard offers: price, speed, watts, electricity and rent of each, and what its work costs."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from browse import rents
from browse.answers import CURRENCY, WEEKS_IN_MONTH
from browse.cards import card_prices
from catalog import work
from engine import economics, power
from engine.economics.defaults import HORIZON_MONTHS

if TYPE_CHECKING:
    from datetime import date

    from browse.cards import CardPrices
    from browse.letters import Letters
    from browse.rents import Rent
    from catalog.models import Country, Gpu
    from catalog.vram import Question
    from catalog.work import Fitting
    from engine.throughput import Measured, Prediction

ORDERS = ("own", "price", "speed", "rent")
WATTS_IN_KILOWATT = 1000
SECONDS_IN_HOUR = 3600
MILLION = 1e6
SHOWN = 12  # choices in sight; the rest is folded


@dataclass(frozen=True, slots=True)
class Use:
    """How much it is used, where, and for how long."""

    hours_a_week: float
    country: Country | None
    budget_usd: float | None
    most_cards: int
    horizon_months: int = HORIZON_MONTHS

    @property
    def hours_a_month(self) -> float:
        """Hours of use in a month."""
        return self.hours_a_week * WEEKS_IN_MONTH

    @property
    def tariff(self) -> float | None:
        """USD for a kWh; None: not known."""
        return self.country.usd_per_kwh if self.country else None


@dataclass(frozen=True, slots=True)
class Against:
    """The rented GPUs that do the work for the least money."""

    cards: int
    gpu: Gpu
    per_hour: float
    speed: float | None  # of all of them; None: not estimated, and both are taken to be as fast

    @property
    def text(self) -> str:
        """Which, and how many."""
        return f"{self.cards} × {self.gpu.short_name}"


@dataclass(frozen=True)
class Choice:
    """A GPU, as many of it as the work takes, and what that costs. The machine around it is not in the price."""

    fitting: Fitting
    use: Use
    prices: CardPrices | None
    rent: Rent | None
    price_letter: str
    rent_letter: str
    against: Against | None = None

    @property
    def gpu(self) -> Gpu:
        """Which GPU."""
        return self.fitting.gpu

    @property
    def cards(self) -> int:
        """How many."""
        return self.fitting.cards

    @property
    def best(self) -> Measured | Prediction | None:
        """The speed of all cards, measured or estimated."""
        return self.fitting.speed.answer.best if self.fitting.speed else None

    @property
    def is_measured(self) -> bool:
        """Whether somebody measured it."""
        return self.fitting.speed is not None and self.fitting.speed.answer.measured is not None

    @property
    def price(self) -> float | None:
        """The cheapest cards, in USD."""
        return float(self.prices.cheapest.amount) * self.cards if self.prices else None

    @property
    def over_budget(self) -> bool:
        """Whether the cards alone cost more than one wants to spend."""
        return self.use.budget_usd is not None and self.price is not None and self.price > self.use.budget_usd

    @property
    def wall_w(self) -> float | None:
        """What the cards draw at the wall under load."""
        watts = self.gpu.board_power_w
        return None if watts is None else watts * self.cards / power.efficiency(None)

    @property
    def electricity_a_month(self) -> float | None:
        """USD a month for the cards at work."""
        if self.wall_w is None or self.use.tariff is None:
            return None
        return self.wall_w / WATTS_IN_KILOWATT * self.use.hours_a_month * self.use.tariff

    @property
    def own_in_all(self) -> float | None:
        """Cards and their electricity until the horizon, nothing sold."""
        if self.price is None or self.electricity_a_month is None:
            return None
        return self.price + self.electricity_a_month * self.use.horizon_months

    @property
    def own_of_a_million(self) -> float | None:
        """What a million of the work costs on cards of one's own, used as much as said."""
        if self.own_in_all is None or self._millions_in_all is None:
            return None
        return self.own_in_all / self._millions_in_all

    @property
    def per_hour(self) -> float | None:
        """The cheapest hour of as many rented on demand, in USD."""
        return float(self.rent.per_gpu) * self.cards if self.rent and self.rent.per_gpu else None

    @property
    def rent_in_all(self) -> float | None:
        """What the same hours cost rented until the horizon."""
        return None if self.per_hour is None else self.per_hour * self.use.hours_a_month * self.use.horizon_months

    @property
    def rent_of_a_million(self) -> float | None:
        """What a million of the work costs rented."""
        if self.per_hour is None or self._a_second is None:
            return None
        return self.per_hour * MILLION / self._a_second / SECONDS_IN_HOUR

    @property
    def rent_cost(self) -> float:
        """By what rented GPUs compare: a million of the work, else the hour; nothing offered comes last."""
        cost = self.per_hour if self.rent_of_a_million is None else self.rent_of_a_million
        return math.inf if cost is None else cost

    @property
    def _a_second(self) -> float | None:
        return self.best.speed if self.best and self.best.unit.endswith("/s") else None

    @property
    def _millions_in_all(self) -> float | None:
        if self._a_second is None:
            return None
        hours = self.use.hours_a_month * self.use.horizon_months
        return self._a_second * hours * SECONDS_IN_HOUR / MILLION

    @cached_property
    def comparison(self) -> economics.Comparison | None:
        """The cards alone against renting the same work where that is cheapest; None where a fact is not known."""
        watts, tariff, against = self.gpu.board_power_w, self.use.tariff, self.against
        if watts is None or tariff is None or self.price is None or against is None:
            return None
        scenario = economics.simple_scenario(
            hardware_usd=self.price,
            load_w=float(watts * self.cards),
            psu_efficiency=power.efficiency(None),
            usd_per_kwh=tariff,
            rent_usd_per_hour=against.per_hour,
            horizon_months=self.use.horizon_months,
            hours_per_month=self.use.hours_a_month,
        )
        ratio = against.speed / self._a_second if against.speed and self._a_second else 1.0
        return economics.compare(replace(scenario, rent=replace(scenario.rent, speed_ratio=ratio)))

    @property
    def pays_from(self) -> float | None:
        """Hours a week from which the cards alone, sold in the end, cost less than renting; None: never."""
        hours = self.comparison.break_even_hours_per_month if self.comparison else None
        return None if hours is None else hours / WEEKS_IN_MONTH

    @property
    def advantage(self) -> float:
        """How much less buying the cards costs than renting the same work, in USD of today; 0 where not known."""
        return self.comparison.advantage_of_buying if self.comparison else 0.0

    @property
    def saving(self) -> float:
        """The same without its sign."""
        return abs(self.advantage)

    @property
    def buying_wins(self) -> bool | None:
        """Whether buying is cheaper at the use that was said; None: not known."""
        return None if self.comparison is None else self.comparison.advantage_of_buying > 0


def best_to_buy(made: list[Choice]) -> Choice | None:
    """Give the cards within the budget that do best against renting the same work; None: nothing can be compared."""
    compared = [each for each in made if each.comparison is not None and not each.over_budget]
    return max(compared, key=lambda each: each.advantage, default=None)


def choices(asked: Question, gpus: list[Gpu], use: Use, *, order: str, letters: Letters, today: date) -> list[Choice]:
    """Give what holds the work, in order. Two queries, and one for each number of cards."""
    cards = card_prices()
    rented = rents.cheapest_by_gpu(rents.current(today).filter(currency=CURRENCY).select_related(None))
    made = [
        Choice(each, use, cards.get(each.gpu.pk), rented.get(each.gpu.pk), "", "")
        for each in work.fittings(asked, gpus, use.most_cards)
    ]
    ordered = sorted((each for each in made if each.prices or each.rent or each.best), key=lambda one: _key(one, order))
    against = _against(made)
    return [replace(_lettered(each, letters), against=against) for each in ordered]


def _against(made: list[Choice]) -> Against | None:
    """Find where the work is cheapest to rent: by the work where speeds are known, else by the hour."""
    offered = [each for each in made if each.per_hour is not None]
    best = min(offered, key=lambda each: (each.rent_of_a_million is None, each.rent_cost), default=None)
    if best is None or best.per_hour is None:
        return None
    return Against(best.cards, best.gpu, best.per_hour, best.best.speed if best.best else None)


def _key(choice: Choice, order: str) -> tuple[bool, bool, float, str]:
    speed = choice.best.speed if choice.best else None
    value = {
        "own": choice.own_in_all,
        "price": choice.price,
        "speed": None if speed is None else -speed,
        "rent": choice.rent_cost if choice.per_hour is not None else None,
    }[order]
    return choice.over_budget, value is None, value or 0, choice.gpu.name


def _lettered(choice: Choice, letters: Letters) -> Choice:
    price = letters.of_source(choice.prices.cheapest.point.offer.source) if choice.prices else ""
    rent = letters.of(choice.rent.origin, choice.rent.anchor) if choice.rent else ""
    return replace(choice, price_letter=price, rent_letter=rent)
