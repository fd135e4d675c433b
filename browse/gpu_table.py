"""The table of GPUs as it is shown: heads that sort, cells with their marks, sources with letters.

Rows are written here rather than by the template: 150 rows of a dozen cells keep the template engine busy for long.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse.gpu_columns import COLUMNS, GROUPS, month
from browse.letters import Letters
from catalog.templatetags.units import day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from browse.gpu_columns import Column, Words
    from browse.gpu_query import GpusQuery
    from browse.gpu_rows import Row

GAUGE = (
    '<svg class="g" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true"><rect width="%s" height="2"/>'
    "</svg>"
)
DATED = ("price", "used", "rent", "spot")  # columns whose figures have a day


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of the table."""

    text: str
    notes: tuple[str, ...] = ()
    share: str = ""  # of the column's largest, in percent; empty: no gauge
    wordy: bool = False

    @property
    def html(self) -> str:
        """The cell as it is written; every text in it is escaped."""
        notes = "".join(f"<small>{escape(note)}</small>" for note in self.notes)
        gauge = GAUGE % self.share if self.share else ""
        text = self.text if isinstance(self.text, SafeString) else escape(self.text)
        return f'<td class="{"wd" if self.wordy else "r n"}">{text}{gauge}{notes}</td>'


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: where a click on it leads, and how the table is sorted by it."""

    title: Words
    unit: Words
    query: str
    direction: str  # of aria-sort; empty: the table is not sorted by it
    wordy: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that may be shown."""

    key: str
    title: str
    on: bool


@dataclass(slots=True)
class Table:
    """The table as it is shown."""

    rows: Sequence[Row]
    query: GpusQuery
    letters: Letters = field(default_factory=Letters)
    columns: list[Column] = field(init=False)
    largest: dict[str, float] = field(init=False)
    days: dict[str, str] = field(init=False)  # of most figures of a column; said once, above the table

    def __post_init__(self) -> None:
        self.columns = [COLUMNS[key] for key in self.query.chosen]
        self.days = {key: _commonest(_day(key, row) for row in self.rows) for key in DATED}
        self.largest = {
            column.key: max((_number(column, row) for row in self.rows), default=0.0)
            for column in self.columns
            if column.gauge
        }
        self._note_sources()

    @property
    def heads(self) -> list[Head]:
        """The heads of the columns."""
        return [self._head(column.key, column.title, column.unit, column) for column in self.columns]

    @property
    def first_head(self) -> Head:
        """The head of the column of names."""
        return self._head("name", _l("GPU"), _l("architecture, year"))

    @property
    def lines(self) -> list[tuple[Row, list[Cell]]]:
        """The GPUs with their figures."""
        return [(row, [self._cell(column, row) for column in self.columns]) for row in self.rows]

    @property
    def body(self) -> SafeString:
        """The rows as they are written."""
        base, tick = reverse("browse:gpus"), _("Compare %(name)s")
        lines = (_line(row, cells, base, tick) for row, cells in self.lines)
        return mark_safe("\n".join(lines))  # noqa: S308  # each part is escaped where it is written

    @property
    def newest_price(self) -> datetime | None:
        """When the newest price shown was seen."""
        return max((row.prices.cheapest.observed_at for row in self.rows if row.prices), default=None)

    @property
    def order(self) -> str:
        """By what the table is sorted."""
        sort = self.query.value("sort")
        key, down = sort.removeprefix("-"), sort.startswith("-")
        title = str(COLUMNS[key].title) if key in COLUMNS else _("Name")
        return _("%(title)s, falling") % {"title": title} if down else _("%(title)s, rising") % {"title": title}

    @property
    def choices(self) -> list[tuple[Words, list[Choice]]]:
        """All columns in their groups, and which are shown."""
        shown = set(self.query.chosen)
        return [
            (title, [Choice(column.key, _full(column), column.key in shown) for column in columns])
            for title, columns in GROUPS
        ]

    def _head(self, key: str, title: Words, unit: Words, column: Column | None = None) -> Head:
        current = self.query.value("sort")
        first = key if column is None or column.least_first else f"-{key}"  # what is good comes first
        other = key if first.startswith("-") else f"-{key}"
        direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
        address = self.query.address(sort=other if current == first else first)
        return Head(title, unit, address, direction, column is not None and column.wordy)

    def _cell(self, column: Column, row: Row) -> Cell:
        largest = self.largest.get(column.key)
        share = f"{_number(column, row) / largest * 100:.1f}" if largest and column.value(row) else ""
        return Cell(column.shown(row), self._notes(column, row), share, column.wordy)

    def _notes(self, column: Column, row: Row) -> tuple[str, ...]:
        """Say what belongs to a figure; its day only where it is not that of most."""
        said = _("unchecked") if column.unchecked and column.unchecked(row) else ""
        if not column.note:
            return (said,) if said else ()
        what, seen = column.note(row)
        beside = ", ".join(word for word in (what, seen if seen != self.days.get(column.key) else "") if word)
        return tuple(word for word in (beside, said) if word)

    def _note_sources(self) -> None:
        shown = set(self.query.chosen)
        for row in self.rows:
            self.letters.of_source(row.gpu.source)
            if row.prices and shown & {"price", "per-gb"}:
                self.letters.of_source(row.prices.cheapest.point.offer.source)
            if row.used and shown & {"used", "used-per-gb"}:
                self.letters.of_source(row.used.source)
            if row.launch and "launch" in shown:
                self.letters.of_source(row.launch.source)
            if row.rent and "rent" in shown:
                self.letters.of(row.rent.origin)
            if row.spot and "spot" in shown:
                self.letters.of(row.spot.origin)


def _line(row: Row, cells: Iterable[Cell], base: str, tick: str) -> str:
    slug, name = escape(row.gpu.slug), escape(row.gpu.short_name)
    head = (
        f'<th scope="row"><span class="tk"><label class="ck"><input type="checkbox" name="gpu" value="{slug}">'
        f'<span class="vh">{escape(tick) % {"name": escape(row.gpu.name)}}</span></label>'
        f'<span><a href="{base}{slug}/">{name}</a><small>{escape(row.second_line)}</small></span></span></th>'
    )
    return f"<tr>{head}{''.join(cell.html for cell in cells)}</tr>"


def _full(column: Column) -> str:
    return f"{column.title} ({column.unit})" if column.unit else str(column.title)


def _number(column: Column, row: Row) -> float:
    value = column.value(row)
    return float(value) if isinstance(value, (int, float)) else 0.0


def _day(key: str, row: Row) -> str:
    if key == "price":
        return day(row.prices.cheapest.observed_at) if row.prices else ""
    if key == "used":
        return month(row.used) if row.used else ""
    rent = row.rent if key == "rent" else row.spot
    return rent.seen if rent else ""


def _commonest(texts: Iterable[str]) -> str:
    counted = Counter(text for text in texts if text).most_common(1)
    return counted[0][0] if counted else ""
