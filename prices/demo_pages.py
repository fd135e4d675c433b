"""The pages of the demo shop: wandering prices that anyone can work out again, and faults on request. Pure."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HTML = "text/html; charset=utf-8"
STEP_SECONDS = 600  # for so long a price stays the same, so that there are spans as well as changes
WAVES = ((3600.0, 0.03), (6 * 3600.0, 0.05), (49 * 3600.0, 0.08))  # period in seconds, share of the price
FAULTS = ("slow", "500", "429", "bot", "broken", "from", "currency", "jump", "soldout")
FAULT_ONE_IN = 8  # pages that have one of the faults that the shop was started with
SLOW_SECONDS = 20.0  # longer than anyone waits for a page
JUMP = 5.0
ROBOTS = "User-agent: *\nDisallow: /private/\n"


@dataclass(frozen=True, slots=True)
class Product:
    """A part on sale. `base`: the amount in US dollars around which its price wanders."""

    slug: str
    name: str
    kind: str
    base: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the shop says; `delay` in seconds before it says anything."""

    status: int
    body: str
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0


def number_of(text: str) -> int:
    """Give a number that a text always has."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6])


def price(product: Product, seconds: float) -> float:
    """Give the price at a time (seconds since 1970): the base, with three waves on it whose phases come of the slug."""
    step = seconds // STEP_SECONDS * STEP_SECONDS
    phase = number_of(product.slug) % 10_000
    wave = sum(share * math.sin(2 * math.pi * (step / period + phase / 10_000)) for period, share in WAVES)
    return max(round(product.base * (1 + wave)) - 0.01, 0.99)


def base_of(slug: str) -> float:
    """Give a made-up base for a part without a price: 30 to 480."""
    return 30.0 + number_of(f"{slug}/base") % 450


def fault_at(slug: str, seconds: float, faults: Sequence[str]) -> str:
    """Give the fault that a page has at a time, out of those the shop was started with; mostly none."""
    drawn = number_of(f"{slug}/{seconds // STEP_SECONDS}")
    return faults[drawn // FAULT_ONE_IN % len(faults)] if faults and not drawn % FAULT_ONE_IN else ""


def product_page(product: Product, seconds: float, fault: str = "") -> Answer:
    """Answer for a product, well or with a fault."""
    if fault == "500":
        return Answer(500, page("Error", "<p>The shop has a problem.</p>"))
    if fault == "429":
        return Answer(429, page("Too many requests", "<p>Later.</p>"), (("Retry-After", "120"),))
    if fault == "bot":
        return Answer(200, page("Just a moment", "<p>Are you a human? Enable JavaScript and cookies to continue.</p>"))
    whole = _sold(product, price(product, seconds), fault)
    body = whole[: whole.index("<h1>")] if fault == "broken" else whole  # cut before it says a price
    return Answer(200, body, delay=SLOW_SECONDS if fault == "slow" else 0.0)


def _sold(product: Product, amount: float, fault: str) -> str:
    """Write the page of a product."""
    amount = amount * JUMP if fault == "jump" else amount
    currency = "EUR" if fault == "currency" else "USD"
    stock = "OutOfStock" if fault == "soldout" else "InStock"
    offer: dict[str, object] = {
        "@type": "Offer",
        "price": f"{amount:.2f}",
        "priceCurrency": currency,
        "availability": f"https://schema.org/{stock}",
        "itemCondition": "https://schema.org/NewCondition",
        "seller": {"@type": "Organization", "name": "Demo shop"},
    }
    if fault == "from":
        offer = {"@type": "AggregateOffer", "lowPrice": f"{amount:.2f}", "priceCurrency": currency, "offerCount": 4}
    data = {"@context": "https://schema.org", "@type": "Product", "name": product.name, "offers": offer}
    script = json.dumps(data).replace("<", "\\u003c")
    words = f"{'from ' if fault == 'from' else ''}{currency} {amount:,.2f}"
    said = f"<p>{words}</p><p>{'Sold out' if stock == 'OutOfStock' else 'In stock'}</p>"
    return page(product.name, f'{said}<script type="application/ld+json">{script}</script>')


def index_page(products: Sequence[Product], seconds: float) -> Answer:
    """List what there is."""
    rows = "".join(
        f'<li><a href="/p/{escape(each.slug)}/">{escape(each.name)}</a> USD {price(each, seconds):,.2f}</li>'
        for each in products
    )
    faults = ", ".join(f"?fault={each}" for each in FAULTS)
    return Answer(200, page("Demo shop", f"<p>Add a fault to a product's address: {faults}.</p><ul>{rows}</ul>"))


def page(title: str, body: str) -> str:
    """Write a page that says what it is."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} - demo</title></head>'
        f"<body><p>A demo: these prices are made up.</p><h1>{escape(title)}</h1>{body}</body></html>"
    )


def answer(
    path: str, fault: str, seconds: float, *, products: dict[str, Product], faults: Sequence[str] = ()
) -> Answer:
    """Answer a request for a path; `fault`: the one that its address asks for."""
    if path == "/robots.txt":
        return Answer(200, ROBOTS)
    if path == "/":
        return index_page(list(products.values()), seconds)
    if fault and fault not in FAULTS:
        return Answer(400, page("No such fault", f"<p>fault={escape(fault[:40])}: {', '.join(FAULTS)}</p>"))
    product = products.get(path.removeprefix("/p/").removesuffix("/")) if path.startswith("/p/") else None
    if product is None:
        return Answer(404, page("Not found", "<p>No such product.</p>"))
    return product_page(product, seconds, fault or fault_at(product.slug, seconds, faults))
