"""A list of parts as a CSV file: every fact of the kind, with its unit in the head."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from browse.sheets import sheet
from catalog import convert
from catalog.models import Part
from catalog.shelves import known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http.response import HttpResponseBase

    from browse.selection import Selection

AT_ONCE = 500  # rows of a query
OF_PART = ("slug", "name", "manufacturer", "released_year", "verified")
OF_PRICE = ("price", "currency", "price_observed_on", "price_source")


def part_sheet(selection: Selection) -> HttpResponseBase:
    """Give the parts that were asked for, in their order. A query for every five hundred."""
    kind = selection.wanted.kind
    facts = convert.spec_class(kind).fact_names()
    return sheet(f"rigwright-{kind.value}.csv", [*OF_PART, *facts, *OF_PRICE, "source", "source_ref"], _rows(selection))


def _rows(selection: Selection) -> Iterator[list[object]]:
    spec = convert.spec_class(selection.wanted.kind)
    gpu = [f"{spec.accessor}__gpu"] if "gpu" in spec.fact_names() else []
    parts = Part.objects.select_related(spec.accessor, "source", "price__point__offer__source", *gpu)
    rows = iter(selection[:])
    while batch := selection.keys(list(islice(rows, AT_ONCE))):
        found = parts.defer("raw", "fact_sources", "search_text").in_bulk(batch)
        for key in batch:
            if key in found:
                yield _row(found[key], spec.fact_names())


def _row(part: Part, facts: list[str]) -> list[object]:
    price = getattr(part, "price", None)
    cost: list[object] = [None, None, None, None]
    if price is not None:
        cost = [price.amount, price.currency, price.observed_at.date(), price.point.offer.source.name]
    values = [_value(known(part.kind, name, getattr(part.spec, name))) for name in facts]
    return [*(getattr(part, name) for name in OF_PART), *values, *cost, part.source.name, part.source_ref]


def _value(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(str(each) if isinstance(each, str) else _socket(each) for each in value)
    return str(value) if hasattr(value, "slug") else value


def _socket(each: dict[str, object]) -> str:
    """Write an M.2 socket."""
    return " ".join(f"{name}={value}" for name, value in each.items())
