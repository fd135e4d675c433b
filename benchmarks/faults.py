"""What happens to the refresh of prices when what it stands on dies: real processes, killed.

    python -m benchmarks.faults [--rounds 20] [--only kills,beats,redis,postgres] [--no-controls]

A shop on loopback stands for many; worker, clock, pages, Redis and PostgreSQL are processes of their own in a temporary
folder. Each scenario is run with its guard, and with it turned off, which must show. The exit status is the number of
scenarios that did not turn out as they should; a program that is not installed is said and left out.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.price_faults.shop import Shop
from benchmarks.price_faults.site import Postgres, Redis, Site, ask, kill, postgres_program, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

OFFERS = 12
WITHIN = 60.0  # seconds after a restart
OK, UNAVAILABLE = 200, 503
PAGE = "/parts/case-fan/"
ASKS = 40
SLOWER, NOISE = 2.0, 0.01  # times; seconds that two medians of the same thing differ by on a busy machine
BACK_WITHIN = 5.0  # seconds
DOWN = 3.0  # seconds
NO_LEASE = "from prices import hosts, refresh; hosts.LEASE = refresh.LEASE = timedelta(days=1); "
NO_CLAIM = (
    "from prices import hosts, refresh; from prices.models import Offer; from prices.querysets import OfferQuerySet; "
    "OfferQuerySet.due = lambda self, at: self.filter(enabled=True, next_due__lte=at); "
    "hosts.take = lambda host, at: True; refresh._claim = lambda pk, at: "
    "bool(Offer.objects.filter(pk=pk).update(lease_until=at + refresh.LEASE)); "
)
NO_503 = "import config.urls; config.urls.handler500 = 'django.views.defaults.server_error'; "
NO_SCAN = "from prices import tasks; tasks.rounds.wanted = lambda at: 0; "


@dataclass(frozen=True, slots=True)
class Round:
    """One kill: looks under way, seconds until all was refreshed, and offers without exactly one point."""

    under_way: int
    seconds: float | None
    wrong: int

    @property
    def good(self) -> bool:
        """Whether all was refreshed in time, each once."""
        return self.seconds is not None and not self.wrong


@contextmanager
def site(
    *, redis: Redis | None = None, off: str = "", delay: float = 0.0, like: Path | None = None
) -> Iterator[tuple[Site, Shop]]:
    """Make a site on SQLite and a shop with a host for each of its offers; `like`: the folder of a seeded one."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        shop = stack.enter_context(Shop(hosts=OFFERS, seconds=delay))
        environment = {"REDIS_URL": redis.url} if redis else {}
        made = stack.enter_context(Site(folder, environment, off))
        made.seed(OFFERS, like)
        made.add_offers([shop.url(number) for number in range(OFFERS)])
        yield made, shop


@contextmanager
def own_redis() -> Iterator[Redis]:
    """Run a Redis."""
    redis = Redis()
    redis.start()
    try:
        yield redis
    finally:
        redis.stop()


def kills(made: Site, shop: Shop, rounds: int, within: float = WITHIN) -> Iterator[Round]:
    """Kill the worker in mid-refresh, start it again, and see what becomes of the offers. The price is always new."""
    made.beat()
    worker = made.worker()
    for number in range(rounds):
        shop.price = f"{300 + number}.00"
        before = len(shop.products_asked())
        made.make_all_due()
        wait_for(lambda before=before: len(shop.products_asked()) > before, WITHIN)  # type: ignore[misc]  # its default
        time.sleep(shop.seconds * number / rounds)
        kill(worker)
        under_way = len(shop.products_asked()) - before - made.done()
        worker = made.worker()
        seconds = wait_for(lambda: made.done() == OFFERS, within)
        yield Round(under_way, seconds, OFFERS - _with_one_point(made, shop.price))
        if seconds is None:
            return


def _with_one_point(made: Site, price: str) -> int:
    """Count the offers with exactly one point of a price."""
    counted = made.run(
        "SELECT count(*) FROM prices_pricepoint WHERE amount = ? GROUP BY offer_id HAVING count(*) = 1", float(price)
    )
    return len(counted)


def fetches_with_two_clocks(made: Site, shop: Shop) -> Counter[str]:
    """Let two clocks tick, and count how often each due offer is fetched."""
    made.beat("one")
    made.beat("two")
    made.worker()
    made.make_all_due()
    wait_for(lambda: made.done() == OFFERS, WITHIN)
    time.sleep(3)  # some more ticks
    return Counter(each.path for each in shop.products_asked())


@dataclass(slots=True)
class RedisFaults:
    """How pages answered, by fault, and the seconds until all that was due was refreshed; None: not in time."""

    normal: float = 0.0
    medians: dict[str, float] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    resumed: dict[str, float | None] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether every page was well, none was much slower, and the work went on."""
        quick = all(median <= SLOWER * self.normal + NOISE for median in self.medians.values())
        return quick and set(self.statuses) == {OK} and None not in self.resumed.values()


def redis_faults(made: Site, redis: Redis, within: float = WITHIN) -> RedisFaults:
    """Stop, flush and restart Redis, and let it accept without answering; ask for pages meanwhile."""
    made.web()
    made.worker()
    made.beat()
    found = RedisFaults()
    _pages(made, Counter())
    found.normal = _pages(made, found.statuses)
    faults: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "stopped": (redis.stop, redis.start),
        "silent": (lambda: redis.signal(signal.SIGSTOP), lambda: redis.signal(signal.SIGCONT)),
        "flushed": (lambda: redis.say(b"FLUSHALL\r\n"), lambda: redis.say(b"FLUSHALL\r\n")),
    }
    for name, (begin, end) in faults.items():
        made.make_all_due()
        begin()
        found.medians[name] = _pages(made, found.statuses)
        end()
        made.make_all_due()
        found.resumed[name] = wait_for(lambda: made.done() == OFFERS, within)
    return found


def _pages(made: Site, statuses: Counter[int]) -> float:
    """Ask for a page some times; count the statuses, and give the median of the seconds."""
    answers = [ask(made.port, PAGE) for _ in range(ASKS)]
    statuses.update(status for status, _ in answers)
    return statistics.median(seconds for _, seconds in answers)


@dataclass(slots=True)
class PostgresRestart:
    """The answers before, while PostgreSQL was down, and after; and the seconds until pages were back for good."""

    before: Counter[int] = field(default_factory=Counter)
    down: Counter[int] = field(default_factory=Counter)
    back: float | None = None

    @property
    def good(self) -> bool:
        """Whether only 503 was said while it was down, only 200 otherwise, and pages came back in time."""
        in_time = self.back is not None and self.back <= BACK_WITHIN
        return set(self.before) == {OK} and set(self.down) == {UNAVAILABLE} and in_time


def postgres_restart(made: Site, postgres: Postgres) -> PostgresRestart:
    """Restart PostgreSQL while pages are asked for by several at once."""
    made.web()
    found, seen, stop = PostgresRestart(), [], threading.Event()

    def keep_asking() -> None:
        while not stop.is_set():
            started = time.monotonic()
            status, seconds = ask(made.port, PAGE)
            seen.append((started, started + seconds, status))
            time.sleep(0.05)

    askers = [threading.Thread(target=keep_asking) for _ in range(3)]
    for asker in askers:
        asker.start()
    time.sleep(2)
    going = time.monotonic()
    postgres.stop()
    down = time.monotonic()
    time.sleep(DOWN)
    coming = time.monotonic()
    postgres.start()
    up = time.monotonic()
    time.sleep(BACK_WITHIN + 1)
    stop.set()
    for asker in askers:
        asker.join()
    found.before.update(status for _, ended, status in seen if ended < going)
    found.down.update(status for started, ended, status in seen if started > down and ended < coming)
    bad = [ended for started, ended, status in seen if ended > up and status != OK]
    found.back = max(max(bad, default=up) - up, 0.0)
    return found


# What is printed.


def _say(name: str, *, good: bool, text: str) -> int:
    print(f"{'well' if good else 'WRONG'}  {name}: {text}", flush=True)
    return int(not good)


def run_kills(rounds: int, *, controls: bool) -> int:
    """Kill workers on both brokers."""
    wrong = 0
    for broker in ("redis", "embedded broker"):
        with ExitStack() as stack:
            redis = stack.enter_context(own_redis()) if broker == "redis" else None
            made, shop = stack.enter_context(site(redis=redis, delay=0.5))
            done = list(kills(made, shop, rounds))
        times = [each.seconds or WITHIN for each in done]
        text = (
            f"{len(done)} kills with {sum(each.under_way for each in done)} looks under way; all refreshed after "
            f"{statistics.median(times):.0f} s (median), {max(times):.0f} s at most; "
            f"{sum(each.wrong for each in done)} offers without exactly one point"
        )
        good = len(done) == rounds and all(each.good for each in done)
        wrong += _say(f"kill -9 of the worker, {broker}", good=good, text=text)
    if controls:
        with site(off=NO_LEASE, delay=0.5) as (made, shop):
            done = list(kills(made, shop, 1))
        wrong += _say("control: a lease of a day", good=not done[-1].good, text=f"refreshed after {done[-1].seconds}")
    return wrong


def run_beats(_rounds: int, *, controls: bool) -> int:
    """Let two clocks tick."""
    wrong = 0
    for off in ("", *([NO_CLAIM] if controls else [])):
        with site(off=off, delay=0.5) as (made, shop):
            found = fetches_with_two_clocks(made, shop)
        once = len(found) == OFFERS and set(found.values()) == {1}
        text = f"{sum(found.values())} fetches of {len(found)} due offers"
        name = "control: nothing is claimed" if off else "two clocks"
        wrong += _say(name, good=once != bool(off), text=text)
    return wrong


def run_redis(_rounds: int, *, controls: bool) -> int:
    """Take Redis away in several ways."""
    with own_redis() as redis, site(redis=redis) as (made, _shop):
        found = redis_faults(made, redis)
    times = ", ".join(f"{name} {median * 1000:.0f} ms" for name, median in found.medians.items())
    resumed = ", ".join(
        f"{name} {'never' if took is None else f'{took:.0f} s'}" for name, took in found.resumed.items()
    )
    text = (
        f"pages {dict(found.statuses)}, normal {found.normal * 1000:.0f} ms, {times}; refreshed again after: {resumed}"
    )
    wrong = _say("Redis", good=found.good, text=text)
    if controls:
        with own_redis() as redis, site(redis=redis, off=NO_SCAN) as (made, _shop):
            found = redis_faults(made, redis, within=10)
        wrong += _say("control: no scan", good=not found.good, text=f"refreshed again: {found.resumed}")
    return wrong


def restarted(off: str = "") -> PostgresRestart:
    """Restart a PostgreSQL of our own under a site."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL does not run as root
        postgres = Postgres(folder / "postgres")
        stack.callback(postgres.stop)
        postgres.make()
        (folder / "site").mkdir()
        made = stack.enter_context(Site(folder / "site", {"DATABASE_URL": postgres.url}, off))
        made.seed(OFFERS)
        return postgres_restart(made, postgres)


def run_postgres(_rounds: int, *, controls: bool) -> int:
    """Restart PostgreSQL."""
    wrong = 0
    for off in ("", *([NO_503] if controls else [])):
        found = restarted(off)
        text = f"before {dict(found.before)}, down {dict(found.down)}, well again {found.back:.1f} s after the start"
        name = "control: errors as Django has them" if off else "PostgreSQL restarted"
        wrong += _say(name, good=found.good != bool(off), text=text)
    return wrong


SCENARIOS = {"kills": run_kills, "beats": run_beats, "redis": run_redis, "postgres": run_postgres}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for, and give how much of it went wrong."""
    parser = argparse.ArgumentParser(description="Kill what the refresh of prices stands on, and see what happens.")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", default=",".join(SCENARIOS))
    parser.add_argument("--no-controls", action="store_true")
    options = parser.parse_args(arguments)
    wrong = 0
    for name in options.only.split(","):
        if name in {"kills", "redis"} and shutil.which("redis-server") is None:
            print(f"left out: {name}, since redis-server is not installed")
        elif name == "postgres" and not postgres_program("initdb"):
            print("left out: postgres, since PostgreSQL is not installed")
        else:
            wrong += SCENARIOS[name](options.rounds, controls=not options.no_controls)
    return wrong


if __name__ == "__main__":
    sys.exit(main())
