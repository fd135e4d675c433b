"""The mean latency of one server in closed form, to check the simulation by.

One at a time: M/D/1. In batches: the bound of Inoue, "Queueing analysis of GPU-based inference servers with dynamic
batching" (2021), quoted from memory; it leaves the cap of a batch out.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.serving.server import Server

ROUNDS = 200  # the fixed point is reached within a few dozen


def mean_latency(server: Server, rate: float) -> float:
    """Give the mean latency in seconds at so many requests a second; infinite where they pile up."""
    single = _one_at_a_time(server.alone_s, rate)
    if server.most == 1:
        return single
    if rate >= server.capacity:
        return math.inf
    load = rate * server.item_s
    batched = 1.5 * server.fixed_s / (1 - load) + server.item_s / 2 * (load + 2) / (1 - load**2)
    return min(batched, single)


def mean_batch(server: Server, rate: float) -> float:
    """Give the mean size of a batch when a free server takes all that waits."""
    batch = 1.0
    for _ in range(ROUNDS):
        batch = min(float(server.most), max(1.0, rate * server.service_s(batch)))
    return batch


def _one_at_a_time(service_s: float, rate: float) -> float:
    load = rate * service_s
    return math.inf if load >= 1 else service_s * (1 + load / (2 * (1 - load)))
