"""The starter catalogue as rules see it, without a database: for tests that need parts as they are sold."""

from __future__ import annotations

from functools import cache

from places import ROOT

from catalog import starter
from catalog.convert import CLASSES, engine_part
from catalog.fixtures import Reader


@cache
def by_kind():
    """Give the engine's parts of the starter catalogue by their kind."""
    found = {}
    for each in starter.read(Reader(ROOT / "fixtures")).parts:
        values = each.part.values
        part = engine_part(each.kind, values["slug"], values["name"], each.facts)
        found.setdefault(CLASSES[each.kind], []).append(part)
    return found
