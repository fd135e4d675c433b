"""How fast pages are under gunicorn, beside a plain Django view of fifty rows and beside raw SQL.

    python -m benchmarks.pages --opendb ARCHIVE [--quick] [--sizes 1000,29454,300000] [--databases sqlite,postgresql]

Databases of these sizes are made from the starter catalogue and the open data (fewer parts: the first ones; more:
copies under other names; prices that are missing are made up), in a temporary folder and on the PostgreSQL server of
--postgresql, and are gone afterwards; --keep DIR keeps them for the next run. Each is served by gunicorn with two sync
workers and the site's production settings. Pages of all sizes take turns in short slices, each beside a slice of the
limit view, since machines are noisy and ratios within a moment are not. The client runs on the same processors.

Printed for each page: queries; percentiles and answers a second for one reader and for eight; milliseconds of processor
of the app for a request, and of PostgreSQL's own processes; then every limit, kept or broken. A broken limit is no
error; an answer other than 200 is, and ends with 1.
"""

from __future__ import annotations

import argparse
import getpass
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.page_speed.databases import Postgresql, Sqlite, Store
from benchmarks.page_speed.figures import CONCURRENCIES, FULL, LARGE, SMALL, Cost, Figures, Measured, table, verdicts
from benchmarks.page_speed.load import Slice, ask_for
from benchmarks.page_speed.page_list import ALL, EVERYWHERE, LIMIT_PAGE, PAGES
from benchmarks.page_speed.server import ROOT, Server, serving, spent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROUNDS, QUICK_ROUNDS = 4, 2
LIMIT_SHARE = 0.3  # of a slice, for the limit view beside it
BASE, MAKING = "base", "making"
SHORTEST_LIMIT = 0.1  # seconds
SECONDS_WARM = 0.3  # of each page, before anything counts


@dataclass(slots=True)
class Bench:
    """One database being served."""

    server: Server
    measured: Measured
    paths: dict[str, Iterator[str]]
    refused: Slice = field(default_factory=Slice)

    def slice(self, page: str, concurrency: int, seconds: float) -> tuple[Slice, Cost]:
        """Ask for a page for some time, and see what it cost."""
        app, backends = self.server.app(), self.server.backends()
        found = ask_for(seconds, self.server.port, self.paths[page], concurrency)
        cost = Cost(len(found.seconds), spent(app, self.server.app()))
        if later := self.server.backends():
            cost.database_ms = spent(backends, later)
        self.refused.refused += found.refused
        return found, cost

    def measure(self, page: str, concurrency: int, seconds: float) -> None:
        """Measure the limit view and then a page, and keep both."""
        figures, limit = self.measured.pages[page], self.measured.pages[LIMIT_PAGE.name]
        found, cost = self.slice(LIMIT_PAGE.name, concurrency, max(SHORTEST_LIMIT, seconds * LIMIT_SHARE))
        limit.slices[concurrency].add(found)
        for total in (limit.cost, limit.beside, figures.beside):
            total.add(cost)
        found, cost = self.slice(page, concurrency, seconds)
        figures.slices[concurrency].add(found)
        figures.cost.add(cost)

    def warm_up(self) -> None:
        """Ask for everything, by so many at once that both workers have seen it."""
        for name in self.measured.pages:
            self.slice(name, max(CONCURRENCIES), SECONDS_WARM)


def environment(folder: Path, database: str) -> dict[str, str]:
    """Give the variables of a site in production, without HTTPS in front."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.page_speed.limit_settings",
        "DATABASE_URL": database,
        "VAR_DIR": str(folder),
        "REDIS_URL": "",
        "DEBUG": "false",
        "HTTPS": "false",
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "SECRET_KEY": "for measuring only " * 3,
        "LOG_LEVEL": "ERROR",
    }


def run(variables: dict[str, str], *arguments: str) -> str:
    """Run one of our own programs and give what it prints."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=variables, check=False, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} ended with {done.returncode}")
    return done.stdout


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say how long something took."""
    start = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)


def stocked(store: Store, size: int, folder: Path, opendb: str) -> str:
    """Give the address of a database with so many parts, made if it is not there."""
    name = str(size)
    variables = environment(folder, store.address(MAKING))
    for kept in filter(store.exists, (BASE, name)):
        run(environment(folder, store.address(kept)), "manage.py", "migrate", "--verbosity", "0")
    if store.exists(name):
        return store.address(name)
    if not store.exists(BASE):
        with timed(f"{store.label}: import"):
            store.make(MAKING)
            run(variables, "manage.py", "migrate", "--verbosity", "0")
            run(variables, "manage.py", "load_starter")
            run(variables, "manage.py", "import_opendb", opendb, "--verbosity", "0")
            run(variables, "-m", "benchmarks.page_speed.stock", "build")
            store.rename(MAKING, BASE)
    with timed(f"{store.label}: {size:,} parts"):
        store.make(MAKING, like=BASE)
        run(variables, "-m", "benchmarks.page_speed.stock", str(size))
        store.rename(MAKING, name)
    return store.address(name)


@contextmanager
def benches(store: Store, options: argparse.Namespace, folder: Path) -> Iterator[list[Bench]]:
    """Serve a database of each size; they run at the same time, and idle ones cost nothing."""
    with ExitStack() as stack:
        found = []
        for size in options.sizes:
            variables = environment(folder, stocked(store, size, folder, options.opendb))
            with timed(f"{store.label}: {size:,} parts, queries"):
                which = ALL if size == FULL and not options.quick else EVERYWHERE
                plan = json.loads(run(variables, "-m", "benchmarks.page_speed.plan", which))
            name = store.database(str(size)) if isinstance(store, Postgresql) else ""
            server = stack.enter_context(serving(variables, name))
            found.append(bench(plan, server, store.label, size))
        yield found


def bench(plan: dict[str, Any], server: Server, database: str, size: int) -> Bench:
    """Make ready what measures one database. What was refused when queries were counted is not asked for again."""
    planned = {page: plan["pages"].get(page.name) for page in (LIMIT_PAGE, *PAGES)}
    pages = {
        page.name: Figures(page, each["shown"], each["first"], each["again"]) for page, each in planned.items() if each
    }
    paths: dict[str, Iterator[str]] = {name: itertools.cycle(plan["pages"][name]["addresses"]) for name in pages}
    found = Bench(server, Measured(database, size, plan["parts"], pages), paths)
    found.refused.refused.update(plan["refused"])
    return found


def measure(found: Sequence[Bench], seconds: float, rounds: int) -> None:
    """Measure all pages of all sizes in turn; then read how much memory it took.

    Servers share the pages of libraries, so each is stopped once it is read, and the full import's is read alone.
    """
    for each in found:
        each.warm_up()
    for _round, page, concurrency, each in itertools.product(range(rounds), PAGES, CONCURRENCIES, found):
        if page.name in each.measured.pages:
            each.measure(page.name, concurrency, seconds / rounds)
    for each in sorted(found, key=lambda one: one.measured.size == FULL):
        each.measured.pss_mb = each.server.pss_mb()
        each.server.stop()


def stores(options: argparse.Namespace, folder: Path) -> Iterator[Store]:
    """Give where databases are made; says so where PostgreSQL is asked for and is not there."""
    if "sqlite" in options.databases:
        yield Sqlite(folder)
    if "postgresql" in options.databases:
        prefix = "rigwright_pages_" if options.keep else f"rigwright_pages_{os.getpid()}_"
        store = Postgresql(options.postgresql, prefix)
        wrong = store.check()
        if wrong:
            print(f"PostgreSQL is left out: {wrong}; --postgresql URL says where it is")
        else:
            yield store


def asked() -> argparse.Namespace:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--opendb", required=True, help="the archive, or a folder")
    parser.add_argument("--sizes", type=_sizes, default=[SMALL, FULL, LARGE], metavar="N,…")
    parser.add_argument("--databases", type=lambda text: text.split(","), default=["sqlite", "postgresql"])
    parser.add_argument("--postgresql", default=_server(), metavar="URL", help="any database of the server to use")
    parser.add_argument("--seconds", type=float, default=0.8, help="for each page, by one reader and again by eight")
    parser.add_argument("--quick", action="store_true", help="a minute: SQLite, 1,000 parts and the full import")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the databases for the next run")
    options = parser.parse_args()
    if options.quick:
        options.sizes, options.databases, options.seconds = [SMALL, FULL], ["sqlite"], 0.2
    options.rounds = QUICK_ROUNDS if options.quick else ROUNDS
    options.opendb = str(Path(options.opendb).resolve())
    return options


def _server() -> str:
    given = os.environ.get("DATABASE_URL", "")
    return given if given.startswith("postgres") else f"postgres://{getpass.getuser()}@127.0.0.1/postgres"


def _sizes(text: str) -> list[int]:
    return [int(each) for each in text.split(",")]


def measured_at(store: Store, options: argparse.Namespace, folder: Path) -> tuple[list[Measured], Slice]:
    """Measure one kind of database, and take its databases away."""
    refused = Slice()
    try:
        with benches(store, options, folder) as found, timed(f"{store.label}: requests"):
            measure(found, options.seconds, options.rounds)
            for each in found:
                refused.add(each.refused)
        return [each.measured for each in found], refused
    finally:
        if not options.keep:
            for name in (BASE, MAKING, *map(str, options.sizes)):
                store.drop(name)


def main() -> int:
    """Measure and print; 1 if a page was answered other than 200."""
    options = asked()
    all_measured, refused = [], Slice()
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        with timed("static files"):
            run(environment(folder, ""), "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        for store in stores(options, folder.resolve()):
            measured, wrong = measured_at(store, options, folder.resolve())
            all_measured += measured
            refused.add(wrong)
            for each in measured:
                print("\n".join(["", *table(each)]), flush=True)
    print("\nlimits")
    print("\n".join(map(str, verdicts(all_measured))))
    for what, count in refused.refused.items():
        print(f"  not answered with 200: {what}, {count} times")
    return 1 if refused.refused else 0


if __name__ == "__main__":
    sys.exit(main())
