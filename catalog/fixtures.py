"""Fixture files: the project's own CSV and JSON Lines, read row by row and checked against the models.

Nothing here touches the database. Every error names the file, the line and the field, and all of them are collected,
so that whoever edits a fixture sees them at once.
"""

from __future__ import annotations

import csv
import io
import json
import math
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

SHOWN_ERRORS = 20  # the first ones are enough to see what is wrong; the count says how many there are


class FixtureError(Exception):
    """One thing that is wrong in a fixture file."""


class FixtureErrors(Exception):  # noqa: N818  # several errors, and its name says so
    """Everything that is wrong in the fixture files."""

    def __init__(self, errors: Sequence[str]) -> None:
        """Keep them all; show the first."""
        self.errors = list(errors)
        more = len(self.errors) - SHOWN_ERRORS
        rest = [f"… and {more} more"] if more > 0 else []
        super().__init__("\n".join([*self.errors[:SHOWN_ERRORS], *rest]))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a fixture file, and where it stands."""

    place: str  # "gpus.csv:12"
    values: Mapping[str, Any]

    def wrong(self, name: str, why: str) -> FixtureError:
        """Say what is wrong with one field."""
        return FixtureError(f"{self.place}: {name}={self.values.get(name)!r}: {why}")

    def text(self, name: str) -> str:
        """Give a text that must be there."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(name, "write a text")
        return value

    def one_of(self, name: str, allowed: Iterable[str], what: str) -> str:
        """Give a text that must be among known ones."""
        value = self.text(name)
        if value not in allowed:
            raise self.wrong(name, f"no such {what}")
        return value


@dataclass(slots=True)
class Reader:
    """Reads fixture files of one folder and collects what is wrong in them."""

    folder: Path
    errors: list[str] = field(default_factory=list)

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Collect an error instead of stopping at it."""
        try:
            yield
        except FixtureError as error:
            self.errors.append(str(error))

    def finish(self) -> None:
        """Stop if anything was wrong."""
        if self.errors:
            raise FixtureErrors(self.errors)

    def csv(self, name: str, columns: Sequence[str]) -> list[Row]:
        """Read a CSV file whose first line must be these columns, in this order."""
        with self.noting():
            return self._table(name, self._text(name), list(columns))
        return []

    def _table(self, name: str, text: str, columns: list[str]) -> list[Row]:
        rows: list[Row] = []
        lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            header: list[str] = next(lines, [])
            if header != columns:
                message = f"{name}:1: the columns are {', '.join(header)}; they must be {', '.join(columns)}"
                raise FixtureError(message)
            for cells in lines:
                if len(cells) != len(columns):
                    self.errors.append(f"{name}:{lines.line_num}: {len(cells)} cells instead of {len(columns)}")
                    continue
                rows.append(Row(f"{name}:{lines.line_num}", dict(zip(columns, cells, strict=True))))
        except csv.Error as error:
            message = f"{name}:{lines.line_num}: not CSV: {error}"
            raise FixtureError(message) from error
        return rows

    def json_lines(self, name: str, keys: Sequence[str]) -> list[Row]:
        """Read a file with one JSON object a line, each with these keys and no others."""
        rows: list[Row] = []
        with self.noting():
            for number, line in enumerate(io.StringIO(self._text(name)), start=1):
                with self.noting():
                    rows.append(Row(f"{name}:{number}", _json_object(f"{name}:{number}", line, keys)))
        return rows

    def _text(self, name: str) -> str:
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            message = f"{name}: cannot be read: {error}"
            raise FixtureError(message) from error


def _json_object(place: str, line: str, keys: Sequence[str]) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as error:
        message = f"{place}: not JSON: {error}"
        raise FixtureError(message) from error
    if not isinstance(value, dict):
        message = f"{place}: write a JSON object"
        raise FixtureError(message)
    if set(value) != set(keys):
        message = f"{place}: has the keys {', '.join(value)}; they must be {', '.join(keys)}"
        raise FixtureError(message)
    return value


def cleaned(model: type[models.Model], row: Row, names: Iterable[str]) -> dict[str, Any]:
    """Check columns of a row against the model's fields and give them as Python values."""
    return {name: clean(model, name, row.values.get(name), row) for name in names}


def clean(model: type[models.Model], name: str, value: object, row: Row) -> Any:  # noqa: ANN401  # any field's type
    """Check one value against a model's field; an empty CSV cell is NULL, or the field's empty value."""
    column = model._meta.get_field(name)  # noqa: SLF001  # public in spite of its name
    if not isinstance(column, models.Field):
        raise row.wrong(name, "not a column")
    if value is None or value == "":
        return _empty(column, name, row)
    try:
        return column.clean(_typed(column, value), None)
    except (ValidationError, ValueError) as error:
        why = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        message = f"{row.place}: {name}={value!r}: {why}"
        raise FixtureError(message) from error


def _empty(column: models.Field[Any, Any], name: str, row: Row) -> object:
    if column.null:
        return None
    if column.has_default():
        return column.get_default()
    if column.blank and column.empty_strings_allowed:
        return ""
    raise row.wrong(name, "must not be empty")


def _typed(column: models.Field[Any, Any], value: object) -> object:
    """Refuse what Django would quietly bend: 12.5 as a whole number, true as 1, infinity as a number."""
    if isinstance(column, models.JSONField):
        return json.loads(value) if isinstance(value, str) else value
    if isinstance(value, bool) and not isinstance(column, models.BooleanField):
        raise ValidationError(["true and false are not allowed here"])
    if isinstance(value, list | dict):
        raise ValidationError(["a list or an object is not allowed here"])
    if isinstance(value, float) and isinstance(column, models.IntegerField | models.CharField):
        raise ValidationError(["write a whole number" if isinstance(column, models.IntegerField) else "write a text"])
    if isinstance(column, models.FloatField) and not math.isfinite(float(str(value))):
        raise ValidationError(["write a finite number"])
    return value


def unique(rows: Iterable[Row], name: str, reader: Reader) -> None:
    """Note every value of a column that is there twice."""
    seen: dict[object, str] = {}
    for row in rows:
        value = row.values.get(name)
        if not isinstance(value, str):
            continue
        if value in seen:
            reader.errors.append(f"{row.place}: {name}={value!r}: also in {seen[value]}")
        seen.setdefault(value, row.place)
