"""The pieces of `manage.py up` that need no whole site: ports, children, what is said."""

import io
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config import up
from config.up import Family, StartError, bind


@pytest.fixture
def family(tmp_path):
    """Give a family without children; those that a test starts are stopped."""
    made = Family(io.StringIO(), tmp_path, dict(os.environ))
    yield made
    made.stop()


def said(family, text, seconds=10):
    """Whether a text is said within so many seconds."""
    return up.wait_until(lambda: text in family.out.getvalue(), seconds)


def alive(pid):
    """Whether a process runs; one that only waits for its parent to notice its end does not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def test_a_free_port_is_taken():
    with bind("127.0.0.1", 0x4000) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"


def test_the_next_port_is_taken_if_the_first_is_not_free():
    with bind("127.0.0.1", 20_000) as first, bind("127.0.0.1", first.getsockname()[1]) as second:
        assert second.getsockname()[1] > first.getsockname()[1]


def test_the_other_port_is_announced_with_the_reason(family):
    with bind("127.0.0.1", 20_100) as first, bind("127.0.0.1", first.getsockname()[1]) as second:
        wanted, got = first.getsockname()[1], second.getsockname()[1]
        up.announce(family, second, wanted=wanted)
    assert family.out.getvalue() == (
        f"up     | Rigwright is at http://127.0.0.1:{got}/ (port {wanted} is taken). Ctrl-C stops it.\n"
    )


def test_an_address_for_everyone_is_announced_as_one_that_a_browser_opens(family):
    with bind("0.0.0.0", 20_200) as listening:
        up.announce(family, listening, wanted=listening.getsockname()[1])
    assert "http://127.0.0.1:" in family.out.getvalue()


def test_when_no_port_is_free_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr(up, "PORTS_TRIED", 1)
    with bind("127.0.0.1", 20_300) as taken, pytest.raises(StartError, match="choose with --port"):
        bind("127.0.0.1", taken.getsockname()[1])


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_a_host_that_is_not_this_machine_is_refused(host, monkeypatch):
    if host.endswith(".invalid"):
        monkeypatch.setattr(socket, "getaddrinfo", raising(socket.gaierror(-2, "Name or service not known")))
    with pytest.raises(CommandError, match=host):
        call_command("up", host=host)


def raising(error):
    def call(*_, **__):
        raise error

    return call


@pytest.mark.parametrize("port", ["0", "65536", "-1", "१२", "web", "1e3"])
def test_a_wrong_port_is_refused_with_what_is_allowed(port):
    with pytest.raises(CommandError, match="write a port from 1 to 65535"):
        call_command("up", f"--port={port}")


def test_what_children_say_stands_behind_their_name(family):
    family.start("web", ["echo", "hello"])
    family.start("worker", [sys.executable, "-c", "import sys; sys.stderr.buffer.write(b'odd \\xff\\n\\n')"])
    assert said(family, "web    | hello\n")
    assert said(family, "worker | odd \ufffd\n")


def test_a_child_that_ends_is_named_and_is_a_failure(family):
    family.start("web", ["sleep", "60"])
    family.start("beat", [sys.executable, "-c", "raise SystemExit(3)"])
    assert family.watch() == 1
    assert said(family, "beat ended with status 3; stopping the others.")


def test_a_program_that_is_missing_is_a_failure(family):
    family.start("redis", ["no-such-program"])
    assert family.watch() == 1


def test_asked_to_stop_it_stops_without_a_failure(family):
    family.start("web", ["sleep", "60"])
    threading.Timer(0.2, family.stopping.set).start()
    assert family.watch() == 0


def test_stopping_ends_what_children_started_and_what_does_not_listen(family, monkeypatch):
    monkeypatch.setattr(up, "STOP_SECONDS", 0.5)
    stubborn = (
        "import signal, subprocess; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "inner = subprocess.Popen(['sleep', '60'])\n"
        "print('inner', inner.pid)\n"
        "inner.wait()\n"
    )
    child = family.start("a", [sys.executable, "-uc", stubborn])
    assert said(family, "inner ")
    inner = int(family.out.getvalue().split()[-1])
    assert alive(inner)
    family.stop()
    assert child.process.returncode == -signal.SIGKILL
    assert up.wait_until(lambda: not alive(inner), 5)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's promise is Linux's")
def test_a_child_ends_when_its_parent_is_killed():
    program = (
        "import subprocess, sys, os, time\n"
        f"child = subprocess.Popen([sys.executable, '-I', {str(up.TIED)!r}, str(os.getpid()), 'sleep', '60'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    with parent:
        child = int(parent.stdout.readline())
        assert up.wait_until(lambda: Path(f"/proc/{child}/comm").read_text() == "sleep\n", 10)
        parent.kill()
    assert up.wait_until(lambda: not alive(child), 5)


def test_a_child_whose_parent_is_gone_already_does_not_start():
    done = subprocess.run(
        [sys.executable, "-I", str(up.TIED), "1", "echo", "started"], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, b"")
