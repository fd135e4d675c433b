"""A price as shops write it, as a decimal number."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from prices.sources.quote import NoOfferError

CENT = Decimal("0.01")
LARGEST = Decimal("9999999999.99")  # what the column of a price point holds
LONGEST = 40  # characters; a longer text is not a price
GROUP = 3  # digits between separators of thousands

_SPACES = str.maketrans("", "", " \u00a0\u2009\u202f'\u2019")
_CURRENCY = r"(?:[A-Z]{2,3}|[A-Z]{0,2}[$€£¥₹])?"
_PRICE = re.compile(rf"{_CURRENCY}(?P<number>[0-9][0-9.,]*){_CURRENCY}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{2,3})*[.,][0-9]{3}")


def read_amount(value: object) -> Decimal:
    """Read the price in a machine-readable field: a number, or a text with or without separators.

    Raises:
        NoOfferError: no price, a price of zero or less, or one that can be read in two ways.
    """
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        message = f"the price is {type(value).__name__}, not a number or text"
        raise NoOfferError(message)
    number = _from_text(value) if isinstance(value, str) else Decimal(value)
    return _money(number, value)


def _money(number: Decimal, written: object) -> Decimal:
    """Give a number two places, if it is a possible price."""
    if not number.is_finite() or not 0 < number <= LARGEST:
        message = f"{str(written)[:LONGEST]!r} is not a price above 0 and up to {LARGEST}"
        raise NoOfferError(message)
    rounded = number.quantize(CENT, rounding=ROUND_HALF_UP)
    if not 0 < rounded <= LARGEST:
        message = f"{str(written)[:LONGEST]!r} rounds to {rounded}, which is not a price"
        raise NoOfferError(message)
    return rounded


def _from_text(text: str) -> Decimal:
    """Read a text: spaces and apostrophes group; of two different separators the last is the decimal one."""
    found = _PRICE.fullmatch(text[: LONGEST + 1].translate(_SPACES).strip())
    if len(text) > LONGEST or found is None:
        message = f"{text[:LONGEST]!r} is not written as a price"
        raise NoOfferError(message)
    number = found["number"]
    last = max(number.rfind("."), number.rfind(","))
    if last < 0:
        return Decimal(number)
    if _last_groups(number, last, text):
        whole, fraction = number, ""
    else:
        whole, fraction = number[:last], number[last + 1 :]
    if not _is_whole(whole, number[last] if fraction else None):
        message = f"{text!r} has its separators in odd places"
        raise NoOfferError(message)
    return Decimal(f"{re.sub('[.,]', '', whole)}.{fraction or 0}")


def _last_groups(number: str, last: int, text: str) -> bool:
    """Whether the last separator divides thousands rather than cents.

    One full stop before exactly three digits ("1.299") can be either, and so is no price.
    """
    mark, before, after = number[last], number[:last], number[last + 1 :]
    if len(after) != GROUP or before == "0":
        return False
    if mark in before:
        return True
    if "." in before or "," in before:
        return False
    if mark == ".":
        message = f"{text!r} can be read as {before}{after} or as {before}.{after}"
        raise NoOfferError(message)
    return True


def _is_whole(text: str, decimal_mark: str | None) -> bool:
    """Whether this is the whole part of a number: digits, or groups with one kind of separator that is not spent."""
    marks = set(text) & {".", ","}
    if not marks:
        return text.isdigit()
    return len(marks) == 1 and decimal_mark not in marks and _GROUPED.fullmatch(text) is not None
