"""What stands between the wall and the cards: cables, rails, efficiency, and a supply with a battery."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from engine import power
from engine.facts import need
from engine.findings import Finding, Together, note
from engine.findings import gettext_noop as _
from engine.platforms.electrics import CIRCUITS, OTHER_EFFICIENCY, PSU_EFFICIENCY
from engine.power import LOAD_FIELDS
from engine.registry import About, rule
from engine.rules.sources import LOAD_MODEL, PART_DATA, UNCHECKED
from engine.rules.supply import LOW_VOLTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Build, Card, Context, Psu

Supplies = tuple["Psu", ...]
Cards = tuple["Card", ...]

SEVERAL = 2
ONE_CABLE_W = 225  # 150 W over an 8-pin plug and 75 W through the slot
RAIL_VOLTS = 12
OLD_RAIL_W = 240  # at this, 20 A, the older norm cut a rail off: general knowledge, unchecked
LARGE_W = 1600  # more than a 15 A outlet of 120 V gives for hours, with losses
POWER_FACTOR = 0.9  # watts of a volt-ampere: general knowledge, unchecked


@rule(
    "PSU_PIGTAIL",
    "note",
    About(
        _("A cable with two plugs at its end carries the current of both, and its socket at the supply gets hot."),
        _("Hugging Face transformers, page on hardware for training."),
        silent=_("when the card's power or its sockets are not recorded."),
        outline=True,
    ),
    fields="card.board_power_w card.sockets_8pin card.sockets_6pin",
    mends="",
)
def pigtail(supplies: Supplies, cards: Cards) -> Iterator[Finding]:
    """A card above 225 W with several 8-pin sockets gets a cable of its own for each."""
    hungry = next((card for card in cards if (card.board_power_w or 0) > ONE_CABLE_W and _plugs(card) >= SEVERAL), None)
    if hungry:
        yield note(
            _("%(card)s draws %(watts)s W through %(plugs)s plugs; one cable with two plugs is made for %(cable)s W."),
            _("Run %(plugs)s separate cables from %(supplies)s, and leave the second plug of each hanging."),
            card=hungry,
            supplies=Together(supplies),
            watts=hungry.board_power_w,
            plugs=_plugs(hungry),
            cable=ONE_CABLE_W,
        )


def _plugs(card: Card) -> int:
    return (card.sockets_8pin or 0) + (card.sockets_6pin or 0)


@rule(
    "PSU_EFFICIENCY",
    "note",
    About(
        _("A tenth of a machine's power for a year is money, and a supply without a rating hides what else it lacks."),
        PART_DATA,
        outline=True,
    ),
    fields="supply.efficiency_rating",
    mends="supply",
)
def rating(supplies: Supplies) -> Iterator[Finding]:
    """The power supply has an 80 PLUS rating.

    A rating that is not recorded counts as none, as it does for what is drawn from the wall.
    """
    unrated = tuple([supply for supply in supplies if supply.efficiency_rating not in PSU_EFFICIENCY])
    if unrated:
        yield note(
            _("%(supplies)s: no 80 PLUS rating is recorded, so %(share)s %% efficiency is reckoned with."),
            _("Look for the rating with the maker, or choose a supply with 80 PLUS Gold or better."),
            supplies=Together(unrated),
            share=round(100 * OTHER_EFFICIENCY.share),
        )


@rule(
    "PSU_MULTI_RAIL",
    "note",
    About(
        _("A card on one weak rail switches the supply off under load, though its total rating is ample."),
        UNCHECKED,
        unknown=_(
            "for a card above 240 W on an older supply without a 16-pin lead, until someone reads the table on its "
            "label."
        ),
        silent=_("when no card's power is recorded."),
        outline=True,
    ),
    fields="supply.rail_12v_a supply.atx3 supply.leads_16pin card.board_power_w",
    mends="supply",
)
def rails(supplies: Supplies, cards: Cards) -> Iterator[Finding]:
    """The strongest 12 V rail carries the hungriest graphics card.

    Supplies after ATX 3, or with a native 16-pin lead, are taken to, unless someone has said what their rail carries.
    """
    card = max(cards, key=lambda each: each.board_power_w or 0)
    watts = card.board_power_w or 0
    for supply in supplies:
        amps = supply.rail_12v_a
        if amps is None:
            continue
        if watts > RAIL_VOLTS * amps:
            yield note(
                _("%(card)s draws %(watts)s W, but one rail of %(supply)s carries %(amps)s A, %(carries)s W."),
                _("Feed the card from two rails, as the supply's manual shows, or choose a supply with one rail."),
                card=card,
                supply=supply,
                watts=watts,
                amps=amps,
                carries=RAIL_VOLTS * amps,
            )
            return
    if watts > OLD_RAIL_W:
        for supply in supplies:
            if not supply.atx3 and not supply.leads_16pin:
                need(supply, "rail_12v_a")


@rule(
    "PSU_120V_DERATE",
    "note",
    About(
        _("Four large cards ask for such a unit, and at 120 V it may give less than its label says, or not start."),
        UNCHECKED,
        silent=_("when the supply is for 230 V only: PSU_230V_ONLY speaks of it."),
        outline=True,
    ),
    fields="supply.rated_w supply.only_230v context.circuit",
    mends="supply",
    settings="circuit",
)
def derated(supplies: Supplies, context: Context) -> Iterator[Finding]:
    """A power supply of more than 1600 W hangs on a circuit of 200 V or more."""
    large = next((each for each in supplies if (each.rated_w or 0) > LARGE_W and not each.only_230v), None)
    if large is None:
        return
    volts = CIRCUITS[context.circuit].volts
    if volts < LOW_VOLTS:
        yield note(
            _("%(supply)s is rated %(rated)s W, but at the %(volts)s V of the circuit %(circuit)s it may give less."),
            _("Look for its rating at %(volts)s V in its manual, or use a circuit of 200 V or more."),
            supply=large,
            rated=large.rated_w,
            volts=volts,
            circuit=context.circuit,
        )


@rule(
    "UPS_RATING",
    "note",
    About(
        _("An overloaded uninterruptible supply switches off just when the mains do, and the run with it."),
        LOAD_MODEL,
        silent=_("when nobody has said that there is one."),
        outline=True,
    ),
    fields=f"supply.efficiency_rating context.ups_va {LOAD_FIELDS}",
    mends="",
    settings="ups_va",
)
def ups(supplies: Supplies, build: Build, context: Context) -> Iterator[Finding]:
    """The uninterruptible supply carries what the machine draws from the wall.

    A volt-ampere counts 0.9 W. What is drawn from the wall is the load divided by the efficiency of the first supply.
    """
    if context.ups_va is None:
        return
    carries = POWER_FACTOR * context.ups_va
    drawn = power.load_w(build) / power.efficiency(supplies[0])
    if drawn > carries:
        yield note(
            _(
                "%(drawn)s W from the wall through %(supply)s, but an uninterruptible supply of %(va)s VA carries "
                "about %(carries)s W."
            ),
            _("Choose an uninterruptible supply of %(enough)s VA or more, or limit the power of the cards."),
            supply=supplies[0],
            drawn=round(drawn),
            va=context.ups_va,
            carries=round(carries),
            enough=ceil(drawn / POWER_FACTOR),
        )
