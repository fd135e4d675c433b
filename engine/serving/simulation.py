"""Requests that come at random and are answered in batches, one run after the other with the same seed.

Arrivals are drawn once for a seed, with a mean gap of 1; a run at another rate stretches them. So runs at two rates
differ by the rate alone, and each run gives the same figures every time.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from heapq import heapreplace
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.serving.server import Server

SEED = 1
SHOWN = 20_000  # requests behind a figure that is shown
COUNTED = 6_000  # requests behind a number of boxes
ROUNDING = 1e-9  # an answer that takes exactly as long as the limit is within it, however its sum was rounded
ROUNDING_AT = 1e-2  # of a mean gap
WITHIN = 0.95  # the share of requests that has to be answered within the limit


@dataclass(frozen=True, slots=True)
class Latencies:
    """What came of a run, in seconds.

    `busy` is the share of its time in which a server works, on however small a batch.
    """

    mean_s: float
    p50_s: float
    p95_s: float
    p99_s: float
    batch: float
    busy: float
    throughput: float


@dataclass(frozen=True, slots=True)
class Promise:
    """95 % of the requests are to be answered within the limit. `seed`: of the chance by which they come."""

    limit_s: float
    seed: int = SEED


@dataclass(frozen=True, slots=True)
class Run:
    """One run, in mean gaps between requests rather than seconds."""

    latencies: list[float]
    batches: int
    busy: float
    end: float


def simulate(
    server: Server, rate: float, *, servers: int = 1, seed: int = SEED, count: int = SHOWN, wait_s: float = 0.0
) -> Latencies:
    """Answer `count` requests by so many servers that take turns.

    A free server takes all that waits. With `wait_s` it holds until its batch is full, at most so many seconds.
    """
    arrivals = gaps(seed, count)
    if server.most == 1:
        run = _singly(arrivals, server.alone_s * rate, servers)
    else:
        run = _in_batches(arrivals, _services(server, rate), servers, wait_s * rate)
    ordered = sorted(run.latencies)
    return Latencies(
        mean_s=sum(ordered) / count / rate,
        p50_s=_share(ordered, 0.5) / rate,
        p95_s=_share(ordered, 0.95) / rate,
        p99_s=_share(ordered, 0.99) / rate,
        batch=count / run.batches,
        busy=min(1.0, run.busy / (servers * run.end)),
        throughput=count / run.end * rate,
    )


def holds(server: Server, rate: float, servers: int, promise: Promise) -> bool:
    """Tell whether so many servers keep the promise."""
    if server.alone_s > promise.limit_s:
        return False
    arrivals = gaps(promise.seed, COUNTED)
    limit = promise.limit_s * rate * (1 + ROUNDING) + ROUNDING * ROUNDING_AT
    may_be_late = COUNTED - 1 - int(COUNTED * WITHIN)
    if server.most == 1:
        done = _one_by_one(arrivals, server.alone_s * rate, servers)
        return sum(end - came > limit for end, came in zip(done, arrivals, strict=True)) <= may_be_late
    run = _in_batches(arrivals, _services(server, rate), servers, 0.0)
    return sum(latency > limit for latency in run.latencies) <= may_be_late


@lru_cache(maxsize=16)
def gaps(seed: int, count: int) -> tuple[float, ...]:
    """Give when requests come, with a mean gap of 1."""
    draw = random.Random(seed).expovariate  # noqa: S311  # a simulation, no secret
    return tuple(accumulate(draw(1.0) for _ in range(count)))


def _share(ordered: Sequence[float], share: float) -> float:
    return ordered[int(share * len(ordered))]


def _services(server: Server, rate: float) -> list[float]:
    """Give the time of a batch by its size, in mean gaps."""
    return [server.service_s(size) * rate for size in range(server.most + 1)]


def _singly(arrivals: Sequence[float], service: float, servers: int) -> Run:
    done = _one_by_one(arrivals, service, servers)
    latencies = [end - came for end, came in zip(done, arrivals, strict=True)]
    return Run(latencies, len(arrivals), service * len(arrivals), max(done))


def _one_by_one(arrivals: Sequence[float], service: float, servers: int) -> list[float]:
    """Give the end of each request. All take equally long, so that servers get free in the order they were taken."""
    done: list[float] = []
    for place, came in enumerate(arrivals):
        free = done[place - servers] if place >= servers else 0.0
        done.append((free if free > came else came) + service)  # noqa: FURB136  # max() takes twice as long
    return done


def _in_batches(arrivals: Sequence[float], service: Sequence[float], servers: int, wait: float) -> Run:
    count, most = len(arrivals), len(service) - 1
    free = [0.0] * min(servers, count)
    latencies: list[float] = []
    place = batches = 0
    busy = end = 0.0
    while place < count:
        oldest, last = arrivals[place], min(place + most, count)
        full = min(arrivals[last - 1], oldest + wait) if wait else oldest
        start = max(free[0], full)
        following = bisect_right(arrivals, start, place + 1, last)
        took = service[following - place]
        done = start + took
        heapreplace(free, done)
        latencies.extend([done - came for came in arrivals[place:following]])
        place, batches, busy, end = following, batches + 1, busy + took, max(end, done)
    return Run(latencies, batches, busy, end)
