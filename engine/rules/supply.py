"""Power supplies and the wall: watts, peaks and circuits. The load: engine/power.py."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from engine import power
from engine.facts import need
from engine.findings import Finding, Together, problem, warning
from engine.findings import gettext_noop as _
from engine.platforms.electrics import ATX2_ALLOWANCE, CIRCUITS
from engine.power import LOAD_FIELDS
from engine.registry import About, rule
from engine.rules.sources import LOAD_MODEL, PART_DATA, UNCHECKED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Build, Card, Context, Psu

Supplies = tuple["Psu", ...]
Cards = tuple["Card", ...]

SUSTAINED_SHARE = 0.8  # a supply should run below four fifths of its rating: docs/models.md, "Power"
RATING_STEP_W = 50  # supplies are sold in steps of this
LOW_VOLTS = 200


@rule(
    "PSU_WATTAGE",
    "problem",
    About(
        _(
            "Training keeps cards at their board power for hours; a supply below the load switches off in the middle "
            "of a run."
        ),
        LOAD_MODEL,
        unknown=_(
            "when the rating of any supply is not recorded. A card whose board power is not recorded counts 0 W."
        ),
    ),
    fields=f"supply.rated_w {LOAD_FIELDS}",
    mends="supply",
    settings="power_limit_w",
)
def wattage(supplies: Supplies, build: Build) -> Iterator[Finding]:
    """The power supply is rated for the estimated load.

    Several supplies are added up. It silences PSU_HEADROOM and PSU_TRANSIENT, not WALL_CIRCUIT.
    """
    rated = sum([need(supply, "rated_w") for supply in supplies])
    load = power.load_w(build)
    if load > rated:
        yield problem(
            _("The parts draw an estimated %(load)s W, but %(supplies)s can deliver %(rated)s W."),
            _("Choose a supply of %(enough)s W or more, which leaves a fifth of it free."),
            supplies=Together(supplies),
            load=load,
            rated=rated,
            enough=_enough(load),
        )


@rule(
    "PSU_HEADROOM",
    "warning",
    About(
        _(
            "At a load that lasts for days, a supply near its limit is hot, loud and short of reserve for the peaks "
            "of cards."
        ),
        UNCHECKED,
        silent=_("when the rating of any supply is not recorded."),
    ),
    fields=f"supply.rated_w {LOAD_FIELDS}",
    mends="supply",
    settings="power_limit_w",
)
def headroom(supplies: Supplies, build: Build) -> Iterator[Finding]:
    """The estimated load leaves a fifth of the power supply's rating free.

    A load of exactly 80 % passes.
    """
    rated = power.rated_w(build)
    if rated is None:
        return
    load = power.load_w(build)
    if SUSTAINED_SHARE * rated < load <= rated:
        yield warning(
            _(
                "The parts draw an estimated %(load)s W, which is %(share)s %% of the %(rated)s W of %(supplies)s. "
                "Under 80 %% it runs cooler and quieter, and has something left for peaks."
            ),
            _("Choose a supply of %(enough)s W or more, or limit the power of the graphics cards."),
            supplies=Together(supplies),
            load=load,
            rated=rated,
            share=round(100 * load / rated),
            enough=_enough(load),
        )


def _enough(load: float) -> int:
    return RATING_STEP_W * ceil(load / SUSTAINED_SHARE / RATING_STEP_W)


@rule(
    "PSU_TRANSIENT",
    "warning",
    About(
        _(
            "For a thousandth of a second a card draws up to twice its power; an older supply takes it for a short "
            "circuit."
        ),
        _(
            "Intel's sizing example as told by tweaktown 85717; ATX 3.0 excursions as told by hothardware; Igor's Lab "
            "measured 901 W for under 1 ms on a 575 W card."
        ),
        silent=_("when no supply's rating is recorded."),
    ),
    fields=f"supply.rated_w supply.atx3 card.vendor card.chipset card.compute_capability {LOAD_FIELDS}",
    mends="supply",
    settings="power_limit_w",
)
def transient(supplies: Supplies, cards: Cards, build: Build) -> Iterator[Finding]:
    """A power supply older than ATX 3.0 has room for the short peaks of a graphics card.

    One card peaks at a time. Such a supply is allowed 110 % of its rating for a moment. Judged apart from PSU_HEADROOM.
    """
    rated = sum([supply.rated_w or 0 for supply in supplies])
    if not rated or power.load_w(build) > rated or all(supply.atx3 for supply in supplies):
        return
    peak = power.peak_w(build)
    if peak > ATX2_ALLOWANCE * rated:
        yield warning(
            _(
                "%(card)s lifts the load to about %(peak)s W for a moment, more than the %(allowed)s W that "
                "%(supplies)s "
                "(%(rated)s W, not ATX 3) is allowed."
            ),
            _("Choose an ATX 3 supply, or one of %(enough)s W or more."),
            card=max(cards, key=power.excursion_w),
            supplies=Together(supplies),
            peak=round(peak),
            allowed=round(ATX2_ALLOWANCE * rated),
            rated=rated,
            enough=RATING_STEP_W * ceil(peak / ATX2_ALLOWANCE / RATING_STEP_W),
        )


@rule(
    "PSU_DUAL",
    "warning",
    About(
        _("Two supplies feed four cards where no large one is to be had, and can feed back through a card's slot."),
        _("mov-axbx.com/wopr/wopr_power.html."),
    ),
)
def dual(supplies: Supplies) -> Iterator[Finding]:
    """One power supply feeds the whole machine."""
    if len(supplies) > 1:
        yield warning(
            _(
                "%(supplies)s: %(count)s supplies must start together, share their ground and never feed one card "
                "together."
            ),
            _(
                "Use a starter board for two supplies, and feed each card with its riser from one; or take one "
                "larger unit."
            ),
            supplies=Together(supplies),
            count=len(supplies),
        )


@rule(
    "PSU_230V_ONLY",
    "problem",
    About(_("Large units for mining and servers do not start at 120 V."), PART_DATA),
    fields="supply.only_230v context.circuit",
    mends="supply",
    settings="circuit",
)
def only_230v(supplies: Supplies, context: Context) -> Iterator[Finding]:
    """A power supply for 230 V only hangs on a circuit of 200 V or more."""
    circuit = CIRCUITS[context.circuit]
    supply = next((each for each in supplies if each.only_230v), None)
    if supply and circuit.volts < LOW_VOLTS:
        yield problem(
            _("%(supply)s works at 230 V only, but the circuit %(circuit)s has %(volts)s V."),
            _("Choose another supply, or a circuit of 200 V or more."),
            supply=supply,
            circuit=context.circuit,
            volts=circuit.volts,
        )


@rule(
    "WALL_CIRCUIT",
    "problem warning",
    About(
        _("Four cards draw more than a household circuit gives for hours: the breaker trips in the night."),
        _(
            "lambdalabs.com, post on the RTX 30xx (four RTX 3090: 1760 W against 1440 W); the 80 % rule of the US "
            "electrical code. Other circuits are general knowledge, unchecked."
        ),
    ),
    fields=f"supply.efficiency_rating context.circuit {LOAD_FIELDS}",
    settings="circuit power_limit_w",
)
def wall(supplies: Supplies, build: Build, context: Context) -> Iterator[Finding]:
    """The circuit in the wall carries the machine for hours: 80 % of what its breaker lets through.

    What is drawn from the wall is the load divided by the efficiency of the first supply; a missing rating counts as
    80 %. Two supplies share one circuit. Above 80 % it is a warning, above the whole a problem.
    """
    circuit = CIRCUITS[context.circuit]
    drawn = power.load_w(build) / power.efficiency(supplies[0])
    if drawn <= circuit.continuous_w:
        return
    say = problem if drawn > circuit.full_w else warning
    yield say(
        _(
            "%(drawn)s W from the wall through %(supply)s, but the circuit %(circuit)s carries %(continuous)s W for "
            "hours and %(full)s W for a moment."
        ),
        _("Limit the power of the cards, use a circuit of more volts or amperes, or spread the machine over two."),
        supply=supplies[0],
        drawn=round(drawn),
        circuit=context.circuit,
        continuous=circuit.continuous_w,
        full=circuit.full_w,
    )
