"""The addresses of each page in one database, and its queries: `python -m benchmarks.page_speed.plan all`.

`everywhere` instead of `all` leaves out the pages that are measured with the full import only. Writes JSON: parts, for
each page its addresses and the most queries that one of them made, the first time and again, and what was answered
other than 200.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

import django

from benchmarks.page_speed.page_list import (
    ALL,
    CARDS,
    LIMIT_PAGE,
    NEW_PAGES,
    NEW_PARTS,
    NEW_SEARCHES,
    ONCE,
    OTHERS,
    PAGES,
    SEARCHES,
    WORDS,
    Row,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

DEEP = 20
ROWS_A_PAGE = 50
DETAILS = 12  # pages of single parts that take turns
NEW = 3_000  # addresses at most, so many that they hardly come twice: nothing is still known from the last time
NAME_WORDS = 4  # of a part's name, as a search: its maker, its line, its model
COUNTED = 20  # addresses of a page whose queries are counted
OK = 200


def rows() -> dict[str, list[Row]]:
    """Give what the places of addresses are filled with, from the catalogue as it is."""
    from django.db.models import Count  # noqa: PLC0415

    from builder.models import Build  # noqa: PLC0415  # after django.setup
    from catalog.models import Kind, Part  # noqa: PLC0415

    cards = Part.objects.offered().of_kind(Kind.CARD)
    maker = cards.values("manufacturer").annotate(n=Count("pk")).order_by("-n")[0]["manufacturer"]
    build = Build.objects.filter(title__startswith="benchmark").order_by("pk")[0]
    once = {
        "deep": str(min(DEEP, math.ceil(cards.count() / ROWS_A_PAGE))),
        "maker": quote_plus(maker),
        "build": build.code,
        "key": build.edit_code,
    }
    others = [kind for kind in Kind if kind is not Kind.CARD]
    each = -(-DETAILS // len(others))
    return {
        ONCE: [once],
        SEARCHES: [{"kind": kind, "words": quote_plus(words)} for kind, words in WORDS],
        CARDS: list(details(Kind.CARD, DETAILS)),
        OTHERS: [row for kind in others for row in details(kind, each)],
        **new_rows(math.ceil(cards.count() / ROWS_A_PAGE)),
    }


def new_rows(pages: int) -> dict[str, list[Row]]:
    """Give rows in an order without an order: pages of the list of cards, parts, and searches for their names."""
    from catalog.models import Part  # noqa: PLC0415  # after django.setup

    chance = random.Random(0)  # noqa: S311  # the same every time
    listed = [{"page": str(number)} for number in range(1, pages + 1)]
    parts = list(Part.objects.offered().order_by("pk").values_list("kind", "slug", "name"))
    chosen = chance.sample(parts, min(NEW, len(parts)))
    searches = dict.fromkeys((kind, " ".join(name.split()[:NAME_WORDS])) for kind, _slug, name in chosen)
    chance.shuffle(listed)
    return {
        NEW_PAGES: listed[:NEW],
        NEW_PARTS: [{"kind": kind, "slug": slug} for kind, slug, _name in chosen],
        NEW_SEARCHES: [{"kind": kind, "words": quote_plus(words)} for kind, words in searches],
    }


def details(kind: str, count: int) -> Iterator[Row]:
    """Choose parts of a kind, evenly over the catalogue."""
    from catalog.models import Part  # noqa: PLC0415  # after django.setup

    slugs = list(Part.objects.offered().of_kind(kind).order_by("pk").values_list("slug", flat=True))
    for turn in range(count):
        yield {"kind": str(kind), "slug": slugs[turn * len(slugs) // count]}


class RefusedError(Exception):
    """An address that is answered other than 200."""


def queries_of(address: str, client: Client) -> tuple[int, int]:
    """Count the queries of an address: of its first answer in this process, and of the next."""
    from django.db import connection  # noqa: PLC0415  # after django.setup
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    counts = []
    for _ in range(2):
        client.cookies.clear()
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        if answer.status_code != OK:
            message = f"{answer.status_code} {address}"
            raise RefusedError(message)
        counts.append(len(captured))
    return counts[0], counts[1]


def main(which: str) -> None:
    """Write the plan."""
    django.setup()
    from django.test import Client  # noqa: PLC0415  # after django.setup

    from catalog.models import Part  # noqa: PLC0415

    found = rows()
    client = Client()  # one for all: each reads the list of static files anew
    pages, refused = {}, Counter[str]()
    for page in (LIMIT_PAGE, *(page for page in PAGES if page.everywhere or which == ALL)):
        addresses, shown = page.addresses(found), page.name.format_map(found[ONCE][0])
        try:
            queries = [queries_of(address, client) for address in addresses[:COUNTED]]
        except RefusedError as error:
            refused[str(error)] += 1
        else:
            first, again = map(max, zip(*queries, strict=True))
            pages[page.name] = {"shown": shown, "addresses": addresses, "first": first, "again": again}
    print(json.dumps({"parts": Part.objects.count(), "pages": pages, "refused": refused}))


if __name__ == "__main__":
    main(sys.argv[1])
