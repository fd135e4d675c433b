"""Language models: the seconds of a token as a sum of what has to be done for it. docs/models.md, "Speed"."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.throughput.kinds import DECODE, EIGHT, PREFILL, SERVE, TRAIN, family
from engine.throughput.links import link
from engine.throughput.question import ADAPTERS, CHECKPOINTS, OFFLOAD
from engine.throughput.shapes import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.throughput.gates import Gate
    from engine.throughput.gpus import Gpu
    from engine.throughput.question import Question

GIGA, TERA = 1e9, 1e12
MICRO: Final = 1e-6
HALF_BYTES: Final = 2
PASS: Final = 2  # operations of a parameter for each token, going forwards; twice that going backwards
KEYS_AND_VALUES: Final = 2
MICRO_BATCH: Final = 512  # tokens of a prompt that llama.cpp reads at a time
ACTIVATIONS: Final = 40  # values of the hidden size that a layer writes for a token, to and fro
LEAST_BODY: Final = 0.2  # of the parameters lie in the layers, whatever the vocabulary
HAND_WRITTEN: Final = "llmq"  # CUDA written by hand; all other stacks count as PyTorch
SPLIT_DECODE: Final = 0.054  # lost for each doubling of cards, of log speed: measured rows of llama.cpp's layer split
SPLIT_PREFILL: Final = 0.78  # of the pipeline's gain is reached, as a power: the same rows
LEAST_GROWTH: Final = -0.3  # a doubling of cards is never taken to lose more than this, of log speed


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One question, made ready: seconds by weight, weights that are added to the log speed, and what is fixed."""

    seconds: tuple[tuple[str, float], ...]
    added: tuple[tuple[str, float], ...] = ()
    fixed: float = 0.0

    def log_speed(self, weights: Mapping[str, float]) -> float:
        """Give the logarithm of tokens a second."""
        total = sum(math.exp(weights[path]) * value for path, value in self.seconds if value)
        grown = sum(max(weights[path], LEAST_GROWTH) * times for path, times in self.added)
        return self.fixed + grown - math.log(total)


def language(question: Question, gpu: Gpu, gate: Gate) -> Language:
    """Make a question ready."""
    return _KINDS[question.type](question, gpu, gate)


def file_bytes(precision: str) -> float:
    """Give the bytes of a parameter."""
    return FORMATS.get(precision) or (1.0 if family(precision) == EIGHT else HALF_BYTES)


def _decode(question: Question, gpu: Gpu, gate: Gate) -> Language:
    """Each step reads all weights once, and the cache of each of the streams."""
    shape, streams = question.shape, question.batch or 1
    bandwidth = (gpu.bandwidth_gbs or 1) * GIGA
    parameters = (shape.active_b or shape.params_b) * GIGA
    width = file_bytes(question.precision)
    cache = KEYS_AND_VALUES * shape.layers * shape.kv * HALF_BYTES * question.tokens / 2
    unpacked = PASS * parameters / ((gpu.fp32_tflops or 1) * TERA) if width < HALF_BYTES else 0.0
    return Language(
        seconds=(
            ("weights", parameters * width / bandwidth / streams),
            ("cache", cache / bandwidth),
            ("launch", shape.layers * MICRO / streams),
            ("unpack", unpacked),
        ),
        fixed=math.log(gate.share) - SPLIT_DECODE * math.log2(question.n_gpu),
    )


def _prefill(question: Question, gpu: Gpu, gate: Gate) -> Language:
    shape, prompt = question.shape, question.tokens
    operations = PASS * (shape.active_b or shape.params_b) * GIGA
    at_once = min(prompt, MICRO_BATCH)
    bandwidth = (gpu.bandwidth_gbs or 1) * GIGA
    return Language(
        seconds=(
            ("multiply" if gpu.has_matrix_units else "shade", operations / (gate.peak_tflops * TERA)),
            ("attention", PASS * shape.layers * shape.hidden * prompt / ((gpu.peak_train16_tflops or 1) * TERA)),
            ("weights", shape.params_b * GIGA * file_bytes(question.precision) / bandwidth / at_once),
            ("power", operations / ((gpu.board_power_w or 1) * TERA)),
        ),
        fixed=math.log(gate.share) + _pipeline(prompt, question.n_gpu),
    )


def _pipeline(prompt: int, cards: int) -> float:
    """Give the log gain of cards that hold some layers each: micro-batches of a prompt follow each other."""
    batches = max(prompt / MICRO_BATCH, 1.0)
    return SPLIT_PREFILL * math.log(batches * cards / (batches + cards - 1))


def _train(question: Question, gpu: Gpu, gate: Gate) -> Language:
    shape = question.shape
    parameters = shape.params_b * GIGA
    passes = _passes(question.extra)
    body = max(parameters - shape.vocabulary * shape.hidden, LEAST_BODY * parameters)
    rate = gate.peak_tflops * TERA
    half = rate if family(question.precision) != EIGHT else (gpu.peak_train16_tflops or 1) * TERA
    head = 3 * PASS * min(shape.vocabulary * shape.hidden, (1 - LEAST_BODY) * parameters)
    bandwidth = (gpu.bandwidth_gbs or 1) * GIGA
    doublings = math.log2(question.n_gpu)
    added = [(f"link/{link(question.interconnect, gpu)}", doublings)] if doublings else []
    added += [("offload", 1.0)] if question.flag == OFFLOAD else []
    added += [("python", 1.0)] if question.stack != HAND_WRITTEN else []
    return Language(
        seconds=(
            ("multiply", passes * body / rate + head / half),
            ("attention", passes * shape.layers * shape.hidden * question.tokens / half),
            ("activations", shape.layers * shape.hidden * ACTIVATIONS * HALF_BYTES / bandwidth),
            ("traffic", passes * parameters / bandwidth / 1000),
            ("power", passes * parameters / ((gpu.board_power_w or 1) * TERA)),
        ),
        added=tuple(added),
        fixed=math.log(gate.share) + math.log(question.n_gpu),
    )


def _passes(extra: str) -> int:
    """Count operations of a parameter for a token: forwards 2, backwards 4, or 2 where its gradient is not needed."""
    backwards = PASS if ADAPTERS in extra else 2 * PASS
    return PASS + backwards + (PASS if CHECKPOINTS in extra else 0)


def _serve(question: Question, gpu: Gpu, gate: Gate) -> Language:
    operations = PASS * (question.shape.active_b or question.shape.params_b) * GIGA
    return Language(
        seconds=(("multiply", operations / ((gpu.peak_train16_tflops or 1) * TERA)),),
        fixed=math.log(gate.share) + math.log(question.n_gpu),
    )


_KINDS: Final[Mapping[str, Callable[[Question, Gpu, Gate], Language]]] = {
    DECODE: _decode,
    PREFILL: _prefill,
    TRAIN: _train,
    SERVE: _serve,
}
