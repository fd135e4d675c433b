"""Any shop's product page: what it says of its main product's offer, from the surest place that says it.

JSON-LD, microdata, RDFa, OpenGraph, known shops' markup, data attributes and embedded data, visible text: a later one
only fills what the earlier ones leave open.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from prices import fetching
from prices.sources import document, jsonld, markup, opengraph, schema, state, visible, words
from prices.sources.currency import currency_of
from prices.sources.quote import Availability, Claim, Condition, NoOfferError, PriceKind, Quote, Reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from prices.sources.document import Page
    from prices.sources.schema import About
    from prices.sources.visible import Sight

MAX_CHARACTERS = document.MAX_CHARACTERS
MAX_TAGS = document.MAX_TAGS
SHORT_PAGE = 30  # lines; what keeps robots out says little more
LONGEST_SKU, SHORTEST_SKU = 60, 4  # characters


def fetch(url: str) -> str:
    """Get the page; see `prices.fetching`."""
    return fetching.fetch(url)


def parse(html: str, address: str = "") -> Quote:
    """Read the offer of the page's main product as something that can be stored.

    Raises:
        NoOfferError: there is none, or the page is too large to read; the text says which.
    """
    return read(html, address).quote()


def read(html: str, address: str = "") -> Reading:
    """Read all that the page says of the offer of its main product. Nothing is raised: the reading has the reason."""
    try:
        page = document.read(html, address)
    except NoOfferError as error:
        return Reading(reason=str(error))
    sight = visible.look(page)
    about = _about(page, sight)
    claims, reasons = _claims(page, about, sight)
    if (reason := _no_product(page, claims)) is not None:
        return Reading(reason=reason)
    merged = _merged(claims, page, reasons)
    if sight.is_auction:
        merged = _auction(merged, sight, page)
    return _checked(_with_button(merged, page))


def _about(page: Page, sight: Sight) -> About:
    """Gather what tells the main product from others."""
    best = sight.best(known=False)
    seen = currency_of(best.mention.mark, page.language) if best else ""
    return schema.About(
        heading=page.heading,
        title=page.title,
        address=page.address,
        skus=_skus(page),
        language=page.language,
        amounts=sight.amounts,
        currency=opengraph.currency(page.soup) or seen,
        heading_tag=page.heading_tag,
    )


_SKU = re.compile(
    r"(?:sku|mpn|item(?: model)?(?: no\.?| number| #)?|model(?: no\.?| number)?|part(?: no\.?| number)?|"
    r"art(?:ikel)?\.?-?(?:nr|nummer)\.?|réf(?:érence)?|ref\.?|código|型番|商品编号)\s*[:#：]\s*([\w./-]+)",
    re.IGNORECASE,
)


def _skus(page: Page) -> frozenset[str]:
    """Give the numbers by which the page names its product: in its metadata, address and visible text."""
    found = [
        document.meta(page.soup, name)
        for name in ("product:retailer_item_id", "product:sku", "product:mfr_part_no", "sku")
    ]
    found += re.split(r"[/=&?#]", page.address.removesuffix(".html"))
    found += [
        match[1] for line in page.lines if len(line.text) < words.LONGEST_PHRASE for match in _SKU.finditer(line.text)
    ]
    found += [
        str(tag[name])
        for tag in page.shown
        if id(tag) in page.protected
        for name in ("data-sku", "data-product-id", "data-asin", "data-id")
        if tag.get(name)
    ]
    return frozenset(
        sku.casefold() for sku in found if SHORTEST_SKU <= len(sku) <= LONGEST_SKU and re.search(r"\d", sku)
    ) | frozenset(sku.casefold() for sku in found[:4] if sku)


def _claims(page: Page, about: About, sight: Sight) -> tuple[list[Claim], list[str]]:
    """Read every place, in order; of those that say nothing, the reasons."""
    readers: list[Callable[[], Claim | None]] = [
        lambda: schema.claim(jsonld.nodes(page.soup, page.mending), about, "JSON-LD"),
        lambda: schema.claim(markup.microdata(page.soup), about, "microdata"),
        lambda: schema.claim(markup.rdfa(page.soup), about, "RDFa"),
        lambda: opengraph.claim(page.soup, about),
        lambda: visible.known_markup(page, sight),
        lambda: state.from_attributes(page, about),
        lambda: state.from_scripts(page.soup, about, page.mending),
        lambda: visible.text(page, sight),
    ]
    claims, reasons = [], []
    for reader in readers:
        try:
            claim = reader()
        except NoOfferError as error:
            reasons.append(str(error))
        except RecursionError:
            reasons.append("the page's data is nested too deeply")
        else:
            if claim is not None:
                claims.append(claim)
                reasons += [claim.excerpts["reason"]] if claim.excerpts.get("reason") else []
    return claims, reasons


def _no_product(page: Page, claims: list[Claim]) -> str | None:
    """Say why the page is about no product, if it is not: a check for robots, an error, a list."""
    own = [claim for claim in claims if claim.amount is not None and claim.place in {"JSON-LD", "microdata", "RDFa"}]
    names = " \n".join(each for each in (page.heading, page.title) if each)
    if words.BOT.search(page.heading or page.title) or (words.BOT.search(page.title) and not own):
        return "the page is a check for robots"
    if not own and len(page.lines) <= SHORT_PAGE and words.BOT.search(page.text):
        return "the page is a check for robots"
    if any(words.ERROR.search(each) for each in (page.heading, *([] if own else [page.title])) if each):
        return f"the page is an error page: {page.heading[:60] or page.title[:60]!r}"
    if not page.heading and not own and page.lines and words.ERROR.search(page.lines[0].text):
        return f"the page is an error page: {page.lines[0].text[:60]!r}"
    if not own and words.LISTING.search(names):
        return f"the page is a list: {names[:60]!r}"
    return None


def _merged(claims: list[Claim], page: Page, reasons: list[str]) -> Reading:
    """Take each field from the first claim that has it."""
    priced = next((claim for claim in claims if claim.amount is not None), None)
    in_currency = next((claim for claim in ([priced, *claims] if priced else claims) if claim.currency), None)
    in_stock = next((claim for claim in claims if claim.availability is not Availability.UNKNOWN), None)
    in_state = next((claim for claim in claims if claim.condition is not Condition.UNKNOWN), None)
    sold = next((claim for claim in claims if claim.seller), None)
    pairs = (
        ("price", priced),
        ("currency", in_currency),
        ("availability", in_stock),
        ("condition", in_state),
        ("seller", sold),
    )
    return Reading(
        amount=priced.amount if priced else None,
        currency=in_currency.currency if in_currency else "",
        availability=in_stock.availability if in_stock else Availability.UNKNOWN,
        condition=in_state.condition if in_state else Condition.UNKNOWN,
        seller=sold.seller if sold else "",
        price_kind=priced.price_kind if priced else PriceKind.NONE,
        reason="" if priced else _reason(page, reasons),
        evidence={
            name: f"{claim.place}: {claim.excerpts.get(name, '')}".strip() for name, claim in pairs if claim is not None
        },
    )


def _reason(page: Page, reasons: list[str]) -> str:
    """Choose what explains best that there is no price."""
    if found := words.NO_PRICE.search(page.text):
        return f"the page says {found[0][:60]!r} instead of a price"
    told = [
        reason
        for reason in reasons
        if "describes no product" not in reason and not reason.startswith(("no ", "the metadata"))
    ]
    return told[0] if told else "the page describes no product, and shows no price of one"


def _auction(reading: Reading, sight: Sight, page: Page) -> Reading:
    """Give the price at which one can buy at once; a bid is not a price."""
    direct = [each.mention for each in sight.seen if each.mention.is_direct]
    if not direct:
        return replace(_without_price(reading), reason="the page is an auction without a price to buy at once")
    best = direct[0]
    if reading.amount == best.amount:
        return reading
    code = currency_of(best.mark, page.language, page.text) or reading.currency
    evidence = {**reading.evidence, "price": f"text: {best.excerpt}", "currency": f"text: {best.mark}"}
    return replace(reading, amount=best.amount, currency=code, price_kind=PriceKind.EXACT, evidence=evidence)


def _without_price(reading: Reading) -> Reading:
    evidence = {name: said for name, said in reading.evidence.items() if name not in {"price", "currency"}}
    return replace(reading, amount=None, currency="", price_kind=PriceKind.NONE, evidence=evidence)


def _with_button(reading: Reading, page: Page) -> Reading:
    """Take a button that buys as a word on stock, where nothing else is said and there is a price."""
    if reading.amount is None or reading.availability is not Availability.UNKNOWN:
        return reading
    value, said = visible.button(page)
    return (
        reading
        if value is Availability.UNKNOWN
        else replace(reading, availability=value, evidence={**reading.evidence, "availability": said})
    )


def _checked(reading: Reading) -> Reading:
    """Leave the currency out where there is no price."""
    return reading if reading.amount is not None else _without_price(reading)


def fields(reading: Reading) -> dict[str, str | None]:
    """Give a reading as plain values: the price with two places or None, and so on."""
    return {
        "price": _written(reading.amount),
        "currency": reading.currency or None,
        "availability": reading.availability.value,
        "condition": reading.condition.value,
        "seller": reading.seller or None,
        "price_kind": reading.price_kind.value,
    }


def _written(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
