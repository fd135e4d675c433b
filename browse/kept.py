"""What this process worked out for a page and may show again: for a minute, and only while revisions are the same.

What depends on who asks does not belong here. The minute is for what raises no revision: cloud offers, GPUs, sources.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

SECONDS = 60
T = TypeVar("T")
KEEPERS: list[Keeper[Any]] = []  # all there are, so that a test can empty them


class Keeper(Generic[T]):
    """Keeps the results asked for last, at most `size` of them."""

    def __init__(self, size: int) -> None:
        """Keep nothing yet."""
        self._size = size
        self._kept: OrderedDict[Hashable, tuple[Mapping[str, int], float, T]] = OrderedDict()
        self._lock = Lock()
        KEEPERS.append(self)

    def get(self, key: Hashable, revisions: Callable[[], Mapping[str, int]]) -> T | None:
        """Give what is kept under a key and still true. `revisions` is asked only if there is something."""
        with self._lock:
            kept = self._kept.get(key)
        if kept is None or monotonic() - kept[1] >= SECONDS or kept[0] != revisions():
            return None
        return kept[2]

    def keep(self, key: Hashable, value: T, revisions: Mapping[str, int]) -> T:
        """Keep a result; `revisions` are those that were read before it, or with what it was made of."""
        with self._lock:
            self._kept[key] = (revisions, monotonic(), value)
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return value

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()


def forget() -> None:
    """Keep nothing of any page."""
    for keeper in KEEPERS:
        keeper.clear()
