"""From measurements to tables and verdicts. Nothing here measures."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.page_speed.load import Slice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.page_speed.page_list import Page

CONCURRENCIES = (1, 8)
FULL, SMALL, LARGE = 29_454, 1_000, 300_000
MOST_QUERIES = 6
MOST_RATIO = 2.0  # app CPU beside the limit view, of list, search and detail
MOST_GROWTH = {"list": (SMALL, LARGE, 1.3), "search": (FULL, LARGE, 2.0)}
MOST_BESIDE = 2.0  # "fits my build" beside the same page without it
MOST_PSS_MB = 250
LISTED = ("list", "deep", "search", "filter", "detail", "new", "fits")
COMPARED = ("list", "deep", "search", "detail", "new")
MS = 1000


@dataclass(slots=True)
class Cost:
    """Milliseconds of processor for some requests; `database_ms` is None where it is not separate or not known."""

    requests: int = 0
    app_ms: float = 0
    database_ms: float | None = None

    def add(self, other: Cost) -> None:
        """Count another one in."""
        self.requests += other.requests
        self.app_ms += other.app_ms
        if other.database_ms is not None:
            self.database_ms = (self.database_ms or 0) + other.database_ms

    @property
    def app_each(self) -> float:
        """Milliseconds of the app's processes for a request."""
        return self.app_ms / self.requests if self.requests else math.nan

    @property
    def database_each(self) -> float | None:
        """Milliseconds of the database's processes for a request."""
        return None if self.database_ms is None or not self.requests else self.database_ms / self.requests


@dataclass(slots=True)
class Figures:
    """All that is known of one page; `beside` is what the limit view cost in the same moments.

    `first`: queries of a process that is asked for the first time, and keeps nothing of the catalogue yet; `again`: of
    one that was asked before.
    """

    page: Page
    shown: str
    first: int
    again: int
    slices: dict[int, Slice] = field(default_factory=lambda: {each: Slice() for each in CONCURRENCIES})
    cost: Cost = field(default_factory=Cost)
    beside: Cost = field(default_factory=Cost)

    def p(self, percent: int, concurrency: int = 1) -> float:
        """Give a percentile of the answers' milliseconds."""
        return percentile(self.slices[concurrency].seconds, percent) * MS

    def rate(self, concurrency: int) -> float:
        """Give the answers a second."""
        one = self.slices[concurrency]
        return len(one.seconds) / one.wall if one.wall else math.nan

    @property
    def queries(self) -> str:
        """The number of queries; two where the first time takes more or fewer."""
        return f"{self.again}" if self.first == self.again else f"{self.first}, {self.again}"

    @property
    def most_queries(self) -> int:
        """The most queries that it made."""
        return max(self.first, self.again)

    @property
    def ratio(self) -> float:
        """App CPU of a request beside the limit view's."""
        return self.cost.app_each / self.beside.app_each


@dataclass(slots=True)
class Measured:
    """One database: its kind, the parts asked for and those in it, and its pages by name."""

    database: str
    size: int
    parts: int
    pages: dict[str, Figures]
    pss_mb: float = math.nan

    def of(self, *groups: str) -> Iterator[Figures]:
        """Give the pages of these groups."""
        return (each for each in self.pages.values() if each.page.group in groups)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A limit, and whether it is kept."""

    text: str
    passed: bool

    def __str__(self) -> str:
        return f"  {'kept  ' if self.passed else 'BROKEN'}  {self.text}"


def percentile(values: Sequence[float], percent: int) -> float:
    """Give the value that so many of a hundred do not exceed (nearest rank)."""
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(percent * len(values) / 100) - 1)]


def table(measured: Measured) -> Iterator[str]:
    """Write the table of one database."""
    yield f"{measured.database}, {measured.parts:,} parts; master and workers {measured.pss_mb:.0f} MB PSS"
    yield (
        f"  {'':22}{'':>8}{'one at a time: p50':>20}{'p95':>8}{'p99':>8}{'req/s':>8}"
        f"{'eight: p50':>12}{'p95':>8}{'p99':>8}{'req/s':>8}{'app CPU':>10}{'× limit':>9}{'DB CPU':>8}"
    )
    yield (
        f"  {'page':22}{'queries':>8}{'ms':>20}{'ms':>8}{'ms':>8}{'':8}"
        f"{'ms':>12}{'ms':>8}{'ms':>8}{'':8}{'ms':>10}{'':9}{'ms':>8}"
    )
    for each in measured.pages.values():
        yield line(each)


def line(each: Figures) -> str:
    """Write the line of a page."""
    one, eight = CONCURRENCIES
    database = each.cost.database_each
    return (
        f"  {each.shown:22}{each.queries:>8}"
        f"{each.p(50, one):>20.1f}{each.p(95, one):>8.1f}{each.p(99, one):>8.1f}{each.rate(one):>8.0f}"
        f"{each.p(50, eight):>12.1f}{each.p(95, eight):>8.1f}{each.p(99, eight):>8.1f}{each.rate(eight):>8.0f}"
        f"{each.cost.app_each:>10.2f}{each.ratio:>9.2f}{'–' if database is None else f'{database:.2f}':>8}"
    )


def verdicts(all_measured: Sequence[Measured]) -> Iterator[Verdict]:
    """Hold what was measured against the limits; what was not measured has no verdict."""
    for measured in all_measured:
        yield from _of_one(measured)
    for database in dict.fromkeys(each.database for each in all_measured):
        by_size = {each.size: each for each in all_measured if each.database == database}
        yield from _growth(database, by_size)


def _of_one(measured: Measured) -> Iterator[Verdict]:
    where = f"{measured.database}, {measured.parts:,} parts"
    yield from _most(where, measured.of(*LISTED))
    if measured.size == FULL:
        for each in measured.of(*COMPARED):
            text = f"{where}, {each.shown}: app CPU {each.ratio:.2f} × the limit view's, limit {MOST_RATIO:g}"
            yield Verdict(text, each.ratio <= MOST_RATIO)
    if measured.size >= FULL:
        text = f"{where}: master and workers {measured.pss_mb:.0f} MB PSS, limit {MOST_PSS_MB}"
        yield Verdict(text, measured.pss_mb <= MOST_PSS_MB)
    for each in measured.of("fits"):
        if plain := measured.pages.get(each.page.beside):
            ratio = each.p(50) / plain.p(50)
            text = f"{where}, {each.shown}: p50 {ratio:.2f} × that of {plain.shown}, limit {MOST_BESIDE:g}"
            yield Verdict(text, ratio <= MOST_BESIDE)


def _most(where: str, pages: Iterable[Figures]) -> Iterator[Verdict]:
    counted = list(pages)
    under = [each for each in counted if each.most_queries <= MOST_QUERIES]
    for each in (each for each in counted if each not in under):
        text = f"{each.first} queries the first time, {each.again} again, limit {MOST_QUERIES}"
        yield Verdict(f"{where}, {each.shown}: {text}", passed=False)
    if under:
        most = max(each.most_queries for each in under)
        text = f"{len(under)} pages of lists and parts make at most {most} queries, limit {MOST_QUERIES}"
        yield Verdict(f"{where}: {text}", passed=True)


def _growth(database: str, by_size: dict[int, Measured]) -> Iterator[Verdict]:
    for group, (small, large, most) in MOST_GROWTH.items():
        if small not in by_size or large not in by_size:
            continue
        for each in by_size[large].of(group):
            if fewer := by_size[small].pages.get(each.page.name):
                ratio = each.p(50) / fewer.p(50)
                text = (
                    f"{database}, {each.shown}: p50 at {large:,} parts {ratio:.2f} × that at {small:,}, limit {most:g}"
                )
                yield Verdict(text, ratio <= most)
