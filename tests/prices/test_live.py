"""`manage.py up` for real: a worker looks at a due offer, on each broker, and Ctrl-C ends all that was started."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEED = """
import django
django.setup()
from django.core.management import call_command
from django.utils import timezone
call_command("migrate", verbosity=0)
import make
from prices.models import Offer
at = {"url": "http://127.0.0.1/", "enabled": True, "next_due": timezone.now()}
card = make.card()
Offer.objects.create(part=card, source=make.source(), seller="shop", **at)
for number in range(30):
    Offer.objects.create(part=card, source=make.source(), seller=f"idle {number}", **{**at, "enabled": False})
"""
CLAIM = """
import django
django.setup()
from django.utils import timezone
from prices.refresh import claim
print("ready", flush=True)
input()
taken = []
while (turn := claim(timezone.now())) is not None:
    taken.append(turn.offer.pk)
print(*taken)
"""
KNOWN_HOSTS = """
INSERT INTO prices_host
(name, robots_at, robots_text, robots_trouble, crawl_delay_s, failures, openings, open_reason, yields)
SELECT 'shop-' || id || '.example', '2100-01-01', '', '', 0, 0, 0, '', '' FROM prices_offer
"""


def surroundings(folder, **more):
    """Give the environment of a site that lives in a folder."""
    outside = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return {
        **outside,
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "FETCH_ALLOW_LOOPBACK": "true",
        "DUE_SCAN_SECONDS": "1",
        **more,
    }


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    """Make a database with one due offer, once."""
    folder = tmp_path_factory.mktemp("seeded")
    environment = surroundings(folder, PYTHONPATH=f"{ROOT}:{ROOT / 'tests'}")
    subprocess.run([sys.executable, "-c", SEED], cwd=ROOT, env=environment, check=True, timeout=120)
    return folder


@pytest.fixture
def folder(seeded, tmp_path, shop):
    """Give a copy of it whose offer leads to the shop on loopback."""
    database = shutil.copy(seeded / "rigwright.sqlite3", tmp_path)
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE prices_offer SET url = ?", [f"{shop.url}/product"])
    connection.close()
    return tmp_path


@pytest.fixture
def up(folder):
    """Give a function that starts the site; whatever it left is ended afterwards."""
    started = []

    def start(**environment):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "manage.py", "up", "--port", str(port)]
        environment = surroundings(folder, **environment)
        with (folder / "said").open("wb") as said:
            started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said))
        return started[-1], port

    yield start
    for process in started:
        process.kill()
        process.wait()
    for pid in belonging_to(folder):
        os.kill(pid, signal.SIGKILL)


def belonging_to(folder):
    """Give the processes that were started with this folder as their VAR_DIR."""
    mine = f"VAR_DIR={folder}\0".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mine in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def said(folder):
    return (folder / "said").read_text(errors="replace")


def prices(folder):
    """Give the observed prices."""
    connection = sqlite3.connect(folder / "rigwright.sqlite3", timeout=20)
    rows = connection.execute("SELECT amount, currency FROM prices_pricepoint").fetchall()
    connection.close()
    return rows


pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")


def test_two_processes_that_claim_at_once_get_each_row_once(folder):
    with sqlite3.connect(folder / "rigwright.sqlite3") as connection:
        connection.execute("UPDATE prices_offer SET enabled = 1, url = 'http://shop-' || id || '.example/'")
        connection.execute(KNOWN_HOSTS)
    connection.close()
    command, pipe = [sys.executable, "-c", CLAIM], subprocess.PIPE
    own = {"cwd": ROOT, "env": surroundings(folder), "stdin": pipe, "stdout": pipe, "text": True}
    with subprocess.Popen(command, **own) as one, subprocess.Popen(command, **own) as other:
        assert [process.stdout.readline() for process in (one, other)] == ["ready\n"] * 2
        for process in (one, other):
            process.stdin.write("\n")
            process.stdin.flush()
        claims = [process.communicate()[0].split() for process in (one, other)]
    assert (one.returncode, other.returncode) == (0, 0)
    assert sorted(int(key) for keys in claims for key in keys) == list(range(1, 32))


@pytest.mark.parametrize("broker", ["own redis", "file", pytest.param("redis", marks=pytest.mark.redis)])
def test_a_worker_looks_at_a_due_offer_and_ctrl_c_ends_everything(broker, up, folder, shop, eventually, request):
    own = {}
    if broker == "own redis" and not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed")
    if broker == "file":
        own["PATH"] = str(folder)  # no redis-server there
    if broker == "redis":
        own["REDIS_URL"] = request.getfixturevalue("redis_url")

    site, port = up(**own)
    eventually(lambda: prices(folder), seconds=60)
    eventually(lambda: f"Rigwright is at http://127.0.0.1:{port}/. Ctrl-C stops it." in said(folder), seconds=60)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/admin/login/") as page:
        assert page.status == 200

    site.send_signal(signal.SIGINT)
    assert site.wait(20) == 0
    assert belonging_to(folder) == []
    assert said(folder).rstrip().endswith("up     | stopped.")
    assert prices(folder) == [(1299.9, "USD")]
    assert [path for path, _ in shop.seen] == ["/robots.txt", "/product"]
    assert (folder / "redis.log").exists() == (broker == "own redis")


def test_a_child_that_dies_takes_the_others_with_it(up, folder, eventually):
    site, _ = up()
    worker = eventually(lambda: [pid for pid in belonging_to(folder) if b"worker" in command_of(pid)], seconds=60)
    time.sleep(0.5)
    os.kill(min(worker), signal.SIGKILL)
    assert site.wait(30) == 1
    assert "worker ended with status -9; stopping the others." in said(folder)
    assert belonging_to(folder) == []


def test_nothing_is_left_when_the_whole_is_killed(up, folder, eventually):
    site, _ = up()
    eventually(lambda: re.search(r"Rigwright is at", said(folder)), seconds=60)
    site.kill()
    site.wait()
    eventually(lambda: belonging_to(folder) == [])


def command_of(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
