"""What the cards on a board are said to be: words for the drawing, the table and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.templatetags.units import number
from engine.feeding import Fed
from engine.findings import Level
from engine.layout import Air, Seat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.feeding import CardFeed, Lead
    from engine.layout import Bridge, Layout, Place

OK = "ok"
MAKERS = ("GeForce ", "Radeon ", "NVIDIA ", "AMD ", "Intel ")
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A card in the table behind the drawing."""

    number: int
    name: str
    slots: str
    seat: str
    gap: str
    air: str
    lanes: str
    feed: str


def short_name(place: Place) -> str:
    """Name a card by its GPU, without the maker's prefix; a card whose GPU is not known by its own name."""
    name = place.card.chipset or place.card.name
    for maker in MAKERS:
        name = name.removeprefix(maker)
    return name


def slots_text(count: int) -> str:
    """Say how many slots."""
    return ngettext("%(n)s slot", "%(n)s slots", count) % {"n": number(count)}


def width_text(place: Place) -> str:
    """Say how thick a card is."""
    return _("not stated, drawn as %s") % slots_text(place.slots) if place.assumed else slots_text(place.slots)


def seat_text(place: Place, positions: int | None) -> str:
    """Say where a card is."""
    values = {"n": number(place.start), "over": slots_text(place.end - (positions or place.end))}
    return {
        Seat.BOARD: _("position %(n)s"),
        Seat.EDGE: _("position %(n)s, %(over)s over the board’s edge"),
        Seat.RISER: _("on a riser"),
        Seat.NO_POSITION: _("no position left"),
        Seat.NO_SLOT: _("no slot left"),
        Seat.UNKNOWN: _("not known"),
    }[place.seat] % values


def gap_text(place: Place) -> str:
    """Say how much is free below a card."""
    if place.gap is None:
        return _("not known") if place.seat.connected else "—"
    return slots_text(place.gap) if place.gap else _("none")


def air_text(place: Place) -> str:
    """Say whether a card breathes."""
    return {
        Air.FREE: ngettext("%(n)s slot free below", "%(n)s slots free below", place.gap or 0)
        % {"n": number(place.gap or 0)}
        if place.gap
        else _("open below"),
        Air.STARVED: _("no gap: starved of air"),
        Air.MILD: _("no gap, but little heat"),
        Air.BLOWER: _("blower: no gap needed"),
        Air.LIQUID: _("liquid: no gap needed"),
        Air.PASSIVE: _("no fan: needs a wind"),
        Air.UNKNOWN: _("air not known"),
    }[place.air]


def lanes_text(place: Place) -> str:
    """Say over how many lanes, and of which generation, a card is reached, at most."""
    if not place.seat.connected:
        return "—"
    lanes = _("lanes not known") if place.lanes is None else f"x{place.lanes}"
    if place.lanes_of_chipset:
        lanes = _("%s of the chipset") % lanes
    return f"{lanes}, PCIe {place.generation}.0" if place.generation else lanes


def feed_text(feed: CardFeed, supplies: int) -> str:
    """Say in a few words how a card is fed, and by which of several supplies."""
    said = {
        Fed.SLOT: _("fed by its slot"),
        Fed.UNKNOWN: _("feed not known"),
        Fed.NATIVE: _joined((_times(len(feed.leads_16pin), "16-pin"), _times(len(feed.leads_8pin), "8-pin"))),
        Fed.ADAPTER: _("adapter: %s") % (_times(len(feed.leads_8pin), "8-pin") or "—"),
        Fed.LEADS: _times(len(feed.leads_8pin), "8-pin"),
    }[feed.how]
    by = {lead.supply for lead in (*feed.leads_16pin, *feed.leads_8pin)} if supplies > 1 else set()
    of = _("supply %s") % " + ".join(map(str, sorted(by))) if by else ""
    return _joined((said, of, lacking_text(feed)))


def lacking_text(feed: CardFeed) -> str:
    """Say how many leads a card lacks."""
    if not feed.lacking:
        return ""
    return ngettext("%(n)s lead short", "%(n)s leads short", feed.lacking) % {"n": number(feed.lacking)}


def leads_text(feed: CardFeed, supplies: int) -> str:
    """Say by which leads a card is fed, lead by lead."""
    if feed.how in {Fed.SLOT, Fed.UNKNOWN}:
        return feed_text(feed, supplies)
    eight = _leads(feed.leads_8pin, "8-pin", supplies)
    if feed.how is Fed.ADAPTER and eight:
        eight = _("adapter on %s") % eight
    return _joined((_leads(feed.leads_16pin, "16-pin", supplies), eight, lacking_text(feed)))


def _leads(leads: Iterable[Lead], sort: str, supplies: int) -> str:
    by_supply: dict[int, list[str]] = {}
    for lead in leads:
        by_supply.setdefault(lead.supply, []).append(number(lead.number))
    text = _("%(sort)s lead %(numbers)s of supply %(supply)s") if supplies > 1 else _("%(sort)s lead %(numbers)s")
    return _joined(
        text % {"sort": sort, "numbers": " + ".join(numbers), "supply": supply} for supply, numbers in by_supply.items()
    )


def _times(count: int, sort: str) -> str:
    return f"{number(count)} × {sort}" if count else ""


def _joined(pieces: Iterable[str]) -> str:
    return ", ".join(piece for piece in pieces if piece)


def rows(layout: Layout) -> list[Row]:
    """Write the table."""
    return [
        Row(
            place_number,
            place.card.name,
            width_text(place),
            seat_text(place, layout.positions),
            gap_text(place),
            air_text(place),
            lanes_text(place),
            leads_text(place.feed, layout.supplies),
        )
        for place_number, place in enumerate(layout.places, start=1)
    ]


def verdicts(layout: Layout) -> list[tuple[str, str]]:
    """Say what is wrong and what is not known, each with its level; one line if nothing is."""
    said = [*_of_places(layout), *_of_air(layout), *_of_feeds(layout), *_of_case(layout), *_of_bridges(layout)]
    return said or [(OK, _("Every card has a slot, air and its leads."))]


def _of_places(layout: Layout) -> Iterator[tuple[str, str]]:
    homeless = len(layout.homeless)
    if homeless:
        yield (
            Level.PROBLEM,
            ngettext("%(n)s card finds no place on the board", "%(n)s cards find no place on the board", homeless)
            % {"n": number(homeless)},
        )
    if layout.positions is None:
        yield Level.UNKNOWN, _("How many positions the board has is not known")
    if layout.assumed:
        yield Level.UNKNOWN, _("A card’s width is not stated: it is drawn as 2 slots, and no gap is counted")


def _of_air(layout: Layout) -> Iterator[tuple[str, str]]:
    starved = sum(place.air is Air.STARVED for place in layout.places)
    if starved:
        yield (
            Level.WARNING,
            ngettext(
                "%(n)s card breathes the heat of the next one",
                "%(n)s cards breathe the heat of the next one",
                starved,
            )
            % {"n": number(starved)},
        )
    if any(place.air is Air.PASSIVE for place in layout.places):
        yield Level.WARNING, _("A card without a fan needs a wind through it")


def _of_feeds(layout: Layout) -> Iterator[tuple[str, str]]:
    lacking = sum(place.feed.lacking for place in layout.places)
    if lacking:
        yield (
            Level.PROBLEM,
            ngettext("%(n)s power lead is short", "%(n)s power leads are short", lacking) % {"n": number(lacking)},
        )
    for place_number, place in enumerate(layout.places, start=1):
        if place.feed.of_several:
            yield Level.WARNING, _("Card %(n)s would hang on two supplies") % {"n": place_number}
    if any(place.feed.how is Fed.UNKNOWN for place in layout.places):
        yield (
            Level.UNKNOWN,
            _("How some cards are fed is not known") if layout.supplies else _("No supply feeds the cards yet"),
        )


def _of_case(layout: Layout) -> Iterator[tuple[str, str]]:
    if layout.fits_case is False:
        yield (
            Level.PROBLEM,
            _("The cards reach over %(reach)s slots, and the case has %(slots)s")
            % {
                "reach": number(layout.reach),
                "slots": number(layout.case_slots),
            },
        )


def _of_bridges(layout: Layout) -> Iterator[tuple[str, str]]:
    for bridge in layout.bridges:
        yield _bridge_level(bridge), bridge_text(bridge)


def _bridge_level(bridge: Bridge) -> str:
    return {None: Level.NOTE.value, True: OK, False: Level.WARNING.value}[bridge.fits]


def bridge_text(bridge: Bridge) -> str:
    """Say how far apart two linked cards are, and whether the bridge at hand spans that."""
    values = {
        "a": bridge.first + 1,
        "b": bridge.second + 1,
        "distance": _("not known") if bridge.distance is None else slots_text(bridge.distance),
        "spans": "" if bridge.spans is None else slots_text(bridge.spans),
    }
    if bridge.spans is None:
        return (
            _("NVLink from card %(a)s to card %(b)s: %(distance)s from slot to slot as drawn; bridges are stiff")
            % values
        )
    return (
        _("NVLink from card %(a)s to card %(b)s: %(distance)s from slot to slot, the bridge spans %(spans)s") % values
    )


def summary(layout: Layout) -> str:
    """Say in a sentence what the drawing shows, for those who do not see it."""
    cards = "; ".join(
        _("card %(n)s, %(name)s: %(slots)s, %(seat)s, %(air)s, %(lanes)s, %(feed)s")
        % {
            "n": place_number,
            "name": short_name(place),
            "slots": width_text(place),
            "seat": seat_text(place, layout.positions),
            "air": air_text(place),
            "lanes": lanes_text(place),
            "feed": feed_text(place.feed, layout.supplies),
        }
        for place_number, place in enumerate(layout.places, start=1)
    )
    positions = _("an unknown number of") if layout.positions is None else number(layout.positions)
    return _("%(board)s with about %(positions)s slot positions, from the processor’s end: %(cards)s.") % {
        "board": layout.board.name,
        "positions": positions,
        "cards": cards,
    }
