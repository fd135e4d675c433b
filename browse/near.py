"""Parts that stand on another part's page: what is shown of them, read at once and without their facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.urls import reverse

from catalog.models import Kind, Part

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from decimal import Decimal

    from django.db.models import Q

COLUMNS = (
    "pk", "kind", "slug", "name", "product_key", "withdrawn_at", "source_id", "price__amount", "price__currency",
    "price__observed_at", "price__point__offer__seller", "price__point__offer__source_id",
)  # fmt: skip
# What a drawing needs of the part beside the one whose page it is, by the latter's kind.
DRAWN: dict[str, tuple[str, ...]] = {
    Kind.CARD: ("case__max_card_length_mm", "case__expansion_slots"),
    Kind.COOLER: ("case__max_cooler_height_mm",),
    Kind.PSU: ("case__max_psu_length_mm",),
    Kind.CASE: ("graphics_card__length_mm", "graphics_card__slot_width", "graphics_card__slots"),
}


class Near(NamedTuple):
    """A part with its price, as far as either is known; `sizes` are those of `DRAWN`."""

    pk: int
    kind: str
    slug: str
    name: str
    product_key: str
    withdrawn_at: datetime | None
    source_id: int
    amount: Decimal | None
    currency: str | None
    observed_at: datetime | None
    seller: str | None
    price_source_id: int | None
    sizes: tuple[Any, ...]

    def get_absolute_url(self) -> str:
        """Where it is read."""
        return reverse("browse:part", args=[self.kind, self.slug])


def near(wanted: Q, sizes: Iterable[str] = ()) -> list[Near]:
    """Read parts, in no order. One query."""
    rows = Part.objects.filter(wanted).order_by().values_list(*COLUMNS, *sizes)
    return [Near._make((*row[: len(COLUMNS)], row[len(COLUMNS) :])) for row in rows]
