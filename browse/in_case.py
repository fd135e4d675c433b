"""A part drawn in its case: in the one of the reader's build, in the one that the address names, or in a usual one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from builder.to_scale import Room, Thing, free_mm, said, to_scale
from catalog.models import GraphicsCardSpec, Kind, Part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from builder.to_scale import Drawing

# Cases that many people know: small, middling, large. The second one is drawn unless another is asked for.
USUAL = (
    "cooler-master-masterbox-nr200-mini-itx-desktop-black",
    "corsair-icue-4000d-rgb-airflow-mid-tower-atx-case-black",
    "fractal-design-define-7-xl-atx-full-tower-black",
)
DRAWN_IN = USUAL[1]
DRAWN = {Kind.CARD, Kind.COOLER, Kind.PSU, Kind.CASE}
CASE_SPEC = "case"


@dataclass(frozen=True, slots=True)
class Fitted:
    """A part in a case: what is drawn, why this case, and in which others it can be drawn."""

    part: Part
    case: Part
    drawings: list[Drawing]
    words: str
    free_mm: float | None
    why: str
    others: list[Part]
    other: Part  # of the two the one whose page this is not

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


def companions(part: Part, asked: str, mine: int | None) -> QuerySet[Part]:
    """Give the cases that a part may be drawn in; for a case, the longest card that it takes. No query is made yet."""
    if not is_drawn(part):
        return Part.objects.none()
    if part.kind == Kind.CASE:
        return Part.objects.filter(pk__in=_longest_card(part))
    named = Q(slug__in=[*USUAL, asked] if asked else USUAL)
    return Part.objects.filter(named | Q(pk=mine) if mine else named)


def _longest_card(case: Part) -> Any:  # noqa: ANN401  # a subquery
    room = case.spec.max_card_length_mm  # type: ignore[attr-defined]  # a case's
    cards = GraphicsCardSpec.objects.filter(length_mm__lte=room or 0, part__withdrawn_at=None)
    return cards.order_by("-length_mm", "part").values("part")[:1]


def fitted(part: Part, found: Iterable[Part], asked: str, mine: int | None) -> Fitted | None:
    """Choose among what `companions` found, and draw. None where there is nothing to draw."""
    if not is_drawn(part):
        return None
    rows = list(found)
    if part.kind == Kind.CASE:
        cards = [row for row in rows if row.kind == Kind.CARD]
        why = _("The longest card of the catalogue that goes in.")
        return _fitted(cards[0], part, why, others=[], other=cards[0]) if cards else None
    cases = {row.slug: row for row in rows if row.kind == Kind.CASE}
    own = next((row for row in cases.values() if row.pk == mine), None)
    others = [row for slug, row in cases.items() if slug in USUAL]
    if asked:
        return _chosen(part, cases[asked], _("The case of the address."), others) if asked in cases else None
    if own:
        return _chosen(part, own, _("The case of your build."), others)
    usual = cases.get(DRAWN_IN)
    return _chosen(part, usual, _("A usual case, since no build with a case is open here."), others) if usual else None


def _chosen(part: Part, case: Part, why: str, others: list[Part]) -> Fitted | None:
    rest = sorted((row for row in others if row.pk != case.pk), key=lambda row: USUAL.index(row.slug))
    return _fitted(part, case, why, others=rest, other=case)


def _fitted(part: Part, case: Part, why: str, *, others: list[Part], other: Part) -> Fitted | None:
    thing, room = _thing(part), _room(part.kind, case)
    drawings = to_scale(thing, room)
    return (
        Fitted(part, case, drawings, said(thing, room), free_mm(thing, room), why, others, other) if drawings else None
    )


def _thing(part: Part) -> Thing:
    spec: Any = part.spec
    if part.kind == Kind.CARD:
        return Thing(part.name, spec.length_mm, spec.slot_width or spec.slots)
    return Thing(part.name, spec.height_mm if part.kind == Kind.COOLER else spec.length_mm)


def _room(kind: str, case: Part) -> Room:
    spec: Any = case.spec
    if kind == Kind.CARD:
        return Room(case.name, spec.max_card_length_mm, _("rear"), _("front"), spec.expansion_slots, slotted=True)
    if kind == Kind.COOLER:
        return Room(case.name, spec.max_cooler_height_mm, _("board"), _("side panel"))
    return Room(case.name, spec.max_psu_length_mm, _("rear"), _("front"))
