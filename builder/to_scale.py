"""A part in the room that a case has for it, drawn to scale as geometry; the template turns it into SVG.

Along the drawing lies the length that has to fit: a card from the case's rear to its front, a cooler from the board to
the side panel, a supply from the rear inwards. Graphics cards also have their slots, one under the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from catalog.templatetags.units import millimetres, number

if TYPE_CHECKING:
    from collections.abc import Iterator

SLOT_MM = 20.32  # from one expansion slot to the next: 0.8 inch, as in the ATX specification
WIDTHS = (("wide", 560.0), ("nar", 330.0))  # in the drawing's units, which are pixels at full size
EDGE, TOP, STEP = 8.0, 22.0, 30.0  # free space at the sides, above, and from one line of dimensions to the next
PLAIN_HEIGHT = 46.0  # of a part whose other sides are not drawn
ASSUMED_SLOTS = 2  # drawn, dashed, where nobody says how many a card takes
BEYOND = 1.25  # how far the drawing goes on where only one of the two lengths is known
ARROW = 5.0
NARROWEST_TEXT = 96.0  # units that a dimension's text needs between its arrows


@dataclass(frozen=True, slots=True)
class Thing:
    """What goes in: its length in mm, and for a card its width in slots. None: not stated."""

    name: str
    length_mm: float | None
    slots: float | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """What a case has room for, in mm and slots. None: not stated. `near`, `far`: what the two ends are."""

    name: str
    length_mm: float | None
    near: str
    far: str
    slots: int | None = None
    slotted: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    css: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Line:
    """A path, with the class that says how it is drawn."""

    css: str
    d: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words at a place."""

    css: str
    x: str
    y: str
    anchor: str
    words: str


@dataclass(slots=True)
class Drawing:
    """One drawing at one width."""

    name: str
    width: float
    height: float = 0.0
    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    @property
    def view_box(self) -> str:
        """The part of the plane that is shown."""
        return f"0 0 {_n(self.width)} {_n(self.height)}"


def free_mm(thing: Thing, room: Room) -> float | None:
    """Give what is left, in mm; below zero: what is missing; None: one of the two is not stated."""
    return None if thing.length_mm is None or room.length_mm is None else room.length_mm - thing.length_mm


def said(thing: Thing, room: Room) -> str:
    """Say what the drawing shows."""
    values = {
        "thing": thing.name,
        "room": room.name,
        "length": _("length not stated") if thing.length_mm is None else millimetres(thing.length_mm),
        "limit": _("room not stated") if room.length_mm is None else millimetres(room.length_mm),
    }
    free = free_mm(thing, room)
    if free is None:
        return _("%(thing)s (%(length)s) in %(room)s (%(limit)s): whether it fits is not known.") % values
    values["by"] = millimetres(abs(free))
    if free < 0:
        return _("%(thing)s, %(length)s, in %(room)s, which takes %(limit)s: %(by)s too long.") % values
    return _("%(thing)s, %(length)s, in %(room)s, which takes %(limit)s: %(by)s to spare.") % values


def to_scale(thing: Thing, room: Room) -> list[Drawing]:
    """Draw it, wide and narrow. Nothing where neither length is stated: there is no scale then."""
    if thing.length_mm is None and room.length_mm is None:
        return []
    return [_Draughtsman(thing, room, Drawing(name, width)).drawn() for name, width in WIDTHS]


class _Draughtsman:
    """Draws one drawing."""

    def __init__(self, thing: Thing, room: Room, drawing: Drawing) -> None:
        self.thing, self.room, self.drawing = thing, room, drawing
        known = [length for length in (thing.length_mm, room.length_mm) if length is not None]
        self.longest = max(known) * (1 if len(known) > 1 else BEYOND)
        self.scale = (drawing.width - 2 * EDGE) / self.longest
        self.rows = max(room.slots or 0, self._taken) if room.slotted else 0
        self.depth = self.rows * SLOT_MM * self.scale if self.rows else PLAIN_HEIGHT + 2 * EDGE

    @property
    def _taken(self) -> int:
        return ceil(self.thing.slots or ASSUMED_SLOTS)

    def drawn(self) -> Drawing:
        self._room()
        self._thing()
        self._dimensions()
        return self.drawing

    def _x(self, length_mm: float | None, share: float = 1.0) -> float:
        """Where a length ends; one that is not stated ends at a share of the drawing, to be dashed."""
        return EDGE + (self.longest * share if length_mm is None else length_mm) * self.scale

    def _room(self) -> None:
        floor, end = TOP + self.depth, self._x(self.room.length_mm)
        for row in range(1, self.rows):
            y = TOP + row * SLOT_MM * self.scale
            css = "gl" if self.room.slots else "un0"
            self.drawing.lines.append(Line(css, f"M{_n(EDGE)} {_n(y)}H{_n(end)}"))
        self.drawing.lines.append(Line("ax", f"M{_n(EDGE)} {_n(TOP)}V{_n(floor)}"))
        self.drawing.lines.append(Line("ax" if self.room.length_mm else "un0", f"M{_n(end)} {_n(TOP)}V{_n(floor)}"))
        self.drawing.texts.append(Text("m", _n(EDGE), _n(TOP - 8), "start", self.room.near))
        self.drawing.texts.append(Text("m", _n(end), _n(TOP - 8), "end", self.room.far))

    def _thing(self) -> None:
        long = self._x(self.thing.length_mm, 1 / BEYOND) - EDGE
        slots = self.thing.slots or ASSUMED_SLOTS
        y, height = TOP + EDGE, PLAIN_HEIGHT
        if self.rows:
            y, height = TOP + 1, slots * SLOT_MM * self.scale - 2
        free = free_mm(self.thing, self.room)
        stated = self.thing.length_mm is not None and (self.thing.slots is not None or not self.rows)
        css = "bad" if free is not None and free < 0 else "gpu" if stated else "un0"
        self.drawing.boxes.append(Box(css, _n(EDGE), _n(y), _n(long), _n(height)))
        if words := self._words:
            self.drawing.texts.append(Text("b", _n(EDGE + 8), _n(y + height / 2 + 4), "start", words))

    @property
    def _words(self) -> str:
        if not self.rows:
            return ""
        if self.thing.slots is None:
            return _("slots not stated")
        return _("%(n)s slots wide") % {"n": number(self.thing.slots, 2)}

    def _dimensions(self) -> None:
        y = TOP + self.depth + STEP - 8
        end, limit = self._x(self.thing.length_mm, 1 / BEYOND), self._x(self.room.length_mm)
        free = free_mm(self.thing, self.room)
        length = _("not stated") if self.thing.length_mm is None else millimetres(self.thing.length_mm)
        self._dimension(EDGE, end, y, length, dashed=self.thing.length_mm is None)
        if free:
            words = _("%s free") % millimetres(free) if free > 0 else _("%s too long") % millimetres(-free)
            self._dimension(min(end, limit), max(end, limit), y, words, beside=True)
        words = _("room not stated")
        if self.room.length_mm is not None:
            words = _("room for %s") % millimetres(self.room.length_mm)
        self._dimension(EDGE, limit, y + STEP, words, dashed=self.room.length_mm is None)
        self.drawing.height = y + STEP + 22

    def _dimension(
        self, start: float, end: float, y: float, words: str, *, dashed: bool = False, beside: bool = False
    ) -> None:
        self.drawing.lines.append(Line("un0" if dashed else "dim", f"M{_n(start)} {_n(y)}H{_n(end)}"))
        if not dashed and end - start > 2 * ARROW:
            self.drawing.lines.extend(_arrows(start, end, y))
        if beside and end - start < NARROWEST_TEXT:  # under the line there is no room: flush with its end
            self.drawing.texts.append(Text("m", _n(end), _n(y + 15), "end", words))
            return
        self.drawing.texts.append(Text("m", _n((start + end) / 2), _n(y + 15), "middle", words))


def _arrows(start: float, end: float, y: float) -> Iterator[Line]:
    half = 2.2
    for x, towards in ((start, ARROW), (end, -ARROW)):
        yield Line("dimf", f"M{_n(x)} {_n(y)}l{_n(towards)} {_n(-half)}v{_n(2 * half)}z")


def _n(value: float) -> str:
    """Write a coordinate: a tenth of a unit is fine enough, and a comma would not be read."""
    return f"{value:.1f}"
