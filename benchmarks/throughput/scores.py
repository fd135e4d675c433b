"""How far predictions are off, and the simplest ones: speed in proportion to one figure of a data sheet."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from engine.accuracy import Figures, Run, figures
from engine.throughput.kinds import FULL, KINDS, LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from benchmarks.throughput.folds import Predicted
    from benchmarks.throughput.rows import Row
    from engine.throughput.gpus import Gpu
    from engine.throughput.question import Question


def run_of(each: Predicted) -> Run | None:
    """Give a scored row as the figures read it."""
    if not each.scored or each.prediction is None or each.row.measured is None:
        return None
    known = each.prediction
    return Run(each.row.measured, known.speed, known.low, known.high, _in_order(each.row))


def score(found: Iterable[Predicted]) -> Figures | None:
    """Score rows; None: there is none to score."""
    return figures([run for each in found if (run := run_of(each))])


def _in_order(row: Row) -> tuple[object, ...]:
    """Say which rows can be put in order: one work with one software."""
    return (*_alike(row), row.question.stack if row.question else "")


BASELINES: Final[Mapping[str, Callable[[Gpu, Question], float | None]]] = {
    "bandwidth": lambda gpu, _: gpu.bandwidth_gbs,
    "tensor TFLOPS": lambda gpu, question: (
        gpu.peak_train32_tflops if question.bits == FULL else gpu.peak_train16_tflops
    ),
    "fp32 TFLOPS": lambda gpu, _: gpu.fp32_tflops,
}


def baseline(name: str, judged: Iterable[Row], anchors: Iterable[Row]) -> dict[str, float]:
    """Give log residuals by row id of speed = k × figure × GPUs, k the geometric mean over other GPUs' rows alike."""
    factors: dict[tuple[object, ...], list[tuple[str, float]]] = defaultdict(list)
    for row in anchors:
        if (figure := _figure(name, row)) is not None and row.gpu:
            factors[_alike(row)].append((row.gpu.name, row.log_measured - figure))
    residuals = {}
    for row in judged:
        figure = _figure(name, row)
        others = [factor for gpu, factor in factors[_alike(row)] if row.gpu and gpu != row.gpu.name]
        if figure is not None and others:
            residuals[row.id] = statistics.mean(others) + figure - row.log_measured
    return residuals


def _figure(name: str, row: Row) -> float | None:
    """Give the logarithm of the data sheet's figure times the GPUs."""
    if not row.counts or row.gpu is None or row.question is None or not KINDS[row.type].model:
        return None
    value = BASELINES[name](row.gpu, row.question)
    return math.log(value * row.question.n_gpu) if value else None


def _alike(row: Row) -> tuple[object, ...]:
    question = row.question
    if question is None:
        return ()
    length = question.seq if question.kind.model == LANGUAGE else None
    return question.workload, question.precision, length, question.unit
