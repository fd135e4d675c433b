"""What a build amounts to: its cost, whether it fits, what it draws, what runs on it, when it beats renting."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from builder import facts
from builder.drawings import LoadBar, load_bar
from builder.fits import CONTEXT_TOKENS, Fit, fits_in
from builder.gaps import Gap, gaps, judged, missing_text
from builder.speeds import WorkSpeed, limit_w, speeds_of
from catalog.models import Country, Kind
from catalog.templatetags.units import day
from engine import economics, power, registry
from engine.economics.defaults import HOURS_PER_MONTH
from engine.findings import Level
from engine.parts import Card, Psu
from prices import rental

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from builder.models import Build
    from catalog.models import Gpu
    from engine.findings import Finding
    from engine.parts import Build as EngineBuild
    from engine.parts import Context
    from prices.models import CloudOffer

# Of rules, load and memory models together; a published build keeps the one that it was judged by.
MODEL_VERSION = "2026.11.2"
HORIZON_MONTHS = 24
ANY_USE_HOURS = 0.05  # below three minutes a month a break-even reads "any use"


@dataclass(frozen=True, slots=True)
class Cost:
    """What the parts cost, in USD, as far as prices are known."""

    total: Decimal | None  # None: not one price is known
    priced: int
    unpriced: int
    owned: int
    oldest: datetime | None
    newest: datetime | None

    @property
    def whole(self) -> bool:
        """Whether every part that has to be bought has a price."""
        return not self.unpriced


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory of all graphics cards together, and what fits into it."""

    total_gib: float
    cards: int
    fits: tuple[Fit, ...]
    context_tokens: int = CONTEXT_TOKENS


@dataclass(frozen=True, slots=True)
class Supply:
    """The power supply against the load, in watts."""

    rated_w: int
    load_w: float
    entered: bool = False  # the rating is the reader's word

    @property
    def share(self) -> float:
        """Load as a share of the rating."""
        return self.load_w / self.rated_w

    @property
    def left_w(self) -> float:
        """What is left of the rating; negative if it is not enough."""
        return self.rated_w - self.load_w


@dataclass(frozen=True, slots=True)
class RentBreakEven:
    """From how many hours a month buying is cheaper than an offer; `hours` is None if never."""

    offer: CloudOffer
    hours: float | None
    country: Country
    lower_bound: bool  # some parts have no price, so buying costs more than was reckoned
    buy_a_month: float  # in money of today, spread evenly; resale taken off
    rent_a_month: float
    hours_a_month: float = HOURS_PER_MONTH
    horizon_months: int = HORIZON_MONTHS

    @property
    def any_use(self) -> bool:
        """Whether buying is cheaper however little it is used."""
        return self.hours is not None and self.hours < ANY_USE_HOURS

    @property
    def offer_text(self) -> str:
        """The offer's GPUs, and how many."""
        name = self.offer.gpu.short_name if self.offer.gpu else self.offer.gpu_stated
        return f"{self.offer.gpu_count} × {name}"

    @property
    def seen_text(self) -> str:
        """When the offer's price was seen."""
        if self.offer.observed_latest:
            return day(self.offer.observed_latest)
        return _("%(day)s or later") % {"day": day(self.offer.observed_earliest)}


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that the summary of a build shows."""

    lines: list[facts.Line]
    build: EngineBuild
    context: Context
    findings: list[Finding]
    cost: Cost
    load: power.Load
    supply: Supply | None
    wall_w: float | None
    memory: Memory
    break_even: RentBreakEven | None

    def count(self, level: Level) -> int:
        """Count the findings of a level."""
        return sum(finding.level is level for finding in self.findings)

    @property
    def counts(self) -> dict[Level, int]:
        """How many findings of each level there are, strongest first, without those of which there are none."""
        return {level: number for level in Level if (number := self.count(level))}

    @property
    def count_texts(self) -> list[tuple[str, Level]]:
        """How many findings of each level there are, in words."""
        return [(level_count(level, number), level) for level, number in self.counts.items()]

    @property
    def judged(self) -> list[Finding]:
        """What rules found that could be judged."""
        return judged(self.findings)

    @property
    def loud_texts(self) -> list[tuple[str, Level]]:
        """How many findings there are of each level that judges, in words."""
        return [(text, level) for text, level in self.count_texts if level is not Level.UNKNOWN]

    @property
    def loud_counts(self) -> dict[Level, int]:
        """How many findings there are of each level that judges."""
        return {level: number for level, number in self.counts.items() if level is not Level.UNKNOWN}

    @property
    def gaps(self) -> list[Gap]:
        """What could not be judged, by the fact that is missing."""
        return gaps(self.findings)

    @property
    def missing_text(self) -> str:
        """How many facts are missing, in words; empty if none is."""
        count = len(self.gaps)
        return missing_text(count) if count else ""

    @property
    def load_bar(self) -> LoadBar | None:
        """The load beside the supply's rating, to scale."""
        return load_bar(self.load, self.supply.rated_w) if self.supply else None

    @property
    def slots(self) -> dict[Kind, list[facts.Line]]:
        """The lines by kind."""
        return facts.by_slot(self.lines)

    @property
    def gpus(self) -> dict[Gpu, int]:
        """Which GPUs the build has, and how many of each."""
        counted: dict[Gpu, int] = {}
        for line in self.lines:
            spec = getattr(line.item.part, "graphics_card", None)
            if spec and spec.gpu:
                counted[spec.gpu] = counted.get(spec.gpu, 0) + line.item.quantity
        return counted

    @property
    def only_gpu(self) -> Gpu | None:
        """The GPU of all graphics cards, if they have the same."""
        return next((gpu for gpu, count in self.gpus.items() if count == self.memory.cards), None)

    @property
    def speeds(self) -> tuple[WorkSpeed, ...]:
        """How fast the cards do the standard works, if they are alike."""
        return speeds_of(self.only_gpu, self.memory.cards, limit_w(self.build)) if self.only_gpu else ()


def level_count(level: Level, count: int) -> str:
    """Say how many findings of a level there are."""
    texts = {
        Level.PROBLEM: ngettext("%(n)s problem", "%(n)s problems", count),
        Level.WARNING: ngettext("%(n)s warning", "%(n)s warnings", count),
        Level.NOTE: ngettext("%(n)s note", "%(n)s notes", count),
        Level.UNKNOWN: ngettext("%(n)s unknown", "%(n)s unknown", count),
    }
    return texts[level] % {"n": count}


def assess(build: Build, today: date, countries: Mapping[str, Country] | None = None) -> Assessment:
    """Work out a build: one query for its parts, one each for models, country and offer; the rest is arithmetic.

    Whoever has read the countries already hands them in, by code.
    """
    lines = facts.lines_of(build)
    engine_build = facts.engine_build(lines)
    context = facts.context_of(build)
    load = power.load(engine_build)
    cards = engine_build.every(Card)
    total_gib = sum(card.memory_gib for card in cards)
    cost = cost_of(lines)
    return Assessment(
        lines=lines,
        build=engine_build,
        context=context,
        findings=registry.check(engine_build, context),
        cost=cost,
        load=load,
        supply=_supply(engine_build, load.total_w),
        wall_w=power.wall_w(engine_build),
        memory=Memory(total_gib, len(cards), fits_in(total_gib) if total_gib else ()),
        break_even=_break_even(lines, engine_build, cost, _Where(build.country, today, countries))
        if total_gib
        else None,
    )


def cost_of(lines: Iterable[facts.Line]) -> Cost:
    """Add up what the lines cost. Owned parts cost nothing; a price the reader entered goes before the catalogue's."""
    total, priced, unpriced, owned, dates = Decimal(0), 0, 0, 0, []
    for line in lines:
        amount = unit_price(line)
        if line.item.owned:
            owned += line.item.quantity
        elif amount is None:
            unpriced += line.item.quantity
        else:
            total += amount * line.item.quantity
            priced += line.item.quantity
            if line.item.own_price is None and line.price is not None:
                dates.append(line.price.observed_at)
    return Cost(
        total if priced else None,
        priced,
        unpriced,
        owned,
        min(dates, default=None),
        max(dates, default=None),
    )


def unit_price(line: facts.Line) -> Decimal | None:
    """Give what one of a line's parts costs in USD, None if nobody says."""
    if line.item.own_price is not None:
        return line.item.own_price
    if line.price is None or line.price.currency != "USD":
        return None
    return line.price.amount


def _supply(build: EngineBuild, load_w: float) -> Supply | None:
    rated = power.rated_w(build)
    supplies = build.every(Psu)
    entered = any("rated_w" in supply.answered for supply in supplies)
    return Supply(rated, load_w, entered) if supplies and rated else None


@dataclass(frozen=True, slots=True)
class _Where:
    """Where and when a build is compared with renting."""

    code: str
    today: date
    known: Mapping[str, Country] | None

    def country(self) -> Country | None:
        """Give the country whose electricity counts. One query, unless the countries are known."""
        if self.known is None:
            return Country.objects.filter(code=self.code).first()
        return self.known.get(self.code)


def _break_even(lines: Iterable[facts.Line], build: EngineBuild, cost: Cost, where: _Where) -> RentBreakEven | None:
    """Compare with the cheapest cloud offer on the same GPUs, or else on as much memory."""
    country = where.country()
    cards = [line for line in lines if line.item.kind == Kind.CARD and line.item.part]
    gpus = {line.item.part.graphics_card.gpu_id for line in cards}  # type: ignore[union-attr]  # kept above
    only_gpu = gpus.pop() if len(gpus) == 1 else None
    count = len(build.every(Card))
    offer = rental.counterpart(sum(card.memory_gib for card in build.every(Card)), only_gpu, count, where.today)
    if offer is None or country is None or country.usd_per_kwh is None or not cost.total:
        return None
    scenario = economics.simple_scenario(
        hardware_usd=float(cost.total),
        load_w=power.load(build).total_w,
        psu_efficiency=power.efficiency(build.first(Psu)),
        usd_per_kwh=country.usd_per_kwh,
        rent_usd_per_hour=float(offer.on_demand_per_hour or 0),
        horizon_months=HORIZON_MONTHS,
    )
    found = economics.compare(scenario)
    return RentBreakEven(
        offer,
        economics.break_even_hours(scenario),
        country,
        lower_bound=not cost.whole,
        buy_a_month=found.buy_monthly,
        rent_a_month=found.rent_monthly,
    )
