"""Tables as CSV files: what a page shows, for spreadsheets and programs.

Numbers are written for programs (a point before decimals, nothing between thousands), days as 2026-11-24, and what is
not known as an empty cell. A text that a spreadsheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import math
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.http.response import HttpResponseBase

FORMULA_STARTS = ("=", "+", "-", "@")
WHOLE_ROWS = 1000  # tables up to this many rows are sent in one piece, with their length
CONTENT_TYPE = "text/csv; charset=utf-8; header=present"


class _Echo:
    """A file that hands back what is written to it, so that lines can be sent as they are made."""

    def write(self, text: str) -> str:
        """Give the text back."""
        return text


def sheet(filename: str, heads: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponseBase:
    """Answer with a CSV file to be kept under a name. `rows` may be a generator: long tables are streamed.

    A head names its column with its unit. Every row has as many cells as there are heads (ValueError otherwise).
    """
    rest = iter(rows)
    first = list(islice(rest, WHOLE_ROWS + 1))
    disposition = content_disposition_header(as_attachment=True, filename=filename) or "attachment"
    headers = {"Content-Type": CONTENT_TYPE, "Content-Disposition": disposition}
    if len(first) <= WHOLE_ROWS:
        return HttpResponse("".join(lines(heads, first)), headers=headers)
    return StreamingHttpResponse(lines(heads, chain(first, rest)), headers=headers)


def lines(heads: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Write a table line by line, as RFC 4180 says."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield writer.writerow([cell(head) for head in heads])
    for row in rows:
        if len(row) != len(heads):
            message = f"{len(row)} cells below {len(heads)} heads: {row!r}"
            raise ValueError(message)
        yield writer.writerow([cell(value) for value in row])


def cell(value: object) -> str:
    """Write one cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float, Decimal)):
        return _number(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return _text(str(value))


def _number(value: float | Decimal) -> str:
    if not math.isfinite(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _text(text: str) -> str:
    """Write a text: spreadsheets skip blanks and signs of control before they look for a formula, and so does this."""
    seen = text.replace("\0", "")
    bare = unicodedata.normalize("NFKC", "".join(filter(_shows, seen))).lstrip()
    return f"'{seen}" if bare.startswith(FORMULA_STARTS) and not _is_number(bare) else seen


def _shows(sign: str) -> bool:
    """Tell whether a sign is one that shows: not one of control or of format."""
    return unicodedata.category(sign) not in {"Cc", "Cf"}


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text)) and text.isascii()
    except ValueError:
        return False
