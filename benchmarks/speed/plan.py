"""The addresses of each page in one database, and how many queries they make: `python -m benchmarks.speed.plan`.

Writes JSON: parts, for each page its addresses and the most queries that one of them made, the first time or again, and
what was answered other than 200.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import TYPE_CHECKING

import django

from benchmarks.speed.page_list import CARDS, LIMIT_PAGE, ONCE, OTHERS, PAGES, SEARCHES, WORDS, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

DEEP = 20
ROWS_A_PAGE = 50
DETAILS = 12  # pages of single parts that take turns
OK = 200


def rows() -> dict[str, list[Row]]:
    """Give what the places of addresses are filled with, from the catalogue as it is."""
    from django.db.models import Count  # noqa: PLC0415
    from django.utils.http import urlencode  # noqa: PLC0415

    from builder.models import Build  # noqa: PLC0415  # after django.setup
    from catalog.models import Kind, Part  # noqa: PLC0415

    cards = Part.objects.offered().of_kind(Kind.CARD)
    maker = cards.values("manufacturer").annotate(n=Count("pk")).order_by("-n")[0]["manufacturer"]
    build = Build.objects.filter(title__startswith="benchmark").order_by("pk")[0]
    once = {
        "deep": str(min(DEEP, math.ceil(cards.count() / ROWS_A_PAGE))),
        "maker": urlencode({"maker": maker}).removeprefix("maker="),
        "build": build.code,
        "key": build.edit_code,
    }
    others = [kind for kind in Kind if kind is not Kind.CARD]
    each = -(-DETAILS // len(others))
    return {
        ONCE: [once],
        SEARCHES: [{"kind": kind, "words": urlencode({"q": words}).removeprefix("q=")} for kind, words in WORDS],
        CARDS: list(details(Kind.CARD, DETAILS)),
        OTHERS: [row for kind in others for row in details(kind, each)],
    }


def details(kind: str, count: int) -> Iterator[Row]:
    """Choose parts of a kind, evenly over the catalogue."""
    from catalog.models import Part  # noqa: PLC0415  # after django.setup

    slugs = list(Part.objects.offered().of_kind(kind).order_by("pk").values_list("slug", flat=True))
    for turn in range(count):
        yield {"kind": str(kind), "slug": slugs[turn * len(slugs) // count]}


class RefusedError(Exception):
    """An address that is answered other than 200."""


def queries_of(address: str, client: Client) -> int:
    """Count the queries of an address: the most of its first answer and the next."""
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
    return max(counts)


def main() -> None:
    """Write the plan."""
    django.setup()
    from django.test import Client  # noqa: PLC0415  # after django.setup

    from catalog.models import Part  # noqa: PLC0415

    found = rows()
    client = Client()  # one for all: each reads the list of static files anew
    pages, refused = {}, Counter[str]()
    for page in (LIMIT_PAGE, *(page for page in PAGES if not page.waits)):
        addresses, shown = page.addresses(found), page.name.format_map(found[ONCE][0])
        try:
            queries = max(queries_of(address, client) for address in addresses)
        except RefusedError as error:
            refused[str(error)] += 1
        else:
            pages[page.name] = {"shown": shown, "addresses": addresses, "queries": queries}
    print(json.dumps({"parts": Part.objects.count(), "pages": pages, "refused": refused}))


if __name__ == "__main__":
    main()
