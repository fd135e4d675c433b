"""Our own lists that say everything: JSON, and the CSV file of a build."""

from __future__ import annotations

import csv
import json
import re
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import TYPE_CHECKING, Any

from builder.lists.rows import MAX_NAME, MAX_ROWS, LeftOut, ReadList, Row, Stated, TooLargeError
from builder.lists.types import KINDS, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COLUMNS = ("kind", "name", "quantity", "owned", "own_price", "price", "currency", "seen", "part_number", "part")
FORMULA = re.compile(r"'[\s\x00-\x1f]*[=+\-@＝＋－＠﹢﹣﹫⁺₊⁼₌⁻₋]")
MAX_AMOUNT = 10**12
MAX_QUANTITY_DIGITS = 4


def read_json(text: str) -> ReadList | None:
    """Read a build as JSON, ours or the API's; None if it is no such thing."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list):
        return None
    if len(items) > MAX_ROWS:
        raise TooLargeError(MAX_ROWS, "lines")
    entries = [item for item in items if isinstance(item, dict)]
    rows, left_out = _sorted(entries)
    surroundings: dict[str, object] = {
        name: value for name, value in found.items() if isinstance(value, (str, bool, int, float))
    }
    return ReadList(rows, left_out, _text(found.get("title")), surroundings)


def read_csv(text: str) -> ReadList | None:
    """Read the CSV file of a build, with any of the usual marks between cells; None if it is no such thing."""
    lines = text.lstrip("\ufeff\n ").split("\n")
    mark = next((mark for mark in ",;\t" if lines[0].lower().startswith(mark.join(COLUMNS[:3]))), None)
    if mark is None:
        return None
    try:
        entries = list(islice(_entries(csv.reader(lines, delimiter=mark)), MAX_ROWS + 1))
    except csv.Error:
        return None
    if len(entries) > MAX_ROWS:
        raise TooLargeError(MAX_ROWS, "lines")
    return ReadList(*_sorted(entries))


def _entries(cells: Iterator[list[str]]) -> Iterator[dict[str, Any]]:
    heads = [head.strip().lower() for head in next(cells)]
    for row in cells:
        entry: dict[str, Any] = dict(zip(heads, map(_without_apostrophe, row), strict=False))
        if any(entry.values()):
            price = {"amount": entry.get("price"), "currency": entry.get("currency")}
            yield entry | {"owned": entry.get("owned") == "yes", "price": price}


def _without_apostrophe(cell: str) -> str:
    """Take the apostrophe off that keeps spreadsheets from reading a formula."""
    return cell[1:] if FORMULA.match(cell) else cell


def _sorted(entries: list[dict[str, Any]]) -> tuple[list[Row], list[LeftOut]]:
    rows, left_out = [], []
    for entry in entries:
        row = _row(entry)
        if not row.name:
            left_out.append(LeftOut(row.text, "empty"))
        elif row.quantity < 1:
            left_out.append(LeftOut(row.text, "none"))
        else:
            rows.append(row)
    return rows, left_out


def _row(entry: Mapping[str, Any]) -> Row:
    stated_kind, name = _text(entry.get("kind")), _text(entry.get("name"))[:MAX_NAME]
    kind = stated_kind if stated_kind in KINDS else kind_of(stated_kind)
    slug = _text(entry.get("part"))
    quantity = _quantity(entry.get("quantity", 1))
    return Row(
        text=" ".join(filter(None, (stated_kind, name or slug))),
        name=name or slug,
        kind=kind,
        quantity=quantity,
        price=_price(entry.get("price")),
        part_number=_text(entry.get("part_number"))[:MAX_NAME],
        slug=slug,
        owned=entry.get("owned") is True,
        own_price=_decimal(entry.get("own_price")),
        used=entry.get("used") is True,
        power_limit_w=_whole(entry.get("power_limit_w")),
        answers=_answers(entry.get("answers")),
    )


def _quantity(value: object) -> int:
    written = str(value).strip()
    small = written.isascii() and written.isdigit() and len(written) <= MAX_QUANTITY_DIGITS
    return int(written) if small else 1


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < MAX_AMOUNT else None


def _answers(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _price(value: object) -> Stated | None:
    if not isinstance(value, dict):
        return None
    amount, currency = _decimal(value.get("amount")), _text(value.get("currency"))[:3]
    return None if amount is None or not currency else Stated(amount, currency)


def _decimal(value: object) -> Decimal | None:
    written = str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    if not written.isascii() or len(written) > MAX_NAME:
        return None
    try:
        number = Decimal(written)
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number < MAX_AMOUNT else None


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
