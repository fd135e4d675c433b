"""Where the graphics cards of a build stand on its board, and what each of them gets there.

No open data says where a board's slots are: how many positions there are is estimated from its form factor, and the
cards are spread over them as a careful builder would. What is not recorded stays unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import TYPE_CHECKING

from engine.feeding import CardFeed, fed
from engine.lanes import FEWEST_LANES, FULL_LANES, HALF_LANES, lanes_of, shared_lanes
from engine.parts import Board, Card, Case, Context, Cpu, Drive, Psu
from engine.platforms.lanes import pcie_generation
from engine.platforms.mechanics import slot_positions
from engine.platforms.software import NVLINK
from engine.spacing import AIRY_W, GUIDED_AIR, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.parts import Build

ASSUMED_SLOTS = 2  # of a card whose width nobody records: drawn dashed, and judged by nothing


class Seat(StrEnum):
    """Where a card ends up."""

    BOARD = "board"
    EDGE = "edge"  # in a slot of the board, but thicker than what is left below it
    RISER = "riser"  # it finds no position, and the surroundings say that there are risers
    NO_POSITION = "no-position"
    NO_SLOT = "no-slot"  # the board has fewer slots of x4 or more
    UNKNOWN = "unknown"  # nobody knows how many positions the board has

    @property
    def connected(self) -> bool:
        """Whether the card is connected to the board, as far as is known."""
        return self not in {Seat.NO_POSITION, Seat.NO_SLOT}

    @property
    def on_board(self) -> bool:
        """Whether it is known to sit in a slot of the board."""
        return self in {Seat.BOARD, Seat.EDGE}


class Air(StrEnum):
    """Whether a card breathes."""

    FREE = "free"  # its fans draw from a free slot, or from the open end of the row
    STARVED = "starved"  # open-air fans against the next card
    MILD = "mild"  # the same, but it draws little
    BLOWER = "blower"  # pushes its heat out at the back
    LIQUID = "liquid"
    PASSIVE = "passive"  # no fan of its own: it needs a wind through it
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """A card and what it gets. Positions are counted from 1, at the processor's end.

    `start` and `slots` say where it is drawn; `slots` is assumed where the card's own width is None.
    """

    card: Card
    start: int
    slots: int
    seat: Seat
    gap: int | None  # free positions below it, up to the next card or the board's edge
    air: Air
    lanes: int | None  # at most; None: not known, or none of the processor's are left
    lanes_of_chipset: bool
    generation: int | None  # of PCI Express, as card, platform and riser agree; None: one of them is not recorded
    feed: CardFeed

    @property
    def end(self) -> int:
        """The last position that it covers."""
        return self.start + self.slots - 1

    @property
    def assumed(self) -> bool:
        """Whether its width is an assumption."""
        return self.card.slots is None


@dataclass(frozen=True, slots=True)
class Bridge:
    """Two cards that are meant to be linked by NVLink; places are counted from 0."""

    first: int
    second: int
    distance: int | None  # from slot to slot
    spans: int | None  # what the bridge at hand spans; None: nobody says

    @property
    def fits(self) -> bool | None:
        """Whether the bridge reaches exactly from one card to the other: it does not bend."""
        return None if self.distance is None or self.spans is None else self.distance == self.spans


@dataclass(frozen=True, slots=True)
class Layout:
    """All cards of a build on its board, in the order in which they stand."""

    board: Board
    case: Case | None
    positions: int | None  # None: the form factor is not known
    places: tuple[Place, ...]
    bridges: tuple[Bridge, ...]
    cpu_lanes: int | None
    supplies: int

    @property
    def assumed(self) -> bool:
        """Whether some width is an assumption, so that every gap is one."""
        return any(place.assumed for place in self.places)

    @property
    def homeless(self) -> tuple[Place, ...]:
        """The cards that find no place."""
        return tuple(place for place in self.places if not place.seat.connected)

    @property
    def needed(self) -> int:
        """Slots that all cards together are thick."""
        return sum(place.slots for place in self.places)

    @property
    def reach(self) -> int | None:
        """The last position that a card on the board covers: so many slots the case needs. None: not known."""
        ends = [place.end for place in self.places if place.seat.on_board]
        return None if self.assumed or not ends else max(ends)

    @property
    def case_slots(self) -> int | None:
        """Expansion slots of the case."""
        return self.case.expansion_slots if self.case else None

    @property
    def fits_case(self) -> bool | None:
        """Whether the case has as many slots as the cards on the board reach over."""
        return None if self.reach is None or self.case_slots is None else self.reach <= self.case_slots


def layout(build: Build, context: Context) -> Layout | None:
    """Put the cards of a build on its board: the thinnest stands last. None without a card or without a board."""
    board = build.first(Board)
    cards = tuple(sorted(build.every(Card), key=lambda card: -_slots(card)))
    if board is None or not cards:
        return None
    cpus, supplies = build.every(Cpu), build.every(Psu)
    positions = slot_positions(board.form_factor)
    pairs = _pairs(cards) if context.nvlink else []
    starts = _starts(board, cards, positions, _bridged(cards, pairs, context.bridge_slots))
    seats = _seats(board, cards, starts, positions, risers=context.riser_generation is not None)
    lanes = lanes_of(cpus) if cpus else None
    widths = _lanes(_left_by_drives(lanes, build, board), _slot_lanes(board, seats), cards)
    feeds = fed(supplies, cards)
    gaps = _gaps(cards, starts, seats, positions)
    places = tuple(
        Place(
            card=card,
            start=starts[place],
            slots=_slots(card),
            seat=seats[place],
            gap=gaps[place],
            air=_air(card, seats[place], gaps[place], last=_is_last(seats, place)),
            lanes=widths[place][0],
            lanes_of_chipset=widths[place][1],
            generation=_generation(card, board, cpus, _risen(context, seats[place])),
            feed=feeds[place],
        )
        for place, card in enumerate(cards)
    )
    bridges = tuple(_bridge(pair, places, context.bridge_slots) for pair in pairs)
    return Layout(board, build.first(Case), positions, places, bridges, lanes, len(supplies))


def _slots(card: Card) -> int:
    return ASSUMED_SLOTS if card.slots is None else max(1, card.slots)


def _pairs(cards: Sequence[Card]) -> list[tuple[int, int]]:
    """Pair equal cards that can be linked, each with the next one that has no partner yet."""
    pairs: list[tuple[int, int]] = []
    waiting: dict[str, int] = {}
    for place, card in enumerate(cards):
        if card.chipset is None or card.chipset not in NVLINK:
            continue
        partner = waiting.pop(card.chipset, None)
        if partner is None:
            waiting[card.chipset] = place
        else:
            pairs.append((partner, place))
    return pairs


def _bridged(cards: Sequence[Card], pairs: list[tuple[int, int]], spans: int | None) -> dict[int, int]:
    """Give the gaps that a bridge of a known length asks for, by place."""
    if spans is None:
        return {}
    return {
        first: spans - _slots(cards[first])
        for first, second in pairs
        if second == first + 1 and spans >= _slots(cards[first])
    }


def _slots_of(board: Board) -> int | None:
    """Give the board's slots of x4 and more."""
    return None if board.x16_slots is None else board.x16_slots + (board.narrow_slots or 0)


def _starts(board: Board, cards: Sequence[Card], positions: int | None, fixed: dict[int, int]) -> list[int]:
    """Give each card its position: those that find a slot are spread, the others are put below the board's edge."""
    widths = [_slots(card) for card in cards]
    slots = _slots_of(board)
    seated = widths if slots is None else widths[:slots]
    given = {place: gap for place, gap in fixed.items() if place < len(seated) - 1}
    gaps = [0] * max(0, len(seated) - 1) if positions is None else spread(seated, positions, given)
    starts = list(accumulate((width + gap for width, gap in zip(seated, gaps, strict=False)), initial=1))[: len(seated)]
    below = max(positions or 0, starts[-1] + seated[-1] - 1 if seated else 0) + 1
    return [*starts, *list(accumulate(widths[len(seated) :], initial=below))[: len(widths) - len(seated)]]


def _seats(
    board: Board, cards: Sequence[Card], starts: list[int], positions: int | None, *, risers: bool
) -> list[Seat]:
    slots = _slots_of(board)
    return [
        Seat.NO_SLOT
        if slots is not None and place >= slots
        else _seat(starts[place], _slots(card), positions, risers=risers)
        for place, card in enumerate(cards)
    ]


def _seat(start: int, slots: int, positions: int | None, *, risers: bool) -> Seat:
    if positions is None:
        return Seat.UNKNOWN
    if start > positions:
        return Seat.RISER if risers else Seat.NO_POSITION
    return Seat.EDGE if start + slots - 1 > positions else Seat.BOARD


def _is_last(seats: list[Seat], place: int) -> bool:
    """Tell whether no card stands below."""
    return not any(seat.on_board or seat is Seat.UNKNOWN for seat in seats[place + 1 :])


def _gaps(cards: Sequence[Card], starts: list[int], seats: list[Seat], positions: int | None) -> list[int | None]:
    """Count free positions below each card on the board; unknown where a width is assumed."""
    if positions is None or any(card.slots is None for card in cards):
        return [None] * len(cards)
    gaps: list[int | None] = []
    for place, card in enumerate(cards):
        end = starts[place] + _slots(card) - 1
        bottom = positions + 1 if _is_last(seats, place) else starts[place + 1]
        gaps.append(max(0, bottom - end - 1) if seats[place].on_board else None)
    return gaps


def _air(card: Card, seat: Seat, gap: int | None, *, last: bool) -> Air:
    if card.cooling in GUIDED_AIR or card.cooling == "passive":
        return Air(card.cooling)
    if not seat.on_board or (gap is None and not last):
        return Air.UNKNOWN
    if last or gap:
        return Air.FREE
    if card.board_power_w is None:
        return Air.UNKNOWN
    return Air.STARVED if card.board_power_w >= AIRY_W else Air.MILD


def _slot_lanes(board: Board, seats: list[Seat]) -> list[int]:
    """Give the lanes that the slot of each card has at most; 0 for a card that is not connected.

    Slots of sixteen go first. Of the narrow ones the data says x8 or x4, not which.
    """
    long = len(seats) if board.x16_slots is None else board.x16_slots
    most = [FULL_LANES if place < long else HALF_LANES for place in range(len(seats))]
    if board.second_slot_lanes is not None and len(most) > 1:
        most[1] = min(most[1], board.second_slot_lanes)
    return [lanes if seat.connected else 0 for lanes, seat in zip(most, seats, strict=True)]


def _left_by_drives(lanes: int | None, build: Build, board: Board) -> int | None:
    """Take away the eight lanes that a drive in an M.2 socket costs, where somebody has said that it does."""
    drives = any(drive.attachment == "m2" and not drive.m2_sata for drive in build.every(Drive))
    return lanes - HALF_LANES if lanes is not None and drives and board.m2_takes_card_lanes else lanes


def _lanes(lanes: int | None, most: list[int], cards: Sequence[Card]) -> list[tuple[int | None, bool]]:
    """Give each card its lanes, and whether they are the chipset's.

    A second slot of four lanes or less hangs on the chipset, and takes none of the processor's: general knowledge,
    unchecked.
    """
    chipset = {place for place, slot in enumerate(most) if 0 < slot <= FEWEST_LANES}
    own = [place for place, slot in enumerate(most) if slot > FEWEST_LANES]
    shares: dict[int, int | None] = {place: most[place] for place in chipset}
    if lanes is not None:
        shares |= dict(zip(own, shared_lanes(lanes, [most[place] for place in own]), strict=True))
    return [(_narrower(shares.get(place), card.bus_lanes), place in chipset) for place, card in enumerate(cards)]


def _narrower(slot: int | None, card: int | None) -> int | None:
    return slot if slot is None or card is None else min(slot, card)


def _risen(context: Context, seat: Seat) -> int | None:
    return context.riser_generation if seat is Seat.RISER else None


def _generation(card: Card, board: Board, cpus: Sequence[Cpu], riser: int | None) -> int | None:
    if card.bus_generation is None or not cpus:
        return None
    cpu = cpus[0]
    platform = pcie_generation(cpu.socket, cpu.microarchitecture, board.chipset, name=cpu.name)
    return min(card.bus_generation, platform, riser or platform)


def _bridge(pair: tuple[int, int], places: Sequence[Place], spans: int | None) -> Bridge:
    first, second = (places[place] for place in pair)
    known = first.seat.on_board and second.seat.on_board and not any(place.assumed for place in places)
    return Bridge(*pair, second.start - first.start if known else None, spans)
