"""A measured figure goes before an estimate: pick it out of the rows that somebody has."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.findings import gettext_noop
from engine.refusals import InputError
from engine.throughput.kinds import DECODE, LANGUAGE
from engine.throughput.prediction import FITTED, Fitted, Prediction, Refusal, age, predict
from engine.throughput.question import ADAPTERS, CHECKPOINTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.throughput.gpus import Gpu
    from engine.throughput.question import Question

NO_FACTS: Final = gettext_noop("The facts of this GPU are not known: only measured figures are shown.")
NEVER: Final = ("suspect", "slow host")  # how flags begin of rows that say nothing about the GPU
SAME_STACK: Final = 0.10  # how far the next run of the same software may be off
OTHER_STACK: Final = 0.30  # nine in ten of 126 pairs of software generations differ by less than a third


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """What somebody measured: the question it answers, the speed of all GPUs together, and where that stands."""

    question: Question
    speed: float
    source: str
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """The figure to show: the median of the rows of one stack, and the band that a run of one's own should lie in."""

    speed: float
    low: float
    high: float
    unit: str
    stack: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a speed. A measurement is never replaced by the estimate that stands beside it."""

    measured: Measured | None
    estimate: Prediction | Refusal

    @property
    def best(self) -> Measured | Prediction | None:
        """The figure that counts; None: there is none."""
        if self.measured is not None:
            return self.measured
        return self.estimate if isinstance(self.estimate, Prediction) else None


def answer(question: Question, gpu: Gpu | None, rows: Iterable[MeasuredRow], fitted: Fitted = FITTED) -> Answer:
    """Give the measured figure, if rows hold one, beside the estimate; without a GPU's facts only the former.

    Raises InputError where neither a row nor the estimate knows the work.
    """
    found = measured(question, rows)
    if gpu is None:
        return Answer(found, Refusal(NO_FACTS))
    try:
        return Answer(found, predict(question, gpu, fitted))
    except InputError as error:
        if found is None:
            raise
        return Answer(found, Refusal(str(error)))


def measured(question: Question, rows: Iterable[MeasuredRow]) -> Measured | None:
    """Pick the rows that answer just this question, of the asked or else the newest software, and take their median."""
    alike = [row for row in rows if not row.flag.startswith(NEVER) and _alike(row.question, question)]
    if not alike:
        return None
    stack = max({row.question.stack for row in alike}, key=lambda name: (name == question.stack, age(name), name))
    chosen = [row for row in alike if row.question.stack == stack]
    speed = statistics.median(row.speed for row in chosen)
    spread = SAME_STACK if question.stack in {"", stack} else OTHER_STACK
    sources = tuple(dict.fromkeys(row.source for row in chosen))
    return Measured(speed, speed * (1 - spread), speed * (1 + spread), chosen[0].question.unit, stack, sources)


def _alike(known: Question, asked: Question) -> bool:
    """Tell whether a row's work is the asked one; a length, a batch and a unit that nobody asked for may be any."""
    names = ("type", "workload", "gpu", "n_gpu", "precision", "flag")
    lengths = known.kind.model != LANGUAGE or asked.seq is None or known.seq == asked.seq
    units = not asked.unit or known.unit == asked.unit
    same = all(getattr(known, name) == getattr(asked, name) for name in names)
    return same and lengths and units and _same_batch(known, asked) and _same_way(known, asked)


def _same_batch(known: Question, asked: Question) -> bool:
    """Tell whether as much is done at once: a single stream unless somebody says otherwise."""
    if asked.type == DECODE:
        return (known.batch or 1) == (asked.batch or 1)
    return asked.batch is None or known.batch == asked.batch


def _same_way(known: Question, asked: Question) -> bool:
    """Tell whether both train the same way, and neither under a power limit."""
    unlimited = asked.power_limit_w is None and known.power_limit_w is None
    return unlimited and all((word in known.extra) == (word in asked.extra) for word in (ADAPTERS, CHECKPOINTS))
