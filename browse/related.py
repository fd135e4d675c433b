"""The parts that a part's page also shows: its other colours and revisions, alternatives, the case it is drawn in."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING

from django.db.models import Q

from browse.alternatives import Alternative, alternatives, candidates
from browse.in_case import Fitted, companions, fitted, is_drawn
from browse.near import DRAWN, near
from catalog.models import Kind
from catalog.variants import SIZES, dress, same_sizes
from prices.stock import stock_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from browse.near import Near
    from catalog.models import Part
    from engine.shelf import Shelf

MOST_VARIANTS = 24


@dataclass(frozen=True, slots=True)
class Variant:
    """The same product in another dress."""

    part: Near
    dress: str

    @property
    def amount(self) -> Decimal | None:
        """Its price."""
        return self.part.amount

    @property
    def currency(self) -> str:
        """The currency of its price."""
        return self.part.currency or "USD"


@dataclass(frozen=True, slots=True)
class Related:
    """What was found."""

    variants: list[Variant]
    alternatives: list[Alternative]
    fit: Fitted | None


def related(
    part: Part,
    revisions: Mapping[str, int],
    *,
    drawn: bool = True,
    asked_case: str = "",
    own_case: int | None = None,
) -> Related:
    """Find all of them. One query, and those of the stock if it changed. Without `drawn` no case is looked for."""
    stock = stock_of(Kind(part.kind), revisions)
    wanted = Q(pk__in=candidates(part, stock)) | Q(product_key=part.product_key)
    drawn = drawn and is_drawn(part)
    if drawn:
        wanted |= companions(part, asked_case, own_case, revisions)
    found = near(wanted, DRAWN[part.kind] if drawn else ())
    alike = [row for row in found if row.kind == part.kind and row.withdrawn_at is None]
    return Related(
        variants_among(part, alike, stock.shelf),
        alternatives(part, alike, stock.shelf),
        fitted(part, [row for row in found if row.kind != part.kind], asked_case, own_case) if drawn else None,
    )


def variants_among(part: Part, rows: list[Near], shelf: Shelf) -> list[Variant]:
    """Keep what is the same product in the same size; those with a price first, the cheapest first."""
    same = [
        Variant(row, dress(row.kind, row.name) or row.name)
        for row in rows
        if row.product_key == part.product_key and row.pk != part.pk and _in_same_size(part, row, shelf)
    ]
    ordered = sorted(same, key=lambda each: (each.amount is None, each.amount or 0, each.part.name, each.part.pk))
    return ordered[:MOST_VARIANTS]


def _in_same_size(part: Part, row: Near, shelf: Shelf) -> bool:
    place = shelf.row_of.get(row.pk)
    return place is not None and same_sizes(
        part.kind, part.spec, SimpleNamespace(**shelf.facts(place, SIZES[part.kind]))
    )
