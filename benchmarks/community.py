"""How fast shared builds are, with few and with many of them, beside a view of one query.

    python -m benchmarks.community [--builds 1000 --builds 100000] [--postgresql URL] [--seconds 2] [--keep]

On the PostgreSQL server of --postgresql (any database of it; default: the one of DATABASE_URL, else this machine's) a
database of each size is made: the starter catalogue and `seed_community`, ten comments and thirty votes a build; that
takes some minutes for 100,000 builds. They are gone afterwards; --keep keeps them for the next run. One process for
each size asks through Django's test client with the settings of production, without limits on how often one may write.
Sizes take turns in short slices, each beside a slice of the one-query view, since machines are noisy and ratios within
a moment are not. `--small` takes a minute or two: 100 and 1,000 builds.

Printed for each ask: queries, p50 and p99, milliseconds of processor of the app, and how often the one-query view's
that is; then every limit, kept or broken. A broken limit is no error; an answer other than it should be is, and ends
with 1.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.community_speed.asks import ONE_QUERY
from benchmarks.community_speed.figures import Figures, table, verdicts
from benchmarks.page_speed.databases import Postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = "benchmarks.community_speed.settings"
ROUNDS = 8
BESIDE = 0.3  # of a slice, for the one-query view beside it
USUAL, SMALL = (1_000, 100_000), (100, 1_000)
MAKING = "making"


class Worker:
    """A process that asks one database."""

    def __init__(self, environment: dict[str, str]) -> None:
        """Start it and hear how many queries each ask makes."""
        command = [sys.executable, "-m", "benchmarks.community_speed.worker"]
        self.process = subprocess.Popen(  # noqa: S603  # our own program
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        queries: dict[str, int] = json.loads(self._heard())
        self.figures = {name: Figures(number) for name, number in queries.items()}

    def measure(self, name: str, seconds: float) -> None:
        """Measure the one-query view and then an ask."""
        one = self.figures[name]
        one.add_beside(*self._asked(ONE_QUERY, max(seconds * BESIDE, 0.02)))
        one.add(*self._asked(name, seconds))

    def _asked(self, name: str, seconds: float) -> tuple[list[float], float]:
        assert self.process.stdin  # noqa: S101  # it is a pipe
        self.process.stdin.write(f"{name}\t{seconds}\n")
        self.process.stdin.flush()
        waited, cpu = json.loads(self._heard())
        return waited, cpu

    def _heard(self) -> str:
        assert self.process.stdout  # noqa: S101  # it is a pipe
        line: str = self.process.stdout.readline()
        if not line:
            sys.exit(f"the asking process ended with {self.process.wait()}")
        return line


@contextmanager
def asking(environment: dict[str, str]) -> Iterator[Worker]:
    """Start a process, and end it."""
    worker = Worker(environment)
    try:
        yield worker
    finally:
        assert worker.process.stdin  # noqa: S101  # it is a pipe
        worker.process.stdin.close()
        worker.process.wait()


def environment(folder: Path, address: str) -> dict[str, str]:
    """Give the variables of a process that works with a database as in production."""
    return os.environ | {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "VAR_DIR": str(folder),
        "DEBUG": "false",
        "HTTPS": "false",
        "REDIS_URL": "",
        "LOG_LEVEL": "WARNING",
        "SECRET_KEY": "for measuring only " * 3,
    }


def manage(variables: dict[str, str], *arguments: str) -> None:
    """Run one of the site's own commands."""
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=variables, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # our own


def stocked(store: Postgresql, builds: int, folder: Path) -> str:
    """Give the address of a database with so many builds, made if it is not there."""
    name = str(builds)
    if not store.exists(name):
        print(f"{builds:,} builds are made", file=sys.stderr, flush=True)
        store.make(MAKING)
        variables = environment(folder, store.address(MAKING))
        manage(variables, "migrate", "--verbosity", "0")
        manage(variables, "load_starter")
        manage(variables, "seed_community", "--builds", str(builds))
        store.rename(MAKING, name)
    manage(environment(folder, store.address(name)), "migrate", "--verbosity", "0")
    store.analyse(name)
    return store.address(name)


def measured(store: Postgresql, options: argparse.Namespace, folder: Path) -> dict[int, dict[str, Figures]]:
    """Measure all asks of all sizes in turn."""
    with ExitStack() as stack:
        found = {}
        for builds in options.builds:
            address = stocked(store, builds, folder)
            found[builds] = stack.enter_context(asking(environment(folder, address)))
        for _ in range(ROUNDS):
            for name in found[max(found)].figures:
                for worker in found.values():
                    if name in worker.figures:
                        worker.measure(name, options.seconds / ROUNDS)
        return {builds: worker.figures for builds, worker in found.items()}


def asked() -> argparse.Namespace:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--builds", type=int, action="append", metavar="N", help="1000 and 100000")
    parser.add_argument("--postgresql", default=_server(), metavar="URL", help="any database of the server to use")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each ask at each size")
    parser.add_argument("--small", action="store_true", help="a minute or two: 100 and 1,000 builds")
    parser.add_argument("--keep", action="store_true", help="keep the databases for the next run")
    options = parser.parse_args()
    if options.small:
        options.builds, options.seconds = options.builds or list(SMALL), 0.3
    options.builds = sorted(options.builds or USUAL)
    return options


def _server() -> str:
    given = os.environ.get("DATABASE_URL", "")
    return given if given.startswith("postgres") else f"postgres://{getpass.getuser()}@127.0.0.1/postgres"


def main() -> None:
    """Measure and print."""
    options = asked()
    store = Postgresql(options.postgresql, "rigwright_builds_" + ("" if options.keep else f"{os.getpid()}_"))
    if wrong := store.check():
        print(f"left out: PostgreSQL cannot be used: {wrong}; --postgresql URL says where it is")
        return
    with tempfile.TemporaryDirectory() as folder:
        manage(environment(Path(folder), ""), "collectstatic", "--no-input", "--verbosity", "0")
        try:
            found = measured(store, options, Path(folder))
        finally:
            if not options.keep:
                for name in (MAKING, *map(str, options.builds)):
                    store.drop(name)
    print("\n".join(table(found)))
    print("\nlimits")
    print("\n".join(map(str, verdicts(found))))


if __name__ == "__main__":
    main()
