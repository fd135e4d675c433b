"""The European Central Bank's daily reference rates, as XML: one day, and how much of each currency one euro is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lxml import etree

NAMESPACES = {"ecb": "http://www.ecb.int/vocabulary/2002-08-01/eurofxref"}
LARGEST = 1_000_000  # characters; the daily file has 2,000
FEWEST = 5  # currencies; the bank gives about thirty, and a handful is a broken file
CODE = re.compile(r"[A-Z]{3}")
RATE = re.compile(r"\d{1,9}(\.\d{1,8})?")


class RatesError(Exception):
    """The file cannot be taken; the text says why."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What one euro was on a day."""

    on: date
    per_eur: dict[str, Decimal]


def read(text: str) -> Rates:
    """Read the daily file; one wrong rate refuses it as a whole.

    Raises:
        RatesError: another shape, more than one day, a rate that is none.
    """
    days = _tree(text).findall("ecb:Cube/ecb:Cube", NAMESPACES)
    if len(days) != 1:
        message = f"the file has {len(days)} days of rates; one is read"
        raise RatesError(message)
    rates: dict[str, Decimal] = {}
    for cube in days[0].findall("ecb:Cube", NAMESPACES):
        code, rate = cube.get("currency", ""), cube.get("rate", "")
        if not CODE.fullmatch(code) or code in rates or code == "EUR":
            message = f"currency {code[:20]!r} is no code, or stands twice"
            raise RatesError(message)
        if not RATE.fullmatch(rate) or not Decimal(rate):
            message = f"the rate of {code} is {rate[:40]!r}; a number above 0 is needed"
            raise RatesError(message)
        rates[code] = Decimal(rate)
    if len(rates) < FEWEST:
        message = f"the file has {len(rates)} currencies; fewer than {FEWEST} are not taken"
        raise RatesError(message)
    return Rates(_day(days[0].get("time", "")), rates)


def _tree(text: str) -> etree._Element:
    start = text[:2_000].lstrip("\ufeff \t\r\n")
    if not start:
        message = "the file is empty"
        raise RatesError(message)
    if len(text) > LARGEST or "<!DOCTYPE" in text or "<!ENTITY" in text:
        message = f"the file is longer than {LARGEST} characters, or declares entities"
        raise RatesError(message)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        message = f"the file is no XML, or was cut off: {str(error)[:120]}"
        raise RatesError(message) from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"the day is {text[:20]!r}, not a date such as 2026-03-01"
        raise RatesError(message) from error
