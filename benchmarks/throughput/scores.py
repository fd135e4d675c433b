"""How far predictions are off, and the simplest ones: speed in proportion to one figure of a data sheet."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.throughput.kinds import FULL, KINDS, LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from benchmarks.throughput.folds import Predicted
    from benchmarks.throughput.rows import Row
    from engine.throughput.gpus import Gpu
    from engine.throughput.question import Question

UNDER: Final = -0.1  # a prediction that is lower by more than this counts as under
RANKED: Final = 4  # rows of a group that a rank correlation needs
NINTH: Final = 0.9


@dataclass(frozen=True, slots=True)
class Score:
    """Figures over scored rows. `bias` is the median of predicted / measured − 1; `rank` None: too few rows alike."""

    rows: int
    median: float
    ninth: float
    bias: float
    under: float
    coverage: float
    rank: float | None


def score(found: Sequence[Predicted]) -> Score | None:
    """Score rows; None: there is none to score."""
    scored = [each for each in found if each.scored]
    if not scored:
        return None
    signed = [math.expm1(each.residual) for each in scored]
    return Score(
        len(scored),
        statistics.median(map(abs, signed)),
        sorted(map(abs, signed))[int(NINTH * len(signed))],
        statistics.median(signed),
        sum(error < UNDER for error in signed) / len(signed),
        sum(each.within for each in scored) / len(scored),
        rank_correlation(scored),
    )


def rank_correlation(scored: Iterable[Predicted]) -> float | None:
    """Give Spearman's correlation within rows of the same work, weighted by rows; None: no group has enough."""
    groups: dict[tuple[object, ...], list[Predicted]] = defaultdict(list)
    for each in scored:
        question = each.row.question
        if question:
            length = question.seq if question.kind.model == LANGUAGE else None
            groups[question.workload, question.precision, length, question.unit, question.stack].append(each)
    found = [(len(group), _spearman(group)) for group in groups.values() if len(group) >= RANKED]
    known = [(count, value) for count, value in found if value is not None]
    return sum(count * value for count, value in known) / sum(count for count, _ in known) if known else None


def _spearman(group: Sequence[Predicted]) -> float | None:
    measured = _ranks([each.row.measured or 0 for each in group])
    predicted = _ranks([each.prediction.speed if each.prediction else 0 for each in group])
    if len(set(measured)) == 1 or len(set(predicted)) == 1:
        return None
    return statistics.correlation(measured, predicted)


def _ranks(values: Sequence[float]) -> list[float]:
    """Give places, the mean of them for equal values."""
    return [
        sum(other < value for other in values) + (sum(other == value for other in values) - 1) / 2 for value in values
    ]


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
