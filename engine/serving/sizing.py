"""How many boxes it takes, and what they cost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.serving.simulation import COUNTED, Latencies, Promise, holds, simulate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.serving.server import Box

SPARE_CAPACITY = 1.0001  # requests pile up on servers that are busy without a break
HALVINGS = 9  # of the place of a rate between two: within 0.2 % of it
SECONDS_IN_HOUR = 3600
HOURS_IN_MONTH = 730  # a service is on whatever its load
MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Fleet:
    """So many boxes of one kind. `boxes` is None where no number of them holds the limit.

    `latencies` is None where only the rate of a box is known. `spare` boxes are paid for and answer nothing.
    `one_holds`: the requests a second that a single box answers within the limit.
    """

    box: Box
    rate: float
    boxes: int | None
    spare: int
    latencies: Latencies | None
    one_holds: float

    @property
    def total(self) -> int | None:
        """Boxes to pay for."""
        return None if self.boxes is None else self.boxes + self.spare

    @property
    def per_hour(self) -> float | None:
        """What all of them cost by the hour."""
        return None if self.total is None or self.box.price is None else self.total * self.box.price

    @property
    def per_month(self) -> float | None:
        """What all of them cost by the month."""
        return None if self.per_hour is None else self.per_hour * HOURS_IN_MONTH

    @property
    def per_million(self) -> float | None:
        """What a million requests cost."""
        return None if self.per_hour is None else self.per_hour / (self.rate * SECONDS_IN_HOUR) * MILLION

    @property
    def utilisation(self) -> float | None:
        """The share of what the boxes answer in full batches that is asked of them, the spare one left out."""
        return None if self.boxes is None else self.rate / (self.boxes * self.box.capacity)


def fleet(box: Box, rate: float, promise: Promise, *, spare: bool = False) -> Fleet:
    """Give the fewest boxes that hold the limit, and how they fare."""
    boxes = boxes_needed(box, rate, promise)
    latencies = None
    if boxes is not None and box.server:
        latencies = simulate(box.server, rate, servers=boxes, seed=promise.seed)
    return Fleet(box, rate, boxes, int(spare), latencies, most_rate(box, 1, promise))


def boxes_needed(box: Box, rate: float, promise: Promise, bounds: tuple[int, int | None] = (1, None)) -> int | None:
    """Give the fewest boxes with which 95 % of the requests are answered within the limit; None: no number does.

    `bounds` are what is known already: so many at least, and so many as are enough.
    """
    fewest = max(bounds[0], math.ceil(rate / box.capacity * SPARE_CAPACITY))
    if box.server is None:
        return fewest
    if box.server.alone_s > promise.limit_s:
        return None
    if fewest >= COUNTED:  # nobody waits for anybody in a run
        return fewest
    few, many = fewest - 1, bounds[1]
    step = 1
    while many is None:
        if few + step >= COUNTED or holds(box.server, rate, few + step, promise):
            many = few + step
        else:
            few, step = few + step, 2 * step
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if holds(box.server, rate, middle, promise) else (middle, many)
    return many


def staircase(box: Box, rates: Sequence[float], promise: Promise) -> list[int | None]:
    """Give the boxes for rising rates. From the top down: what is enough for more is enough for less."""
    found: list[int | None] = []
    enough: int | None = None
    for rate in reversed(rates):
        enough = boxes_needed(box, rate, promise, (1, enough))
        found.append(enough)
    return found[::-1]


def most_rate(box: Box, boxes: int, promise: Promise) -> float:
    """Give how many requests a second so many boxes answer within the limit; 0 where they answer none in time."""
    top = boxes * box.capacity / SPARE_CAPACITY
    if box.server is None:
        return top
    if box.server.alone_s > promise.limit_s:
        return 0.0
    if holds(box.server, top, boxes, promise):
        return top
    low, high = 0.0, top
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(box.server, middle, boxes, promise) else (low, middle)
    return low
