"""CPU boxes beside GPU boxes: what each costs at a rate, and from which rate on a GPU pays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from engine.serving.sizing import Fleet, boxes_needed, fleet, most_rate, staircase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.serving.question import Question

GRID = (
    1, 2, 5, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10_000
)  # fmt: skip
HALVINGS = 7  # of the place of the break-even between two rates of the grid: within 1 %
CENT = 1e-9  # prices that differ by less are equal
Verdict = Literal["cpu", "gpu", "same", "only-cpu", "only-gpu", "neither", "unpriced"]


@dataclass(frozen=True, slots=True)
class Rung:
    """A rate of the break-even table. None: no number of boxes holds the limit, or there is no price."""

    rate: float
    cpu_boxes: int | None
    gpu_boxes: int | None
    cpu_price: float | None
    gpu_price: float | None

    @property
    def cpu_per_hour(self) -> float | None:
        """What the CPU boxes cost."""
        return _product(self.cpu_boxes, self.cpu_price)

    @property
    def gpu_per_hour(self) -> float | None:
        """What the GPU boxes cost."""
        return _product(self.gpu_boxes, self.gpu_price)

    @property
    def even_cpu_price(self) -> float | None:
        """The price of a CPU box at which both ways cost the same; below it the CPU is cheaper."""
        if not self.cpu_boxes or self.gpu_per_hour is None:
            return None
        return self.gpu_per_hour / self.cpu_boxes

    @property
    def verdict(self) -> Verdict:
        """Which way is cheaper."""
        if self.cpu_boxes is None or self.gpu_boxes is None:
            return _only(self.cpu_boxes, self.gpu_boxes)
        if self.cpu_per_hour is None or self.gpu_per_hour is None:
            return "unpriced"
        difference = self.gpu_per_hour - self.cpu_per_hour
        return "same" if abs(difference) < CENT else "gpu" if difference < 0 else "cpu"

    @property
    def gpu_pays(self) -> bool:
        """Whether the GPU is cheaper, or the only way."""
        return self.verdict in {"gpu", "only-gpu"}


@dataclass(frozen=True, slots=True)
class Mix:
    """GPU boxes for the bulk of the requests and CPU boxes for what is left, each kind with a queue of its own."""

    gpu_boxes: int
    cpu_boxes: int
    gpu_rate: float
    per_hour: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of a question. `both` is None where one GPU box is enough, or prices or latencies are not known.

    `break_even`: the least rate at which a GPU is cheaper; None: at none of the table's, or prices are not known.
    """

    question: Question
    cpu: Fleet
    gpu: Fleet
    both: Mix | None
    rungs: tuple[Rung, ...]
    break_even: float | None

    @property
    def here(self) -> Rung:
        """The rate that was asked about."""
        return next(rung for rung in self.rungs if rung.rate == self.question.rate)

    @property
    def verdict(self) -> Verdict:
        """Which way is cheaper at the rate that was asked about."""
        return self.here.verdict

    @property
    def crossings(self) -> tuple[float, ...]:
        """Rates of the table at which the GPU begins to be cheaper, or the CPU again: costs are staircases."""
        return tuple(high.rate for low, high in pairwise(self.rungs) if low.gpu_pays != high.gpu_pays)


@lru_cache(maxsize=256)  # a page and its parts ask the same again, and so do readers of one address
def compare(question: Question) -> Comparison:
    """Compare CPU boxes with GPU boxes."""
    cpu, gpu = (
        fleet(box, question.rate, question.promise, spare=question.spare) for box in (question.cpu, question.gpu)
    )
    rungs = _rungs(question)
    return Comparison(question, cpu, gpu, _mix(question, cpu, gpu), rungs, _break_even(question, rungs))


def grid(question: Question) -> list[float]:
    """Give the rates of the table: round ones about what one CPU box answers, and the one that was asked about."""
    scale = 10.0 ** round(math.log10(question.cpu.capacity) - 1)
    return sorted({float(f"{rate * scale:.6g}") for rate in GRID} | {question.rate})


def _rungs(question: Question) -> tuple[Rung, ...]:
    rates = grid(question)
    cpu, gpu = (staircase(box, rates, question.promise) for box in (question.cpu, question.gpu))
    return tuple(_rung(question, *each) for each in zip(rates, cpu, gpu, strict=True))


def _rung(question: Question, rate: float, cpu: int | None, gpu: int | None) -> Rung:
    spare = int(question.spare)
    cpu_boxes, gpu_boxes = (None if each is None else each + spare for each in (cpu, gpu))
    return Rung(rate, cpu_boxes, gpu_boxes, question.cpu.price, question.gpu.price)


def _break_even(question: Question, rungs: Sequence[Rung]) -> float | None:
    """Find the first rate of the table at which the GPU pays, and narrow it down from the one before."""
    place = next((place for place, rung in enumerate(rungs) if rung.gpu_pays), None)
    if place is None:
        return None
    high = rungs[place].rate
    if place == 0:
        return high
    low = rungs[place - 1].rate
    for _ in range(HALVINGS):
        middle = math.sqrt(low * high)
        low, high = (low, middle) if _at(question, middle).gpu_pays else (middle, high)
    return high


def _at(question: Question, rate: float) -> Rung:
    boxes = (boxes_needed(box, rate, question.promise) for box in (question.cpu, question.gpu))
    return _rung(question, rate, *boxes)


def _mix(question: Question, cpu: Fleet, gpu: Fleet) -> Mix | None:
    """Take one GPU box away, and let CPU boxes answer what the others do not hold."""
    prices = (question.cpu.price, question.gpu.price)
    if not gpu.boxes or gpu.boxes == 1 or cpu.boxes is None or prices[0] is None or prices[1] is None:
        return None
    kept = gpu.boxes - 1
    gpu_rate = min(question.rate, most_rate(question.gpu, kept, question.promise))
    left = question.rate - gpu_rate
    boxes = boxes_needed(question.cpu, left, question.promise) if left > 0 else 0
    if boxes is None:
        return None
    spare = int(question.spare)
    return Mix(kept + spare, boxes + spare, gpu_rate, (kept + spare) * prices[1] + (boxes + spare) * prices[0])


def _only(cpu: int | None, gpu: int | None) -> Verdict:
    if cpu is None:
        return "neither" if gpu is None else "only-gpu"
    return "only-cpu"


def _product(boxes: int | None, price: float | None) -> float | None:
    return None if boxes is None or price is None else boxes * price
