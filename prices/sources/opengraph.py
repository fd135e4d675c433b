"""The price in a page's metadata: OpenGraph's product properties, and the labels of Twitter cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prices.sources.currency import currency_of
from prices.sources.document import meta
from prices.sources.mentions import price_of
from prices.sources.quote import Claim, NoOfferError, PriceKind
from prices.sources.schema import availability_of, condition_of, read_value

if TYPE_CHECKING:
    from decimal import Decimal

    from bs4 import BeautifulSoup

    from prices.sources.schema import About

_PRICES = (
    "product:sale_price:amount", "product:price:amount", "og:price:amount", "product:price", "og:price",
    "product:amount", "og:product:price:amount", "price",
)  # fmt: skip
_CURRENCIES = (
    "product:sale_price:currency", "product:price:currency", "og:price:currency", "product:currency",
    "og:product:price:currency", "og:currency", "currency", "pricecurrency",
)  # fmt: skip
_STOCKS = ("product:availability", "og:availability", "og:product:availability", "product:stock", "availability")
_CONDITIONS = ("product:condition", "og:condition", "og:product:condition")
_SELLERS = ("product:retailer_title", "product:seller", "og:seller")


def claim(soup: BeautifulSoup, about: About) -> Claim:
    """Read the metadata.

    Raises:
        NoOfferError: it says nothing of an offer.
    """
    written = {
        name: _first(soup, names)
        for name, names in (
            ("price", _PRICES),
            ("currency", _CURRENCIES),
            ("availability", _STOCKS),
            ("condition", _CONDITIONS),
            ("seller", _SELLERS),
        )
    }
    amount, mark, is_from = _amount(written["price"] or _card(soup, "price"), about)
    if not any(written.values()) and amount is None:
        message = "the metadata names no price"
        raise NoOfferError(message)
    stock = written["availability"] or _card(soup, "availability")
    return Claim(
        place="OpenGraph",
        amount=amount,
        currency=currency_of(written["currency"], about.language) or currency_of(mark, about.language),
        availability=availability_of(stock),
        condition=condition_of(written["condition"]),
        seller=written["seller"][:80],
        price_kind=PriceKind.FROM if is_from else PriceKind.EXACT,
        excerpts={**written, "availability": stock},
    )


def currency(soup: BeautifulSoup) -> str:
    """Give the ISO code of the currency that the metadata names, if it does."""
    return currency_of(_first(soup, _CURRENCIES))


def _first(soup: BeautifulSoup, names: tuple[str, ...]) -> str:
    return next((found for name in names if (found := meta(soup, name))), "")


def _card(soup: BeautifulSoup, label: str) -> str:
    """Give what stands under a label of a Twitter card."""
    for number in ("1", "2"):
        if meta(soup, f"twitter:label{number}").strip().lower() == label:
            return meta(soup, f"twitter:data{number}")
    return ""


def _amount(written: str, about: About) -> tuple[Decimal | None, str, bool]:
    try:
        return read_value(written, about.amounts)
    except NoOfferError:
        found = price_of(written)
        return (found.amount, found.mark, found.is_from) if found else (None, "", False)
