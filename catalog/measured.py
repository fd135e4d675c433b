"""Measured runs for pages: what answers a question goes before its estimate, and what the figures are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog.models import MeasuredRun
from engine import accuracy
from engine.throughput import KINDS, InputError, MeasuredRow, read
from engine.throughput.kinds import LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from catalog.models import Gpu
    from engine import throughput, vram

SPEED, MEMORY = MeasuredRun.Estimator.SPEED, MeasuredRun.Estimator.MEMORY


def speed_rows(question: throughput.Question, gpu: Gpu | throughput.Gpu | None = None) -> list[MeasuredRow]:
    """Give what was measured of this work on this GPU, for `engine.throughput.answer`; one query.

    The GPU is the question's, unless one is given. Other counts, number types and lengths are among the rows: `answer`
    picks those that fit.
    """
    name = question.gpu if gpu is None else gpu.name
    return speed_rows_of(name, type=question.type, workload=question.workload)


def speed_rows_of(gpu_name: str, **columns: str) -> list[MeasuredRow]:
    """Give all measured speeds of a GPU, or those with these columns; one query."""
    runs = MeasuredRun.objects.filter(estimator=SPEED, gpu_name=gpu_name, **columns).order_by("key")
    return [found for run in runs if (found := _speed_row(run))]


def _speed_row(run: MeasuredRun) -> MeasuredRow | None:
    """Make the engine's row; a question that this version no longer takes gives none."""
    try:
        return MeasuredRow(read(run.asked), run.measured, run.source, run.flag)
    except InputError:
        return None


@dataclass(frozen=True, slots=True)
class MeasuredMemory:
    """A measured run of a model: what it was, GiB, which quantity that is, and where it stands."""

    key: str
    title: str
    gib: float
    quantity: str  # peak_allocated: live tensors; reserved: what the allocator holds; process: all
    source: str


def memory_rows(task: vram.Task) -> list[MeasuredMemory]:
    """Give what was measured of a task's model in this kind of work, its weights stored alike; one query."""
    runs = MeasuredRun.objects.filter(estimator=MEMORY, type=task.workload.value, workload=task.model.name)
    alike = runs.filter(asked__weights_quant=task.weights_quant).order_by("key")
    return [MeasuredMemory(run.key, run.title, run.measured, run.quantity, run.source) for run in alike]


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
