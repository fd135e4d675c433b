"""Work that is known by name only: a GPU's speed beside that of a reference card. docs/models.md, "Speed".

log speed = base + stack + group - log(sum of share x reference / rating + step x GPUs / batch) + log n - loss x log2 n
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.throughput.kinds import FULL
from engine.throughput.links import link, narrowness
from engine.throughput.priors import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.throughput.gates import Gate
    from engine.throughput.gpus import Gpu
    from engine.throughput.question import Question

REFERENCE: Final = (71.0, 936.2, 35.58, 350.0)  # an RTX 3090: TFLOPS of tensor cores, GB/s, TFLOPS of shaders, W
MOST_STEP: Final = 20.0  # a fixed cost of a step of more than this, in samples, would be no longer physical
LEAST_LOSS, MOST_LOSS = 0.0, 0.5  # of log speed, for each doubling of the cards
CEILING_SLACK: Final = math.log(1.1)  # an input pipeline may be a tenth faster than any that was measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """One question, made ready: names of the weights it takes, and what they are multiplied by."""

    base: str
    stack: str
    group: str
    shares: tuple[str, ...]
    slowness: tuple[float, ...]
    step: str
    steps: float
    count: int
    link: str
    links: str
    narrowness: float
    ceiling: str
    log_share: float

    def log_speed(self, weights: Mapping[str, float]) -> float:
        """Give the logarithm of the speed; several cards are never slower than one of them."""
        if self.count == 1:
            return self._one(weights, self.steps)
        loss = min(MOST_LOSS, max(LEAST_LOSS, (weights[self.link] + weights[self.links]) * self.narrowness))
        several = self._one(weights, self.steps) + math.log(self.count) - loss * math.log2(self.count)
        return max(several, self._one(weights, self.steps / self.count))

    def _one(self, weights: Mapping[str, float], steps: float) -> float:
        parts = [math.exp(weights[path]) for path in self.shares]
        seconds = sum(part * slow for part, slow in zip(parts, self.slowness, strict=True)) / sum(parts)
        if steps:
            seconds += min(math.exp(weights[self.step]), MOST_STEP) * steps
        speed = weights[self.base] + weights[self.stack] + weights[self.group] - math.log(seconds) + self.log_share
        return min(speed, weights[self.ceiling] + CEILING_SLACK) if self.ceiling in weights else speed


def base_path(question: Question) -> str:
    """Name the weight that says how fast a work is at all."""
    return f"base/{question.workload}/{question.bits}/{question.unit}"


def relative(question: Question, gpu: Gpu, gate: Gate) -> Relative:
    """Make a question ready."""
    bits = "fp32" if question.bits == FULL else "tensor"
    batch = question.batch or question.kind.batch * question.n_gpu
    ratings = (gate.peak_tflops, gpu.bandwidth_gbs, gpu.fp32_tflops, gpu.board_power_w)
    return Relative(
        base=base_path(question),
        stack=f"stack/{question.stack}",
        group=f"group/{gpu.group}",
        shares=tuple(f"share/{bits}/{name}" for name in RESOURCES),
        slowness=tuple(one / (rating or one) for one, rating in zip(REFERENCE, ratings, strict=True)),
        step=f"step/{question.workload}",
        steps=question.n_gpu / batch if batch else 0.0,
        count=question.n_gpu,
        link=f"link/{link(question.interconnect, gpu)}",
        links=f"links/{question.workload}",
        narrowness=narrowness(question.interconnect),
        ceiling=f"ceiling/{question.workload}/{question.unit}",
        log_share=math.log(gate.share),
    )
