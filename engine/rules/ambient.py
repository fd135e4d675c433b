"""The machine and the room that it stands in: air through the case, noise, heat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import power
from engine.findings import Finding, Together, note
from engine.findings import gettext_noop as _
from engine.parts import Build, Card, Cooler, Fan
from engine.power import LOAD_FIELDS
from engine.registry import About, rule
from engine.rules.cards import SLOT_FED_W
from engine.rules.clearance import OPEN_SHAPES
from engine.rules.sources import LOAD_MODEL, UNCHECKED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.parts import Case, Context, Psu

Cards = tuple["Card", ...]

WARM_CARDS_W = 400  # what the one fan of a usual case no longer carries out: general knowledge, unchecked
INTAKE_FANS = 2
EARSHOT = {"desk", "room"}
LOUD_DB = 40  # a fan above it is heard over talk: general knowledge, unchecked
TINY_FAN_MM = 40  # fans of this size whine: general knowledge, unchecked
HEATER_W = 1000  # an electric heater at its lower step: general knowledge, unchecked
BTU_PER_WH = 3.412


@rule(
    "CASE_AIRFLOW",
    "note",
    About(
        _("Cards that breathe their own waste air slow down after minutes, and training runs for hours."),
        UNCHECKED,
        silent=_("when no card's power is recorded. How many fans a case brings is not recorded."),
        outline=True,
    ),
    fields="case.form_factor card.board_power_w card.power_limit_w fan.fans",
    mends="fan",
)
def airflow(case: Case, cards: Cards, build: Build) -> Iterator[Finding]:
    """A case whose graphics cards draw more than 400 W has two fans that blow in.

    Fans that are in the list of parts count, since those that come with a case are not recorded. A test bench needs
    none.
    """
    watts = sum([card.limited_w or 0 for card in cards])
    if watts <= WARM_CARDS_W:
        return
    fans = sum([fan.fans for fan in build.every(Fan)])
    if fans < INTAKE_FANS and not any(each in (case.form_factor or "") for each in OPEN_SHAPES):
        yield note(
            _("%(cards)s: %(watts)s W of heat in %(case)s; case fans in the list of parts: %(fans)s."),
            _("Look how many fans the case brings: %(needed)s should blow in at the front, or add them."),
            cards=Together(cards),
            case=case,
            watts=watts,
            fans=fans,
            needed=INTAKE_FANS,
        )


@rule(
    "NOISE",
    "note",
    About(
        _("Training runs through the night, and a machine that is too loud is switched off."),
        _("jbarrow.ai, its second constraint; the limits are general knowledge, unchecked."),
        silent=_(
            "when the machine stands in a room of its own or in a rack. Noise that is not recorded counts as none."
        ),
        outline=True,
    ),
    fields=("card.cooling card.board_power_w cooler.max_noise_db fan.max_noise_db fan.size_mm context.room"),
    mends="card cooler fan",
    settings="room",
)
def noise(build: Build, context: Context) -> Iterator[Finding]:
    """Where people sit beside it, nothing in the machine is loud.

    Loud are cards with a blower, cards without a fan above 75 W (they need one), and coolers and fans of more than
    40 dB(A); fans of 40 mm whine. The first of these that there is gets named.
    """
    if context.room not in EARSHOT:
        return
    windy = tuple([card for card in build.every(Card) if _needs_wind(card)])
    if windy:
        yield note(
            _("%(cards)s: blowers, and what cards without a fan need, are loud in a room where people are."),
            _("Choose cards with large fans, or put the machine into another room."),
            cards=Together(windy),
        )
        return
    turning = [part for part in build.parts if isinstance(part, (Cooler, Fan))]
    loudest = max(turning, key=lambda part: part.max_noise_db or 0, default=None)
    tiny = next((part for part in turning if isinstance(part, Fan) and 0 < (part.size_mm or 0) <= TINY_FAN_MM), None)
    if loudest and (loudest.max_noise_db or 0) > LOUD_DB:
        yield note(
            _("%(part)s makes up to %(level)s dB(A); more than %(limit)s is heard over talk."),
            _("Choose a quieter one, let it turn slower, or put the machine into another room."),
            part=loudest,
            level=loudest.max_noise_db,
            limit=LOUD_DB,
        )
    elif tiny:
        yield note(
            _("%(part)s is a fan of %(size)s mm: fans of %(limit)s mm and less whine."),
            _("Choose larger fans, or put the machine into another room."),
            part=tiny,
            size=tiny.size_mm,
            limit=TINY_FAN_MM,
        )


def _needs_wind(card: Card) -> bool:
    return card.cooling == "blower" or (card.cooling == "passive" and (card.board_power_w or 0) > SLOT_FED_W)


@rule(
    "HEAT_BTU",
    "note",
    About(
        _("All that a machine draws warms the room, day and night; in summer it is carried out a second time."),
        LOAD_MODEL,
        outline=True,
    ),
    fields=f"supply.efficiency_rating {LOAD_FIELDS}",
    mends="card",
)
def heat(supplies: tuple[Psu, ...], build: Build) -> Iterator[Finding]:
    """The machine draws no more than 1000 W from the wall, which is what a small electric heater gives.

    One watt is 3.412 BTU an hour. What is drawn is the load divided by the efficiency of the first supply.
    """
    drawn = power.load_w(build) / power.efficiency(supplies[0])
    if drawn > HEATER_W:
        yield note(
            _(
                "%(drawn)s W through %(supply)s warm the room like a heater of %(kilowatts)s kW, %(btu)s BTU an hour: "
                "more than a small one of %(limit)s W."
            ),
            _("Reckon with a window, a duct or an air conditioner of %(btu)s BTU an hour, or limit the cards' power."),
            supply=supplies[0],
            drawn=round(drawn),
            kilowatts=round(drawn / 1000, 1),
            btu=round(drawn * BTU_PER_WH),
            limit=HEATER_W,
        )
