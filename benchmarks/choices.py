"""How long the list of choices takes when the whole of the open data is in the catalogue.

    python -m benchmarks.choices [--opendb ARCHIVE] [--rounds 15]

With --opendb the archive is first read into a database of its own in a temporary folder; without, the database of the
settings is used as it is. The page of a build of seven parts is asked for in this process, with every graphics card
and every motherboard judged by the real rules, beside the same page with no list open. Printed: queries, median and
slowest answer, and the ratio of the medians.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from builder.models import Build

# One part per kind that real machines are made of; the first part of the catalogue that holds these words.
MACHINE = (
    ("cpu", "Ryzen 9 7950X"),
    ("cpu-cooler", "NH-D15"),
    ("memory", "DDR5-6000 64GB"),
    ("storage", "990 Pro 2TB"),
    ("power-supply", "MAG A1000GL"),
    ("case", "5000D AIRFLOW"),
)
PLACES = {"graphics-card": ("motherboard", "X670E"), "motherboard": ("graphics-card", "RTX 4090")}


def machine(without: str) -> Build:
    """Make a build of seven parts that leaves one place open."""
    from builder.models import Build  # noqa: PLC0415  # after django.setup
    from catalog.models import Part  # noqa: PLC0415

    build = Build.objects.create(title=f"benchmark, no {without}")
    for kind, words in (*MACHINE, PLACES[without]):
        part = Part.objects.of_kind(kind).matching(words).order_by("pk").first()
        if part is None:
            sys.exit(f"no {kind} called {words!r}: is the open data imported?")
        build.put(part)
    return build


def ask(url: str, rounds: int) -> tuple[list[float], int]:
    """Ask for an address again and again; seconds of each answer after the first, and its number of queries."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client, seconds = Client(headers={"hx-request": "true"}), []
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    queries = len(captured)  # counted now: the next request empties the log
    for _ in range(rounds):
        start = time.perf_counter()
        answer = client.get(url)
        seconds.append(time.perf_counter() - start)
        if answer.status_code != 200:  # noqa: PLR2004  # it worked
            sys.exit(f"{url} answers {answer.status_code}")
    return seconds, queries


def run(rounds: int) -> None:
    """Print a line for each kind, with and without "fits my build"."""
    for kind in PLACES:
        build = machine(kind)
        plain, _ = ask(build.edit_url, rounds)
        for fits in ("on", "off"):
            seconds, queries = ask(f"{build.edit_url}?choose={kind}&fits={fits}", rounds)
            median = statistics.median(seconds)
            print(
                f"{kind:14} fits={fits:3} {queries:3} queries  median {median * 1000:6.1f} ms  "
                f"slowest {max(seconds) * 1000:6.1f} ms  {median / statistics.median(plain):4.1f} × the page alone"
            )


def main() -> None:
    """Read the arguments, make the database if one is asked for, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--opendb")
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        if given.opendb:
            os.environ |= {"VAR_DIR": folder, "DATABASE_URL": ""}
        os.environ["DEBUG"] = "false"
        os.environ.setdefault("SECRET_KEY", "for measuring only " * 3)
        os.environ |= {"HTTPS": "false", "ALLOWED_HOSTS": "testserver"}
        django.setup()
        if given.opendb:
            from django.core.management import call_command  # noqa: PLC0415

            call_command("migrate", verbosity=0)
            call_command("import_opendb", given.opendb, verbosity=0)
        run(given.rounds)


if __name__ == "__main__":
    main()
