"""The parts that a part's page also shows: its other colours and revisions, alternatives, the case it is drawn in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from browse.alternatives import Alternative, alternatives, candidates, price_of
from browse.in_case import Fitted, companions, fitted, is_drawn
from catalog import convert
from catalog.models import Kind, Part
from catalog.variants import dress, same_sizes

if TYPE_CHECKING:
    from decimal import Decimal

MOST_VARIANTS = 24


@dataclass(frozen=True, slots=True)
class Variant:
    """The same product in another dress."""

    part: Part
    dress: str

    @property
    def amount(self) -> Decimal | None:
        """Its price."""
        price = price_of(self.part)
        return price.amount if price else None

    @property
    def currency(self) -> str:
        """The currency of its price."""
        price = price_of(self.part)
        return price.currency if price else "USD"


@dataclass(frozen=True, slots=True)
class Related:
    """What was found."""

    variants: list[Variant]
    alternatives: list[Alternative]
    fit: Fitted | None


def related(part: Part, *, drawn: bool = True, asked_case: str = "", own_case: int | None = None) -> Related:
    """Find all of them. One query. Without `drawn` no case is looked for."""
    same = Part.objects.offered().filter(product_key=part.product_key).exclude(pk=part.pk)
    beside = companions(part, asked_case, own_case) if drawn else Part.objects.none()
    wanted = [same, *(Part.objects.filter(pk__in=each.values("pk")) for each in candidates(part)), beside]
    first, *rest = [rows.order_by().values("pk") for rows in wanted]
    keys = first.union(*rest, all=True)  # a union, since SQLite would work out the parts of an "or" twice
    joins = {convert.spec_class(part.kind).accessor, "source", "price__point__offer__source"}
    if drawn and is_drawn(part):
        joins |= {"graphics_card"} if part.kind == Kind.CASE else {"case"}
    if part.kind == Kind.CARD:
        joins.add("graphics_card__gpu")
    rows = Part.objects.filter(pk__in=keys).select_related(*sorted(joins)).order_by()
    found = list(rows.defer("raw", "fact_sources", "search_text", *(GPU_UNREAD if part.kind == Kind.CARD else ())))
    return Related(
        variants_among(part, found),
        alternatives(part, [row for row in found if _may_stand_in(part, row)]),
        fitted(part, [row for row in found if row.kind != part.kind], asked_case, own_case) if drawn else None,
    )


GPU_UNREAD = tuple(f"graphics_card__gpu__{name}" for name in ("raw", "fact_sources", "tensor_source", "correction"))


def _may_stand_in(part: Part, row: Part) -> bool:
    return row.kind == part.kind and row.product_key != part.product_key and price_of(row) is not None


def variants_among(part: Part, rows: list[Part]) -> list[Variant]:
    """Keep what is the same product in the same size; those with a price first, the cheapest first."""
    same = [
        Variant(row, dress(row.kind, row.name) or row.name)
        for row in rows
        if row.kind == part.kind and row.product_key == part.product_key and same_sizes(part.kind, part.spec, row.spec)
    ]
    ordered = sorted(same, key=lambda each: (each.amount is None, each.amount or 0, each.part.name, each.part.pk))
    return ordered[:MOST_VARIANTS]
