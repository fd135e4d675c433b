"""A part drawn in its case: in the one of the reader's build, in the one that the address names, or in a usual one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from builder.to_scale import Room, Thing, free_mm, said, to_scale
from catalog import shelves
from catalog.models import Kind
from engine.shelf import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from browse.near import Near
    from builder.to_scale import Drawing
    from catalog.models import Part

# Cases that many people know: small, middling, large. The second one is drawn unless another is asked for.
USUAL = (
    "cooler-master-masterbox-nr200-mini-itx-desktop-black",
    "corsair-icue-4000d-rgb-airflow-mid-tower-atx-case-black",
    "fractal-design-define-7-xl-atx-full-tower-black",
)
DRAWN_IN = USUAL[1]
DRAWN = {Kind.CARD, Kind.COOLER, Kind.PSU, Kind.CASE}


@dataclass(frozen=True, slots=True)
class Fitted:
    """A part in a case: what is drawn, why this case, and in which others it can be drawn."""

    drawings: list[Drawing]
    words: str
    free_mm: float | None
    why: str
    others: list[Near]
    other: Near  # of the two the one whose page this is not

    @property
    def heading(self) -> str:
        """What the drawing is about."""
        return _("What goes in") if self.other.kind == Kind.CARD else _("In a case")

    @property
    def level(self) -> str:
        """The mark of the verdict."""
        if self.free_mm is None:
            return "unknown"
        return "ok" if self.free_mm >= 0 else "problem"

    @property
    def verdict(self) -> str:
        """The verdict in a word or two."""
        return {"unknown": _("Not known"), "ok": _("Fits"), "problem": _("Does not fit")}[self.level]


def is_drawn(part: Part) -> bool:
    """Tell whether parts like this one are drawn in a case; what is liquid has its pump on the processor."""
    return part.kind in DRAWN and not (part.kind == Kind.COOLER and part.spec.water_cooled)  # type: ignore[attr-defined]  # a cooler's


def companions(part: Part, asked: str, mine: int | None, revisions: Mapping[str, int]) -> Q:
    """Name the cases that a part may be drawn in; for a case, the longest card that it takes."""
    if part.kind == Kind.CASE:
        return Q(pk__in=_longest_card(part, revisions))
    named = Q(slug__in=[*USUAL, asked] if asked else USUAL)
    return named | Q(pk=mine) if mine else named


def _longest_card(case: Part, revisions: Mapping[str, int]) -> list[int]:
    room = case.spec.max_card_length_mm or 0  # type: ignore[attr-defined]  # a case's
    shelf = shelves.shelf_of(Kind.CARD, revisions)
    lengths = shelf.columns["length_mm"]
    longest = max((length for length in lengths.values if length is not None and length <= room), default=None)
    if longest is None:
        return []
    return [min(shelf.keys[row] for row in rows_of(lengths.where(lambda length: length == longest)))]


def fitted(part: Part, found: Iterable[Near], asked: str, mine: int | None) -> Fitted | None:
    """Choose among what `companions` named, and draw. None where there is nothing to draw."""
    if part.kind == Kind.CASE:
        why = _("The longest card of the catalogue that goes in.")
        return next((_fitted(part, card, why, []) for card in found if card.kind == Kind.CARD), None)
    cases = {row.slug: row for row in found if row.kind == Kind.CASE}
    own = next((row for row in cases.values() if row.pk == mine), None)
    others = [row for slug, row in cases.items() if slug in USUAL]
    if asked:
        return _chosen(part, cases[asked], _("The case of the address."), others) if asked in cases else None
    if own:
        return _chosen(part, own, _("The case of your build."), others)
    usual = cases.get(DRAWN_IN)
    return _chosen(part, usual, _("A usual case, since no build with a case is open here."), others) if usual else None


def _chosen(part: Part, case: Near, why: str, others: list[Near]) -> Fitted | None:
    rest = sorted((row for row in others if row.pk != case.pk), key=lambda row: USUAL.index(row.slug))
    return _fitted(part, case, why, rest)


def _fitted(part: Part, other: Near, why: str, others: list[Near]) -> Fitted | None:
    thing, room = _thing(part, other), _room(part, other)
    drawings = to_scale(thing, room)
    return Fitted(drawings, said(thing, room), free_mm(thing, room), why, others, other) if drawings else None


def _thing(part: Part, other: Near) -> Thing:
    """Give what goes in: the part, or, on the page of a case, the card beside it."""
    spec: Any = part.spec
    if part.kind == Kind.CASE:
        length, width, slots = other.sizes
        return Thing(other.name, length, width or slots)
    if part.kind == Kind.CARD:
        return Thing(part.name, spec.length_mm, spec.slot_width or spec.slots)
    return Thing(part.name, spec.height_mm if part.kind == Kind.COOLER else spec.length_mm)


def _room(part: Part, other: Near) -> Room:
    """Give what it goes into: the case beside the part, or the part itself."""
    if part.kind == Kind.CASE:
        spec: Any = part.spec
        return _card_room(part.name, spec.max_card_length_mm, spec.expansion_slots)
    if part.kind == Kind.CARD:
        return _card_room(other.name, *other.sizes)
    (length_mm,) = other.sizes
    if part.kind == Kind.COOLER:
        return Room(other.name, length_mm, _("board"), _("side panel"))
    return Room(other.name, length_mm, _("rear"), _("front"))


def _card_room(case: str, length_mm: float | None, slots: int | None) -> Room:
    return Room(case, length_mm, _("rear"), _("front"), slots, slotted=True)
