"""What every test may ask for."""

from __future__ import annotations

import os
import socket
import sys

import pytest
from hypothesis import HealthCheck, settings
from places import SHARED

# How long an example takes says nothing on a machine that does other things too: speed is measured in benchmarks/.
settings.register_profile("rigwright", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("rigwright")

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """No test reaches beyond this machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            pytest.fail(f"a test tried to reach {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _nothing_kept():
    """What a test leaves in this process is not taken for the next one's: its rows are rolled back, revisions too."""
    yield
    kept_in = (
        "prices.stock",
        "builder.facts",
        "builder.mending",
        "builder.matching",
        "browse.rule_examples",
        "prices.broker",
    )
    for module in kept_in:
        if module in sys.modules:
            sys.modules[module].forget()
    kept = sys.modules.get("browse.kept")
    if kept is not None:
        kept.forget()


@pytest.fixture
def shared():
    """The shared material beside the checkout; without it the test is skipped, and says so."""
    if not SHARED.is_dir():
        pytest.skip("the shared material is not beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def redis_url():
    """A Redis to use: the one of REDIS_URL."""
    url = os.environ.get("REDIS_URL")
    if not url:
        pytest.skip("REDIS_URL is not set")
    return url


REQUIRED = set(os.environ.get("RIGWRIGHT_REQUIRE", "").split(",")) - {""}
NEEDS = {"browser": "chromium", "redis": "redis", "postgres": "postgres"}  # a marker, and what it needs


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Where RIGWRIGHT_REQUIRE names what a test needs (postgres,redis,chromium), a skip of it is a failure."""
    report = yield
    needs = {NEEDS[mark.name] for mark in item.iter_markers() if mark.name in NEEDS}
    if "redis_url" in item.fixturenames:
        needs.add("redis")
    if report.skipped and not hasattr(report, "wasxfail") and needs & REQUIRED:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, though RIGWRIGHT_REQUIRE={','.join(sorted(REQUIRED))}"
    return report
