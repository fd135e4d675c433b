"""Asks one database, as it is told on standard input: a line `NAME<tab>SECONDS`, answered by a line of JSON.

Started by `benchmarks.community`, one for each database. The first line that it prints says how many queries each ask
makes when it is asked again.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from django.test import Client

    from benchmarks.community_speed.asks import Ask

WARM = 3  # times before queries are counted


def once(ask: Ask, clients: dict[bool, Client]) -> None:
    """Ask once; an answer with another status than should be ends the run."""
    client, address = clients[ask.signed_in], next(ask.addresses)
    answer = client.post(address, next(ask.forms)) if ask.forms else client.get(address)
    if answer.status_code != ask.status:
        sys.exit(f"{address} answers {answer.status_code}, not {ask.status}")


def queries(ask: Ask, clients: dict[bool, Client]) -> int:
    """Count the queries of an ask that has been asked before."""
    from django.db import connection  # noqa: PLC0415  # after django.setup
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    for _ in range(WARM):
        once(ask, clients)
    with CaptureQueriesContext(connection) as captured:
        once(ask, clients)
    return sum(not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for query in captured)


def slice_of(ask: Ask, clients: dict[bool, Client], seconds: float) -> tuple[list[float], float]:
    """Ask for so long: seconds of each answer, and seconds of this process's processor for all."""
    waited: list[float] = []
    begun, cpu = time.perf_counter(), time.process_time()
    while not waited or time.perf_counter() - begun < seconds:
        start = time.perf_counter()
        once(ask, clients)
        waited.append(time.perf_counter() - start)
    return waited, time.process_time() - cpu


def main() -> None:
    """Say what there is, then do as told until there are no more lines."""
    django.setup()
    from django.test import Client  # noqa: PLC0415  # after django.setup

    from benchmarks.community_speed.asks import asks, talker  # noqa: PLC0415
    from community.models import Post  # noqa: PLC0415

    known, member = asks(Post.objects.count()), Client(SERVER_NAME="localhost")
    member.force_login(talker())
    clients = {False: Client(SERVER_NAME="localhost"), True: member}
    print(json.dumps({name: queries(ask, clients) for name, ask in known.items()}), flush=True)
    for line in sys.stdin:
        name, seconds = line.rstrip("\n").split("\t")
        print(json.dumps(slice_of(known[name], clients, float(seconds))), flush=True)


if __name__ == "__main__":
    main()
