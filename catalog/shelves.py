"""The offered parts of a kind as a shelf (engine/shelf.py), kept in this process for as long as nothing has changed.

A shelf holds what rules and filters ask of thousands of parts at once: no names, no sources, no prices. What a page
shows of the few parts on it comes from the database.
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.db.models import Count, TextField
from django.db.models.functions import Cast

from catalog import convert
from catalog.models import Kind, Part, Source
from catalog.revisions import PARTS
from engine.shelf import Coder, Column, Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

AT_ONCE = 1_000  # rows that are held at once while a kind is read
JSON_FACTS = {"memory_types", "m2_sockets", "board_form_factors", "psu_form_factors", "sockets"}
OF_PART = {"maker": "manufacturer", "verified": "verified", "released_year": "released_year"}
# Columns of the facts tables that only filters and the page of a part ask for.
MORE: Mapping[str, tuple[str, ...]] = {
    Kind.CPU: ("threads", "boost_clock_ghz"),
    Kind.COOLER: (),
    Kind.BOARD: (),
    Kind.MEMORY: ("cas_latency",),
    Kind.CARD: ("gpu_id", "gpu__slug", "gpu__name"),
    Kind.STORAGE: ("form_factor", "interface"),
    Kind.PSU: ("modular",),
    Kind.CASE: ("side_panel", "volume_l"),
    Kind.FAN: ("max_airflow_cfm", "pwm"),
}
# Figures of which 0 says that they are not known.
ZERO_UNKNOWN: Mapping[str, frozenset[str]] = {
    Kind.CARD: frozenset({"memory_gib"}),
    Kind.MEMORY: frozenset({"module_gib", "speed_mts", "kit_gib"}),
}
# Worked out of other columns: what people ask for is how many, not which.
DERIVED: Mapping[str, Mapping[str, tuple[tuple[str, ...], Callable[..., Any]]]] = {
    Kind.BOARD: {"m2_count": (("m2_sockets",), lambda sockets: None if sockets is None else len(sockets))},
    Kind.MEMORY: {"kit_gib": (("modules", "module_gib"), lambda modules, each: modules * each)},
}

_kept: dict[str, tuple[int, Shelf]] = {}
_counted: dict[str, tuple[int, dict[str, int]]] = {}
_sources: dict[str, tuple[int, dict[int | None, Source]]] = {}
_locks: dict[str, Lock] = defaultdict(Lock)


def shelf_of(kind: Kind, revisions: Mapping[str, int]) -> Shelf:
    """Give the shelf of a kind, as it is at these revisions (catalog.revisions.current); one query if it changed."""
    with _locks[kind]:  # two threads that need the same shelf load it once
        number, shelf = _kept.get(kind, (-1, None))
        if shelf is None or number != revisions[PARTS]:
            shelf = load(kind)
            _kept[kind] = revisions[PARTS], shelf
        return shelf


def known(kind: str, fact: str, value: Any) -> Any:  # noqa: ANN401  # whatever the fact is
    """Give a fact as it is told: None where the source does not say."""
    return None if value == 0 and value is not False and fact in ZERO_UNKNOWN.get(kind, ()) else value


def at_hand(kind: Kind, revisions: Mapping[str, int]) -> Shelf | None:
    """Give the shelf of a kind if this process has it as it is at these revisions. No query."""
    number, shelf = _kept.get(kind, (-1, None))
    return shelf if number == revisions[PARTS] else None


def counts(revisions: Mapping[str, int]) -> dict[str, int]:
    """Count the offered parts by kind. One query if anything has changed."""
    number, counted = _counted.get("", (-1, {}))
    if number != revisions[PARTS]:
        counted = dict(Part.objects.offered().order_by().values_list("kind").annotate(Count("pk")))
        _counted[""] = revisions[PARTS], counted
    return counted


def sources(revisions: Mapping[str, int]) -> dict[int | None, Source]:
    """Give every source by its primary key. One query if anything has changed."""
    number, found = _sources.get("", (-1, {}))
    if number != revisions[PARTS]:
        found = {source.pk: source for source in Source.objects.all()}
        _sources[""] = revisions[PARTS], found
    return found


def forget() -> None:
    """Keep nothing."""
    _kept.clear()
    _counted.clear()
    _sources.clear()


def load(kind: Kind) -> Shelf:
    """Read the offered parts of a kind, by name, which sorts alike on every database. One query."""
    names = names_of(kind)
    coders = [Coder() for _ in names]
    called = []
    rows = Part.objects.offered().of_kind(kind).order_by()
    for name, key, *cells in rows.values_list("name", "pk", *(_path(kind, name) for name in names)).iterator(AT_ONCE):
        called.append((name.casefold(), key))
        for coder, cell in zip(coders, cells, strict=True):
            coder.add(cell)
    order = sorted(range(len(called)), key=called.__getitem__)
    columns = {name: _column(name, coder, order) for name, coder in zip(names, coders, strict=True)}
    for name, (inputs, worked_out) in DERIVED.get(kind, {}).items():
        columns[name] = _derived([columns[each] for each in inputs], worked_out, len(called))
    return Shelf(array("q", (called[row][1] for row in order)), columns)


def names_of(kind: Kind) -> tuple[str, ...]:
    """Say which columns a kind's shelf has; a processor's name is one, since rules read it."""
    named = ("name",) if kind is Kind.CPU else ()
    return (*named, *OF_PART, *convert.FACTS[kind], *MORE[kind])


def _path(kind: Kind, name: str) -> Any:  # noqa: ANN401  # a column or an expression
    if name == "name" or name in OF_PART:
        return OF_PART.get(name, name)
    path = f"{convert.spec_class(kind).accessor}__{name}"
    return Cast(path, TextField()) if name in JSON_FACTS else path


def _column(name: str, coder: Coder, order: Sequence[int]) -> Column:
    column = Column.coded(coder, order)
    if name in JSON_FACTS:
        column.values = [
            convert.frozen_fact(name, None if text is None else json.loads(text)) for text in column.values
        ]
    return column


def _derived(inputs: Sequence[Column], worked_out: Callable[..., Any], size: int) -> Column:
    return Column([worked_out(*(column.at(row) for column in inputs)) for row in range(size)])
