"""Asking servers politely: one request at a time and none too soon, across all workers, and none while one is troubled.

Who may ask a host stands in its row, which is taken by a conditional UPDATE whose count is looked at. What robots.txt
says is kept there too. After five failures in a row, or as soon as a host refuses us, it is left alone for a while and
the row says why; then one request tries whether it is well again.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Min

from prices import robots
from prices.fetching import AGENT, Blame, FetchError, Robots, check_path, failure, robots_of
from prices.models import Host, Offer, host_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from urllib.parse import SplitResult

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)  # more than a look can take: 15 s to fetch, 8 s to read, and what the database needs
LONGEST_DELAY_S = 60.0  # a Crawl-delay that asks for more is taken as this: 1,440 looks a day
ROBOTS_KEPT = timedelta(days=1)  # RFC 9309, 2.4
TROUBLE_KEPT = timedelta(minutes=5)
MOST_FAILURES = 5  # in a row
FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(days=1)
RECENT, BEFORE, LEAST_BEFORE = 20, 80, 20  # looks: those that are judged, those they are compared with, at least
LEAST_SHARE = 0.5  # of what a host gave before; with less it is held back until somebody has looked, or the day after
HELD_BACK = timedelta(hours=6)
LONGEST_REASON = 300  # characters; as wide as the column
COLUMN_MOST = 30_000  # failures are not counted further


def delay_of(host: Host) -> timedelta:
    """Give the time between the beginnings of two requests to a host."""
    return timedelta(seconds=max(settings.HOST_DELAY_SECONDS, min(host.crawl_delay_s, LONGEST_DELAY_S)))


def take(host: Host, at: datetime) -> bool:
    """Take a host for one look; False: somebody else was faster, or it must not be asked now."""
    columns = {"busy_until": at + LEASE, "next_free_at": at + delay_of(host)}
    if not Host.objects.askable(at).filter(pk=host.pk).update(**columns):
        return False
    host.busy_until, host.next_free_at = columns["busy_until"], columns["next_free_at"]
    return True


def give_back(host: Host, **columns: object) -> bool:
    """Let a host that was taken go, if it is still ours."""
    held = Host.objects.filter(pk=host.pk, busy_until=host.busy_until)
    return bool(held.update(busy_until=None, **columns))


def place(at: datetime, most: int = 1_000) -> bool:
    """Give due offers that have no host the row of theirs; say whether there were any."""
    homeless = Offer.objects.due(at).filter(host=None).order_by("next_due", "pk")[:most]
    by_name: dict[str, list[int]] = {}
    for pk, url in homeless.values_list("pk", "url"):
        by_name.setdefault(host_of(url) or "?", []).append(pk)
    if not by_name:
        return False
    Host.objects.bulk_create([Host(name=name) for name in sorted(by_name)], ignore_conflicts=True)
    for pk, name in Host.objects.filter(name__in=by_name).values_list("pk", "name"):
        Offer.objects.filter(pk__in=by_name[name], host=None).update(host=pk)
    return True


def seconds_until_work(at: datetime) -> float | None:
    """Give the seconds until a host with due offers may be asked: 0 if one may be now, None if there are none."""
    with_work = Host.objects.with_work(Offer.objects.due(at))
    if with_work.askable(at).exists():
        return 0.0
    well = with_work.exclude(open_until__gt=at).exclude(busy_until__gt=at)
    soonest = well.aggregate(soonest=Min("next_free_at"))["soonest"]
    return None if soonest is None else max((soonest - at).total_seconds(), 0.0)


# What robots.txt says.


def needs_robots(host: Host, at: datetime) -> bool:
    """Whether the host has to be asked for its robots.txt before anything else."""
    if host.robots_at is None:
        return True
    return at - host.robots_at >= (TROUBLE_KEPT if host.robots_trouble else ROBOTS_KEPT)


def rules_of(host: Host) -> str | None:
    """Give what robots.txt says; None: it could not be had."""
    return None if host.robots_trouble else host.robots_text


def look_at_robots(host: Host, origin: str, at: datetime, left: Callable[[], float]) -> None:
    """Ask for robots.txt and keep what it says, or why it could not be had, in the row.

    Raises:
        FetchError: it could not be had.
    """
    error = None
    try:
        found = robots_of(origin, left)
    except FetchError as failed:
        error = failed
        error.wait_s = TROUBLE_KEPT.total_seconds()
        found = Robots(None, str(failed), failed.blame)
    else:
        if found.text is None:
            error = failure(found.trouble, found.blame)
            error.wait_s = max(found.wait_s or 0.0, TROUBLE_KEPT.total_seconds())
    host.robots_at, host.robots_text = at, found.text or ""
    host.robots_trouble = found.trouble.replace("\0", "")[:LONGEST_REASON]
    host.crawl_delay_s = robots.crawl_delay_s(found.text or "", AGENT)
    host.save(update_fields=["robots_at", "robots_text", "robots_trouble", "crawl_delay_s"])
    if error is not None:
        raise error


# One look at a page, which a redirect may lead to other hosts.


@dataclass(slots=True)
class Visit:
    """What a look may do: it is asked before each request. `clock` gives the time, `sleep` waits so many seconds."""

    host: Host  # taken already
    clock: Callable[[], datetime]
    sleep: Callable[[float], None] = time.sleep
    others: list[Host] = field(default_factory=list)
    asked: int = 0

    def enter(self, parts: SplitResult, left: Callable[[], float]) -> None:
        """Wait until the address may be asked for, which for the first is at once.

        Raises:
            FetchError: robots.txt forbids it, or there is no time to wait.
        """
        name = host_of(parts.geturl())
        host = next((each for each in [self.host, *self.others] if each.name == name), None)
        if host is None:
            host = self._taken(name, left)
            if needs_robots(host, self.clock()):
                look_at_robots(host, f"{parts.scheme}://{parts.netloc}", self.clock(), left)
                self._wait(left)
        elif self.asked:
            self._wait(left)
        host.next_free_at = self.clock() + delay_of(host)  # from here on, however long it was since it was taken
        self.asked += 1
        check_path(parts, rules_of(host), host.robots_trouble)

    def _taken(self, name: str, left: Callable[[], float]) -> Host:
        """Take another host, as soon as it is free."""
        host, _ = Host.objects.get_or_create(name=name)
        while not take(host, self.clock()):
            host.refresh_from_db()
            if host.open_until and host.open_until > self.clock():
                message = f"it leads to {name}, which is left alone: {host.open_reason}"
                raise FetchError(message)
            self._sleep(0.2, left)
        self.others.append(host)
        return host

    def _wait(self, left: Callable[[], float]) -> None:
        """Wait between two requests of one look. A longer Crawl-delay is made up for after the look."""
        self._sleep(settings.HOST_DELAY_SECONDS, left)

    def _sleep(self, seconds: float, left: Callable[[], float]) -> None:
        if left() <= seconds:
            message = f"no time to wait for {self.host.name} between two requests"
            raise FetchError(message)
        self.sleep(seconds)

    def leave_others(self) -> None:
        """Let go of the hosts that redirects led to."""
        for host in self.others:
            give_back(host, next_free_at=host.next_free_at)
        self.others.clear()


# What becomes of a host after a look.


def went_well(host: Host, at: datetime, *, gave_price: bool) -> None:
    """Let a host that answered go; if its pages suddenly give far fewer prices than before, leave it alone.

    The answer ends its row of failures.
    """
    host.yields = (host.yields + str(int(gave_price)))[-(RECENT + BEFORE) :]
    columns: dict[str, object] = {"yields": host.yields, "failures": 0, "openings": 0}
    reason = None if gave_price else too_few(host.yields)
    if reason:
        log.warning("%s is left alone: %s", host.name, reason)
    columns |= {"open_until": at + HELD_BACK if reason else None, "open_reason": reason or ""}
    give_back(host, next_free_at=host.next_free_at, **columns)


def too_few(yields: str) -> str | None:
    """Say how few of the last looks gave a price, if it is far fewer than before."""
    recent, before = yields[-RECENT:], yields[:-RECENT][-BEFORE:]
    if len(before) < LEAST_BEFORE:
        return None
    share = before.count("1") / len(before)
    if recent.count("1") >= LEAST_SHARE * share * RECENT:
        return None
    return f"{recent.count('1')} of the last {RECENT} looks gave a price, and {share:.0%} of those before"


def went_wrong(host: Host, at: datetime, error: FetchError) -> None:
    """Let a host go after a failure, and leave it alone if it refuses us or failed five times in a row."""
    if error.blame is Blame.PAGE:
        went_well(host, at, gave_price=False)
        return
    failures = min(host.failures + 1, COLUMN_MOST)
    columns: dict[str, object] = {"failures": failures, "next_free_at": host.next_free_at}
    if error.blame is Blame.REFUSED or failures >= MOST_FAILURES:
        openings = min(host.openings + 1, COLUMN_MOST)
        pause = max(pause_after(openings), timedelta(seconds=error.wait_s or 0))
        said = str(error) if error.blame is Blame.REFUSED else f"{failures} failures in a row, the last: {error}"
        columns |= {"openings": openings, "open_until": at + pause, "open_reason": _short(said)}
        log.warning("%s is left alone until %s: %s", host.name, at + pause, said)
    elif error.wait_s:
        columns |= {"open_until": at + timedelta(seconds=error.wait_s), "open_reason": _short(str(error))}
    give_back(host, **columns)


def _short(reason: str) -> str:
    return reason.replace("\0", "")[:LONGEST_REASON]


def pause_after(openings: int) -> timedelta:
    """Give for how long a host is left alone: a quarter of an hour, doubled each time in a row, at most a day."""
    doublings = min(max(openings - 1, 0), 10)  # 2¹⁰ × 15 min is beyond the day already
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def close_breaker(host: Host) -> None:
    """Let a host be asked again at once: an operator says so."""
    Host.objects.filter(pk=host.pk).update(open_until=None, open_reason="", failures=0, openings=0, yields="")
