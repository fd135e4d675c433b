"""Any shop's product page that describes its offer as schema.org says, in JSON-LD."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup, SoupStrainer, XMLParsedAsHTMLWarning
from bs4.element import Tag
from bs4.exceptions import ParserRejectedMarkup

from prices import fetching
from prices.sources.amount import read_amount
from prices.sources.jsonld import Graph, last_word, types_of
from prices.sources.quote import Availability, Condition, NoOfferError, PriceKind, Quote

if TYPE_CHECKING:
    from decimal import Decimal

MAX_CHARACTERS = 3_000_000
MAX_TAGS = 60_000  # counted before parsing: a parser's time grows with its tags, and not always in proportion
LONGEST_SELLER = 80

_TAG = re.compile(r"<[a-zA-Z/!?]")
_READ = SoupStrainer(["script", "h1", "link"])
_CURRENCY = re.compile(r"[A-Z]{3}")
_NOT_THE_PRICE = {"ListPrice", "StrikethroughPrice", "MSRP", "SRP", "MinimumAdvertisedPrice"}

AVAILABILITY = {
    "instock": Availability.IN_STOCK,
    "instoreonly": Availability.IN_STOCK,
    "onlineonly": Availability.IN_STOCK,
    "limitedavailability": Availability.LIMITED,
    "preorder": Availability.PREORDER,
    "presale": Availability.PREORDER,
    "backorder": Availability.BACKORDER,
    "madetoorder": Availability.BACKORDER,
    "outofstock": Availability.OUT_OF_STOCK,
    "soldout": Availability.OUT_OF_STOCK,
    "reserved": Availability.OUT_OF_STOCK,
    "discontinued": Availability.DISCONTINUED,
}
CONDITION = {
    "newcondition": Condition.NEW,
    "refurbishedcondition": Condition.REFURBISHED,
    "usedcondition": Condition.USED,
    "damagedcondition": Condition.USED,
}
# Of several offers the first that one can have, then new before used, then the cheapest.
_HAVING = [
    Availability.IN_STOCK,
    Availability.LIMITED,
    Availability.PREORDER,
    Availability.BACKORDER,
    Availability.UNKNOWN,
    Availability.OUT_OF_STOCK,
    Availability.DISCONTINUED,
]
_STATE = {
    Condition.NEW: 0,
    Condition.UNKNOWN: 0,
    Condition.OPEN_BOX: 1,
    Condition.REFURBISHED: 2,
    Condition.USED: 3,
}


def fetch(url: str) -> str:
    """Get the page; see `prices.fetching`."""
    return fetching.fetch(url)


def parse(html: str) -> Quote:
    """Read the offer of the page's main product.

    Raises:
        NoOfferError: there is none, or the page is too large to read; the text says which.
    """
    soup = _soup(html)
    graph = Graph(soup)
    return _best_quote(_main_product(graph, soup), graph)


def _soup(html: str) -> BeautifulSoup:
    """Parse what is needed of a page of a reasonable size."""
    if len(html) > MAX_CHARACTERS:
        message = f"the page has {len(html)} characters; {MAX_CHARACTERS} are read"
        raise NoOfferError(message)
    tags = sum(1 for _ in _TAG.finditer(html))
    if tags > MAX_TAGS:
        message = f"the page has {tags} tags; {MAX_TAGS} are read"
        raise NoOfferError(message)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)  # shops do write XHTML with a declaration
        try:
            return BeautifulSoup(html, "lxml", parse_only=_READ)
        except (ParserRejectedMarkup, UnicodeError) as error:
            message = f"the page cannot be parsed: {error}"
            raise NoOfferError(message) from error


def _main_product(graph: Graph, soup: BeautifulSoup) -> dict[str, Any]:
    """Give the one product that the page is about."""
    products = graph.of_type("Product", "IndividualProduct", "ProductModel")
    if not products:
        message = "the page describes no product in JSON-LD"
        raise NoOfferError(message)
    if len(products) == 1:
        return products[0]
    chosen = _at_address(products, soup) or _under_heading(products, soup)
    if len(chosen) != 1:
        message = f"the page describes {len(products)} products, and none is clearly its own"
        raise NoOfferError(message)
    return chosen[0]


def _at_address(products: list[dict[str, Any]], soup: BeautifulSoup) -> list[dict[str, Any]]:
    """Keep products with the page's own address."""
    link = soup.find("link", attrs={"rel": "canonical"})
    address = str(link.get("href") or "").strip() if isinstance(link, Tag) else ""
    return [product for product in products if address and product.get("url") == address]


def _under_heading(products: list[dict[str, Any]], soup: BeautifulSoup) -> list[dict[str, Any]]:
    """Keep products that are named like the page's heading."""
    heading = soup.find("h1")
    words = heading.get_text(" ").casefold().split() if heading else []
    return [product for product in products if words and str(product.get("name") or "").casefold().split() == words]


def _best_quote(product: dict[str, Any], graph: Graph) -> Quote:
    """Give the best of a product's offers; what keeps the others from counting is told if there is none."""
    quotes, reasons = [], []
    for offer in _offers(product, graph):
        try:
            quotes.append(_quote(offer, graph))
        except NoOfferError as reason:
            reasons.append(str(reason))
    if not quotes:
        raise NoOfferError(reasons[0] if reasons else "the product has no offer")
    return min(quotes, key=_rank)


def _rank(quote: Quote) -> tuple[bool, int, int, Decimal]:
    """Order quotes by what one would rather have."""
    return (
        quote.price_kind is PriceKind.FROM,
        _HAVING.index(quote.availability),
        _STATE[quote.condition],
        quote.amount,
    )


def _offers(product: dict[str, Any], graph: Graph) -> list[dict[str, Any]]:
    """Give a product's offers; those inside an AggregateOffer come with it."""
    stated = graph.follow(product.get("offers"))
    inside = [offer for each in stated for offer in graph.follow(each.get("offers"))]
    return [*stated, *inside]


def _quote(offer: dict[str, Any], graph: Graph) -> Quote:
    """Read one offer."""
    written, currency, kind = _stated_price(offer, graph)
    return Quote(
        amount=read_amount(written),
        currency=_currency(currency or offer.get("priceCurrency")),
        availability=AVAILABILITY.get(last_word(offer.get("availability")).lower(), Availability.UNKNOWN),
        condition=CONDITION.get(last_word(offer.get("itemCondition")).lower(), Condition.UNKNOWN),
        seller=_seller(offer, graph),
        price_kind=kind,
    )


def _stated_price(offer: dict[str, Any], graph: Graph) -> tuple[object, object, PriceKind]:
    """Give the price as written, its own currency if it has one, and its kind."""
    if offer.get("price") not in (None, ""):
        return offer["price"], None, PriceKind.EXACT
    for specification in graph.follow(offer.get("priceSpecification")):
        if _is_sale(specification):
            return specification["price"], specification.get("priceCurrency"), PriceKind.EXACT
    if "AggregateOffer" in types_of(offer) and offer.get("lowPrice") not in (None, ""):
        low = offer["lowPrice"]
        return low, None, PriceKind.EXACT if low == offer.get("highPrice") else PriceKind.FROM
    message = "the offer has no price"
    raise NoOfferError(message)


def _is_sale(specification: dict[str, Any]) -> bool:
    """Whether this is the price to pay: not a list price, and not one of an instalment or subscription."""
    if specification.get("price") in (None, "") or last_word(specification.get("priceType")) in _NOT_THE_PRICE:
        return False
    return not {"billingDuration", "billingIncrement", "referenceQuantity"} & specification.keys()


def _currency(written: object) -> str:
    """Give the currency's ISO code."""
    code = written.strip().upper() if isinstance(written, str) else ""
    if not _CURRENCY.fullmatch(code):
        message = "the offer does not say its currency"
        raise NoOfferError(message)
    return code


def _seller(offer: dict[str, Any], graph: Graph) -> str:
    """Give who sells it, if the offer says."""
    names = [node.get("name") for node in graph.follow(offer.get("seller"))]
    return next((" ".join(name.split())[:LONGEST_SELLER] for name in names if isinstance(name, str)), "")
