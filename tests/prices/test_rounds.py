"""A worker's round: wherever a host may be asked, and no longer than there is something to do."""

import time
from datetime import timedelta

import make
import pytest
from django.utils import timezone

from prices import hosts, rounds
from prices.models import Host, Offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def looks(monkeypatch):
    """What was looked at, in place of the looks; a host is let go of right away."""
    found = []

    def look(turn, clock, **_):
        found.append(turn.offer.url)
        Offer.objects.filter(pk=turn.offer.pk).update(lease_until=None, next_due=None)
        hosts.give_back(turn.host)

    monkeypatch.setattr(rounds, "refresh", look)
    return found


def offer(name, number=0):
    now = timezone.now()
    Host.objects.get_or_create(name=name, defaults={"robots_at": now})
    url = f"https://{name}/{number}"
    Offer.objects.create(part=make.fan(), source=make.source(), seller=url, url=url, enabled=True, next_due=now)


def work(seconds=20.0):
    started = time.monotonic()
    count = rounds.work(timezone.now, lambda: 0.5, threads=1, seconds=seconds)
    return count, time.monotonic() - started


def test_a_worker_goes_where_a_host_is_free_instead_of_waiting(looks):
    for name in ("a.example", "b.example", "c.example"):
        offer(name)
        offer(name, 1)
    count, seconds = work()
    assert count == 6
    assert seconds < 2 + 2, "one wait of two seconds, not three"
    assert {url[:18] for url in looks[:3]} == {f"https://{name}/" for name in ("a.example", "b.example", "c.example")}


def test_without_work_it_ends_at_once(looks):
    count, seconds = work()
    assert (count, looks) == (0, [])
    assert seconds < 1


def test_it_does_not_wait_for_a_host_that_is_long_not_free(looks):
    offer("a.example")
    Host.objects.update(next_free_at=timezone.now() + timedelta(seconds=60))
    count, seconds = work()
    assert count == 0
    assert seconds < 1


def test_it_ends_when_its_time_is_up(looks):
    for number in range(5):
        offer("a.example", number)
    count, seconds = work(seconds=2.5)
    assert 1 <= count < 5
    assert seconds < 4


def test_nobody_is_sent_where_nothing_can_be_done():
    offer("a.example")
    now = timezone.now()
    assert rounds.wanted(now) == 1
    Host.objects.update(open_until=now + timedelta(hours=1))
    assert rounds.wanted(now) == 0
