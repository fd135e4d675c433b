"""Workers, clocks, Redis and PostgreSQL that die while prices are refreshed: real processes, each with its control.

`python -m benchmarks.faults` does the same with twenty kills and the leases of production; here leases are short.
"""

import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks import faults
from benchmarks.price_faults.site import Site, postgres_program

SHORT = "from prices import hosts, refresh; hosts.LEASE = refresh.LEASE = timedelta(seconds=5); "
pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="kills groups of processes")
needs_redis = pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed")
needs_postgres = pytest.mark.skipif(not postgres_program("initdb"), reason="PostgreSQL is not installed")


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    """A folder with a database of parts, made once."""
    folder = tmp_path_factory.mktemp("seeded")
    Site(folder).seed(faults.OFFERS)
    return folder


@pytest.fixture
def running(seeded):
    """Give a function that runs a site with a shop, and ends them after the test."""
    with ExitStack() as stack:

        def run(broker="embedded", **options):
            redis = stack.enter_context(faults.own_redis()) if broker == "redis" else None
            made, shop = stack.enter_context(faults.site(redis=redis, like=seeded, **options))
            return made, shop, redis

        yield run


@pytest.mark.parametrize("broker", ["embedded", pytest.param("redis", marks=needs_redis)])
def test_a_worker_that_is_killed_loses_nothing_and_doubles_nothing(running, broker):
    made, shop, _ = running(broker, off=SHORT, delay=0.5)
    rounds = list(faults.kills(made, shop, 2))
    assert [each.good for each in rounds] == [True, True]
    assert sum(each.under_way for each in rounds) > 0, "it was killed in the middle of something"


def test_without_leases_that_end_a_killed_workers_offers_would_wait(running):
    made, shop, _ = running(off=faults.NO_LEASE, delay=0.5)
    assert [each.good for each in faults.kills(made, shop, 1, within=15)] == [False]


def test_two_clocks_fetch_each_due_offer_once(running):
    made, shop, _ = running(delay=0.5)
    found = faults.fetches_with_two_clocks(made, shop)
    assert len(found) == faults.OFFERS
    assert set(found.values()) == {1}
    assert max(each.beside for each in shop.asked) == 0, "no host answers two at once"


def test_without_claims_two_clocks_would_fetch_more_often(running):
    made, shop, _ = running(off=faults.NO_CLAIM, delay=0.5)
    assert max(faults.fetches_with_two_clocks(made, shop).values()) > 1


@needs_redis
def test_pages_and_work_survive_a_redis_that_stops_forgets_or_says_nothing(running):
    made, _, redis = running("redis")
    found = faults.redis_faults(made, redis)
    assert set(found.statuses) == {200}
    assert None not in found.resumed.values()
    assert found.medians == {
        name: pytest.approx(0, abs=faults.SLOWER * found.normal + faults.NOISE) for name in found.medians
    }


@needs_redis
def test_without_the_scan_lost_messages_would_be_lost_work(running):
    made, _, redis = running("redis", off=faults.NO_SCAN)
    assert set(faults.redis_faults(made, redis, within=3).resumed.values()) == {None}


@needs_postgres
@pytest.mark.parametrize("off", ["", faults.NO_503])
def test_while_postgresql_is_away_pages_say_503_and_then_come_back(off):
    found = faults.restarted(off)
    assert set(found.before) == {200}
    assert set(found.down) == ({500} if off else {503})
    assert found.back <= faults.BACK_WITHIN
