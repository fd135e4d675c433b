"""How near the refresh of prices comes to the rate that politeness allows, and whether its memory stays flat.

    python -m benchmarks.refreshing [--offers 10000] [--hosts 200] [--interval 8] [--workers 2]

A shop on loopback stands for all hosts, one address of 127.0.0.0/8 each; so many due offers are spread over them. The
workers are real ones on the embedded broker and SQLite, with one process each. Every host may be asked once in
--interval seconds (HOST_DELAY_SECONDS; 2 on a site): the longer it is, the less of what is measured is this machine's
speed, and the longer it takes. robots.txt of each host is a request like any other.

Printed: the share of the allowed rate that was reached, the shortest time between two requests to a host, how many were
answered at once by one, points for each offer, and the workers' memory after a quarter, half, and all of it. The exit
status is 1 under 90 %, or if a host was asked too soon or by two at once.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.page_speed.server import BYTES_A_KIB, BYTES_A_MB, pss_kib
from benchmarks.price_faults.shop import Shop
from benchmarks.price_faults.site import Site

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_SHARE = 0.9
TOLERANCE_S = 0.25  # between a row in the database and a request that arrives: threads, processes, connections
PARTS = 500
POLL_S = 1.0
SLACK = 3  # times the ideal time, after which one gives up


@dataclass(slots=True)
class Measured:
    """What came of it."""

    ideal_s: float
    seconds: float = 0.0
    done: int = 0
    twice: int = 0
    shortest_gap_s: float = 0.0
    at_once: int = 0
    memory_mb: list[float] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share of the allowed rate."""
        return self.ideal_s / self.seconds if self.seconds else 0.0


def measure(site: Site, shop: Shop, offers: int, *, interval: int, workers: int) -> Measured:
    """Let workers refresh all there is."""
    found = Measured(ideal_s=-(-offers // shop.hosts) * interval)
    site.make_all_due()
    started = [site.worker(processes=1) for _ in range(workers)]
    site.beat()
    marks = [offers // 4, offers // 2, offers]
    ends = time.monotonic() + SLACK * found.ideal_s + 60
    while marks and time.monotonic() < ends:
        time.sleep(POLL_S)
        if (done := len(shop.products_asked())) >= marks[0]:
            marks.pop(0)
            found.memory_mb.append(sum(_family_mb(each.pid) for each in started))
            print(f"{done} looks after {time.monotonic() - shop.asked[0].at:.0f} s", flush=True)
    while site.done() < offers and time.monotonic() < ends:
        time.sleep(POLL_S)
    found.done = site.done()
    rows = site.run("SELECT count(*) FROM prices_pricepoint GROUP BY offer_id HAVING count(*) > 1")
    found.twice = len(rows)
    _judge(found, shop)
    return found


def _judge(found: Measured, shop: Shop) -> None:
    """Say how long it took, and how politely it was done."""
    found.seconds = shop.asked[-1].at - shop.asked[0].at
    by_host: dict[str, list[float]] = defaultdict(list)
    for each in shop.asked:
        by_host[each.host].append(each.at)
    gaps = [later - sooner for times in by_host.values() for sooner, later in pairwise(times)]
    found.shortest_gap_s = min(gaps, default=0.0)
    found.at_once = 1 + max(each.beside for each in shop.asked)


def _family_mb(process: int) -> float:
    """Give the proportional set size of a process and of all below it."""
    below = Path(f"/proc/{process}/task/{process}/children")
    children = [int(each) for each in below.read_text().split()] if below.exists() else []
    return pss_kib(process) * BYTES_A_KIB / BYTES_A_MB + sum(_family_mb(each) for each in children)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description="Refresh many offers at many hosts, politely.")
    parser.add_argument("--offers", type=int, default=10_000)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--interval", type=int, default=8, help="seconds between two requests to a host, 2 or more")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    environment = {"HOST_DELAY_SECONDS": str(options.interval), "DUE_SCAN_SECONDS": "10"}
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        Shop(hosts=options.hosts) as shop,
        Site(Path(folder), environment) as site,
    ):
        site.seed(min(PARTS, options.offers))
        site.add_offers([shop.url(number) for number in range(options.offers)])
        found = measure(site, shop, options.offers, interval=options.interval, workers=options.workers)
    print(
        f"{found.done} of {options.offers} offers at {options.hosts} hosts by {options.workers} workers, one request "
        f"to a host in {options.interval} s: {found.seconds:.0f} s where {found.ideal_s:.0f} s are allowed: "
        f"{found.share:.1%} of the rate. Shortest time between two requests to a host {found.shortest_gap_s:.2f} s; "
        f"answered at once {found.at_once}; offers with two points {found.twice}; "
        f"memory {', '.join(f'{each:.0f} MB' for each in found.memory_mb)}."
    )
    polite = found.shortest_gap_s >= options.interval - TOLERANCE_S and found.at_once == 1
    return int(not (found.share >= LEAST_SHARE and polite and found.done == options.offers and not found.twice))


if __name__ == "__main__":
    sys.exit(main())
