"""A price as shops write it, as a decimal number."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from prices.sources.currency import MARK
from prices.sources.quote import NoOfferError

if TYPE_CHECKING:
    from collections.abc import Collection

CENT = Decimal("0.01")
LARGEST = Decimal("9999999999.99")  # what the column of a price point holds
LONGEST = 40  # characters; a longer text is not a price
GROUP = 3  # digits between separators of thousands

SPACES = " \t\u00a0\u2000-\u200a\u202f\u205f\u3000"
APOSTROPHES = "'\u2019\u2018\u02bc\u2032\u0060\u00b4\u201b"
_PLAIN = {
    **dict.fromkeys(map(ord, "\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-"),
    **dict.fromkeys(map(ord, APOSTROPHES), "'"),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c"), ""),
    ord("\u066b"): ".",
    ord("\u066c"): "'",  # never decimal
    ord("\u060c"): ",",
}
_RAISED = re.compile(
    r"(?<=\d)([.,]?)[ ]?([\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{2})(?![\u2070\u00b9\u00b2\u00b3\u2074-\u2079])"
)
_NOTES = re.compile(r"[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]")  # of footnotes, and of m²
_TAIL = r"(?:[.,:][ ]?-{1,2}|-{1,2}(?![\d ]))?"
_MACHINE = re.compile(
    rf"(?:(?:{MARK})[ ]?){{0,2}}(?P<number>\d[\d.,' ]*|[.,]\d\d?){_TAIL}(?:[ ]?(?:{MARK})){{0,2}}", re.IGNORECASE
)
_GROUPED = re.compile(
    r"\d{1,3}(?:(?P<mark>[., '])\d{3}(?:(?P=mark)\d{3})*)|\d{1,2}(?:(?P<comma>[, '])\d{2})+(?P=comma)\d{3}"
)
_FRACTION = r"[.,]\d{1,2}"
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")


def plain(text: str) -> str:
    """Write a text with usual digits, spaces, apostrophes and dashes; raised digits after a number are its cents."""
    raised = _RAISED.sub(lambda found: f"{found[1] or '.'}{unicodedata.normalize('NFKC', found[2])}", text)
    raised = _NOTES.sub("", raised)
    usual = unicodedata.normalize("NFKC", raised.translate(_PLAIN)).translate(_PLAIN)
    if not usual.isascii():
        usual = "".join(_ascii_digit(sign) for sign in usual)
    return re.sub(r"[^\S\n]", " ", usual)


def _ascii_digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)


def read_amount(value: object, visible: Collection[Decimal] = ()) -> Decimal:
    """Read the price in a machine-readable field: a number, or a text with or without separators.

    One separator before exactly three digits can be read in two ways: as the visible prices have it, else a comma
    groups, as in all texts, and a full stop is a decimal mark, as in all programs.

    Raises:
        NoOfferError: no price, or a price of zero or less.
    """
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        message = f"the price is {type(value).__name__}, not a number or text"
        raise NoOfferError(message)
    written = str(value) if isinstance(value, Decimal) and value.is_finite() else value
    if isinstance(written, str):
        return money(_from_text(written, visible), value)
    return money(Decimal(written), value)


def money(number: Decimal, written: object) -> Decimal:
    """Give a number two places.

    Raises:
        NoOfferError: it is no possible price.
    """
    if not number.is_finite() or not 0 < number <= LARGEST:
        message = f"{str(written)[:LONGEST]!r} is not a price above 0 and up to {LARGEST}"
        raise NoOfferError(message)
    rounded = number.quantize(CENT, rounding=ROUND_HALF_UP)
    if not 0 < rounded <= LARGEST:
        message = f"{str(written)[:LONGEST]!r} rounds to {rounded}, which is not a price"
        raise NoOfferError(message)
    return rounded


def _from_text(text: str, visible: Collection[Decimal]) -> Decimal:
    """Read a text that is a price and nothing else."""
    found = None if len(text) > LONGEST else _MACHINE.fullmatch(plain(text).strip())
    if found is None:
        message = f"{text[:LONGEST]!r} is not written as a price"
        raise NoOfferError(message)
    number = found["number"].strip()
    if re.fullmatch(r"\d+\.\d{3}", number):
        return _either(number, visible)
    if re.fullmatch(r"[1-9]\d{0,2},\d{3}", number) and Decimal(number.replace(",", ".")).quantize(CENT) in visible:
        return Decimal(number.replace(",", "."))
    return number_of(number)


def _either(number: str, visible: Collection[Decimal]) -> Decimal:
    """Read "1.299": grouped if a visible price says so."""
    grouped = Decimal(number.replace(".", ""))
    is_group = len(number) <= GROUP * 2 + 1 and not number.startswith("0")
    return grouped if is_group and grouped in visible else Decimal(number)


def number_of(number: str) -> Decimal:
    """Read digits with separators: of two different ones the last is decimal, one before exactly three digits groups.

    Raises:
        NoOfferError: the separators are in odd places.
    """
    last = max(number.rfind("."), number.rfind(","))
    whole, fraction = (number, "") if last < 0 or _last_groups(number, last) else (number[:last], number[last + 1 :])
    mark = number[last] if fraction else None
    if not (fraction.isdigit() or not fraction) or not _is_whole(whole, mark):
        message = f"{number[:LONGEST]!r} has its separators in odd places"
        raise NoOfferError(message)
    return Decimal(f"{re.sub(r'[^0-9]', '', whole) or 0}.{fraction or 0}")


def _last_groups(number: str, last: int) -> bool:
    """Whether the last full stop or comma divides thousands rather than cents."""
    mark, before, after = number[last], number[:last], number[last + 1 :]
    if len(after) != GROUP or not after.isdigit():
        return False
    if mark in before:
        return True
    return before.isdigit() and len(before) <= GROUP and not before.startswith("0")


def _is_whole(text: str, decimal_mark: str | None) -> bool:
    """Whether this is the whole part of a number: digits, or groups with one kind of separator that is not spent."""
    if text == "":
        return decimal_mark is not None
    if text.isdigit():
        return True
    return _GROUPED.fullmatch(text) is not None and (decimal_mark is None or decimal_mark not in text)
