"""A worker's round: one offer after the other, wherever a host may be asked, until nothing is due or time is up.

A worker never waits for a host while another one is free. Some threads look at the same time, since a look is mostly
waiting for a server; whose turn it is at a host is a matter of the host's row, so it makes no difference who asks.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from django.db import connections

from prices.hosts import place, seconds_until_work
from prices.models import Offer
from prices.refresh import claim, refresh

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

log = logging.getLogger(__name__)

SECONDS = 40.0  # that a round lasts at most, so that other work has its turn
TIME_LIMIT = 90  # seconds; a last look, and what the database needs
PATIENCE = 5.0  # seconds that a worker waits for the next host; the scan finds what comes later
LEAST_NAP, LONGEST_NAP = 0.02, 0.5  # seconds; others may let go of something meanwhile
AT_ONCE = 2  # rounds that a scan sends: two workers are what `manage.py up` has


def wanted(at: datetime) -> int:
    """Give how many rounds there is something to do for."""
    place(at)
    wait = seconds_until_work(at)
    if wait is None or wait > PATIENCE:
        return 0
    return min(Offer.objects.due(at)[:AT_ONCE].count(), AT_ONCE)


def work(clock: Callable[[], datetime], chance: Callable[[], float], *, threads: int, seconds: float = SECONDS) -> int:
    """Look at offers, in so many threads, and say how many looks that were."""
    ends = time.monotonic() + seconds
    if threads == 1:
        return _serve(clock, chance, ends)
    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(lambda _: _serve_alone(clock, chance, ends), range(threads)))


def _serve_alone(clock: Callable[[], datetime], chance: Callable[[], float], ends: float) -> int:
    """Serve in a thread, which has database connections of its own."""
    try:
        return _serve(clock, chance, ends)
    finally:
        connections.close_all()


def _serve(clock: Callable[[], datetime], chance: Callable[[], float], ends: float) -> int:
    looks = 0
    while (left := ends - time.monotonic()) > 0:
        turn = claim(clock(), chance=chance())
        if turn is not None:
            refresh(turn, clock, chance=chance())
            looks += 1
            continue
        wait = seconds_until_work(clock())
        if wait is None or wait > min(PATIENCE, left):
            break
        time.sleep(min(max(wait, LEAST_NAP), LONGEST_NAP) * (0.5 + chance()))
    return looks
