"""How many, and for how much: prices and quantities as people write them. Every pattern is bounded."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from builder.lists.rows import Stated

CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "ca$": "CAD",
    "c$": "CAD", "cad": "CAD", "au$": "AUD", "a$": "AUD", "aud": "AUD", "nz$": "NZD", "nzd": "NZD", "¥": "CNY",
    "cny": "CNY", "rmb": "CNY", "jpy": "JPY", "₹": "INR", "inr": "INR", "chf": "CHF", "sek": "SEK", "kr": "SEK",
    "pln": "PLN", "zł": "PLN", "r$": "BRL", "₩": "KRW", "krw": "KRW",
}  # fmt: skip
_SIGN = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True))
_NUMBER = r"\d{1,9}(?:[.,' ]\d{3}){0,3}(?:[.,]\d{1,2})?(?![\d.,]*\d)"
PRICE = re.compile(
    rf"(?<![\w$])(?:(?P<before>{_SIGN}) ?(?P<a>{_NUMBER})|(?P<b>{_NUMBER}) ?(?P<after>{_SIGN})(?!\w))", re.IGNORECASE
)
_LEAD_IN = re.compile(r"(?:\b(?:purchased for|bought for|paid|for|price:?|at)|[(\[@:=,–—-]| ){1,6}$", re.IGNORECASE)

_BEFORE = re.compile(r"\(?(\d{1,3}) ?(?:[x×*]|pcs?\.?|pieces|stk\.?)\)?[ :](?=\S)|\((\d{1,3})\) ", re.IGNORECASE)
_BEFORE_GLUED = re.compile(r"(\d{1,2}) ?[x×] ?(?=[a-z]{2})", re.IGNORECASE)
_KIT = re.compile(r"\d{1,2} ?[x×] ?(\d{1,3}) ?gi?b", re.IGNORECASE)
_AFTER = re.compile(
    r"[ ,;(\[–—-]{1,3}(?:[x×*] ?(\d{1,3})|(\d{1,3}) ?(?:×|pcs?\.?|pieces|stk\.?))[)\]]?$", re.IGNORECASE
)
_AFTER_IN_BRACKETS = re.compile(r" ?[(\[](\d{1,3}) ?x[)\]]$", re.IGNORECASE)
_WORD = re.compile(r"[ ,;(\[–—-]{0,3}\b(?:qty|quantity|anzahl)\.? ?[:=x×]? ?(\d{1,3})\b[)\]]?", re.IGNORECASE)
_LANES = re.compile(r"(?:pci-?e|gen) ?\d?(?:\.\d)?$", re.IGNORECASE)
LARGEST_MODULE_GIB = 128  # "2x 256GB" counts drives, "2x32GB" is a kit


def price_in(text: str) -> Stated | None:
    """Give the last price that stands in a text."""
    found = None
    for match in PRICE.finditer(text):
        found = match
    return _stated(found) if found else None


def without_price(text: str) -> tuple[str, Stated | None]:
    """Part a line into what comes before its last price, and the price. What follows (a shop) is dropped."""
    found = None
    for match in PRICE.finditer(text):
        found = match
    price = _stated(found) if found else None
    if found is None or price is None:
        return text, None
    before = _LEAD_IN.sub("", text[: found.start()]).rstrip()
    return (before, price) if before else (text[found.end() :].lstrip(" ):,–—-@"), price)


def amount(text: str) -> Decimal | None:
    """Read a number with either decimal sign."""
    digits = text.replace(" ", "").replace("'", "")
    cut = max(digits.rfind(","), digits.rfind("."))
    if cut >= 0:
        whole, rest = re.sub(r"[.,]", "", digits[:cut]), digits[cut + 1 :]
        digits = f"{whole}{rest}" if len(rest) == 3 else f"{whole}.{rest}"  # noqa: PLR2004  # thousands
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def with_quantity(text: str) -> tuple[str, int]:
    """Part a line into the name and how many there are: `2x`, `x2`, `2 ×`, `(x4)`, `qty 2`; one if none is said."""
    for take in (_worded, _leading, _trailing):
        name, quantity = take(text)
        if quantity is not None:
            return name, quantity
    return text, 1


def _worded(text: str) -> tuple[str, int | None]:
    match = _WORD.search(text)
    if match is None:
        return text, None
    return f"{text[: match.start()]} {text[match.end() :]}".strip(" ,;–—-"), int(match[1])


def _leading(text: str) -> tuple[str, int | None]:
    kit = _KIT.match(text)
    if kit and int(kit[1]) <= LARGEST_MODULE_GIB:
        return text, None
    match = _BEFORE.match(text) or _BEFORE_GLUED.match(text)
    if match is None:
        return text, None
    return text[match.end() :].strip(), int(match[1] or match[2])


def _trailing(text: str) -> tuple[str, int | None]:
    tail_at = max(0, len(text) - 16)
    match = _AFTER.search(text, tail_at) or _AFTER_IN_BRACKETS.search(text, tail_at)
    if match is None or _LANES.search(text[: match.start()]):
        return text, None
    return text[: match.start()].strip(), int(next(group for group in match.groups() if group))


def _stated(match: re.Match[str]) -> Stated | None:
    number = amount(match["a"] or match["b"])
    currency = CURRENCIES[(match["before"] or match["after"]).lower()]
    return None if number is None else Stated(number, currency)
