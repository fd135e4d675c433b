"""Reading a page in a process of its own, so that no page can hang, fill or crash the worker that fetched it."""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
import time
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from threading import Lock

from prices.sources.quote import Availability, Condition, NoOfferError, PriceKind, Quote

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "prices.sources.child"]
SECONDS = 8.0  # for one page, on the clock: the child's own limit is 3 s of a processor
CHUNK = 65_536  # bytes
LONGEST_LINE = 20  # bytes
LARGEST_ANSWER = 100_000  # bytes; one is a few hundred


class _BrokenError(Exception):
    """The child gave no answer; the text says why."""


class Reader:
    """One child, started when it is needed and after it has ended; pages of several threads take turns."""

    def __init__(self, command: list[str] | None = None) -> None:
        """Begin without a child."""
        self.command = command or COMMAND
        self.lock = Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self.owner = 0

    def read(self, html: str) -> Quote:
        """Read a page's offer.

        Raises:
            NoOfferError: there is none, or reading it takes longer or more memory than pages do.
        """
        with self.lock:
            try:
                answer = self._asked(html.encode("utf-8", errors="replace"), time.monotonic() + SECONDS)
            except (_BrokenError, OSError, ValueError) as error:
                self.stop()
                message = f"the page could not be read: {error}"
                raise NoOfferError(message) from error
        if "reason" in answer:
            raise NoOfferError(answer["reason"])
        return _quote(answer)

    def stop(self) -> None:
        """End the child, if it is ours: after a fork it is the parent's."""
        child, self.child = self.child, None
        if child is None or self.owner != os.getpid():
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _asked(self, page: bytes, ends: float) -> dict[str, str]:
        child = self._running()
        assert child.stdin is not None  # noqa: S101  # both are pipes
        assert child.stdout is not None  # noqa: S101
        waiting = memoryview(b"%d\n%s" % (len(page), page))
        while waiting:
            _, writable, _ = select.select([], [child.stdin], [], max(ends - time.monotonic(), 0))
            if not writable:
                raise _BrokenError(_slow())
            waiting = waiting[os.write(child.stdin.fileno(), waiting[:CHUNK]) :]
        return _received(child.stdout.fileno(), ends)

    def _running(self) -> subprocess.Popen[bytes]:
        """Give the child, and start it first if there is none."""
        if self.child is None or self.owner != os.getpid() or self.child.poll() is not None:
            self.stop()
            self.owner = os.getpid()
            environment = {"PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"}  # it needs no passwords
            self.child = subprocess.Popen(  # noqa: S603  # the command is above
                self.command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
                stderr=subprocess.DEVNULL,
            )  # fmt: skip
            assert self.child.stdin is not None  # noqa: S101
            os.set_blocking(self.child.stdin.fileno(), False)
        return self.child


def _received(pipe: int, ends: float) -> dict[str, str]:
    """Take an answer: a line with its length, then the answer."""
    got = bytearray()
    while True:
        head, found, body = bytes(got).partition(b"\n")
        if len(head) > LONGEST_LINE or len(body) > LARGEST_ANSWER:
            message = "the answer is not one"
            raise _BrokenError(message)
        if found and len(body) >= int(head):
            answer: dict[str, str] = json.loads(body)
            return answer
        if not select.select([pipe], [], [], max(ends - time.monotonic(), 0))[0]:
            raise _BrokenError(_slow())
        if not (piece := os.read(pipe, CHUNK)):
            message = "it takes more time of a processor, or more memory, than pages do"
            raise _BrokenError(message)
        got += piece


def _slow() -> str:
    return f"it takes longer than {SECONDS:.0f} s"


def _quote(answer: dict[str, str]) -> Quote:
    return Quote(
        amount=Decimal(answer["amount"]),
        currency=answer["currency"],
        availability=Availability(answer["availability"]),
        condition=Condition(answer["condition"]),
        seller=answer["seller"],
        price_kind=PriceKind(answer["price_kind"]),
    )


reader = Reader()
atexit.register(reader.stop)
