"""Weights out of measured rows: least squares on the logarithm, robust, with the priors as further observations.

    minimise  Σ rows 2·(√(1 + (residual / 0.08)²) − 1)  +  Σ weights ((weight − prior) / width)²

by Gauss and Newton's steps with Levenberg's damping, in plain Python: a few hundred rows, fewer than a hundred weights.
"""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.throughput.gates import gate, refusal
from engine.throughput.prediction import ready
from engine.throughput.priors import Weights, prior
from engine.throughput.relative import Relative

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from benchmarks.throughput.rows import Row
    from engine.throughput.language import Language

SCALE: Final = 0.08  # of a residual that counts as noise
NUDGE: Final = 1e-5
LOOSE: Final = 1e-6  # what holds a weight that no prior holds
ROUNDS: Final = 30
TRIES: Final = 6
ENOUGH: Final = 1e-4  # a round that gains less than this share is the last
CAPPED: Final = frozenset({"cnn_train"})  # kinds whose fastest cards wait for pictures


@dataclass(frozen=True, slots=True)
class Observation:
    """A row made ready, with the names of the weights that it reads."""

    ready: Relative | Language
    log_measured: float
    paths: tuple[str, ...]


class _Asked(Weights):
    """Weights that write down which of them are read."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind, {})
        self.paths: dict[str, None] = {}

    def __missing__(self, path: str) -> float:
        self.paths[path] = None
        return super().__missing__(path)


def observations(rows: Iterable[Row]) -> list[Observation]:
    """Make rows ready that count and whose GPU takes the work."""
    return [found for row in rows if row.counts and (found := _observation(row))]


def _observation(row: Row) -> Observation | None:
    if row.question is None or row.gpu is None or refusal(row.question, row.gpu):
        return None
    asked = _Asked(row.type)
    made = ready(row.question, row.gpu, gate(row.question, row.gpu))
    made.log_speed(asked)
    return Observation(made, row.log_measured, tuple(asked.paths))


def fit(kind: str, rows: Sequence[Row]) -> dict[str, float]:
    """Give the weights of one kind of work."""
    seen = observations(rows)
    paths = sorted({path for each in seen for path in each.paths})
    weights = Weights(kind, {path: prior(kind, path).mean for path in paths})
    _start_bases(seen, weights)
    problem = Problem(kind, seen, paths)
    damping, cost = 1e-3, problem.cost(weights)
    for _ in range(ROUNDS):
        better, damping = problem.improved(weights, cost, damping)
        if better is None:
            break
        before, weights = cost, better
        cost = problem.cost(weights)
        if before - cost < ENOUGH * before:
            break
    return {**weights, **(_ceilings(rows) if kind in CAPPED else {})}


def _start_bases(seen: Sequence[Observation], weights: Weights) -> None:
    """Put the speed of each work at the median of what was measured of it."""
    residuals = defaultdict(list)
    for each in seen:
        if isinstance(each.ready, Relative):
            residuals[each.ready.base].append(each.log_measured - each.ready.log_speed(weights))
    weights.update({base: statistics.median(found) for base, found in residuals.items()})


def _ceilings(rows: Iterable[Row]) -> dict[str, float]:
    """Give the fastest card of each work: past it the input pipeline is what is measured."""
    fastest: dict[str, float] = {}
    for row in rows:
        if row.counts and row.question and row.gpu:
            path = f"ceiling/{row.question.workload}/{row.question.unit}"
            alone = row.log_measured - math.log(row.question.n_gpu)
            fastest[path] = max(alone, fastest.get(path, alone))
    return fastest


@dataclass(frozen=True, slots=True)
class Problem:
    """What is minimised."""

    kind: str
    seen: Sequence[Observation]
    paths: Sequence[str]

    def cost(self, weights: Mapping[str, float]) -> float:
        """Give what is minimised."""
        misfit = sum(
            2 * (math.hypot(1, (each.log_measured - each.ready.log_speed(weights)) / SCALE) - 1) for each in self.seen
        )
        held = ((weights[path], prior(self.kind, path)) for path in self.paths)
        return misfit + sum(((value - known.mean) / known.width) ** 2 for value, known in held if known.width)

    def improved(self, weights: Weights, cost: float, damping: float) -> tuple[Weights | None, float]:
        """Take one step, damped until it helps; None: none does."""
        matrix, slope = self._normal(weights)
        for _ in range(TRIES):
            damped = [[value * (1 + damping * (i == j)) for j, value in enumerate(row)] for i, row in enumerate(matrix)]
            step = solved(damped, slope)
            moved = Weights(self.kind, weights)
            moved.update({path: weights[path] + move for path, move in zip(self.paths, step, strict=True)})
            if self.cost(moved) < cost:
                return moved, damping / 3
            damping *= 5
        return None, damping

    def _normal(self, weights: Weights) -> tuple[list[list[float]], list[float]]:
        """Give the normal equations of the step: each row weighs less the further it is off."""
        index = {path: i for i, path in enumerate(self.paths)}
        matrix, slope = [[0.0] * len(index) for _ in index], [0.0] * len(index)
        for each in self.seen:
            speed = each.ready.log_speed(weights)
            residual = (each.log_measured - speed) / SCALE
            weight = 1 / math.hypot(1, residual)
            gradient = [(index[path], _nudged(each, weights, path, speed)) for path in each.paths]
            for i, value in gradient:
                slope[i] += weight * value * residual
                for j, other in gradient:
                    matrix[i][j] += weight * value * other
        for path, i in index.items():
            known = prior(self.kind, path)
            matrix[i][i] += 1 / known.width**2 if known.width else LOOSE
            slope[i] += (known.mean - weights[path]) / known.width**2 if known.width else 0
        return matrix, slope


def _nudged(each: Observation, weights: Weights, path: str, speed: float) -> float:
    """Give how the log speed answers to a weight."""
    kept = weights[path]
    weights[path] = kept + NUDGE
    change = (each.ready.log_speed(weights) - speed) / NUDGE / SCALE
    weights[path] = kept
    return change


def solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve symmetric equations by Cholesky's decomposition."""
    lower: list[list[float]] = []
    for i, row in enumerate(matrix):
        new: list[float] = []
        for j in range(i + 1):
            known = new if i == j else lower[j]
            rest = row[j] - sum(a * b for a, b in zip(new, known, strict=False))
            new.append(math.sqrt(rest) if i == j else rest / lower[j][j])
        lower.append(new)
    halfway: list[float] = []
    for row, value in zip(lower, right, strict=True):
        halfway.append((value - sum(a * b for a, b in zip(row, halfway, strict=False))) / row[-1])
    found = [0.0] * len(right)
    for i in reversed(range(len(right))):
        found[i] = (halfway[i] - sum(lower[k][i] * found[k] for k in range(i + 1, len(right)))) / lower[i][i]
    return found
