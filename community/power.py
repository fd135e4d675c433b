"""What the page of a build's power shows: the build as it was published, or as it is, with the facts of today."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from builder import facts
from catalog.templatetags.units import number, percent, watts
from community import power_drawn
from community.sheet import Sheet, parts_today
from community.snapshot import Snapshot
from engine.electricity import electricity, limited
from engine.findings import Level
from engine.platforms.sources import UNCHECKED

if TYPE_CHECKING:
    from builder.models import Build
    from builder.slots_drawn import Drawing
    from catalog.models import Country
    from community.models import Post
    from community.power_form import PowerQuery
    from engine.electricity import Electricity, Limit, Money, OnCircuit, Share
    from engine.parts import Build as EngineBuild
    from engine.parts import Context


@dataclass(frozen=True, slots=True)
class Machine:
    """A build as the engine sees it, and where it is used."""

    parts: EngineBuild
    context: Context
    country: str  # its code


@dataclass
class Page:
    """The page."""

    build: Build
    post: Post | None
    form: PowerQuery
    found: Electricity
    load_before_w: float | None  # without the limit of the address; None: there is no such limit

    @property
    def title(self) -> str:
        """The build's title."""
        return self.post.title if self.post else str(self.build)

    @property
    def country(self) -> Country | None:
        """Whose tariff is reckoned with."""
        return self.form.cleaned_data["country"]  # type: ignore[no-any-return]  # as the form cleans it

    @property
    def hours(self) -> float:
        """Hours of work a day."""
        return float(self.form.value("hours"))

    @property
    def limit(self) -> int | None:
        """The limit of the address, in watts for each card."""
        return self.form.cleaned_data["limit"]  # type: ignore[no-any-return]  # as above

    @cached_property
    def money(self) -> Money | None:
        """What it costs."""
        return self.found.costs(self.country.usd_per_kwh if self.country else None, self.hours)

    @cached_property
    def bars(self) -> tuple[Drawing, ...]:
        """Where the watts go, to scale."""
        return power_drawn.bars(self.found)

    @cached_property
    def curve(self) -> tuple[Drawing, ...]:
        """The efficiency over the load."""
        return power_drawn.curve(self.found)

    @property
    def bars_words(self) -> str:
        """What the drawing of the bars shows."""
        rows = "; ".join(
            f"{power_drawn.name_of(share)}: {watts(share.load_w) if share.known else _('not stated')}"
            for share in self.found.shares
        )
        return _("Load %(load)s. %(rows)s.") % {"load": watts(self.found.load_w), "rows": rows}

    @property
    def curve_words(self) -> str:
        """What the drawing of the curve shows."""
        points = self.found.curve.points if self.found.curve else ()
        return "; ".join(
            _("%(load)s of the rating: %(efficiency)s") % {"load": percent(share), "efficiency": percent(efficiency)}
            for share, efficiency in points
        )

    @property
    def rows(self) -> list[tuple[str, Share, str]]:
        """Each share with its name and its range at idle."""
        return [(power_drawn.name_of(share), share, span(share.idle_w)) for share in self.found.shares]

    @property
    def idle(self) -> str:
        """The whole machine at idle."""
        return span(self.found.idle_w)

    @property
    def load_said(self) -> tuple[str, str]:
        """What the share of the rating means: a level and words."""
        level = self.found.load_level
        return {
            None: ("ok", _("Below the 80 % line")),
            Level.WARNING: ("warning", _("Above the 80 % line")),
            Level.PROBLEM: ("problem", _("More than it is rated for")),
        }[level]

    @property
    def circuits(self) -> list[tuple[OnCircuit, str, str]]:
        """Each circuit with a level and words; nothing is said without a supply."""
        return [(row, *circuit_said(row)) for row in self.found.circuits]

    @property
    def limits(self) -> list[tuple[Limit, str]]:
        """Each limited card with the least speed that is to be expected."""
        return [(limit, speed_said(limit)) for limit in self.found.limits]

    @property
    def unknown_cards(self) -> list[str]:
        """Parts that draw something nobody has recorded."""
        return [power_drawn.name_of(share) for share in self.found.shares if not share.known]

    @property
    def unknown_text(self) -> str:
        """Name them."""
        return _("Counted as 0 W, since nobody states it: %(parts)s") % {"parts": ", ".join(self.unknown_cards)}

    @property
    def heat_kw(self) -> str:
        """Heat into the room under load."""
        return f"{number((self.found.wall_w or 0) / 1000, 2)} kW"

    @property
    def idle_source(self) -> str:
        """Where the figures at idle come from."""
        return UNCHECKED

    @property
    def countries(self) -> list[Country]:
        """What can be chosen."""
        return list(self.form.countries.values())


def machine_of(build: Build, post: Post | None) -> Machine:
    """Give the parts: of a published build those that it was published with, in one query."""
    if post is None:
        return Machine(facts.engine_build(facts.lines_of(build)), facts.context_of(build), build.country)
    snapshot = Snapshot.from_json(post.snapshot)
    sheet = Sheet(build, post, snapshot, parts_today({item.slug for item in snapshot.items if item.slug}))
    return Machine(sheet.engine_build, sheet.context, build.country)


def power_page(build: Build, post: Post | None, form: PowerQuery) -> Page:
    """Work the page out from a form that could be read."""
    machine = machine_of(build, post)
    limit = form.cleaned_data["limit"]
    found = electricity(limited(machine.parts, limit), machine.context.circuit)
    before = electricity(machine.parts, machine.context.circuit).load_w if limit else None
    return Page(build, post, form, found, before)


def span(ends: tuple[float, float]) -> str:
    """Write a range of watts."""
    low, high = (number(end, 1) for end in ends)
    return f"{low} W" if low == high else f"{low} – {high} W"


def circuit_said(row: OnCircuit) -> tuple[str, str]:
    """Say what a circuit makes of the machine: a level and words."""
    if row.too_few_volts:
        return "problem", _("The supply needs 230 V")
    return {
        None: ("ok", _("Carries it for hours")),
        Level.WARNING: ("warning", _("Too much for hours")),
        Level.PROBLEM: ("problem", _("The breaker trips")),
    }[row.level]


def speed_said(limit: Limit) -> str:
    """Say within which bounds a limited card's speed lies."""
    if limit.speed_at_worst is None:
        return _("not known: its board power is not stated")
    if limit.speed_at_worst >= 1:
        return _("as before: it never draws more than that")
    return _("between %s of the speed and all of it") % percent(limit.speed_at_worst)
