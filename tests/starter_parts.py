"""The starter catalogue as rules see it, without a database: for tests that need parts as they are sold."""

from __future__ import annotations

import random
from functools import cache

from places import ROOT

from catalog import starter
from catalog.convert import CLASSES, engine_part
from catalog.fixtures import Reader
from engine.parts import Build, Card, Context, Drive, Fan, MemoryKit, Psu
from engine.platforms import CIRCUITS
from engine.sifting import shelf_of

SEVERAL = {Card: (1, 1, 1, 2, 4), MemoryKit: (1, 1, 2), Drive: (1, 1, 2, 3), Psu: (1, 1, 1, 1, 2)}


@cache
def by_kind():
    """Give the engine's parts of the starter catalogue by their kind."""
    found = {}
    for each in starter.read(Reader(ROOT / "fixtures")).parts:
        values = each.part.values
        part = engine_part(each.kind, values["slug"], values["name"], each.facts)
        found.setdefault(CLASSES[each.kind], []).append(part)
    return found


@cache
def shelf(kind):
    """Put the starter's parts of a kind on a shelf."""
    return shelf_of(kind, by_kind()[kind])


def random_builds(count, seed=4):
    """Make builds of parts drawn at random: most have something wrong, and some lack a part."""
    chance = random.Random(seed)
    for _each in range(count):
        parts = []
        for kind, known in by_kind().items():
            if kind is not Fan and chance.random() < 0.93:
                parts += [chance.choice(known)] * chance.choice(SEVERAL.get(kind, (1,)))
                if kind in SEVERAL and chance.random() < 0.15:
                    parts.append(chance.choice(known))
        context = Context(
            circuit=chance.choice(list(CIRCUITS)),
            os=chance.choice(("linux", "linux", "windows")),
            nvlink=chance.random() < 0.1,
        )
        yield Build(tuple(parts)), context
