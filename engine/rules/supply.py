"""Power supplies and the wall: watts, connectors, circuits. The load: engine/power.py."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from engine import power
from engine.facts import MissingFactError, need
from engine.feeding import feed, is_recorded, leads_unrecorded, recorded
from engine.findings import Finding, Together, note, problem, warning
from engine.findings import gettext_noop as _
from engine.parts import Build, Card, Context, Cpu
from engine.platforms.electrics import ATX2_ALLOWANCE, CIRCUITS
from engine.power import LOAD_FIELDS
from engine.registry import About, rule
from engine.rules.sources import LOAD_MODEL, PART_DATA, UNCHECKED
from engine.rules.storage import attached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Board, Drive, Psu

Supplies = tuple["Psu", ...]
Cards = tuple["Card", ...]

SUSTAINED_SHARE = 0.8  # a supply should run below four fifths of its rating: docs/models.md, "Power"
RATING_STEP_W = 50  # supplies are sold in steps of this
EPS_MATTERS_FROM_W = 250  # a processor of this TDP uses a second plug: general knowledge, unchecked
LOW_VOLTS = 200
FEED_FIELDS = (
    "card.sockets_16pin card.sockets_8pin card.sockets_6pin card.board_power_w supply.leads_16pin supply.leads_8pin "
    "supply.rated_w"
)


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
    "PSU_PCIE_CONNECTORS",
    "problem",
    About(
        _("A second card is often one lead short, and splitting a lead overloads it."),
        _("Part data; 150 W per 8-pin lead is general knowledge, unchecked."),
        unknown=_(
            "when a card's sockets are not recorded, or when cards need a lead and none is recorded for supplies of "
            "450 W or more together, or of unknown rating. Below 450 W, no lead means no lead."
        ),
    ),
    fields=FEED_FIELDS,
    mends="supply",
)
def connectors(supplies: Supplies, cards: Cards) -> Iterator[Finding]:
    """The power supply has a lead for every power socket of the graphics cards.

    One 6+2 lead feeds one 8-pin or 6-pin socket. Where native 16-pin leads are short, an adapter takes one 8-pin lead
    per 150 W, two at least, and the hungriest cards are taken to be on adapters.
    """
    known = recorded(cards)
    if leads_unrecorded(supplies, cards):
        raise MissingFactError(supplies[0], "leads_8pin")
    found = feed(supplies, known)
    if not found.enough and not found.only_adapters_lack:
        yield problem(
            _("%(cards)s: %(needed)s 8-pin leads needed, adapters included, but %(supplies)s has %(has)s."),
            _("Choose a supply with %(needed)s PCIe 8-pin leads or native 16-pin leads; do not split one lead in two."),
            cards=Together(cards),
            supplies=Together(supplies),
            needed=found.needed,
            has=found.leads_8pin,
        )
    if len(known) < len(cards):
        raise MissingFactError(next(card for card in cards if not is_recorded(card)), "sockets_16pin")


@rule(
    "PSU_12VHPWR",
    "problem",
    About(
        _("Current cards with 24 GB and more have a 16-pin socket (12VHPWR, 12V-2x6)."),
        PART_DATA,
        silent=_("when nothing is recorded of the supply's leads; a card whose sockets are not recorded is left out."),
    ),
    fields=FEED_FIELDS,
    mends="supply",
)
def native_16pin(supplies: Supplies, cards: Cards) -> Iterator[Finding]:
    """Graphics cards with a 16-pin socket get a native lead, or enough 8-pin leads for an adapter.

    It speaks when the leads would do for every other card and only the adapters lack some; PSU_PCIE_CONNECTORS and
    PSU_12VHPWR_ADAPTER are then silent.
    """
    if leads_unrecorded(supplies, cards):
        return
    found = feed(supplies, recorded(cards))
    if found.only_adapters_lack:
        yield problem(
            _(
                "%(cards)s: 16-pin sockets: %(sockets)s; native 16-pin leads of %(supplies)s: %(native)s. "
                "With adapters, %(needed)s 8-pin leads are needed, and it has %(has)s."
            ),
            _("Choose a supply with %(sockets)s native 16-pin leads (12VHPWR or 12V-2x6)."),
            cards=Together(cards),
            supplies=Together(supplies),
            sockets=found.sockets_16pin,
            native=found.leads_16pin,
            needed=found.needed,
            has=found.leads_8pin,
        )


@rule(
    "PSU_12VHPWR_ADAPTER",
    "warning",
    About(
        _("Adapters to 16 pins bend close to the side panel and have melted where they were not seated."),
        PART_DATA,
        silent=_("when PSU_PCIE_CONNECTORS is unknown."),
    ),
    fields=FEED_FIELDS,
    mends="supply",
)
def adapters(supplies: Supplies, cards: Cards) -> Iterator[Finding]:
    """Every 16-pin socket of a graphics card has a native lead, without an adapter."""
    if leads_unrecorded(supplies, cards) or len(recorded(cards)) < len(cards):
        return
    found = feed(supplies, cards)
    if found.adapter_leads and found.enough:
        yield warning(
            _(
                "%(cards)s: 16-pin sockets: %(sockets)s; native 16-pin leads of %(supplies)s: %(native)s. The rest "
                "hangs on adapters that take %(leads)s 8-pin leads."
            ),
            _("Choose a supply with %(sockets)s native 16-pin leads, or seat the adapters fully and without a bend."),
            cards=Together(cards),
            supplies=Together(supplies),
            sockets=found.sockets_16pin,
            native=found.leads_16pin,
            leads=found.adapter_leads,
        )


class Eps(NamedTuple):
    """Sockets for the processor's power on the board, and leads for them."""

    sockets: int
    leads: int
    tdp_w: int


def eps(supplies: Supplies, board: Board, build: Build) -> Eps:
    """Count sockets and leads, or end the rule with an unknown. Without a processor its power counts 0 W."""
    sockets = need(board, "eps_sockets")
    leads = sum([supply.eps_leads for supply in supplies])
    if not leads:
        raise MissingFactError(supplies[0], "eps_leads")
    cpu = build.first(Cpu)
    return Eps(sockets, leads, (cpu.tdp_w or 0) if cpu else 0)


@rule(
    "PSU_EPS",
    "problem",
    About(
        _("Boards for workstation processors have two or three such sockets, and all carry current under load."),
        PART_DATA,
        unknown=_("when the board's list, as for most boards, or the supply's leads are not recorded."),
    ),
    fields="board.eps_sockets supply.eps_leads cpu.tdp_w",
    mends="supply",
)
def eps_leads(supplies: Supplies, board: Board, build: Build) -> Iterator[Finding]:
    """A processor of 250 W and more gets a lead for every 8-pin socket beside it."""
    found = eps(supplies, board, build)
    if found.sockets > found.leads and found.tdp_w >= EPS_MATTERS_FROM_W:
        yield problem(
            _(
                "%(board)s has %(sockets)s 8-pin sockets for a processor of %(tdp)s W, but %(supplies)s has %(leads)s "
                "leads."
            ),
            _("Choose a supply with %(sockets)s EPS leads."),
            board=board,
            supplies=Together(supplies),
            sockets=found.sockets,
            leads=found.leads,
            tdp=found.tdp_w,
        )


@rule(
    "PSU_EPS_OPTIONAL",
    "note",
    About(
        _("The second socket is for overclocking; below 250 W one lead carries enough."),
        UNCHECKED,
        silent=_("when the board's list or the supply's leads are not recorded."),
    ),
    fields="board.eps_sockets supply.eps_leads cpu.tdp_w",
    mends="supply",
)
def eps_optional(supplies: Supplies, board: Board, build: Build) -> Iterator[Finding]:
    """Every 8-pin socket beside the processor has a lead, also where one is enough."""
    try:
        found = eps(supplies, board, build)
    except MissingFactError:
        return
    if found.sockets > found.leads and found.tdp_w < EPS_MATTERS_FROM_W:
        yield note(
            _("%(board)s has %(sockets)s 8-pin sockets for the processor, but %(supplies)s has %(leads)s leads."),
            _("Leave the second socket empty: a processor of %(tdp)s W does not need it."),
            board=board,
            supplies=Together(supplies),
            sockets=found.sockets,
            leads=found.leads,
            tdp=found.tdp_w,
        )


@rule(
    "PSU_SATA_POWER",
    "problem",
    About(
        _("A shelf of disks for datasets needs a plug each, and splitters from one lead overheat."),
        PART_DATA,
        unknown=_("when there is such a drive and the supply's plugs are not recorded."),
    ),
    fields="drive.attachment supply.sata_plugs",
    mends="supply",
)
def sata_power(supplies: Supplies, drives: tuple[Drive, ...]) -> Iterator[Finding]:
    """The power supply has a plug for every SATA and SAS drive, M.2 aside."""
    disks = attached(drives, "sata", "sas")
    if not disks:
        return
    plugs = sum([supply.sata_plugs for supply in supplies])
    if not plugs:
        raise MissingFactError(supplies[0], "sata_plugs")
    if len(disks) > plugs:
        yield problem(
            _("%(drives)s: %(count)s drives with a SATA power socket, but %(supplies)s has %(plugs)s such plugs."),
            _("Choose a supply with %(count)s SATA plugs, or fewer and larger drives."),
            drives=Together(disks),
            supplies=Together(supplies),
            count=len(disks),
            plugs=plugs,
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
