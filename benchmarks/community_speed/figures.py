"""From measurements of builds to a table and verdicts. Nothing here measures."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from benchmarks.community_speed.asks import DEEP_PAGE, NARROWED, PLAIN, SIGNED_IN
from benchmarks.page_speed.figures import percentile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MOST_QUERIES = 8
MOST_GROWTH = 1.3  # p50 with most builds beside that with fewest
MOST_DEEP = 1.5  # p50 of page 1,000 beside page 1
MOST_CPU = 2.0  # of the list beside the one-query view
MS = 1000


@dataclass(slots=True)
class Figures:
    """What is known of one ask at one size; `beside` are the one-query view's in the same moments."""

    queries: int
    seconds: list[float] = field(default_factory=list)
    cpu: float = 0
    beside_asked: int = 0
    beside_cpu: float = 0

    def add(self, waited: list[float], cpu: float) -> None:
        """Count a slice in."""
        self.seconds += waited
        self.cpu += cpu

    def add_beside(self, waited: list[float], cpu: float) -> None:
        """Count in a slice of the one-query view."""
        self.beside_asked += len(waited)
        self.beside_cpu += cpu

    def p(self, percent: int) -> float:
        """Give a percentile of the answers in milliseconds."""
        return percentile(self.seconds, percent) * MS

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of the app's processor for an answer."""
        return self.cpu / len(self.seconds) * MS if self.seconds else math.nan

    @property
    def times_one_query(self) -> float:
        """How often the one-query view's processor time it takes."""
        beside = self.beside_cpu / self.beside_asked * MS if self.beside_asked else math.nan
        return self.cpu_ms / beside


@dataclass(frozen=True, slots=True)
class Verdict:
    """A limit, and what was found."""

    what: str
    found: float
    most: float

    @property
    def kept(self) -> bool:
        """Whether it was kept."""
        return self.found <= self.most

    def __str__(self) -> str:
        return f"  {'kept  ' if self.kept else 'BROKEN'} {self.what}: {self.found:.2f}, at most {self.most:g}"


Sizes: TypeAlias = "Mapping[int, Mapping[str, Figures]]"  # by builds, then by ask


def table(found: Sizes) -> Iterator[str]:
    """Write a line for each ask and size."""
    yield f"{'ask':24}{'builds':>9}{'queries':>9}{'p50 ms':>9}{'p99 ms':>9}{'app CPU':>9}{'× one query':>13}"
    for name in found[max(found)]:
        for size, figures in found.items():
            if one := figures.get(name):
                yield (
                    f"{name:24}{size:9,}{one.queries:9}{one.p(50):9.1f}{one.p(99):9.1f}{one.cpu_ms:9.2f}"
                    f"{one.times_one_query:13.2f}"
                )


def verdicts(found: Sizes) -> Iterator[Verdict]:
    """Hold the figures to the limits."""
    fewest, most = min(found), max(found)
    for name, one in found[most].items():
        yield Verdict(f"{name}: queries", one.queries, MOST_QUERIES)
        before = found[fewest].get(name)
        if before and fewest != most:
            yield Verdict(f"{name}: p50 at {most:,} beside {fewest:,} builds", one.p(50) / before.p(50), MOST_GROWTH)
    yield from _of_lists(found[most])


def _of_lists(figures: Mapping[str, Figures]) -> Iterable[Verdict]:
    if deep := figures.get(DEEP_PAGE):
        first = figures["list, hot"]
        yield Verdict("page 1,000 beside page 1: p50", deep.p(50) / first.p(50), MOST_DEEP)
    for name in (*PLAIN, *NARROWED, SIGNED_IN, DEEP_PAGE):
        if one := figures.get(name):
            yield Verdict(f"{name}: app CPU beside the one-query view", one.times_one_query, MOST_CPU)
