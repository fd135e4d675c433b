"""Predictions for rows: by the committed weights, or by weights that never saw a row's GPU in its kind of work."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.throughput.fitting import fit
from engine.findings import gettext_noop
from engine.refusals import InputError
from engine.throughput.gates import ONLY_MEASURED
from engine.throughput.prediction import FITTED, Fitted, Prediction, Refusal, predict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.throughput.rows import Row

NOT_IN_CATALOGUE = gettext_noop("The GPU is not in the catalogue.")


@dataclass(frozen=True, slots=True)
class Predicted:
    """A row with its prediction, or with why there is none."""

    row: Row
    prediction: Prediction | None
    why: str = ""

    @property
    def residual(self) -> float:
        """How much the prediction is above the measurement, in log speed; 0 where one of them is missing."""
        if self.prediction is None or self.row.measured is None:
            return 0.0
        return math.log(self.prediction.speed) - self.row.log_measured

    @property
    def scored(self) -> bool:
        """Whether it takes part in the figures."""
        return self.prediction is not None and self.row.counts

    @property
    def within(self) -> bool:
        """Whether the band holds the measurement."""
        known = self.prediction
        return known is not None and known.low <= (self.row.measured or 0) <= known.high


def predicted(row: Row, fitted: Fitted = FITTED) -> Predicted:
    """Predict one row."""
    if row.question is None:
        return Predicted(row, None, row.why)
    if not row.question.kind.model or row.question.gpu.startswith("APPLE:"):
        return Predicted(row, None, ONLY_MEASURED)
    if row.gpu is None:
        return Predicted(row, None, NOT_IN_CATALOGUE)
    try:
        found = predict(row.question, row.gpu, fitted)
    except InputError as error:
        return Predicted(row, None, str(error))
    return Predicted(row, None, found.reason) if isinstance(found, Refusal) else Predicted(row, found)


def leave_one_gpu_out(rows: Iterable[Row], folds: int | None = None) -> Iterator[Predicted]:
    """Predict each row by weights fitted on the other GPUs' rows of its kind; bands stay the committed ones.

    With `folds`, whole shares of the GPUs are left out at a time: one GPU in three, for 3.
    """
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_kind[row.type].append(row)
    for kind, found in by_kind.items():
        yield from (predicted(row) for row in found if row.gpu is None)
        names = sorted({row.gpu.name for row in found if row.gpu})
        parts = [names[start::folds] for start in range(folds)] if folds else [[name] for name in names]
        for part in parts:
            yield from _without(kind, found, part)


def _without(kind: str, rows: Sequence[Row], names: Sequence[str]) -> Iterator[Predicted]:
    """Fit on the rows of all other GPUs, and predict those of the named ones."""
    mine = [row for row in rows if row.gpu and row.gpu.name in names]
    if mine:
        others = [row for row in rows if row.gpu and row.gpu.name not in names]
        fitted = Fitted({kind: fit(kind, others)}, FITTED.bands)
        yield from (predicted(row, fitted) for row in mine)
