"""Answers as text, turned into objects or rows; what cannot be one has a reason."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from prices.clouds.quote import PayloadError

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_INT = 18  # digits; Python takes quadratic time for very long ones
MOST_ROWS = 200_000
LONGEST_FIELD = 20_000  # characters of a CSV field
ERROR_KEYS = ("error", "errors", "message", "Message", "detail", "code")


def parsed(text: str) -> dict[str, Any]:
    """Give the object that an answer is.

    Raises:
        PayloadError: empty, a page, cut off, or something else than an object.
    """
    _refuse_page(text, "JSON")
    try:
        document = json.loads(text, parse_float=Decimal, parse_int=_int)
    except RecursionError:
        message = "the JSON is nested too deeply"
        raise PayloadError(message) from None
    except ValueError as error:
        message = f"the answer is no JSON, or was cut off: {str(error)[:120]}"
        raise PayloadError(message) from error
    if not isinstance(document, dict):
        message = f"the answer is {_kind(document)}, not an object"
        raise PayloadError(message)
    return document


def _int(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST_INT else digits


def _refuse_page(text: str, wanted: str) -> None:
    start = text[:2_000].lstrip("\ufeff \t\r\n")
    if not start and not text.strip("\ufeff \t\r\n"):
        message = "the answer is empty"
        raise PayloadError(message)
    if start.startswith("<"):
        message = f"the answer is a page or XML, not {wanted}"
        raise PayloadError(message)


def entries(document: Mapping[str, Any], key: str) -> list[Any]:
    """Give a list that an answer must hold.

    Raises:
        PayloadError: it does not; with the provider's own words, if it reports an error.
    """
    value = document.get(key)
    if not isinstance(value, list):
        raise PayloadError(_missing(document, key, "list"))
    return _few_enough(value, key)


def mapping(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Give an object that an answer must hold.

    Raises:
        PayloadError: it does not; with the provider's own words, if it reports an error.
    """
    value = document.get(key)
    if not isinstance(value, dict):
        raise PayloadError(_missing(document, key, "object"))
    _few_enough(list(value), key)
    return value


def _few_enough(rows: list[Any], key: str) -> list[Any]:
    if len(rows) > MOST_ROWS:
        message = f"{key} has {len(rows)} entries; at most {MOST_ROWS} are read"
        raise PayloadError(message)
    return rows


def _missing(document: Mapping[str, Any], key: str, kind: str) -> str:
    said = provider_error(document)
    if said:
        return f"the provider answered with an error: {said}"
    if key in document:
        return f"{key} is {_kind(document[key])}, not a{'n' if kind[0] in 'aeiou' else ''} {kind}"
    names = ", ".join(str(name)[:30] for name in list(document)[:6])
    return f"the answer has no {key}; it has {names or 'nothing'}"


def provider_error(document: Mapping[str, Any]) -> str:
    """Give what a provider says went wrong; empty if it says nothing."""
    for key in ERROR_KEYS:
        value = document.get(key)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, Mapping):
            said = provider_error(value)
            if said:
                return said
        elif value and not isinstance(value, bool):
            return " ".join(str(value).split())[:200]
    return ""


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", str: "a text", type(None): "null", bool: "a truth value"}
    return kinds.get(type(value), "a number")


def table(text: str, needed: tuple[str, ...], *, preamble: str = "") -> Iterator[tuple[int, dict[str, str]]]:
    """Give the rows of a CSV text by the names in its first line, each with its line's number.

    `preamble` begins the header where other lines stand above it. A row that is shorter or longer than the header is
    given with a key "" that says so.

    Raises:
        PayloadError: no such table.
    """
    _refuse_page(text, "CSV")
    csv.field_size_limit(LONGEST_FIELD)
    text = text.lstrip("\ufeff")
    lines = csv.reader(io.StringIO(text, newline=""))
    try:
        header = next((line for line in lines if not preamble or (line and line[0] == preamble)), [])
        header = [name.strip() for name in header]
        absent = [name for name in needed if name not in header]
        if absent:
            message = f"the table has no column {', '.join(absent)}; it has {', '.join(header)[:200] or 'none'}"
            raise PayloadError(message)
        yield from _lines(lines, header)
    except csv.Error as error:
        message = f"the table cannot be read: {error}"
        raise PayloadError(message) from error


def _lines(lines: Any, header: list[str]) -> Iterator[tuple[int, dict[str, str]]]:  # noqa: ANN401  # csv's own type
    for number, line in enumerate(lines, 1):
        if not any(cell.strip() for cell in line):
            continue
        if number > MOST_ROWS:
            message = f"the table has more than {MOST_ROWS} rows"
            raise PayloadError(message)
        row = dict(zip(header, line, strict=False))
        if len(line) != len(header):
            row[""] = f"{len(line)} columns, and the header has {len(header)}"
        yield lines.line_num, row
