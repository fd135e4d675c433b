"""A client that asks as fast as it is answered: plain sockets and threads, one connection a request.

Gunicorn's sync workers close the connection after each answer, so there is nothing to keep alive.
"""

from __future__ import annotations

import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OK = 200
SECONDS_TO_ANSWER = 300
CHUNK = 262_144


@dataclass(slots=True)
class Slice:
    """What came of asking for some time: seconds of each answer, seconds altogether, and what was not answered 200."""

    seconds: list[float] = field(default_factory=list)
    wall: float = 0
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, other: Slice) -> None:
        """Count another one in."""
        self.seconds += other.seconds
        self.wall += other.wall
        self.refused += other.refused


def ask(port: int, path: str) -> tuple[int, float]:
    """Ask for an address; the status, and the seconds until the whole answer was there."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    start = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS_TO_ANSWER) as connection:
        connection.sendall(request)
        first = connection.recv(CHUNK)
        while connection.recv(CHUNK):
            pass
    seconds = time.perf_counter() - start
    words = first.split(maxsplit=2)
    if len(words) < 2 or not words[1].isdigit():  # noqa: PLR2004  # version and status
        message = f"{path}: the server closed the connection without an answer"
        raise ConnectionError(message)
    return int(words[1]), seconds


def ask_for(seconds: float, port: int, paths: Iterator[str], concurrency: int) -> Slice:
    """Ask for these addresses, in turn, by so many at once; each asks at least once."""
    start = time.perf_counter()

    def one(_number: int) -> Slice:
        own = Slice()
        while not own.seconds or time.perf_counter() - start < seconds:
            path = next(paths)
            status, took = ask(port, path)
            own.seconds.append(took)
            if status != OK:
                own.refused[f"{status} {path}"] += 1
        return own

    with ThreadPoolExecutor(concurrency) as pool:
        found = list(pool.map(one, range(concurrency)))
    total = Slice()
    for each in found:
        total.add(each)
    total.wall = time.perf_counter() - start
    return total
