"""A build as a list to take along: Markdown, BBCode, text, CSV and JSON. `builder.lists` reads each of them back.

Names are safe to paste: what Markdown would read as markup is escaped, square brackets become round ones in BBCode, and
a text that a spreadsheet would take for a formula gets an apostrophe. Kinds are in English wherever a list was written.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from browse import sheets
from builder.facts import lines_of
from builder.lists.reading import MARK
from builder.lists.types import NAMES
from builder.lists.whole import COLUMNS
from builder.saying import on_one_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from decimal import Decimal

    from django.utils.functional import _StrPromise

    from builder.facts import Line
    from builder.models import Build

MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|~<>&-])")
NUMBER_SIGNS = re.compile(r"[^\w./+# -]")
VERSION = 1
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}


class Format(NamedTuple):
    """How a build is written: for people, the media type, the ending of the file, and the writer."""

    label: _StrPromise | str
    media_type: str
    ending: str
    write: Callable[[Build, str], str]


class Paid(NamedTuple):
    """What one piece costs: seen on a day, or the maker's own price."""

    amount: Decimal
    currency: str
    seen: datetime | None

    @property
    def text(self) -> str:
        """The price in words."""
        sign = SYMBOLS.get(self.currency, f"{self.currency} ")
        return f"{sign}{self.amount:,.2f} each, {f'seen {self.seen:%Y-%m-%d}' if self.seen else 'own price'}"


def paid(line: Line) -> Paid | None:
    """Give what one piece of a line costs, if it is known."""
    if line.item.own_price is not None:
        return Paid(line.item.own_price, "USD", None)
    return Paid(line.price.amount, line.price.currency, line.price.observed_at) if line.price else None


def part_number(line: Line) -> str:
    """Give the first part number of a line's part; empty: none is known."""
    numbers = line.item.part.part_numbers if line.item.part else []
    return on_one_line(NUMBER_SIGNS.sub(" ", str(numbers[0])))[:60] if numbers else ""


def as_markdown(build: Build, url: str) -> str:
    """Write a table in Markdown, as Reddit and forges take it."""
    rows = [
        f"| {NAMES[line.item.kind]} | {escaped(name_of(line))} | {line.item.quantity} | {_price_cell(line)} | "
        f"{escaped(part_number(line)) or '-'} |"
        for line in lines_of(build)
    ]
    head = [f"**{MARK}**: [{escaped(title_of(build))}]({url})", ""]
    return "\n".join([*head, "| Kind | Part | Quantity | Price | Part number |", "|:--|:--|--:|:--|:--|", *rows, ""])


def as_bbcode(build: Build, url: str) -> str:
    """Write lines in BBCode, as forums take it."""
    lines = (
        f"[b]{NAMES[line.item.kind]}:[/b] {round_brackets(name_of(line))} {_told(line)}" for line in lines_of(build)
    )
    return "\n".join([f"[b]{MARK}[/b]: [url={url}]{round_brackets(title_of(build))}[/url]", "", *lines, ""])


def as_text(build: Build, url: str) -> str:
    """Write plain lines."""
    lines = (f"{NAMES[line.item.kind]}: {name_of(line)} {_told(line)}" for line in lines_of(build))
    return "\n".join([f"{MARK}: {title_of(build)}", url, "", *lines, ""])


def as_csv(build: Build, _url: str) -> str:
    """Write a table for spreadsheets and programs."""
    return "".join(sheets.lines(COLUMNS, map(_row, lines_of(build))))


def as_json(build: Build, url: str) -> str:
    """Write everything that the importer needs to make the same build again."""
    items = [
        {name: _plain(value) for name, value in zip(COLUMNS, _row(line), strict=True) if name not in FLAT}
        | {name: getattr(line.item, name) for name in AS_IT_IS}
        | {"price": _json_price(line)}
        for line in lines_of(build)
    ]
    body = {"rigwright": VERSION, "url": url, "title": build.title, **build.surroundings, "items": items}
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


AS_IT_IS = ("used", "power_limit_w", "answers")  # what JSON says of a line beside what tables say
FLAT = {"price", "currency", "seen"}
FORMATS: dict[str, Format] = {
    "markdown": Format("Markdown", "text/markdown; charset=utf-8", "md", as_markdown),
    "bbcode": Format("BBCode", "text/plain; charset=utf-8", "bbcode.txt", as_bbcode),
    "text": Format(_("Text"), "text/plain; charset=utf-8", "txt", as_text),
    "csv": Format("CSV", sheets.CONTENT_TYPE, "csv", as_csv),
    "json": Format("JSON", "application/json", "json", as_json),
}


def escaped(text: str) -> str:
    """Write a text so that Markdown shows it as it is."""
    return MARKUP.sub(r"\\\1", text)


def round_brackets(text: str) -> str:
    """Write a text without square brackets: BBCode has no way to escape them."""
    return text.replace("[", "(").replace("]", ")")


def name_of(line: Line) -> str:
    """Give a line's name on one line."""
    return on_one_line(line.item.name)


def title_of(build: Build) -> str:
    """Give the build's title; a new one is named by its code."""
    return on_one_line(build.title) or build.code


def _price_cell(line: Line) -> str:
    known = paid(line)
    told = [known.text if known else "", "owned" if line.item.owned else ""]
    return ", ".join(filter(None, told)) or "-"


def _told(line: Line) -> str:
    """Write what stands behind a name: always there, so that a name may end like one."""
    number, known = part_number(line), paid(line)
    told = [
        f"×{line.item.quantity}",
        f"part number {number}" if number else "",
        known.text if known else "",
        "owned" if line.item.owned else "",
    ]
    return f"({'; '.join(filter(None, told))})"


def _row(line: Line) -> tuple[object, ...]:
    item, known = line.item, paid(line)
    seen = known if known and known.seen else None
    return (
        NAMES[item.kind],
        on_one_line(item.name),
        item.quantity,
        item.owned,
        item.own_price,
        seen.amount if seen else None,
        seen.currency if seen else None,
        seen.seen.date() if seen and seen.seen else None,
        part_number(line),
        item.part.slug if item.part else None,
    )


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def _json_price(line: Line) -> dict[str, str] | None:
    price = line.price
    if price is None:
        return None
    return {"amount": str(price.amount), "currency": price.currency, "observed_at": price.observed_at.isoformat()}
