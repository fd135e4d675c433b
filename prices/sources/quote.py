"""What a shop's page says about a price, and what is raised when it says nothing usable."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
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
    """Whether the amount is what one pays, the lowest of several, or not there at all."""

    EXACT = "exact"
    FROM = "from"
    NONE = "none"


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


@dataclass(frozen=True, slots=True)
class Claim:
    """What one place of a page says about the offer; a field that it does not speak of is None, UNKNOWN or empty.

    `excerpts` holds, by field, the words that the field was read from.
    """

    place: str
    amount: Decimal | None = None
    currency: str = ""
    availability: Availability = Availability.UNKNOWN
    condition: Condition = Condition.UNKNOWN
    seller: str = ""
    price_kind: PriceKind = PriceKind.EXACT
    excerpts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a page says about its offer, with the evidence for each field; without a price, `reason` says why."""

    amount: Decimal | None = None
    currency: str = ""
    availability: Availability = Availability.UNKNOWN
    condition: Condition = Condition.UNKNOWN
    seller: str = ""
    price_kind: PriceKind = PriceKind.NONE
    reason: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)

    def quote(self) -> Quote:
        """Give the price as something that can be stored.

        Raises:
            NoOfferError: there is no price, or it is not said in which currency.
        """
        if self.amount is None or not self.currency:
            raise NoOfferError(self.reason or "the page does not say the currency of its price")
        return Quote(self.amount, self.currency, self.availability, self.condition, self.seller, self.price_kind)
