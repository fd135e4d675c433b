"""The figures of the accuracy page, out of the stored runs: by kind of work, and where the estimate misses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from browse.accuracy_words import PEERS, PEERS_OF, group_name
from catalog.measured import as_read
from catalog.models import MeasuredRun
from catalog.run_kinds import GROUPS, SPEED, WHOLES, group_of
from engine import accuracy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.accuracy import Figures

FEWEST: Final = 5  # runs that a miss rests on
MISSED: Final = 0.25  # of the measurement: a larger median error is a miss
SHOWN_MISSES: Final = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of work, or a whole, with its figures; `theirs` beside the heads of the peers, None: not covered."""

    estimator: str
    key: str
    name: str
    figures: Figures
    whole: bool

    @property
    def theirs(self) -> list[tuple[str, accuracy.Beside | None]]:
        """The median error of each peer, on the runs that it covers."""
        return [(str(PEERS[name]), self.figures.peers.get(name)) for name in PEERS_OF[self.estimator]]


@dataclass(frozen=True, slots=True)
class Miss:
    """Runs of one kind, on one GPU or of one work, whose estimates are far off; `address` asks for them."""

    name: str
    figures: Figures
    address: str


Scored = tuple[MeasuredRun, accuracy.Run]


def scored_runs() -> list[Scored]:
    """Read all runs that make the figures; one query."""
    rows = MeasuredRun.objects.scored().select_related("gpu").order_by("key")
    needed = rows.only(
        "estimator", "type", "workload", "title", "gpu_name", "gpu_count", "asked", "measured", "predicted", "low",
        "high", "unit", "peers", "scored", "gpu__slug", "gpu__name",
    )  # fmt: skip
    return [(row, run) for row in needed if (run := as_read(row))]


def lines(estimator: str, scored: Iterable[Scored]) -> list[Line]:
    """Give the figures by group in the order of the groups, then of the wholes."""
    by_group: dict[str, list[accuracy.Run]] = defaultdict(list)
    for row, run in scored:
        if row.estimator == estimator:
            by_group[group_of(estimator, row.type)].append(run)
    order = [*GROUPS[estimator], *(key for key in by_group if key not in GROUPS[estimator])]
    found = [_line(estimator, key, by_group[key], whole=False) for key in order if key in by_group]
    for key, parts in WHOLES[estimator].items():
        runs = [run for group, each in by_group.items() if not parts or group in parts for run in each]
        found.append(_line(estimator, key, runs, whole=True))
    return [line for line in found if line is not None]


def _line(estimator: str, key: str, runs: Sequence[accuracy.Run], *, whole: bool) -> Line | None:
    known = accuracy.figures(runs)
    return Line(estimator, key, group_name(estimator, key), known, whole) if known else None


def misses(estimator: str, scored: Iterable[Scored]) -> list[Miss]:
    """Give the GPUs and works of each kind at which the estimate misses most, the farthest first."""
    rows = [(row, run) for row, run in scored if row.estimator == estimator]
    found = [*_by_gpu(rows), *_by_work(rows)]
    far = [miss for miss in found if miss.figures.rows >= FEWEST and miss.figures.median > MISSED]
    return sorted(far, key=lambda miss: (-miss.figures.median, miss.name))[:SHOWN_MISSES]


def _by_gpu(rows: Iterable[Scored]) -> Iterator[Miss]:
    parts: dict[tuple[str, str, str, str], list[accuracy.Run]] = defaultdict(list)
    for row, run in rows:
        if row.gpu is not None:
            parts[row.type, row.gpu.slug, row.gpu_name, "one" if row.gpu_count == 1 else "several"].append(run)
    for (kind, slug, name, count), runs in parts.items():
        on = name if count == "one" else f"2+ × {name}"
        yield from _miss(on, runs, {"estimator": SPEED, "type": kind, "gpu": slug, "gpus": count})


def _by_work(rows: Iterable[Scored]) -> Iterator[Miss]:
    parts: dict[tuple[str, str, str], list[accuracy.Run]] = defaultdict(list)
    names: dict[str, str] = {}
    for row, run in rows:
        parts[row.estimator, row.type, row.workload].append(run)
        names.setdefault(row.workload, row.title.partition(",")[0])
    for (estimator, kind, work), runs in parts.items():
        yield from _miss(names[work], runs, {"estimator": estimator, "type": kind, "workload": work})


def _miss(what: str, runs: Sequence[accuracy.Run], asked: Mapping[str, str]) -> Iterator[Miss]:
    known, estimator = accuracy.figures(runs), asked["estimator"]
    if known is not None:
        kind = group_name(estimator, group_of(estimator, asked["type"]))
        yield Miss(what if what == kind else f"{kind}: {what}", known, urlencode({**asked, "scored": "true"}))
