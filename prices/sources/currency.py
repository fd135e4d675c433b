"""Currencies as shops write them: ISO codes, signs, and signs whose meaning depends on the page's language."""

from __future__ import annotations

import re

# ISO 4217, those that shops quote prices in; a word of three capitals that is not here is no currency.
CODES = frozenset({
    "AED", "ARS", "AUD", "BDT", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR",
    "GBP", "GEL", "HKD", "HRK", "HUF", "IDR", "ILS", "INR", "ISK", "JOD", "JPY", "KES", "KRW", "KWD", "KZT", "LKR",
    "MAD", "MXN", "MYR", "NGN", "NOK", "NPR", "NZD", "OMR", "PEN", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB",
    "SAR", "SEK", "SGD", "THB", "TND", "TRY", "TWD", "UAH", "USD", "UYU", "VND", "ZAR",
})  # fmt: skip
DOLLARS = {"en-ca": "CAD", "en-au": "AUD", "es-mx": "MXN"}  # a bare $ elsewhere: US dollars
KRONER = {"sv": "SEK", "da": "DKK", "nb": "NOK", "nn": "NOK", "no": "NOK", "is": "ISK"}
YEN = {"ja": "JPY", "zh": "CNY"}
SIGNS = {
    "us$": "USD", "u$s": "USD", "ca$": "CAD", "cdn$": "CAD", "c$": "CAD", "au$": "AUD", "a$": "AUD", "nz$": "NZD",
    "hk$": "HKD", "sg$": "SGD", "s$": "SGD", "nt$": "TWD", "mx$": "MXN", "mex$": "MXN", "r$": "BRL", "cn¥": "CNY",
    "jp¥": "JPY", "¢": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₫": "VND",
    "₱": "PHP", "฿": "THB", "₪": "ILS", "₴": "UAH", "₦": "NGN", "₸": "KZT", "zł": "PLN", "zl": "PLN", "kč": "CZK",
    "kc": "CZK", "ft": "HUF", "lei": "RON", "лв": "BGN", "руб": "RUB", "р": "RUB", "грн": "UAH", "rs": "INR",
    "rp": "IDR", "rm": "MYR", "tl": "TRY", "fr": "CHF", "sfr": "CHF", "円": "JPY", "元": "CNY", "圆": "CNY",
    "rmb": "CNY", "euro": "EUR", "euros": "EUR", "원": "KRW", "د.إ": "AED", "ر.س": "SAR", "dkr": "DKK", "nkr": "NOK",
    "skr": "SEK", "yen": "JPY", "r": "ZAR", "dollar": "USD", "dollars": "USD", "us dollars": "USD", "บาท": "THB",
    "đ": "VND", "rupees": "INR", "rupee": "INR", "reais": "BRL", "yuan": "CNY", "kronor": "SEK",
}  # fmt: skip
DEPENDING = frozenset({"$", "¥", "kr"})
_RAND = (
    r"(?<![^\W\d_])(?-i:R)(?=[ ]?"
    r"(?:\d{1,3}(?:[ ,]?\d{3})*[.,]\d\d(?!\d)|\d{2,3}[ ,]\d{3}(?!\d)|\d,\d{3}(?!\d)))"
)
_WORD = re.compile(r"[^\W\d_]")


def _alternatives() -> str:
    """Write a pattern for every sign and code, the longest first; words stand alone, signs need not."""
    marks = sorted([*CODES, *SIGNS, *DEPENDING], key=len, reverse=True)
    return "|".join(_guarded(mark) for mark in marks)


def _guarded(mark: str) -> str:
    written = re.escape(mark)
    before = r"(?<![^\W\d_])" if _WORD.match(mark) else ""
    if mark == "r":  # not the R of "R9 390"
        return _RAND
    if mark in {"元", "円", "圆", "원"}:
        return written
    after = r"(?![^\W\d_])\.?" if _WORD.match(mark[-1]) else ""
    code = "(?-i:" + written + ")" if mark in CODES or mark in {"rs", "fr", "р", "tl", "rm", "lei", "ft"} else written
    if mark in {"rs", "fr", "tl", "rm", "lei", "ft"}:
        code = f"(?-i:{mark.capitalize()}|{mark.upper()}{'|lei' if mark == 'lei' else ''})"
    return f"{before}{code}{after}"


MARK = _alternatives()
_ONLY_MARK = re.compile(rf"(?:{MARK})", re.IGNORECASE)


def currency_of(mark: object, language: str = "", text: str = "") -> str:
    """Give the ISO code of a mark: a code, or a sign in a page's language; empty if it is neither.

    `text` is looked at for kana when ¥ stands on a page that does not say its language.
    """
    written = mark.strip() if isinstance(mark, str) else ""
    code, sign = written.upper(), written.lower().rstrip(".")
    if code in CODES:
        return code
    sign = {"￥": "¥", "＄": "$"}.get(sign, sign)
    if sign == "$":
        return DOLLARS.get(_tag(language), "USD")
    if sign == "¥":
        return YEN.get(_main(language)) or _yen_or_yuan(text)
    if sign == "kr":
        return KRONER.get(_main(language), "SEK" if not language else "")
    return SIGNS.get(sign, "")


def _tag(language: str) -> str:
    return "-".join(language.lower().replace("_", "-").split("-")[:2])


def _main(language: str) -> str:
    return language.lower().replace("_", "-").split("-")[0]


def _yen_or_yuan(text: str) -> str:
    """Tell from the writing: kana are Japanese, other Han characters Chinese, anything else yen as in most shops."""
    if re.search(r"[\u3040-\u30ff]", text):
        return "JPY"
    return "CNY" if re.search(r"[\u4e00-\u9fff]", text) else "JPY"
