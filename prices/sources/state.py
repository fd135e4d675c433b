"""The offer in what a page holds for its own scripts: data attributes, JSON blocks, and values that scripts assign."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from prices.sources import marks
from prices.sources.currency import currency_of
from prices.sources.lenient import load, load_prefix
from prices.sources.quote import Availability, Claim, Condition, NoOfferError, PriceKind
from prices.sources.schema import availability_of, condition_of, likeness, one, read_value, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import BeautifulSoup
    from bs4.element import Tag

    from prices.sources.document import Page
    from prices.sources.lenient import Mending
    from prices.sources.schema import About

MOST_OBJECTS = 20_000  # of one page
MOST_ASSIGNMENTS = 60
LARGEST_SCRIPT = 2_000_000  # characters
CENTS = 100

_PRICES = (
    "saleprice", "currentprice", "finalprice", "specialprice", "offerprice", "discountedprice", "discountprice",
    "sellingprice", "nowprice", "pricenow", "promoprice", "cashprice",
    "pixprice", "pricetopay", "dealprice", "unitprice", "price", "priceamount", "productprice", "pricevalue",
    "pricevat", "pricewithtax", "grossprice", "priceincents", "pricecents", "amount", "value",
)  # fmt: skip
_LOW_PRICES = ("lowprice", "minprice", "pricemin", "fromprice", "pricefrom", "startingprice", "lowestprice")
_NESTED = (
    "price",
    "prices",
    "pricing",
    "priceinfo",
    "offer",
    "offers",
    "buybox",
    "currentoffer",
    "priceinformation",
    "pricemodel",
    "pricedetails",
)
_NOW = (
    "sale",
    "current",
    "final",
    "special",
    "now",
    "selling",
    "discounted",
    "offer",
    "value",
    "amount",
    "price",
    "centamount",
    "regular",
    "raw",
)
_CURRENCIES = (
    "currency",
    "currencycode",
    "pricecurrency",
    "currencyid",
    "currencyiso",
    "currencyisocode",
    "isocurrency",
    "currencysymbol",
    "curr",
)
_STOCKS = (
    "availability", "availabilitystatus", "stockstatus", "availabilitycode", "inventorystatus", "stockstate",
    "availabilitystate", "availablestatus", "available", "instock", "isinstock", "isavailable", "onstock",
    "purchasable", "buyable", "stock", "inventory", "stocklevel", "stockquantity", "quantityavailable",
    "availablequantity", "soldout", "issoldout", "outofstock", "status",
)  # fmt: skip
_COUNTS = {"stock", "inventory", "stocklevel", "stockquantity", "quantityavailable", "availablequantity"}
_GONE = {"soldout", "issoldout", "outofstock"}
_CONDITIONS = ("condition", "itemcondition", "conditionname", "productcondition", "conditiontype", "conditiontext")
_SELLERS = ("seller", "sellername", "soldby", "merchant", "merchantname", "sellerdisplayname", "shopname", "storename")
_UNITS = ("priceunit", "unit", "priceunits", "amountunit")
_NAMES = ("name", "title", "productname", "producttitle", "displayname", "itemname", "fulltitle", "heading")
_SKUS = ("sku", "productid", "itemid", "id", "mpn", "asin", "gtin", "partnumber", "itemnumber", "code")
_BESIDE = re.compile(
    r"related|recommend|similar|upsell|crosssell|accessor|bundle|bought|carousel|sponsored|suggest|recent|"
    r"viewed|history|cart|basket|wishlist|itemlist|addon|warrant|"
    r"shipping|delivery|review|installment|instalment|financ|emi|compare|listprice|wasprice|oldprice|msrp|"
    r"breadcrumb|facet|filter|banner|promotions?$|coupon|gift|tradein|results|catalog$",
    re.IGNORECASE,
)
_OWN = re.compile(r"product|item|detail|pdp|offer|sku|variant|main|current|selected", re.IGNORECASE)
_ASSIGNED = re.compile(
    r"(?:(?:var|let|const)\s+|window\s*\.\s*|self\s*\.\s*|globalThis\s*\.\s*|"
    r"\bwindow\[[\"'])?[\w$.\]\"']{1,80}\s*=\s*(?=[{\[])|(?:JSON\.parse\(\s*)(?=[\"'])|"
    r"\b[\w$.]{1,60}\(\s*(?:['\"][\w ]+['\"]\s*,\s*){0,3}(?=\{)"
)
_PRICED = re.compile(r"price|amount|preis|prix|preco", re.IGNORECASE)
_JSON_TYPE = re.compile(r"json", re.IGNORECASE)


class _Thing(NamedTuple):
    """An object that may be the product, with the names that lead to it and the object around it."""

    value: dict[str, Any]
    path: tuple[str, ...]
    around: dict[str, Any]


def from_attributes(page: Page, about: About) -> Claim:
    """Read the data attributes of the element that is the product's.

    Raises:
        NoOfferError: there are none.
    """
    things: list[tuple[float, int, _Thing]] = []
    for number, tag in enumerate(page.shown):
        held = _data(tag)
        if not held or not any(
            name in held
            for name in (*_PRICES[:-2], *_LOW_PRICES, "availability", "instock", "stock", "available", "product")
        ):
            continue
        if marks.OLD.search(marks.names_of(tag)) or "oldprice" in str(held.get("pricetype", "")).lower():
            continue
        own = id(tag) in page.protected or any(id(each) in page.protected for each in list(tag.parents)[:2])
        inner = _loaded_objects(held, page.mending)
        things.extend((_rank(each, about) + own, -number, each) for each in [_Thing(held, ("data",), {}), *inner])
    others = [each for each in things if each[0] >= 0]
    if not others:
        message = "no data attributes of a price"
        raise NoOfferError(message)
    _refuse_many(others, page)
    best = max(others, key=lambda each: (_has_price(each[2].value), each[0], each[1]))
    return _filled(
        _claim(best[2], about, "data attribute"),
        [thing for _, _, thing in others if _has_price(thing.value) is False],
        about,
    )


def _refuse_many(things: list[tuple[float, int, _Thing]], page: Page) -> None:
    """Refuse attributes of several products of which none is named like the page's: those of a list."""
    named = [
        (score, text_of(_get(each.value, _NAMES)) or text_of(_get(each.value, _SKUS)))
        for score, _, each in things
        if _has_price(each.value)
    ]
    if len({name for _, name in named if name}) > 1 and max(score for score, _ in named) < 1 and page.heading:
        message = "data attributes of several products"
        raise NoOfferError(message)


def _filled(claim: Claim, others: list[_Thing], about: About) -> Claim:
    """Fill what is missing from attributes of other elements, such as one that only says the availability."""
    for thing in others:
        more = _claim(thing, about, claim.place)
        if claim.availability is Availability.UNKNOWN:
            claim = _replaced(claim, "availability", more)
        if claim.condition is Condition.UNKNOWN:
            claim = _replaced(claim, "condition", more)
    return claim


def _replaced(claim: Claim, name: str, more: Claim) -> Claim:
    excerpts = {**claim.excerpts, name: more.excerpts.get(name, "")}
    return replace(claim, excerpts=excerpts, **{name: getattr(more, name)})


def _data(tag: Tag) -> dict[str, Any]:
    """Give an element's data attributes by their plain names."""
    return {
        _plain(name[5:]): str(value)
        for name, value in tag.attrs.items()
        if name.startswith("data-") and isinstance(value, str)
    }


def _loaded_objects(held: dict[str, Any], mending: Mending) -> list[_Thing]:
    """Give objects that are written into data attributes as JSON."""
    found = []
    for name, value in held.items():
        if isinstance(value, str) and value.lstrip()[:1] in {"{", "["} and _PRICED.search(value):
            try:
                found += list(_things(load(value[:LARGEST_SCRIPT], mending), (name,), mending))
            except ValueError:
                continue
    return found


def from_scripts(soup: BeautifulSoup, about: About, mending: Mending) -> Claim:
    """Read the product in JSON blocks and in what scripts assign.

    Raises:
        NoOfferError: there is none.
    """
    things = [each for value in _values(soup, mending) for each in _things(value, (), mending)]
    ranked = [(_rank(each, about), -number, each) for number, each in enumerate(things)]
    usable = [each for each in ranked if each[0] >= 0]
    if not usable:
        message = "no product in the page's own data"
        raise NoOfferError(message)
    names = {text_of(_get(each.value, _NAMES)) for _, _, each in usable} - {""}
    best = max(usable, key=lambda each: each[:2])
    if len(names) > 1 and about.heading and best[0] < 1:
        message = "the page's own data holds several products, and none is clearly its own"
        raise NoOfferError(message)
    return _claim(best[2], about, "embedded data")


def _values(soup: BeautifulSoup, mending: Mending) -> Iterator[object]:
    for script in soup.find_all("script"):
        kind = str(script.get("type") or "")
        text = script.get_text()
        if (
            "ld+json" in kind.lower()
            or len(text) > LARGEST_SCRIPT
            or not (_PRICED.search(text) or re.search("avail|stock", text, re.IGNORECASE))
        ):
            continue
        if _JSON_TYPE.search(kind):
            try:
                yield load(text, mending)
            except ValueError:
                continue
        else:
            yield from _assigned(text, mending)


def _assigned(text: str, mending: Mending) -> Iterator[object]:
    """Give the values that a script assigns or hands to a function."""
    end = 0
    for number, found in enumerate(_ASSIGNED.finditer(text)):
        if number >= MOST_ASSIGNMENTS:
            return
        if found.end() < end or mending.left <= 0:
            continue
        try:
            value, end = load_prefix(text, found.end(), mending)
            yield load(value, mending) if isinstance(value, str) and value[:1] in "{[" and value else value
        except (ValueError, RecursionError):
            continue


def _things(root: object, path: tuple[str, ...], mending: Mending) -> Iterator[_Thing]:
    """Give the objects below a value that have a price or an availability, but not those of other products."""
    waiting: list[tuple[object, tuple[str, ...], dict[str, Any]]] = [(root, path, {})]
    for _ in range(MOST_OBJECTS):
        if not waiting:
            return
        value, names, around = waiting.pop()
        if isinstance(value, str) and value[:1] in {"{", "["} and len(value) < LARGEST_SCRIPT and _PRICED.search(value):
            try:
                value = load(value, mending)
            except ValueError:
                continue
        if isinstance(value, list):
            waiting.extend((each, names, around) for each in reversed(value[:500]))
        elif isinstance(value, dict):
            held = {_plain(str(name)): each for name, each in value.items()}
            if _has_price(held):
                yield _Thing(held, names, around)
            inner = held if text_of(_get(held, _NAMES)) else {**around, **held}
            waiting.extend(
                (each, (*names, str(name)), inner)
                for name, each in reversed(value.items())
                if isinstance(each, dict | list | str) and not _BESIDE.search(_plain(str(name)))
            )


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _get(held: dict[str, Any], names: tuple[str, ...]) -> Any:  # noqa: ANN401  # JSON can be anything
    return next((held[name] for name in names if held.get(name) not in (None, "", [], {})), None)


def _has_price(held: dict[str, Any]) -> bool:
    stated = _get(held, (*_PRICES[:-2], *_LOW_PRICES))
    if stated is None and _get(held, _CURRENCIES) is not None:
        stated = _get(held, ("amount", "value"))
    return stated is not None or any(isinstance(held.get(name), dict) for name in _NESTED[1:])


def _rank(thing: _Thing, about: About) -> float:
    """Say how surely an object is the page's product; below 0 it is another one."""
    name = text_of(_get(thing.value, _NAMES)) or text_of(_get(thing.around, _NAMES))
    skus = {_plain_sku(thing.value.get(each)) for each in _SKUS}
    node = {
        "name": name,
        "url": text_of(thing.value.get("url")),
        "sku": next((sku for sku in skus if sku in about.skus), ""),
    }
    alike = likeness(node, about)
    if name and alike <= -1:
        return -1.0
    said = 0.5 * bool(_OWN.search("".join(thing.path[-2:]))) + 0.5 * bool(text_of(_get(thing.value, _NAMES)))
    known = 0.3 * (_get(thing.value, _CURRENCIES) is not None) + 0.3 * (_get(thing.value, _STOCKS) is not None)
    return (alike if name or node["sku"] else 0.0) + said + known


def _plain_sku(value: object) -> str:
    return text_of(value).casefold()


def _claim(thing: _Thing, about: About, place: str) -> Claim:
    held = thing.value
    amount, mark, excerpt, kind = _amount(held, about)
    code = currency_of(text_of(_find(thing, _CURRENCIES)), about.language) or currency_of(mark, about.language)
    stock, stock_excerpt = _stock(thing)
    state, seller = _find(thing, _CONDITIONS), _find(thing, _SELLERS)
    named = (
        text_of(seller.get("name") or seller.get("displayName") or seller.get("sellerName"))
        if isinstance(seller, dict)
        else text_of(seller)
    )
    return Claim(
        place=place,
        amount=amount,
        currency=code,
        availability=stock,
        condition=condition_of(state),
        seller=named[:80],
        price_kind=kind,
        excerpts={
            "price": excerpt,
            "currency": code,
            "availability": stock_excerpt,
            "condition": text_of(state),
            "seller": named[:80],
        },
    )


def _find(thing: _Thing, names: tuple[str, ...]) -> Any:  # noqa: ANN401  # JSON can be anything
    """Find a property in the object, in what it holds, in what holds it."""
    inner = [
        {_plain(str(key)): each for key, each in held.items()}
        for name in _NESTED
        if isinstance(held := _first_of(thing.value.get(name)), dict)
    ]
    deeper = [
        {_plain(str(key)): each for key, each in value.items()}
        for held in inner
        for value in held.values()
        if isinstance(value, dict)
    ]
    return next(
        (found for held in (thing.value, *inner, *deeper, thing.around) if (found := _get(held, names)) is not None),
        None,
    )


def _first_of(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value


def _amount(held: dict[str, Any], about: About) -> tuple[Decimal | None, str, str, PriceKind]:
    """Read the price of an object: the one to pay before others, from itself or from the object under "price"."""
    for name in (*_PRICES, *_LOW_PRICES):
        value = held.get(name)
        if value in (None, "", 0, "0") or isinstance(value, bool):
            continue
        try:
            amount, mark, excerpt, is_from = _value_of(name, value, held, about)
        except NoOfferError:
            continue
        return amount, mark, f"{name}: {excerpt}", PriceKind.FROM if is_from or name in _LOW_PRICES else PriceKind.EXACT
    for name in _NESTED[1:]:
        inner = _first_of(held.get(name))
        if isinstance(inner, dict):
            found = _amount(
                {
                    **{_plain(str(key)): each for key, each in inner.items()},
                    **{unit: held[unit] for unit in _UNITS if unit in held},
                },
                about,
            )
            if found[0] is not None:
                return found
            if (within := _now(inner, held, about)) is not None:
                return within, "", f"{name}: {within}", PriceKind.EXACT
    return None, "", "", PriceKind.EXACT


def _now(inner: dict[str, Any], held: dict[str, Any], about: About) -> Decimal | None:
    """Read {"sale": 10, "list": 12} and the like."""
    plain = {_plain(str(key)): each for key, each in inner.items()}
    for name in _NOW:
        value = plain.get(name)
        if value in (None, "", 0) or isinstance(value, bool):
            continue
        try:
            return _value_of(name, value, {**held, **plain}, about)[0]
        except NoOfferError:
            continue
    return None


def _value_of(name: str, value: object, held: dict[str, Any], about: About) -> tuple[Decimal, str, str, bool]:
    value = _first_of(value)
    if isinstance(value, dict):
        plain = {_plain(str(key)): each for key, each in value.items()}
        if (within := _now(value, held, about)) is None:
            message = "no price in the object"
            raise NoOfferError(message)
        return within, text_of(_get(plain, _CURRENCIES)), str(within), False
    number = Decimal(str(value)) if isinstance(value, float) else value
    amount, mark, is_from = read_value(number, about.amounts)
    if _is_integer(number) and (_names_cents(name, held) or _is_hundredfold(amount, held, about)):
        amount /= CENTS
    return amount, mark, str(one(value))[:80], is_from


def _is_integer(value: object) -> bool:
    return re.fullmatch(r"\d+", str(value)) is not None


def _unit(held: dict[str, Any]) -> str:
    return text_of(_get(held, _UNITS)).lower()


def _names_cents(name: str, held: dict[str, Any]) -> bool:
    """Whether the page says that a price is in cents."""
    return bool(re.search(r"cent|minor|pence|öre|øre", _unit(held))) or "cents" in name or name == "centamount"


def _is_hundredfold(amount: Decimal, held: dict[str, Any], about: About) -> bool:
    """Whether the price is visible a hundred times smaller, and nothing is said of the unit."""
    return not _unit(held) and amount not in about.amounts and amount / CENTS in about.amounts


def _stock(thing: _Thing) -> tuple[Availability, str]:
    """Read the availability of an object: a word, a yes or no, or a number of pieces."""
    inner = [
        {_plain(str(key)): each for key, each in held.items()}
        for name in (*_NESTED, *_STOCKS)
        if isinstance(held := _first_of(thing.value.get(name)), dict)
    ]
    for held in (thing.value, *inner, thing.around):
        for name in _STOCKS:
            value = one(held.get(name))
            if value is None or value == "":
                continue
            found = _stock_value(name, value)
            if found is not Availability.UNKNOWN:
                return found, f"{name}: {value}"[:80]
    return Availability.UNKNOWN, ""


def _stock_value(name: str, value: object) -> Availability:
    text = str(value).strip().lower()
    if name in _GONE:
        return {"true": Availability.OUT_OF_STOCK, "false": Availability.IN_STOCK}.get(text, Availability.UNKNOWN)
    if re.fullmatch(r"-?\d{1,9}", text):
        counts = name in _COUNTS or name != "status"
        return (
            (Availability.IN_STOCK if int(text) > 0 else Availability.OUT_OF_STOCK) if counts else Availability.UNKNOWN
        )
    return availability_of(value)
