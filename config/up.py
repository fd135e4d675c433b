"""The whole site on one machine: web, worker and beat, with a Redis of their own if there is one; they end together."""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from config import env

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
TIED = ROOT / "config" / "tied.py"
PORTS_TRIED = 20
DEMO_PORT = 8100
READY_SECONDS = 60.0
STOP_SECONDS = 8.0  # then what is left is killed; a worker's unfinished offers are claimed again when their lease ends
POLL_SECONDS = 0.1


class StartError(Exception):
    """The site cannot be started; the text says why and what to do."""


@dataclass(slots=True)
class Child:
    """A program that belongs to the site. It leads a process group of its own, so that its children end with it."""

    name: str
    process: subprocess.Popen[str]
    reader: threading.Thread

    def kill_group(self) -> None:
        """End the program and all that it started; what is gone needs nothing."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def group_lives(self) -> bool:
        """Whether anything of it still runs."""
        self.process.poll()
        try:
            os.killpg(self.process.pid, 0)
        except (ProcessLookupError, PermissionError):
            return False
        return True


@dataclass(slots=True)
class Family:
    """The children, started together and stopped together. What they say appears on `out` behind their name."""

    out: TextIO
    logs: Path
    environment: dict[str, str] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def start(self, name: str, command: list[str], *, keep_open: tuple[int, ...] = ()) -> Child:
        """Start a program."""
        process = subprocess.Popen(  # noqa: S603  # the commands are written below
            [sys.executable, "-I", str(TIED), str(os.getpid()), *command],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            pass_fds=keep_open,
        )
        reader = threading.Thread(target=self._repeat, args=(name, process.stdout), daemon=True)
        reader.start()
        self.children.append(Child(name, process, reader))
        return self.children[-1]

    def say(self, text: str, name: str = "up") -> None:
        """Write one line."""
        self.out.write(f"{name:<6} | {text}\n")
        self.out.flush()

    def _repeat(self, name: str, said: TextIO) -> None:
        """Write down line by line what a child says, until it has nothing more to say."""
        with said:
            for line in said:
                if line.strip():
                    self.say(line.rstrip(), name)

    def ended(self) -> Child | None:
        """Give a child that has ended, if one has."""
        return next((child for child in self.children if child.process.poll() is not None), None)

    def watch(self) -> int:
        """Wait until someone asks to stop (0) or a child ends by itself (1)."""
        while not self.stopping.wait(POLL_SECONDS):
            child = self.ended()
            if child is not None:
                self.say(f"{child.name} ended with status {child.process.returncode}; stopping the others.")
                return 1
        return 0

    def stop(self) -> None:
        """Ask all to end, wait a little, and kill what is left, with all that it started."""
        for child in self.children:
            child.process.terminate()
        wait_until(lambda: not any(child.group_lives() for child in self.children), STOP_SECONDS)
        for child in self.children:
            child.kill_group()
            child.process.wait()
            child.reader.join(timeout=1)


def wait_until(holds: Callable[[], bool], seconds: float) -> bool:
    """Wait until something holds, at most so long; say whether it does."""
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            return False
        time.sleep(POLL_SECONDS)
    return True


def run(host: str, port: int, *, out: TextIO, environment: Mapping[str, str], logs: Path) -> int:
    """Run the site until Ctrl-C or SIGTERM, and give the exit status: 0, or 1 if a child ended by itself.

    What Redis says goes into a file in the folder `logs`; what the others say, to `out`.

    Raises:
        StartError: no port, or no such host.
    """
    family = Family(out, logs, {**environment, "PYTHONUNBUFFERED": "1"})
    listening = bind(host, port)
    with listening, _signals(family.stopping):
        try:
            start_all(family, listening)
            if _until_ready(family, listening):
                announce(family, listening, wanted=port)
            return family.watch()
        finally:
            family.stop()
            family.say("stopped.")


def bind(host: str, port: int) -> socket.socket:
    """Take the port, or the next free one after it.

    Raises:
        StartError: none of the twenty is free, or the host is not this machine's.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        message = f"--host {host}: {error.strerror}. Write an address of this machine, such as 127.0.0.1 or 0.0.0.0."
        raise StartError(message) from error
    for candidate in range(port, min(port + PORTS_TRIED, 65_536)):
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((address[0], candidate, *address[2:]))
            listening.listen()
        except OSError as error:
            listening.close()
            reason = error.strerror
        else:
            return listening
    message = f"No port from {port} to {port + PORTS_TRIED - 1} can be used on {host} ({reason}); choose with --port."
    raise StartError(message)


def start_all(family: Family, listening: socket.socket) -> None:
    """Start the broker, if it is ours to start, then web, worker and beat."""
    redis = shutil.which("redis-server", path=family.environment.get("PATH"))
    if redis and not family.environment.get("REDIS_URL"):
        _start_redis(family, redis)
    if os.geteuid() == 0:
        family.say("Running as root: good enough to try it, not for a site that strangers reach.")
        family.environment["PYTHONWARNINGS"] = "ignore:You're running the worker"  # Celery says the same in five lines
    python = sys.executable
    if env.demo_asked(family.environment):
        _start_demo_shop(family, python)
    celery = [python, "-m", "celery", "--quiet", "-A", "config"]
    descriptor = listening.fileno()
    family.start("web", [python, "-m", "config.web", str(descriptor)], keep_open=(descriptor,))
    family.start("worker", [*celery, "worker", "--concurrency=2", "--without-gossip", "--without-mingle"])
    family.start("beat", [*celery, "beat", "--pidfile="])


def _start_demo_shop(family: Family, python: str) -> None:
    """Start the shop with made-up prices on a free port of this machine, and tell the others which."""
    with bind("127.0.0.1", DEMO_PORT) as probe:
        port = str(probe.getsockname()[1])
    family.environment["DEMO_SHOP_PORT"] = port
    family.start("shop", [python, "manage.py", "demo_shop", "--port", port, "--offers"])


def _start_redis(family: Family, program: str) -> None:
    """Start a Redis that only this machine reaches and that keeps nothing: the rows are what counts."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    options: dict[str, object] = {"port": port, "bind": "127.0.0.1", "save": "", "appendonly": "no"}
    options["logfile"] = family.logs / "redis.log"
    command = [program, *(word for name, value in options.items() for word in (f"--{name}", str(value)))]
    family.start("redis", command)
    family.environment["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"


def _until_ready(family: Family, listening: socket.socket) -> bool:
    """Wait for the web's first answer; False if a child ended, someone asked to stop, or it takes too long.

    The socket takes connections from the start, so only an answer counts; one question waits until there is one.
    """
    with socket.create_connection(_reachable(listening)) as asking:
        asking.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")

        def settled() -> bool:
            return bool(family.stopping.is_set() or family.ended() or select.select([asking], [], [], 0)[0])

        if not wait_until(settled, READY_SECONDS):
            family.say(f"web has not answered within {READY_SECONDS:.0f} s; still waiting for it.")
        return not (family.stopping.is_set() or family.ended()) and settled()


def _reachable(listening: socket.socket) -> tuple[str, int]:
    """Give host and port under which this machine reaches the socket."""
    host, port = listening.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port  # noqa: S104  # compared with, not bound to


def announce(family: Family, listening: socket.socket, *, wanted: int) -> None:
    """Say where the site is."""
    host, port = _reachable(listening)
    shown = f"[{host}]" if ":" in host else host
    taken = f" (port {wanted} is taken)" if port != wanted else ""
    family.say(f"Rigwright is at http://{shown}:{port}/{taken}. Ctrl-C stops it.")


class _signals:  # noqa: N801  # used like a function
    """While this lasts, Ctrl-C and SIGTERM only set the event."""

    def __init__(self, event: threading.Event) -> None:
        self.event = event
        self.before: dict[signal.Signals, object] = {}

    def __enter__(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self.before[number] = signal.signal(number, self.asked)

    def asked(self, _number: int, _frame: FrameType | None) -> None:
        self.event.set()

    def __exit__(self, *_exception: object) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # it came from signal.signal
