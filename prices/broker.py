"""Whether the broker answers, asked in a way that a page can wait for."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from django.conf import settings

from prices.sending import unsent

PATIENCE = 0.3  # seconds for a connection, and for an answer: a page must not wait for a broker that is gone
KEPT = 10.0  # seconds for which an answer is good enough for the next page


@dataclass(frozen=True, slots=True)
class BrokerState:
    """What the broker is, whether it answers, and how many messages this process could not send."""

    kind: str  # redis, or file
    answers: bool
    reason: str  # the kind of error, without addresses; empty if it answers
    unsent: int


_lock = threading.Lock()
_kept: list[tuple[float, BrokerState]] = []


def broker_state() -> BrokerState:
    """Ask the broker, at most once in ten seconds and process; while one thread asks, others get the last answer."""
    kept = _kept[-1] if _kept else None
    if kept is None or monotonic() - kept[0] >= KEPT:
        kept = _asked(kept)
    return replace(kept[1], unsent=unsent.count)


def _asked(kept: tuple[float, BrokerState] | None) -> tuple[float, BrokerState]:
    if not _lock.acquire(blocking=kept is None):
        return kept or (0.0, ask())
    try:
        _kept[:] = [(monotonic(), ask())]
        return _kept[-1]
    finally:
        _lock.release()


def forget() -> None:
    """Ask again next time."""
    _kept.clear()


def ask() -> BrokerState:
    """Ask the broker now."""
    if not settings.REDIS_URL:
        folder = Path(settings.VAR_DIR)
        reason = "" if folder.is_dir() else "the folder for the messages is gone"
        return BrokerState("file", not reason, reason, unsent.count)
    reason = _redis_trouble(settings.REDIS_URL)
    return BrokerState("redis", not reason, reason, unsent.count)


def _redis_trouble(url: str) -> str:
    """Say what is wrong with Redis; nothing if it answers. Its client is loaded only where there is a Redis."""
    import redis  # noqa: PLC0415  # see above

    try:
        with redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=None) as client:
            client.ping()
    except (redis.RedisError, OSError) as error:
        return type(error).__name__
    return ""
