"""What a shop's page says about a price, and what is raised when it says nothing usable."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


class Availability(StrEnum):
    """Whether one can have it."""

    IN_STOCK = "in_stock"
    LIMITED = "limited"
    PREORDER = "preorder"
    BACKORDER = "backorder"
    OUT_OF_STOCK = "out_of_stock"
    DISCONTINUED = "discontinued"
    UNKNOWN = "unknown"


class Condition(StrEnum):
    """The state in which it is sold."""

    NEW = "new"
    OPEN_BOX = "open_box"
    REFURBISHED = "refurbished"
    USED = "used"
    UNKNOWN = "unknown"


class PriceKind(StrEnum):
    """Whether the amount is what one pays, or the lowest of several."""

    EXACT = "exact"
    FROM = "from"


class NoOfferError(Exception):
    """The page has no price that can be relied on; the text says why, for the operator."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A price as a page states it: an amount with two places in a currency (ISO 4217)."""

    amount: Decimal
    currency: str
    availability: Availability = Availability.UNKNOWN
    condition: Condition = Condition.UNKNOWN
    seller: str = ""
    price_kind: PriceKind = PriceKind.EXACT
