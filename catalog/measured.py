"""Measured runs as the engine reads them: what answers a question, and what the figures are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.models import MeasuredRun
from engine import accuracy
from engine.throughput import KINDS, InputError, MeasuredRow, read
from engine.throughput.kinds import LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable


SPEED, MEMORY = MeasuredRun.Estimator.SPEED, MeasuredRun.Estimator.MEMORY


def speed_row(run: MeasuredRun) -> MeasuredRow | None:
    """Make the engine's row; a question that this version no longer takes gives none."""
    try:
        return MeasuredRow(read(run.asked), run.measured, run.source, run.flag)
    except InputError:
        return None


def scored(runs: Iterable[MeasuredRun]) -> list[accuracy.Run]:
    """Give the runs that take part in the figures, as the engine reads them."""
    return [found for run in runs if (found := as_read(run))]


def as_read(run: MeasuredRun) -> accuracy.Run | None:
    """Give a run as the engine reads it; None: it takes no part in the figures."""
    if not run.scored or run.predicted is None or run.low is None or run.high is None:
        return None
    return accuracy.Run(run.measured, run.predicted, run.low, run.high, alike(run), run.peers)


def alike(run: MeasuredRun) -> Hashable:
    """Say which runs can be put in order: speeds of one work and software on different GPUs; memory of one kind."""
    if run.estimator == MEMORY:
        return run.type
    asked = run.asked
    length = asked.get("seq") if run.type in KINDS and KINDS[run.type].model == LANGUAGE else None
    return run.workload, asked.get("precision"), length, run.unit, asked.get("stack")
