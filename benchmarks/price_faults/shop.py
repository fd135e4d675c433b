"""A shop on loopback that stands for many: one port on as many addresses of 127.0.0.0/8 as there are hosts.

It answers every path with a product page and notes who was asked for what, and when.
"""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

FIRST_ADDRESS = 2  # 127.0.0.1 is left to everything else
ADDRESSES_A_NET = 250
BACKLOG = 1_000


def address(number: int) -> str:
    """Give the address of a host: 127.0.0.2, 127.0.0.3 and so on."""
    net, last = divmod(number, ADDRESSES_A_NET)
    return f"127.0.{net}.{last + FIRST_ADDRESS}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: when it came, for which host and path, and how many others the host was answering."""

    at: float
    host: str
    path: str
    beside: int


@dataclass(slots=True)
class Shop:
    """The shop; what its pages ask is `price`, and each answer takes `seconds`."""

    hosts: int
    price: str = "300.00"
    seconds: float = 0.0
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    busy: dict[str, int] = field(default_factory=dict)
    thread: threading.Thread | None = None
    close: Callable[[], object] = bool  # until it is open

    def __enter__(self) -> Self:
        """Open, on a port that is free on all addresses."""
        ready = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self.thread.start()
        ready.wait(30)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()
        if self.thread:
            self.thread.join(10)

    def url(self, number: int) -> str:
        """Give the address of a product, which is at one of the hosts."""
        return f"http://{address(number % self.hosts)}:{self.port}/{number}"

    def products_asked(self) -> list[Asked]:
        """Give the requests for products."""
        return [each for each in self.asked if each.path != "/robots.txt"]

    async def _serve(self, ready: threading.Event) -> None:
        closing, loop = asyncio.Event(), asyncio.get_running_loop()
        self.close = lambda: loop.call_soon_threadsafe(closing.set)
        addresses = [address(number) for number in range(self.hosts)]
        servers = [await asyncio.start_server(self._answer, addresses[0], 0, backlog=BACKLOG)]
        self.port = servers[0].sockets[0].getsockname()[1]
        if addresses[1:]:
            servers.append(await asyncio.start_server(self._answer, addresses[1:], self.port, backlog=BACKLOG))
        ready.set()
        await closing.wait()
        for server in servers:
            server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, IndexError):
                await self._say(reader, writer)
        finally:
            writer.close()

    async def _say(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        path, host = head.split(" ")[1], writer.get_extra_info("sockname")[0]
        self.busy[host] = self.busy.get(host, 0) + 1
        self.asked.append(Asked(time.monotonic(), host, path, self.busy[host] - 1))
        price = self.price
        try:
            if path != "/robots.txt" and self.seconds:
                await asyncio.sleep(self.seconds)
        finally:
            self.busy[host] -= 1
        writer.write(_not_found() if path == "/robots.txt" else _page(path, price))
        await writer.drain()


def _not_found() -> bytes:
    return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def _page(path: str, price: str) -> bytes:
    offer = (
        f'{{"@type": "Product", "name": "Card {path}", "offers": {{"@type": "Offer", "price": "{price}", '
        '"priceCurrency": "USD", "availability": "https://schema.org/InStock"}}'
    )
    body = f'<!doctype html><script type="application/ld+json">{offer}</script><h1>Card {path}</h1>'.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body
