"""What answers requests: a server by two times, and the box that it stands in."""

from __future__ import annotations

from dataclasses import dataclass

LEAST_S = 1e-9  # no answer is quicker; it keeps every quotient finite


@dataclass(frozen=True, slots=True)
class Server:
    """A server takes `fixed_s` for a batch and `item_s` for each request in it, at most `most` at once."""

    fixed_s: float
    item_s: float
    most: int = 1

    def service_s(self, batch: float) -> float:
        """Give the time of a batch."""
        return max(LEAST_S, self.fixed_s + self.item_s * batch)

    @property
    def alone_s(self) -> float:
        """The time of one request when nobody else asks: no number of boxes makes it shorter."""
        return self.service_s(1)

    @property
    def capacity(self) -> float:
        """Requests a second, in full batches one after the other."""
        return self.most / self.service_s(self.most)


@dataclass(frozen=True, slots=True)
class Box:
    """A box to rent or own. `server` is None where only its rate is known: then nothing can be said of latency.

    `price` is by the hour; None: nobody has said.
    """

    name: str
    server: Server | None = None
    rate: float = 0.0
    price: float | None = None

    @property
    def capacity(self) -> float:
        """Requests a second at most."""
        return self.server.capacity if self.server else self.rate


def from_latency(latency_s: float, rate: float | None, most: int) -> Server:
    """Make a server of what one request takes alone and, if it was measured, of the rate with many at once.

    Without a rate, batching is not known to gain anything: requests go one after the other.
    """
    if rate is None:
        return Server(0.0, latency_s)
    item_s = 1 / rate
    return Server(max(0.0, latency_s - item_s), item_s, most)


def from_two_batches(small: tuple[int, float], large: tuple[int, float], most: int) -> Server:
    """Make a server of the times of two batches, each given as its size and its seconds: the line through both."""
    item_s = max(0.0, (large[1] - small[1]) / (large[0] - small[0]))
    return Server(max(0.0, small[1] - item_s * small[0]), item_s, most)
