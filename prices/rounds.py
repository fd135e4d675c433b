"""A worker's round: one offer after the other, wherever a host may be asked, until nothing is due or time is up.

A worker never waits for a host while another one is free. Some threads look at the same time, since a look is mostly
waiting for a server; whose turn it is at a host is a matter of the host's row, so it makes no difference who asks.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from django.db import connections

from prices.hosts import place, seconds_until_work
from prices.models import Offer
from prices.refresh import claim, refresh

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from prices.refresh import Turn

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
    round_ = _Round(clock, chance, time.monotonic() + seconds)
    if threads == 1:
        return round_.serve()
    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(lambda _: round_.serve_alone(), range(threads)))


@dataclass(slots=True)
class _Round:
    """What the threads of a round share."""

    clock: Callable[[], datetime]
    chance: Callable[[], float]
    ends: float
    looking_for_work: Lock = field(default_factory=Lock)  # by one at a time: all would find the same host

    def serve_alone(self) -> int:
        """Serve in a thread, which has database connections of its own."""
        try:
            return self.serve()
        finally:
            connections.close_all()

    def serve(self) -> int:
        """Look at one offer after the other, and say how many."""
        looks = 0
        while (turn := self._next()) is not None:
            refresh(turn, self.clock, chance=self.chance())
            looks += 1
        return looks

    def _next(self) -> Turn | None:
        """Take the next turn, and wait for it if that is not for long; None: there is nothing to do, or no time."""
        with self.looking_for_work:
            while (left := self.ends - time.monotonic()) > 0:
                if (turn := claim(self.clock(), chance=self.chance())) is not None:
                    return turn
                wait = seconds_until_work(self.clock())
                if wait is None or wait > min(PATIENCE, left):
                    return None
                time.sleep(min(max(wait, LEAST_NAP), LONGEST_NAP) * (0.5 + self.chance()))
        return None
