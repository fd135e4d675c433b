"""The site under gunicorn, and what its processes cost: seconds of processor and memory, as Linux counts them."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.page_speed.load import ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
PROC = Path("/proc")
WORKERS = 2
SECONDS_TO_START = 60
BYTES_A_KIB, BYTES_A_MB = 1024, 1_000_000
NS_A_MS = 1e6
BACKLOG = 128
Used = dict[int, float]  # milliseconds on a processor, by process


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `database`: the name by which PostgreSQL's processes are found; empty for SQLite."""

    port: int
    process: subprocess.Popen[bytes]
    database: str = ""

    def workers(self) -> list[int]:
        """Give the ids of the workers' processes."""
        master = self.process.pid
        return [int(each) for each in (PROC / f"{master}/task/{master}/children").read_text().split()]

    def app(self) -> Used:
        """Say how long the workers have been on a processor."""
        return {each: processor_ms(each) for each in self.workers()}

    def backends(self) -> Used:
        """Say the same of PostgreSQL's processes for them; empty if they are not on this machine."""
        return {each: processor_ms(each) for each in _backends(self.database)} if self.database else {}

    def pss_mb(self) -> float:
        """Proportional set size of master and workers: pages in common are counted once."""
        return sum(map(pss_kib, (self.process.pid, *self.workers()))) * BYTES_A_KIB / BYTES_A_MB

    def stop(self) -> None:
        """End it; once more does no harm."""
        self.process.terminate()
        self.process.wait()


def spent(before: Used, after: Used) -> float:
    """Give the milliseconds between two looks; processes that ended in between are left out."""
    return sum(used - before.get(process, 0) for process, used in after.items())


@contextmanager
def serving(environment: Mapping[str, str], database: str = "") -> Iterator[Server]:
    """Serve until the block ends. The socket is bound here, so nobody can take the port in between."""
    with socket.create_server(("127.0.0.1", 0), backlog=BACKLOG) as listening:
        port = listening.getsockname()[1]
        command = [
            *(sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"fd://{listening.fileno()}"),
            *("--workers", str(WORKERS), "--preload", "--worker-class", "sync", "--timeout", "300"),
            *("--log-level", "warning"),
        ]
        process = subprocess.Popen(  # noqa: S603  # our own server
            command, cwd=ROOT, env={**environment}, pass_fds=[listening.fileno()]
        )
    server = Server(port, process, database)
    try:
        _wait(port, process)
        yield server
    finally:
        server.stop()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):
            ask(port, "/healthz")
            return
        time.sleep(0.1)
    sys.exit("gunicorn did not start: its own words are above")


def processor_ms(process: int) -> float:
    """Sum the time on a processor of all threads; schedstat counts nanoseconds, stat only hundredths of a second."""
    total = 0
    for thread in (PROC / str(process) / "task").glob("*/schedstat"):
        with suppress(OSError):  # it may end while we look
            total += int(thread.read_text().split()[0])
    return total / NS_A_MS


def pss_kib(process: int) -> int:
    """Read the proportional set size of a process."""
    lines = (PROC / str(process) / "smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _backends(database: str) -> Iterator[int]:
    for file in PROC.glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = file.read_bytes().replace(b"\0", b" ").decode(errors="replace").split()
            if words[:1] == ["postgres:"] and database in words:
                yield int(file.parent.name)
