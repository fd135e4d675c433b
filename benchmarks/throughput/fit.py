"""Fit the constants of the speed estimate, and write engine/throughput/constants.py.

python -m benchmarks.throughput.fit --rows measured.csv --on 2026-11-24
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.throughput.fitting import fit, observations
from benchmarks.throughput.folds import leave_one_gpu_out
from benchmarks.throughput.rows import rows
from engine.throughput.gates import gate
from engine.throughput.kinds import KINDS
from engine.throughput.prediction import SEVERAL, UNSURE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.throughput.folds import Predicted
    from benchmarks.throughput.rows import Row

TARGET: Final = Path(__file__).resolve().parents[2] / "engine" / "throughput" / "constants.py"
HELD: Final = 0.94  # of left-out rows lie in the band: nine in ten, and room for GPUs unlike those that were seen
ENOUGH: Final = 20  # left-out rows to tell a band from
DECIMALS: Final = 1000
DIFFERENT: Final = 1.5
# Kinds measured on too few GPUs for that take a band by judgement.
JUDGED: Final = {"cnn_infer": 0.45, "diffusion_infer": 0.6, "llm_serve": 0.6}
HEAD: Final = '''\
"""Fitted constants of the speed estimate: written by `python -m benchmarks.throughput.fit`, not by hand.

Fitted on {on} on {count:,} measured rows of {gpus} GPUs: published benchmark tables, see docs/models.md, "Speed". Rows
on slow hosts, impossible rows, and devices that are not in the catalogue were left out. Names: priors.py.
Bands: log of the factor that held {held:.0%} of the rows when their GPU was left out of the fit.

Rows, and median error with the row's GPU left out:
{errors}
"""

from __future__ import annotations

from typing import Final

'''


def main() -> int:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--on", required=True, help="the day, to be written beside the figures")
    options = parser.parse_args()
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for row in rows(options.rows):
        if row.counts and row.gpu and row.question and KINDS[row.type].model:
            by_kind[row.type].append(row)
    TARGET.write_text(_module(by_kind, options.on), encoding="utf-8")
    return 0


def _module(by_kind: Mapping[str, Sequence[Row]], on: str) -> str:
    used = [row for kind in by_kind.values() for row in kind if observations([row])]
    left_out = {kind: [each for each in leave_one_gpu_out(found) if each.scored] for kind, found in by_kind.items()}
    head = HEAD.format(
        on=on,
        count=len(used),
        gpus=len({row.gpu.name for row in used if row.gpu}),
        held=HELD,
        errors="\n".join(f"* {kind}: {len(by_kind[kind])}, {_error(found)}" for kind, found in left_out.items()),
    )
    bands = {**JUDGED, **{name: band for kind, found in left_out.items() for name, band in _bands(kind, found)}}
    lines = [f'    "{kind}": {band:.3f},' for kind, band in sorted(bands.items())]
    weights = [_spelt(kind, fit(kind, found)) for kind, found in sorted(by_kind.items())]
    return (
        f"{head}BANDS: Final[dict[str, float]] = {{\n" + "\n".join(lines) + "\n}\n\n"
        "WEIGHTS: Final[dict[str, dict[str, float]]] = {\n" + "\n".join(weights) + "\n}\n"
    )


def _error(found: Sequence[Predicted]) -> str:
    """Say how large a typical error is."""
    return f"{statistics.median(abs(math.expm1(each.residual)) for each in found):.1%}" if found else "all of one GPU"


def _bands(kind: str, found: Sequence[Predicted]) -> Iterator[tuple[str, float]]:
    """Give the band of a kind, and one for several GPUs where that is far wider."""
    one = [each for each in found if each.row.question and each.row.question.n_gpu == 1]
    several = [each for each in found if each not in one]
    apart = min(len(one), len(several)) >= ENOUGH and _band(several) > DIFFERENT * _band(one)
    if apart:
        yield kind, _band(one)
        yield f"{kind}/{SEVERAL}", _band(several)
    elif len(found) >= ENOUGH:
        yield kind, _band(found)


def _band(found: Sequence[Predicted]) -> float:
    """Give the log factor that holds so many rows; GPUs of which little is known are given more anyway."""
    residuals = sorted(abs(each.residual) - (UNSURE if _unsure(each.row) else 0) for each in found)
    return math.ceil(residuals[int(HELD * len(residuals)) - 1] * DECIMALS) / DECIMALS


def _unsure(row: Row) -> bool:
    return row.question is not None and row.gpu is not None and gate(row.question, row.gpu).unsure


def _spelt(kind: str, weights: Mapping[str, float]) -> str:
    lines = [f'        "{path}": {value:.4f},' for path, value in sorted(weights.items())]
    return "\n".join([f'    "{kind}": {{', *lines, "    },"])


if __name__ == "__main__":
    sys.exit(main())
