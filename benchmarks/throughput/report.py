"""Tables of the speed benchmark, and its CSV file."""

from __future__ import annotations

import csv
import math
import statistics
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from benchmarks.throughput.scores import BASELINES, baseline, score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from benchmarks.throughput.folds import Predicted
    from benchmarks.throughput.rows import Row

HEAD: Final = "type                 GPUs     n  median    P90    bias  under 10 %  coverage   rank"
SIDES: Final = {"one": (1, 1), "more": (2, math.inf), "all": (0, math.inf)}


def tables(found: Sequence[Predicted], anchors: Sequence[Row]) -> Iterator[str]:
    """Give the lines to print."""
    by_kind: dict[str, list[Predicted]] = defaultdict(list)
    for each in found:
        by_kind[each.row.type].append(each)
    yield HEAD
    for kind, rows in {**by_kind, "overall": list(found)}.items():
        for side, (least, most) in SIDES.items():
            part = [each for each in rows if each.row.question and least <= each.row.question.n_gpu <= most]
            if (line := _line(kind, side, part)) and (side != "one" or len(part) != len(rows)):
                yield line
    yield ""
    yield from _beside_baselines(by_kind, anchors)
    yield ""
    yield from _declined(found)


def _line(kind: str, side: str, rows: Sequence[Predicted]) -> str:
    known = score(rows)
    if known is None:
        return ""
    rank = "     –" if known.rank is None else f"{known.rank:6.2f}"
    return (
        f"{kind:20} {side:5} {known.rows:4} {known.median:7.1%} {known.ninth:6.1%} {known.bias:+7.1%}"
        f" {known.under:11.1%} {known.within:9.1%} {rank}"
    )


def _beside_baselines(by_kind: Mapping[str, Sequence[Predicted]], anchors: Sequence[Row]) -> Iterator[str]:
    """Compare on the rows that a baseline covers: it needs the same work measured on another GPU."""
    yield f"{'median error on the same rows':32} {'n':>4} {'estimate':>9} {'baseline':>9}"
    for kind, rows in by_kind.items():
        scored = {each.row.id: each for each in rows if each.scored}
        for name in BASELINES:
            theirs = baseline(name, [each.row for each in scored.values()], anchors)
            if theirs:
                ours = statistics.median(abs(math.expm1(scored[row].residual)) for row in theirs)
                other = statistics.median(abs(math.expm1(value)) for value in theirs.values())
                yield f"{kind:18} {name:13} {len(theirs):4} {ours:9.1%} {other:9.1%}"


def _declined(found: Sequence[Predicted]) -> Iterator[str]:
    reasons = Counter((each.row.type, each.why) for each in found if each.prediction is None)
    yield f"declined: {reasons.total()} of {len(found)} rows; not scored for their flag: {_flagged(found)}"
    for (kind, why), count in reasons.most_common():
        yield f"{count:5}  {kind}: {why}"


def _flagged(found: Sequence[Predicted]) -> int:
    return sum(each.row.measured is not None and not each.row.counts for each in found)


def write(found: Sequence[Predicted], path: Path) -> None:
    """Write one line per row: speeds in the row's unit, empty where there is none, and why."""
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(("id", "measured", "predicted", "low", "high", "reason"))
        for each in found:
            known = each.prediction
            measured = "" if each.row.measured is None else f"{each.row.measured:.10g}"
            numbers = ("", "", "") if known is None else tuple(f"{x:.6g}" for x in (known.speed, known.low, known.high))
            lines.writerow((each.row.id, measured, *numbers, each.why))
