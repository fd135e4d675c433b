"""The offer of a page's main product in schema.org's vocabulary, whichever way it is written into the page."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from prices.sources.amount import read_amount
from prices.sources.currency import currency_of
from prices.sources.markup import Shown
from prices.sources.mentions import price_of
from prices.sources.quote import Availability, Claim, Condition, NoOfferError, PriceKind
from prices.sources.words import CONDITION_TEXT, CONDITION_WORDS, STOCK_WORDS, stock_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bs4.element import Tag

LONGEST_SELLER = 80
LONGEST_EXCERPT = 120
MOST_PRODUCTS = 500
MOST_OFFERS = 1_000

_PRODUCTS = {
    "product",
    "individualproduct",
    "productmodel",
    "productgroup",
    "someproducts",
    "vehicle",
    "book",
    "softwareapplication",
}
_OFFERS = {"offer", "aggregateoffer", "offerfordemand", "offerforpurchase", "offershippingdetails"} - {
    "offershippingdetails"
}
_NOT_THE_PRICE = {
    "listprice", "strikethroughprice", "msrp", "srp", "rrp", "uvp", "minimumadvertisedprice", "regularprice",
    "invoiceprice", "installment", "instalment", "subscription",
    "downpayment", "activationfee", "cleaningfee", "distancefee",
}  # fmt: skip
_NOT_ONE_PAYMENT = {
    "billingDuration", "billingIncrement", "billingStart", "referenceQuantity", "validForMemberTier",
    "membershipPointsEarned", "numberOfPayments",
}  # fmt: skip
_CHARGES = {
    "deliverychargespecification",
    "paymentchargespecification",
    "installment",
    "loanorcredit",
    "repaymentspecification",
}
_RECURRING = re.compile(r"subscri|instal|month|monat|mensual|mensuel|parcel|rental|lease|financ|\babo\b", re.IGNORECASE)
_RECURRING_UNITS = {
    "mon",
    "month",
    "monat",
    "ann",
    "yr",
    "year",
    "wee",
    "week",
    "day",
    "hur",
    "hour",
    "p1m",
    "/mo",
    "mo",
}
# Of several offers the first that one can have, then new before used, then the cheapest.
HAVING = [
    Availability.IN_STOCK, Availability.LIMITED, Availability.PREORDER, Availability.BACKORDER,
    Availability.UNKNOWN, Availability.OUT_OF_STOCK, Availability.DISCONTINUED,
]  # fmt: skip
STATE = {Condition.NEW: 0, Condition.UNKNOWN: 0, Condition.OPEN_BOX: 1, Condition.REFURBISHED: 2, Condition.USED: 3}


class About(NamedTuple):
    """What is known of the page's product from elsewhere on the page."""

    heading: str = ""
    title: str = ""
    address: str = ""
    skus: frozenset[str] = frozenset()
    language: str = ""
    amounts: frozenset[Decimal] = frozenset()  # visible ones
    currency: str = ""  # of the visible price, or of the page's metadata
    heading_tag: Tag | None = None


class Graph:
    """Nodes, and what others refer to by `@id`."""

    def __init__(self, nodes: Iterable[dict[str, Any]]) -> None:
        """Take the nodes with plain names of their properties."""
        self.nodes = [_plain_names(node) for node in nodes]
        self._by_id: dict[str, dict[str, Any]] = {}
        for node in self.nodes:
            if isinstance(node.get("@id"), str) and len(node) > 1:
                held = self._by_id.setdefault(node["@id"], node)
                if held is not node:
                    held.update({name: value for name, value in node.items() if name not in held})

    def of_type(self, names: set[str]) -> list[dict[str, Any]]:
        """Give the nodes of these types."""
        return [node for node in self.nodes if types_of(node) & names]

    def follow(self, value: object) -> list[dict[str, Any]]:
        """Give the nodes that a property holds, one or a list, in place or by reference."""
        held = value[:MOST_OFFERS] if isinstance(value, list) else [value]
        found = []
        for node in held:
            if isinstance(node, str) and node in self._by_id:
                found.append(self._by_id[node])
            elif isinstance(node, dict):
                plain = _plain_names(node)
                target = self._by_id.get(str(plain.get("@id")))
                found.append({**target, **plain} if target is not None and target is not node else plain)
        return found


def _plain_names(node: dict[str, Any]) -> dict[str, Any]:
    """Give a node with "price" for "schema:price" or "http://schema.org/price"."""
    if not any(":" in name or name in {"type", "id"} for name in node):
        return node
    renamed = {
        ("@" + name if name in {"type", "id"} and "@" + name not in node else re.split(r"[/#:]", name)[-1]): value
        for name, value in node.items()
    }
    node.update({name: value for name, value in renamed.items() if name not in node})
    return node


def types_of(node: dict[str, Any]) -> set[str]:
    """Give a node's types in small letters, without the vocabulary's address."""
    stated = node.get("@type")
    return {
        last_word(name).lower() for name in (stated if isinstance(stated, list) else [stated]) if isinstance(name, str)
    }


def last_word(address: object) -> str:
    """Give "InStock" of "https://schema.org/InStock"."""
    return re.split(r"[/#:]", address.strip().rstrip("/"))[-1].strip() if isinstance(address, str) else ""


def one(value: object) -> object:
    """Give what a property holds once: the first of a list, the value of a value object."""
    for _ in range(4):
        if isinstance(value, list):
            value = next((each for each in value if each not in (None, "", [])), None)
        elif isinstance(value, dict):
            value = next(
                (value[name] for name in ("@value", "value", "price", "amount", "@id", "name") if name in value), None
            )
        else:
            break
    return None if isinstance(value, dict | list) else value


def text_of(value: object) -> str:
    """Give a property's text, without more than single spaces."""
    held = one(value)
    return (
        " ".join(str(held).split())[:500]
        if isinstance(held, str | int | Decimal) and not isinstance(held, bool)
        else ""
    )


def claim(nodes: Iterable[dict[str, Any]], about: About, place: str) -> Claim:
    """Read what the nodes say about the main product.

    Raises:
        NoOfferError: they say nothing of it.
    """
    graph = Graph(nodes)
    return _best(_main_offers(graph, about), graph, about, place)


# ---- the main product


def _main_offers(graph: Graph, about: About) -> list[dict[str, Any]]:
    products = graph.of_type(_PRODUCTS)[:MOST_PRODUCTS]
    if not products:
        alone = [node for node in graph.of_type(_OFFERS) if "itemOffered" not in node]
        if len(alone) == 1:
            return _with_nested(alone, graph, {})
        message = "the page describes no product"
        raise NoOfferError(message)
    product = main_product(products, about)
    offers = _offers_of(product, graph)
    if not offers:
        message = "the product has no offer"
        raise NoOfferError(message)
    return offers


def main_product(products: list[dict[str, Any]], about: About) -> dict[str, Any]:
    """Give the one product that the page is about.

    Raises:
        NoOfferError: none of them is clearly that.
    """
    ranked = [(likeness(product, about), product) for product in products]
    best = max(rank for rank, _ in ranked)
    if len(products) == 1:
        if best < 0:
            message = f"the only product described, {text_of(products[0].get('name'))[:60]!r}, is not the page's own"
            raise NoOfferError(message)
        return products[0]
    chosen = [product for rank, product in ranked if rank == best]
    same_name = len({text_of(product.get("name")).casefold() for product in chosen}) == 1
    if best <= 0 or not (len(chosen) == 1 or same_name):
        message = f"the page describes {len(products)} products, and none is clearly its own"
        raise NoOfferError(message)
    return next((product for product in chosen if product.get("offers")), chosen[0])


def likeness(product: dict[str, Any], about: About) -> float:
    """Say how surely a product is the page's own: below 0 it is another one, above 0 it has its name or address."""
    tag = product.get("@tag")
    if tag is not None and about.heading_tag is not None and any(each is tag for each in about.heading_tag.parents):
        return 4.0
    addresses = [text_of(product.get(name)) for name in ("url", "@id", "mainEntityOfPage")]
    at_address = any(_same_address(address, about.address) for address in addresses)
    has_sku = any(
        text_of(product.get(name)).casefold() in about.skus
        for name in ("sku", "productID", "mpn", "gtin13", "gtin", "model")
        if product.get(name)
    )
    name = text_of(product.get("name"))
    alike = max(
        (names_alike(name, other) for other in (about.heading, *_title_parts(about.title)) if other), default=0.0
    )
    if at_address or has_sku:
        return 3.0 + alike / 10
    elsewhere = bool(about.address) and bool(text_of(product.get("url"))) and alike <= 1
    return alike - (0.5 if elsewhere else 0.0) if alike > 0 or about.heading else 0.0


def _title_parts(title: str) -> list[str]:
    return [part for part in re.split(r"\s[|–—\-:•]\s", title) if part][:4]


def names_alike(one_name: str, other: str) -> float:
    """Compare names by their words: 2 the same, 1.5 one within the other, 1 half of them, 0 some, -1 none."""
    first, second = _words(one_name), _words(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 2.0
    if first <= second or second <= first:
        return 1.5
    shared = len(first & second)
    if shared:
        return 1.0 if shared * 2 >= min(len(first), len(second)) else 0.0
    return -1.0


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", name.casefold()))


def _same_address(one_address: str, other: str) -> bool:
    """Whether two addresses lead to the same place of a shop, with or without its name, a fragment or a last slash."""
    if not one_address or not other:
        return False
    try:
        first, second = urlsplit(one_address.strip()), urlsplit(other.strip())
    except ValueError:
        return False
    if first.netloc and second.netloc and first.netloc.removeprefix("www.") != second.netloc.removeprefix("www."):
        return False
    paths = [unquote(each.path).rstrip("/").casefold() for each in (first, second)]
    return paths[0] == paths[1] and bool(paths[0]) and (first.query == second.query or not first.query)


# ---- its offers


def _offers_of(product: dict[str, Any], graph: Graph) -> list[dict[str, Any]]:
    """Give a product's offers: stated with it, or that state it, or of its variants."""
    stated = graph.follow(product.get("offers"))
    if not stated and product.get("@id"):
        stated = [
            node
            for node in graph.of_type(_OFFERS)
            if any(each.get("@id") == product["@id"] for each in graph.follow(node.get("itemOffered")))
        ]
    if not stated:
        stated = [
            node
            for node in graph.of_type(_OFFERS)
            for each in graph.follow(node.get("itemOffered"))
            if text_of(each.get("name")) == text_of(product.get("name")) != ""
        ]
    if not stated:
        return [
            offer
            for variant in graph.follow(product.get("hasVariant"))
            for offer in _with_nested(graph.follow(variant.get("offers")), graph, variant)
        ] or _own_price(product)
    return _with_nested(stated, graph, product)


def _own_price(product: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the product itself as an offer, where a shop wrote the price into it."""
    return (
        [{**product, "@type": "Offer"}]
        if any(name in product for name in ("price", "lowPrice", "priceSpecification", "availability"))
        else []
    )


def _with_nested(stated: list[dict[str, Any]], graph: Graph, product: dict[str, Any]) -> list[dict[str, Any]]:
    """Add to offers those inside an AggregateOffer; what an offer does not say is taken from what it is in."""
    found: list[dict[str, Any]] = []
    for offer in stated[:MOST_OFFERS]:
        outer = {name: product[name] for name in ("itemCondition", "priceCurrency") if name in product}
        found.append(outer | offer)
        for inner in graph.follow(offer.get("offers")):
            around = {
                name: offer[name]
                for name in ("priceCurrency", "itemCondition", "seller", "availability")
                if name in offer
            }
            found.append(outer | around | inner)
    return [offer for offer in found if not _is_recurring(offer)]


def _is_recurring(offer: dict[str, Any]) -> bool:
    """Whether it is a subscription, an instalment, a lease, or only for a quantity."""
    function = last_word(one(offer.get("businessFunction"))).lower()
    if function and function != "sell":
        return True
    quantity = offer.get("eligibleQuantity")
    least = text_of(quantity.get("minValue") or quantity.get("value")) if isinstance(quantity, dict) else ""
    if re.fullmatch(r"\d{1,6}(?:\.\d+)?", least) and Decimal(least) > 1:
        return True
    said = " ".join(text_of(offer.get(name)) for name in ("name", "category", "description", "alternateName"))
    return bool(_RECURRING.search(said[:100])) or bool({"loanorcredit", "rentaction"} & types_of(offer))


def _best(offers: list[dict[str, Any]], graph: Graph, about: About, place: str) -> Claim:
    """Give the best of the offers; without a price, what is said of availability."""
    claims, reasons = [], []
    for offer in offers:
        try:
            claims.append(_claim(offer, graph, about, place))
        except NoOfferError as reason:
            reasons.append(str(reason))
    if claims:
        return _in_one_currency(claims, about)
    if not offers:
        message = "the product has no offer but instalments or subscriptions"
        raise NoOfferError(message)
    return min((_facts(offer, graph, place, reasons) for offer in offers), key=rank)


def rank(quote: Claim) -> tuple[bool, int, int, Decimal]:
    """Order claims by what one would rather have."""
    return (
        quote.price_kind is PriceKind.FROM,
        HAVING.index(quote.availability),
        STATE[quote.condition],
        quote.amount or Decimal(0),
    )


def _in_one_currency(claims: list[Claim], about: About) -> Claim:
    """Give the best claim; between currencies the page's own decides, since their amounts cannot be compared."""
    best = min(claims, key=rank)
    equal = [each for each in claims if rank(each)[:3] == rank(best)[:3]]
    if len({each.currency for each in equal if each.currency}) <= 1:
        return best
    own = [each for each in equal if each.currency == about.currency]
    if not own:
        written = " and ".join(sorted({each.currency for each in equal}))
        message = f"the offers are in {written}, and nothing says which is the page's currency"
        raise NoOfferError(message)
    return min(own, key=rank)


def _claim(offer: dict[str, Any], graph: Graph, about: About, place: str) -> Claim:
    """Read one offer."""
    stated = _stated_price(offer, graph, about)
    said = _facts(offer, graph, place, [])
    code = currency_of(text_of(stated.currency or offer.get("priceCurrency")), about.language) or currency_of(
        stated.mark, about.language
    )
    return Claim(
        place=place,
        amount=stated.amount,
        currency=code,
        availability=said.availability,
        condition=said.condition,
        seller=said.seller,
        price_kind=stated.kind,
        excerpts={
            **said.excerpts,
            "price": stated.excerpt,
            "currency": text_of(stated.currency or offer.get("priceCurrency")) or stated.mark,
        },
    )


def _facts(offer: dict[str, Any], graph: Graph, place: str, reasons: list[str]) -> Claim:
    """Read what an offer says beside its price."""
    stock, state = offer.get("availability"), offer.get("itemCondition")
    seller = _seller(offer, graph)
    excerpts = {
        "availability": text_of(stock),
        "condition": text_of(state),
        "seller": seller,
        "reason": reasons[0] if reasons else "",
    }
    return Claim(
        place=place,
        availability=availability_of(stock),
        condition=condition_of(state),
        seller=seller,
        excerpts=excerpts,
    )


class _Price(NamedTuple):
    amount: Decimal
    mark: str
    currency: object
    kind: PriceKind
    excerpt: str


def _stated_price(offer: dict[str, Any], graph: Graph, about: About) -> _Price:
    """Give the price of an offer: its own, a sale price, the lowest of several."""
    specifications = [
        each for each in graph.follow(offer.get("priceSpecification")) if _has(each, "price") or _has(each, "minPrice")
    ]
    listed = {text_of(each.get("price")) for each in specifications if _kind(each) in _NOT_THE_PRICE}
    usable = sorted((each for each in specifications if _is_sale(each)), key=lambda each: _kind(each) != "saleprice")
    aggregate = "aggregateoffer" in types_of(offer)
    if (
        _has(offer, "price")
        and not (usable and text_of(offer["price"]) in listed)
        and not (aggregate and _has(offer, "lowPrice"))
    ):
        return _price(offer["price"], None, about)
    for each in usable:
        found = _price(each.get("price") if _has(each, "price") else each["minPrice"], each.get("priceCurrency"), about)
        return found if _has(each, "price") else found._replace(kind=PriceKind.FROM)
    if _has(offer, "lowPrice"):
        low = _price(offer["lowPrice"], None, about)
        return low._replace(
            kind=PriceKind.EXACT if _is_same(offer.get("highPrice"), low.amount, about) else PriceKind.FROM
        )
    message = "the offer has no price"
    raise NoOfferError(message)


def _has(node: dict[str, Any], name: str) -> bool:
    return one(node.get(name)) not in (None, "")


def _is_same(value: object, amount: Decimal, about: About) -> bool:
    try:
        return _price(value, None, about).amount == amount
    except NoOfferError:
        return False


def _price(value: object, currency: object, about: About) -> _Price:
    held = one(value)
    amount, mark, is_from = read_value(held, about.amounts)
    return _Price(amount, mark, currency, PriceKind.FROM if is_from else PriceKind.EXACT, str(held)[:LONGEST_EXCERPT])


def read_value(value: object, visible: Collection[Decimal]) -> tuple[Decimal, str, bool]:
    """Read a property's price, with its currency as written and whether it is the lowest of several.

    Raises:
        NoOfferError: it is no price.
    """
    if isinstance(value, float):
        value = Decimal(str(value))
    if isinstance(value, str) and (isinstance(value, Shown) or re.search(r"[^\d.,'\s\-+]", value)):
        found = price_of(value)
        if found is not None:
            return found.amount, found.mark, found.is_from
    return read_amount(value, visible), "", False


def _kind(specification: dict[str, Any]) -> str:
    """Give the type of a price in small letters: "saleprice"."""
    return (
        last_word(one(specification.get("priceType"))).lower()
        or last_word(one(specification.get("priceComponentType"))).lower()
    )


def _is_sale(specification: dict[str, Any]) -> bool:
    """Whether this is the price to pay: not a list price, and not one of an instalment, subscription or quantity."""
    if (
        _kind(specification) in _NOT_THE_PRICE
        or _NOT_ONE_PAYMENT & specification.keys()
        or _CHARGES & types_of(specification)
    ):
        return False
    units = {text_of(specification.get(name)).lower() for name in ("unitText", "unitCode")}
    return not units & _RECURRING_UNITS and not _is_recurring(specification)


# ---- single fields


def availability_of(value: object) -> Availability:
    """Read an availability: an address of schema.org's, a word, or a text."""
    held = one(value)
    if isinstance(held, bool):
        return Availability.IN_STOCK if held else Availability.OUT_OF_STOCK
    word = re.sub(r"[^a-z0-9]", "", last_word(held).lower())
    if word in STOCK_WORDS and word not in {"0", "1"}:
        return STOCK_WORDS[word]
    return stock_of(held)[0] if isinstance(held, str) and "/" not in held else Availability.UNKNOWN


def condition_of(value: object) -> Condition:
    """Read a condition: an address of schema.org's, a word, or a text that begins with one."""
    held = one(value)
    said = last_word(held).strip() if isinstance(held, str) and "//" in held else str(held or "")
    word = re.sub(r"[\W_\d]", "", last_word(said).lower())
    if word in CONDITION_WORDS:
        return CONDITION_WORDS[word]
    if found := next((state for state, pattern in CONDITION_TEXT if pattern.search(said)), None):
        return found
    first = re.split(r"[\W_]", said.strip().lower())[0]
    return CONDITION_WORDS.get(first, Condition.UNKNOWN)


def _seller(offer: dict[str, Any], graph: Graph) -> str:
    """Give who sells it, if the offer says."""
    for name in ("seller", "offeredBy", "merchant"):
        held = offer.get(name)
        named = [text_of(node.get("name") or node.get("legalName")) for node in graph.follow(held)]
        if not named and isinstance(one(held), str):
            named = [text_of(held)]
        for each in named:
            if each and not re.match(r"https?://|#|/", each):
                return each[:LONGEST_SELLER].strip()
    return ""
