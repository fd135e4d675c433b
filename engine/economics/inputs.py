"""From plain values to a scenario. What is missing gets its default; what is wrong is refused by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, replace
from itertools import pairwise
from typing import Any, TypeVar, cast

from engine.economics.changes import ADDED, PARAMETERS
from engine.economics.limits import ANY, DIVISOR, MOST, MOST_A_YEAR, Limits, finite, spelt
from engine.economics.resale import Geometric, NoResale, Resale, StraightLine, Table
from engine.economics.scenario import Buying, Committed, Hybrid, Item, Renting, Scenario, Spot
from engine.findings import gettext_noop
from engine.refusals import InputError

T = TypeVar("T")

MODELS: dict[str, type[Resale]] = {
    "none": NoResale,
    "geometric": Geometric,
    "straight_line": StraightLine,
    "table": Table,
}
MOST_ITEMS = 200
MOST_POINTS = 500
MOST_UNCERTAIN = 6
LEVELS = 3  # low, middle, high
ADDEND = Limits(low=-MOST_A_YEAR, high=MOST_A_YEAR)
UNKNOWN = gettext_noop("%(field)s is not known; known are %(names)s.")


def limits_of(cls: type[Any], name: str) -> Limits:
    """Give what a number of a record may be, so that a page can say it beside its field."""
    metadata = next(field.metadata for field in fields(cls) if field.name == name)
    return cast("Limits", metadata["limits"])


def parse(raw: Mapping[str, Any]) -> Scenario:
    """Read a scenario; raises InputError at the first value that is not allowed."""
    return _record(Scenario, raw, "")


def _record(cls: type[T], raw: object, path: str) -> T:
    """Read one object: its numbers by their limits, everything else by its reader."""
    given = _object(raw, path)
    known = {field.name: field for field in fields(cls)}  # type: ignore[arg-type]  # all are dataclasses
    extra = {"resale"} if cls is Buying else set()
    for key in given:
        if key not in known and key not in extra:
            raise InputError(_join(path, key), UNKNOWN, names=", ".join(sorted(known.keys() | extra)))
    values = {name: _value(field, given[name], path) for name, field in known.items() if name in given}
    _demand(known, values, path)
    made = cls(**values)
    if isinstance(made, Buying):
        return _with_default_resale(made, given)  # type: ignore[return-value]  # T is Buying here
    return made


def _demand(known: Mapping[str, Field[Any]], values: Mapping[str, object], path: str) -> None:
    for name, field in known.items():
        if field.default is MISSING and field.default_factory is MISSING and name not in values:
            raise InputError(_join(path, name), gettext_noop("%(field)s is needed."))


def _value(field: Field[Any], value: object, path: str) -> object:
    name = _join(path, field.name)
    if field.default is None and value is None:
        return None
    if reader := READERS.get(field.name):
        return reader(value, name)
    if limits := field.metadata.get("limits"):
        return number(value, limits, name)
    if not isinstance(value, bool):
        raise InputError(name, gettext_noop("%(field)s must be true or false."))
    return value


def number(value: object, limits: Limits, name: str) -> float | int:
    """Read a number within limits."""
    if not isinstance(value, int | float) or not finite(value) or not limits.allow(value):
        raise InputError(name, limits.sentence, low=spelt(limits.low), high=spelt(limits.high))
    return int(value) if limits.whole else float(value)


def _hardware(value: object, path: str) -> tuple[Item, ...]:
    rows = _list(value, path, MOST_ITEMS)
    return tuple(_record(Item, row, f"{path}[{index}]") for index, row in enumerate(rows))


def _with_default_resale(buying: Buying, given: Mapping[str, Any]) -> Buying:
    """Give items without a resale model of their own that of the whole machine."""
    default = _resale(given["resale"], "buy.resale") if "resale" in given else NoResale()
    rows = zip(buying.hardware, given["hardware"], strict=True)
    return replace(
        buying, hardware=tuple(item if "resale" in row else replace(item, resale=default) for item, row in rows)
    )


def _resale(value: object, path: str) -> Resale:
    given = dict(_object(value, path))
    name = given.pop("model", None)
    model = MODELS.get(name) if isinstance(name, str) else None
    if model is None:
        sentence = gettext_noop("%(field)s must be one of %(names)s.")
        raise InputError(_join(path, "model"), sentence, names=", ".join(MODELS))
    return _record(model, given, path)


def _points(value: object, path: str) -> tuple[tuple[float, float], ...]:
    rows = _list(value, path, MOST_POINTS)
    points = tuple(_point(row, f"{path}[{index}]") for index, row in enumerate(rows))
    ages = [age for age, _ in points]
    if not points or any(later <= earlier for earlier, later in pairwise(ages)):
        raise InputError(path, gettext_noop("%(field)s must be one or more pairs of month and share, months rising."))
    return points


def _point(row: object, path: str) -> tuple[float, float]:
    if not isinstance(row, Sequence) or isinstance(row, str) or len(row) != len(("month", "share")):
        raise InputError(path, gettext_noop("%(field)s must be a pair of month and share."))
    return number(row[0], Limits(low=-MOST), path), number(row[1], Limits(), path)


def _uncertainty(value: object, path: str) -> dict[str, tuple[float, float, float]]:
    given = _object(value, path)
    if len(given) > MOST_UNCERTAIN:
        raise InputError(path, gettext_noop("%(field)s must have at most %(most)s parameters."), most=MOST_UNCERTAIN)
    return {name: _levels(name, levels, _join(path, name)) for name, levels in given.items()}


def _levels(name: str, value: object, path: str) -> tuple[float, float, float]:
    if name not in PARAMETERS:
        raise InputError(path, UNKNOWN, names=", ".join(PARAMETERS))
    rows = _list(value, path, LEVELS)
    if len(rows) != LEVELS:
        raise InputError(path, gettext_noop("%(field)s must be three numbers: low, middle, high."))
    limits = ADDEND if name in ADDED else DIVISOR if name == "speed_ratio" else ANY
    low, middle, high = (number(row, limits, f"{path}[{index}]") for index, row in enumerate(rows))
    return low, middle, high


def _name(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise InputError(path, gettext_noop("%(field)s must be text."))
    return value


def _object(value: object, path: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise InputError(path or "scenario", gettext_noop("%(field)s must be an object of named values."))
    return value


def _list(value: object, path: str, most: int) -> Sequence[Any]:
    if not isinstance(value, Sequence) or isinstance(value, str | bytes) or len(value) > most:
        raise InputError(path, gettext_noop("%(field)s must be a list of at most %(most)s."), most=most)
    return value


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


READERS: dict[str, Any] = {
    "hardware": _hardware,
    "resale": _resale,
    "points": _points,
    "uncertainty": _uncertainty,
    "name": _name,
    "buy": lambda value, path: _record(Buying, value, path),
    "rent": lambda value, path: _record(Renting, value, path),
    "spot": lambda value, path: _record(Spot, value, path),
    "committed": lambda value, path: _record(Committed, value, path),
    "hybrid": lambda value, path: _record(Hybrid, value, path),
}
