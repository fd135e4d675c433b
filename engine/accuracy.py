"""How far estimates lie from what was measured: one set of figures for benchmarks and pages."""

from __future__ import annotations

import statistics
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

UNDER: Final = -0.1  # an estimate that is lower by more than this counts as too low
NINTH: Final = 0.9
RANKED: Final = 4  # runs alike that a rank correlation needs: of three, chance puts one in six in order


@dataclass(frozen=True, slots=True)
class Run:
    """One measured run and what was predicted of it, in one unit, above 0; `peers` are other ways to predict it.

    `alike` says which runs can be put in order: those of one work on different cards, say.
    """

    measured: float
    predicted: float
    low: float
    high: float
    alike: Hashable = ""
    peers: Mapping[str, float] = field(default_factory=dict)

    @property
    def error(self) -> float:
        """How much the estimate is above the measurement, as a share of it."""
        return self.predicted / self.measured - 1

    @property
    def within(self) -> bool:
        """Whether the stated range holds the measurement."""
        return self.low <= self.measured <= self.high


@dataclass(frozen=True, slots=True)
class Beside:
    """Another way to predict, on the runs that it covers, and the estimate on the same runs: median errors."""

    rows: int
    theirs: float
    ours: float

    @property
    def better(self) -> bool:
        """Whether the estimate is nearer."""
        return self.ours < self.theirs


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares. `median` and `ninth`: half and nine in ten errors, without sign, stay below; `bias`: the median error.

    `under`: runs whose estimate is more than a tenth too low; `within`: runs in the stated range; `rank`: Spearman's
    correlation of runs alike, weighted by their number; None: too few.
    """

    rows: int
    median: float
    ninth: float
    bias: float
    under: float
    within: float
    rank: float | None
    peers: Mapping[str, Beside]


def figures(runs: Sequence[Run]) -> Figures | None:
    """Give the figures of runs; None: there is no run."""
    if not runs:
        return None
    errors = [run.error for run in runs]
    sizes = sorted(map(abs, errors))
    return Figures(
        rows=len(runs),
        median=statistics.median(sizes),
        ninth=sizes[int(NINTH * len(sizes))],
        bias=statistics.median(errors),
        under=sum(error < UNDER for error in errors) / len(runs),
        within=sum(run.within for run in runs) / len(runs),
        rank=rank_correlation(runs),
        peers=beside(runs),
    )


def beside(runs: Iterable[Run]) -> dict[str, Beside]:
    """Compare with each other way to predict, on the runs that it covers."""
    covered: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        for name in run.peers:
            covered[name].append(run)
    return {name: _beside(name, found) for name, found in covered.items()}


def _beside(name: str, runs: Sequence[Run]) -> Beside:
    return Beside(
        len(runs),
        statistics.median(abs(run.peers[name] / run.measured - 1) for run in runs),
        statistics.median(abs(run.error) for run in runs),
    )


def rank_correlation(runs: Iterable[Run]) -> float | None:
    """Give Spearman's correlation within runs alike, weighted by their number; None: no group has enough."""
    groups: dict[Hashable, list[Run]] = defaultdict(list)
    for run in runs:
        groups[run.alike].append(run)
    found = [
        (len(group), spearman([run.measured for run in group], [run.predicted for run in group]))
        for group in groups.values()
        if len(group) >= RANKED
    ]
    known = [(count, value) for count, value in found if value is not None]
    return sum(count * value for count, value in known) / sum(count for count, _ in known) if known else None


def spearman(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Give Spearman's coefficient; None where there is nothing to order."""
    if len(set(one)) < 2 or len(set(other)) < 2:  # noqa: PLR2004  # it takes two to be in order
        return None
    return statistics.correlation(ranks(one), ranks(other))


def ranks(values: Sequence[float]) -> list[float]:
    """Give each value its place, equal values the middle of theirs."""
    places: dict[float, list[int]] = defaultdict(list)
    for place, value in enumerate(sorted(values)):
        places[value].append(place)
    return [(places[value][0] + places[value][-1]) / 2 for value in values]
