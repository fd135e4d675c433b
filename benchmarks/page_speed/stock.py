"""Give a database so many parts: `python -m benchmarks.page_speed.stock SIZE`; `… build`: the build of seven parts.

Fewer: the first ones of each kind stay, and those in the build. More: parts are copied with their facts, as SQL, under
other names, addresses and part numbers, with the text by which they are found made by the site's own function. Every
part without a price is given a made-up one, so that no column is cheap for being empty.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import Model

    from catalog.models import Part

NEAR = 0.005  # of the size: the full import beside the few parts of the starter catalogue that it lacks
BATCH = 5_000
COPIES = "benchmark_copies"
OWN = ("id", "name", "slug", "source_ref", "part_numbers", "search_text")  # columns in which a copy differs
OPEN_KIND = "graphics-card"
LONGEST_NAME, LONGEST_SLUG = 185, 128  # characters, so that what is put behind still fits


def resize(size: int) -> None:
    """Bring the catalogue to about this many parts."""
    from django.db import connection  # noqa: PLC0415

    from catalog import search_index  # noqa: PLC0415  # after django.setup
    from catalog.models import Part  # noqa: PLC0415

    total = Part.objects.count()
    if abs(total - size) <= NEAR * size:
        return
    search_index.drop(connection)  # making it anew is quicker than keeping it
    if size < total:
        shrink(size)
    else:
        multiply(size - total)
    search_index.create(connection)


def shrink(size: int) -> None:
    """Keep the first parts of each kind, which are the starter catalogue's, and those of the benchmark's build."""
    from builder.models import Item  # noqa: PLC0415  # after django.setup
    from catalog.models import Part  # noqa: PLC0415

    built = set(Item.objects.filter(build__title__startswith="benchmark").values_list("part_id", flat=True))
    others = Part.objects.exclude(pk__in=built).order_by("pk").values_list("kind", "pk")
    for batch in _batches(in_turn(others)[size - len(built) :]):
        Part.objects.filter(pk__in=batch).delete()


def in_turn(parts: Iterable[tuple[str, int]]) -> list[int]:
    """Order parts so that kinds take turns: the first of each, the second of each, and so on."""
    seen: Counter[str] = Counter()
    ranked = []
    for kind, part in parts:
        ranked.append((seen[kind], part))
        seen[kind] += 1
    return [part for _rank, part in sorted(ranked)]


def multiply(missing: int) -> None:
    """Copy parts, in turn, until so many are added."""
    from django.db import connection, transaction  # noqa: PLC0415

    from catalog.models import SPECS, Part  # noqa: PLC0415  # after django.setup

    with transaction.atomic(), connection.cursor() as cursor:
        by_name = {field.name: field for field in Part._meta.concrete_fields}  # noqa: SLF001  # public in spite of its name
        fields = [by_name[name] for name in OWN]
        columns = ", ".join(f"{field.column} {_type(field)}" for field in fields)
        cursor.execute(f"CREATE TEMPORARY TABLE {COPIES} ({columns}, original bigint)")
        insert = f"INSERT INTO {COPIES} VALUES ({', '.join(['%s'] * (len(OWN) + 1))})"  # noqa: S608  # constants
        for batch in _batches(itertools.islice(_copies(), missing)):
            cursor.executemany(insert, batch)
        _copy_rows(cursor, Part, "id", OWN)
        for spec in SPECS.values():
            _copy_rows(cursor, spec, "part_id", ("id",))


def _type(field: Any) -> str:  # noqa: ANN401  # a column of whatever type
    from django.db import connection  # noqa: PLC0415  # after django.setup

    return str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection))


def _copies() -> Iterator[tuple[object, ...]]:
    """Give the rows of what differs, for every part, again and again."""
    from catalog.models import Part  # noqa: PLC0415  # after django.setup

    originals = list(Part.objects.order_by("pk").defer("raw", "fact_sources"))
    step = originals[-1].pk
    for turn in itertools.count(1):
        for part in originals:
            yield _copy(part, turn, step * turn)


def _copy(part: Part, turn: int, further: int) -> tuple[object, ...]:
    from catalog.searching import search_text  # noqa: PLC0415  # after django.setup

    name = f"{part.name[:LONGEST_NAME]} copy {turn}"
    numbers = [f"{number}-{turn}" for number in part.part_numbers]
    text = search_text(name, part.manufacturer, part.series, numbers)
    slug = f"{part.slug[:LONGEST_SLUG]}-{further + part.pk}"
    reference = part.source_ref and f"{part.source_ref} copy {turn}"
    return (further + part.pk, name, slug, reference, json.dumps(numbers), text, part.pk)


def _copy_rows(cursor: Any, model: type[Model], key: str, own: tuple[str, ...]) -> None:  # noqa: ANN401  # a cursor
    """Insert a row for each copy: its own columns from the table of copies, the others from the original's."""
    columns = [field.column for field in model._meta.concrete_fields]  # noqa: SLF001  # public in spite of its name
    given = [f"c.{'id' if name == key else name}" if name in {key, *own} else f'o."{name}"' for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(given)} "  # noqa: S608, SLF001  # names of columns
        f"FROM {COPIES} c JOIN {model._meta.db_table} o ON o.{key} = c.original ORDER BY c.id"  # noqa: SLF001  # as above
    )


# A part's id decides its price, in USD; nobody asks it. Rows of our own have ids above all that were there.
OFFERS = """
    INSERT INTO prices_offer
        (id, part_id, source_id, seller, url, "match", enabled, attempt, last_error, etag, last_modified)
    SELECT p.id + {offers}, p.id, p.source_id, 'made up', '', '', {no}, 0, '', '', ''
    FROM catalog_part p LEFT JOIN prices_currentprice c ON c.part_id = p.id WHERE c.part_id IS NULL
"""
POINTS = """
    INSERT INTO prices_pricepoint
        (id, offer_id, amount, currency, availability, "condition", observed_at, last_seen_at,
         seller, price_kind, state, doubt)
    SELECT o.part_id + {points}, o.id, 49.99 + (o.part_id * 37) % 1950, 'USD', '', 'new', '{day}', '{day}',
        '', 'exact', 'taken', ''
    FROM prices_offer o WHERE o.id > {offers}
"""
CURRENT = """
    INSERT INTO prices_currentprice (part_id, point_id, amount, currency, observed_at)
    SELECT o.part_id, t.id, t.amount, t.currency, t.last_seen_at
    FROM prices_pricepoint t JOIN prices_offer o ON o.id = t.offer_id WHERE t.id > {points}
"""
DAY = "2026-09-01 00:00:00+00:00"


def price() -> None:
    """Give every part without a price an offer, a point and a current price, all made up."""
    from django.db import connection, transaction  # noqa: PLC0415  # after django.setup
    from django.db.models import Max  # noqa: PLC0415

    from prices.models import Offer, PricePoint  # noqa: PLC0415

    last = [model.objects.aggregate(last=Max("pk"))["last"] or 0 for model in (Offer, PricePoint)]
    no = "0" if connection.vendor == "sqlite" else "false"
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (OFFERS, POINTS, CURRENT):
            cursor.execute(statement.format(offers=last[0], points=last[1], no=no, day=DAY))


def tidy() -> None:
    """Leave the tables as after some time of running: analysed in PostgreSQL, packed in SQLite."""
    from django.db import connection  # noqa: PLC0415  # after django.setup

    with connection.cursor() as cursor:
        cursor.execute("VACUUM" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _batches(rows: Any) -> Iterator[list[Any]]:  # noqa: ANN401  # any rows
    left = iter(rows)
    while batch := list(itertools.islice(left, BATCH)):
        yield batch


def hurry() -> None:
    """Let PostgreSQL use memory for making indexes, and not wait for the disk: what breaks off is made again."""
    from django.db import connection  # noqa: PLC0415  # after django.setup

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '512MB'; SET synchronous_commit = off")


def main(what: str) -> None:
    """Do it, in the database of the settings."""
    django.setup()
    hurry()
    if what == "build":
        from benchmarks.choices import machine  # noqa: PLC0415  # it needs Django to be set up

        machine(OPEN_KIND)
        return
    resize(int(what))
    price()
    tidy()


if __name__ == "__main__":
    main(sys.argv[1])
