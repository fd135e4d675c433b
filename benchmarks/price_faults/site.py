"""A site of processes that can be killed: its folder, its database, and what is started there."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

ROOT = Path(__file__).resolve().parents[2]
POLL_SECONDS = 0.05
SECONDS_TO_START = 60.0

SEED = """
import sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from catalog.models import FanSpec, Kind, Part, Source
source = Source.objects.create(key="bench", name="Bench", licence="CC0", credit="Nobody")
for number in range(int(sys.argv[1])):
    part = Part.objects.create(
        kind=Kind.FAN, name=f"Fan {number}", slug=f"fan-{number}", source_ref=str(number), source=source
    )
    FanSpec.objects.create(part=part, size_mm=120)
"""

# A child process whose guards can be turned off before it starts: the first argument is Python, the rest Celery's.
CELERY = "import sys; exec(sys.argv[1]); sys.argv[1:] = sys.argv[2:]; from celery.__main__ import main; main()"
WEB = "import sys; exec(sys.argv[1]); from config.web import main; main(int(sys.argv[2]))"
SETUP = "import django; django.setup(); from datetime import timedelta; "


@dataclass(slots=True)
class Site:
    """A site in a folder. `off`: Python that turns a guard off, for a control."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    off: str = ""
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """End all that was started."""
        for process in self.started:
            kill(process)

    def surroundings(self) -> dict[str, str]:
        """Give the environment of its processes."""
        outside = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        return {
            **outside,
            "VAR_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONWARNINGS": "ignore",
            "DEBUG": "false",
            "SECRET_KEY": "of-a-site-that-lives-for-a-minute-and-is-reached-by-nobody-else",
            "ALLOWED_HOSTS": "127.0.0.1",
            "HTTPS": "false",
            "FETCH_ALLOW_LOOPBACK": "true",
            "DUE_SCAN_SECONDS": "1",
            **self.environment,
        }

    def seed(self, parts: int, like: Path | None = None) -> None:
        """Make the database, with so many parts, or copy that of another site's folder."""
        if like is not None:
            shutil.copytree(like, self.folder, dirs_exist_ok=True)
            return
        command = [sys.executable, "-c", SEED, str(parts)]
        subprocess.run(command, cwd=ROOT, env=self.surroundings(), check=True, timeout=300)  # noqa: S603  # ours

    def worker(self, processes: int = 2) -> subprocess.Popen[bytes]:
        """Start a worker."""
        options = ["worker", f"--concurrency={processes}", "--without-gossip", "--without-mingle"]
        return self._start(CELERY, SETUP + self.off, "--quiet", "-A", "config", *options)

    def beat(self, name: str = "beat") -> subprocess.Popen[bytes]:
        """Start a clock; each has a schedule of its own."""
        options = ["beat", "--pidfile=", f"--schedule={self.folder / name}"]
        return self._start(CELERY, SETUP, "--quiet", "-A", "config", *options)

    def web(self) -> None:
        """Start the pages, and wait until they answer."""
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.port = listening.getsockname()[1]
            descriptor = listening.fileno()
            self._start(WEB, SETUP + self.off, str(descriptor), keep=(descriptor,))
        wait_for(lambda: ask(self.port, "/healthz")[0] == 200, SECONDS_TO_START)  # noqa: PLR2004  # HTTP's

    def _start(self, code: str, *arguments: str, keep: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
        with (self.folder / "said").open("ab") as said:
            process = subprocess.Popen(  # noqa: S603  # our own
                [sys.executable, "-c", code, *arguments], cwd=ROOT, env=self.surroundings(), stdout=said, stderr=said,
                stdin=subprocess.DEVNULL, start_new_session=True, pass_fds=keep,
            )  # fmt: skip
        self.started.append(process)
        return process

    # Its rows, past the site's own code, so that a control cannot hide anything.

    def run(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401  # what columns hold
        """Ask the SQLite database."""
        with sqlite3.connect(self.folder / "rigwright.sqlite3", timeout=30) as connection:
            rows = connection.execute(sql, values).fetchall()
        connection.close()
        return rows

    def add_offers(self, urls: list[str]) -> None:
        """Add an enabled offer for each address, the first for the first part, and so on round and round."""
        parts = [row[0] for row in self.run("SELECT id FROM catalog_part ORDER BY id")]
        source = self.run("SELECT id FROM catalog_source LIMIT 1")[0][0]
        sql = (
            "INSERT INTO prices_offer (part_id, source_id, seller, url, match, enabled, attempt, last_error, etag, "
            "last_modified, next_due) VALUES (?, ?, 'bench', ?, '', 1, 0, '', '', '', '2100-01-01')"
        )
        with sqlite3.connect(self.folder / "rigwright.sqlite3", timeout=30) as connection:
            connection.executemany(sql, [(parts[at % len(parts)], source, url) for at, url in enumerate(urls)])
        connection.close()

    def make_all_due(self) -> None:
        """Let every offer be looked at now."""
        self.run("UPDATE prices_offer SET next_due = ?, last_success_at = NULL", stamp())

    def done(self) -> int:
        """Give how many offers were refreshed since they were made due."""
        return int(self.run("SELECT count(*) FROM prices_offer WHERE last_success_at IS NOT NULL")[0][0])


def stamp() -> str:
    """Give the time as SQLite's rows have it."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and all it started at once, without a word (SIGKILL)."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(holds: Callable[[], bool], seconds: float) -> float | None:
    """Wait until something holds, and give the seconds that took; None if it did not in time."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        if holds():
            return time.monotonic() - started
        time.sleep(POLL_SECONDS)
    return None


def ask(port: int, path: str, seconds: float = 30.0) -> tuple[int, float]:
    """Ask for a page; give the status, 0 without an answer, and the seconds that it took."""
    started = time.monotonic()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=seconds) as asking:
            asking.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            head = asking.recv(16)
            while asking.recv(65_536):
                pass
        status = int(head.split()[1])
    except (OSError, ValueError, IndexError):
        status = 0
    return status, time.monotonic() - started


@dataclass(slots=True)
class Redis:
    """A Redis of our own that keeps nothing."""

    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, on the port that it had."""
        self.port = self.port or free_port()
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(  # noqa: S603  # from the system's folders
            [which("redis-server"), *options], stdout=subprocess.DEVNULL, start_new_session=True
        )
        wait_for(self.answers, SECONDS_TO_START)

    def answers(self) -> bool:
        """Whether it answers."""
        return self.say(b"PING\r\n") == b"+PONG\r\n"

    def say(self, words: bytes) -> bytes:
        """Say something to it."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as asking:
                asking.sendall(words)
                return asking.recv(100)
        except OSError:
            return b""

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal: SIGSTOP lets it accept connections and answer none."""
        if self.process:
            self.process.send_signal(number)

    def stop(self) -> None:
        """End it; once more does no harm."""
        if self.process:
            self.signal(signal.SIGCONT)
            kill(self.process)
            self.process = None


@dataclass(slots=True)
class Postgres:
    """A PostgreSQL of our own, in a folder; Debian's programs, as the user postgres where we are root."""

    folder: Path
    port: int = 0

    @property
    def url(self) -> str:
        """Its address."""
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        """Make its files, and start it."""
        self.port = free_port()
        self.folder.mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "--auth=trust", "--username=postgres", "--no-sync", "--pgdata", str(self.folder / "data"))
        self.start()

    def start(self) -> None:
        """Start it."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log"), "-o", options, "start"
        )

    def stop(self) -> None:
        """Stop it at once, with whoever is connected; once more does no harm."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "fast", "stop", check=False)

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_postgres, postgres_program(program), *arguments]
        subprocess.run(  # noqa: S603  # Debian's programs
            command, check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", timeout=120
        )


def postgres_program(name: str) -> str:
    """Give where a program of PostgreSQL's is: in the PATH, or where Debian puts it; "" if nowhere."""
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), ""
    )
    return str(found)


def which(program: str) -> str:
    """Give where a program is.

    Raises:
        FileNotFoundError: nowhere.
    """
    found = shutil.which(program)
    if found is None:
        raise FileNotFoundError(program)
    return found


def free_port() -> int:
    """Give a port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
