"""Cards on their board to scale, as geometry; the template turns it into SVG.

Seen from the side panel: the case's rear on the left, the processor's end on top. A card hangs from its slot: its
circuit board is the heavy line on top, its cooler is below.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from builder.slots_said import (
    SEVERAL,
    air_text,
    feed_text,
    lanes_text,
    rows,
    seat_text,
    short_name,
    slots_text,
    summary,
    verdicts,
)
from builder.to_scale import SLOT_MM, Box, Line, Text
from engine.layout import Air, Seat, layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.slots_said import Row
    from engine.layout import Bridge, Layout, Place
    from engine.parts import Build, Context

BOARD_DEPTHS_MM = {  # from the rear to the front edge: general knowledge, unchecked
    "Mini-ITX": 170,
    "Thin Mini-ITX": 170,
    "Mini DTX": 170,
    "EATX": 330,
    "SSI EEB": 330,
    "HPTX": 381,
}
USUAL_DEPTH_MM = 244  # of ATX, Micro ATX, XL ATX and SSI CEB
ASSUMED_LENGTH_MM = 267  # of a card whose length is not stated: drawn dashed
CONNECTOR_FROM_MM, CONNECTOR_MM = 12, 89  # where a slot's connector lies, and how long one of sixteen lanes is
TOP, BOTTOM = 22.0, 14.0
STRIP = 26.0  # at a card's front end: the pattern of its cooling
HATCH = 7.0
LINE = 15.0  # from one line of text to the next
CARD_TEXT = 16.0  # from a card's upper edge to its first line
BRIDGE = 12.0
CHARACTER = 6.4  # how wide one of the drawing's letters is, about


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawing's frame: its width, and how much of it is not to scale: numbers on the left, words on the right."""

    name: str
    width: float
    left: float
    right: float
    beside: bool  # whether words about air and leads stand beside the cards


WIDE = Sheet("wide", 760, 26, 216, beside=True)
NARROW = Sheet("nar", 358, 20, 4, beside=False)
ALONE = Sheet("one", 358, 20, 4, beside=False)  # a single card: small, on wide screens too


@dataclass(slots=True)
class Drawing:
    """One drawing at one width."""

    name: str
    width: float
    height: float = 0.0
    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    over: list[Line] = field(default_factory=list)  # above the boxes
    texts: list[Text] = field(default_factory=list)

    @property
    def view_box(self) -> str:
        """The part of the plane that is shown."""
        return f"0 0 {_n(self.width)} {_n(self.height)}"


@dataclass(frozen=True, slots=True)
class Slots:
    """All that the section says of the cards on the board."""

    layout: Layout
    drawings: tuple[Drawing, ...]
    words: str
    rows: list[Row]
    verdicts: list[tuple[str, str]]

    @property
    def several(self) -> bool:
        """Whether there is more than one card: a single one is drawn small."""
        return len(self.layout.places) >= SEVERAL

    @property
    def lanes_text(self) -> str:
        """What the processor has for cards."""
        return _("not known") if self.layout.cpu_lanes is None else str(self.layout.cpu_lanes)

    @property
    def needed_text(self) -> str:
        """How many slots all cards are thick."""
        return ("≈ " if self.layout.assumed else "") + slots_text(self.layout.needed)


def slots_of(build: Build, context: Context) -> Slots | None:
    """Lay a build's cards out and draw them. None without a card or without a board."""
    found = layout(build, context)
    if found is None:
        return None
    frames = (WIDE, NARROW) if len(found.places) >= SEVERAL else (ALONE,)
    drawings = tuple(_Draughtsman(found, frame).drawn() for frame in frames)
    return Slots(found, drawings, summary(found), rows(found), verdicts(found))


class _Draughtsman:
    """Draws one drawing."""

    def __init__(self, found: Layout, frame: Sheet) -> None:
        self.layout, self.frame = found, frame
        self.drawing = Drawing(frame.name, frame.width)
        self.depth_mm = BOARD_DEPTHS_MM.get(found.board.form_factor or "", USUAL_DEPTH_MM)
        lengths = [place.card.length_mm or ASSUMED_LENGTH_MM for place in found.places]
        self.scale = (frame.width - frame.left - frame.right) / max(self.depth_mm, *lengths)
        self.slot = SLOT_MM * self.scale
        self.rows = max(found.positions or 0, *(place.end for place in found.places), found.case_slots or 0)

    def drawn(self) -> Drawing:
        self._board()
        for number, place in enumerate(self.layout.places, start=1):
            self._card(number, place)
        for bridge in self.layout.bridges:
            self._bridge(bridge)
        self._edges()
        lowest = max(float(text.y) for text in self.drawing.texts)
        self.drawing.height = max(self._y(self.rows + 1), lowest) + BOTTOM
        return self.drawing

    def _x(self, mm: float) -> float:
        return self.frame.left + mm * self.scale

    def _y(self, position: float) -> float:
        """Give the upper edge of a position."""
        return TOP + (position - 1) * self.slot

    def _text(self, css: str, at: tuple[float, float], words: str, anchor: str = "start") -> None:
        self.drawing.texts.append(Text(css, _n(at[0]), _n(at[1]), anchor, words))

    def _board(self) -> None:
        """Draw the board's slots, dashed since nobody records where they are, and number the positions."""
        positions = self.layout.positions
        self._text("m", (self._x(0), TOP - 9), _("rear"))
        self._text("m", (self._x(self.depth_mm), TOP - 9), _("processor above, front →"), "end")
        if positions is not None:
            across, down = self.depth_mm * self.scale, positions * self.slot
            self.drawing.lines.append(
                Line("brd", f"M{_n(self._x(0))} {_n(TOP)}h{_n(across)}v{_n(down)}h{_n(-across)}z")
            )
        case = self.layout.case_slots
        for position in range(1, self.rows + 1):
            y = self._y(position)
            if positions is not None and position <= positions:
                start, long = self._x(CONNECTOR_FROM_MM), CONNECTOR_MM * self.scale
                self.drawing.lines.append(Line("un0", f"M{_n(start)} {_n(y + self.slot / 2)}h{_n(long)}"))
            css = "xp" if case is not None and position > case else "m"
            self._text(css, (self.frame.left - 6, y + self.slot / 2 + 4), str(position), "end")

    def _edges(self) -> None:
        """Draw where the board and the case's slots end."""
        ends = ((self.layout.positions, _("board’s edge, about")), (self.layout.case_slots, _("case’s last slot")))
        across = self.frame.width - self.frame.right
        for position, words in ends:
            if position is None:
                continue
            y = self._y(position + 1)
            self.drawing.over.append(Line("edge", f"M{_n(self.frame.left)} {_n(y)}H{_n(across)}"))
            if self.frame.beside:
                self._text("m", (across + 12, self._free_line(y + 4)), f"┄ {words}")

    def _free_line(self, y: float) -> float:
        """Give the first line from here downwards on which nothing is written beside the cards."""
        beside = self.frame.width - self.frame.right
        taken = [float(text.y) for text in self.drawing.texts if float(text.x) > beside]
        while any(abs(y - each) < LINE - 1 for each in taken):
            y += LINE - 1
        return y

    def _card(self, number: int, place: Place) -> None:
        long = (place.card.length_mm or ASSUMED_LENGTH_MM) * self.scale
        x, y = self._x(0), self._y(place.start)
        height = place.slots * self.slot
        self.drawing.boxes.append(Box(_card_css(place), _n(x), _n(y + 1), _n(long), _n(height - 2)))
        if place.seat.connected and not place.assumed:
            self.drawing.over.append(Line("pcb", f"M{_n(x)} {_n(y + 2)}h{_n(long)}"))
        self.drawing.over.append(Line("pat", "".join(_pattern(place, x + long - STRIP, y + 4, height - 7))))
        if place.air is Air.STARVED:
            self.drawing.over.append(Line("choke", f"M{_n(x)} {_n(y + height - 1.5)}h{_n(long)}"))
        self._label(number, place, x + 8, y)
        if self.frame.beside:
            self._beside(place, y)
        elif place.gap and place.seat.on_board and not _is_last(self.layout, place):
            self._text("m", (x + 8, y + height + self.slot / 2 + 4), _("%s free") % slots_text(place.gap))

    def _label(self, number: int, place: Place, x: float, y: float) -> None:
        """Write into a card what it is, on as many lines as it has room for."""
        height = place.slots * self.slot
        first = CARD_TEXT if height > 2 * CARD_TEXT else height / 2 + 4
        chars = int(((place.card.length_mm or ASSUMED_LENGTH_MM) * self.scale - STRIP - 10) / CHARACTER)
        said = [_("width not stated")] if place.assumed else []
        said += [lanes_text(place)] if place.seat.connected else []
        if not self.frame.beside:
            said += self._within(place)
        name = f"{number}  {short_name(place)}"
        room = int((height - first - 3) // LINE)
        if not room:
            self._text("b", (x, y + first), _fitting([name, *said], chars))
            return
        self._text("b", (x, y + first), name)
        for line, words in enumerate(_on_lines(said, room, chars), start=1):
            self._text("m", (x, y + first + line * LINE), words)

    def _within(self, place: Place) -> list[str]:
        """Give what is written into a card where nothing stands beside it: what is wrong, and its leads."""
        if not place.seat.connected or place.seat is Seat.RISER:
            return [seat_text(place, None)]
        wrong = [air_text(place)] if place.air in {Air.STARVED, Air.PASSIVE} else []
        return [*wrong, feed_text(place.feed, 1)]

    def _beside(self, place: Place, y: float) -> None:
        """Write beside a card how it breathes and what feeds it; what is wrong stands out."""
        x = self.frame.width - self.frame.right + 12
        said: list[tuple[str, str]] = []
        if place.seat not in {Seat.BOARD, Seat.UNKNOWN}:
            css = {Seat.EDGE: "xw", Seat.RISER: "m"}.get(place.seat, "xp")
            said.append((css, self._seat(place)))
        if place.seat.connected and place.seat is not Seat.RISER:
            said.append(("xw" if place.air in {Air.STARVED, Air.PASSIVE} else "m", air_text(place)))
        if place.seat.connected:
            said.append(("xp" if place.feed.lacking else "m", feed_text(place.feed, self.layout.supplies)))
        most = max(1, int((place.slots * self.slot) // (LINE - 1)))
        for line, (css, words) in enumerate(_urgent(said, most)):
            self._text(css, (x, y + 13 + line * (LINE - 1)), words)

    def _seat(self, place: Place) -> str:
        if place.seat is Seat.EDGE and self.layout.positions is not None:
            return _("%s over the board’s edge") % slots_text(place.end - self.layout.positions)
        return seat_text(place, self.layout.positions)

    def _bridge(self, bridge: Bridge) -> None:
        first, second = self.layout.places[bridge.first], self.layout.places[bridge.second]
        shorter = min(place.card.length_mm or ASSUMED_LENGTH_MM for place in (first, second))
        x = self._x(shorter) - STRIP - 3 * BRIDGE
        top, height = self._y(first.start), (second.start - first.start) * self.slot + 2 * BRIDGE / 2
        css = "nvl bad" if bridge.fits is False else "nvl"
        self.drawing.over.append(Line(css, f"M{_n(x)} {_n(top)}h{_n(BRIDGE)}v{_n(height)}h{_n(-BRIDGE)}z"))
        if self.frame.beside:
            self._text("m hl", (x - 4, self._y(second.start) - 6), "NVLink", "end")


def _is_last(found: Layout, place: Place) -> bool:
    return place is found.places[-1]


def _card_css(place: Place) -> str:
    if not place.seat.connected:
        return "bad"
    if place.assumed or place.card.length_mm is None or place.seat is Seat.UNKNOWN:
        return "card un"
    return "card rise" if place.seat is Seat.RISER else "card"


def _pattern(place: Place, x: float, y: float, height: float) -> Iterator[str]:
    """Draw how a card is cooled: fans as rings, a blower slanting, liquid lying, passive standing."""
    steps = int(height // HATCH)
    if place.card.cooling == "blower":
        for step in range(steps):
            yield f"M{_n(x + 2)} {_n(y + (step + 1) * HATCH)}l{_n(STRIP - 6)} {_n(-HATCH)}"
    elif place.card.cooling == "liquid":
        for step in range(steps):
            yield f"M{_n(x + 2)} {_n(y + step * HATCH + HATCH / 2)}h{_n(STRIP - 6)}"
    elif place.card.cooling == "passive":
        for step in range(4):
            yield f"M{_n(x + 2 + step * HATCH)} {_n(y)}v{_n(height)}"
    else:
        radius = min(height / 2 - 1, STRIP / 2 - 3)
        yield _ring(x + STRIP / 2 - 1, y + height / 2, radius) + _ring(x + STRIP / 2 - 1, y + height / 2, radius / 3)


def _ring(x: float, y: float, radius: float) -> str:
    arc = f"a{_n(radius)} {_n(radius)} 0 1 0 "
    return f"M{_n(x - radius)} {_n(y)}{arc}{_n(2 * radius)} 0{arc}{_n(-2 * radius)} 0"


def _on_lines(said: list[str], room: int, chars: int) -> list[str]:
    """Give each text its line while there is room; what is left over shares the last one."""
    if len(said) <= room:
        return said
    return [*said[: room - 1], _fitting(said[room - 1 :], chars)]


def _fitting(said: list[str], chars: int) -> str:
    """Put on one line as much as it takes, from the front; the table behind the drawing says the rest."""
    line = said[0]
    for words in said[1:]:
        longer = f"{line} · {words}"
        if len(longer) > chars:
            break
        line = longer
    return line


def _urgent(said: list[tuple[str, str]], most: int) -> list[tuple[str, str]]:
    """Keep as many lines as there is room for: what is wrong first, in the old order."""
    kept = sorted(range(len(said)), key=lambda place: said[place][0] == "m")[:most]
    return [said[place] for place in sorted(kept)]


def _n(value: float) -> str:
    """Write a coordinate: a tenth of a unit is fine enough, and a comma would not be read."""
    return f"{value:.1f}"
