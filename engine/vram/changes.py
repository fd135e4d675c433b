"""What would make a task fit: each way tried with the same estimate, and offered only if it truly does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.findings import Word, gettext_noop
from engine.vram.estimate import HEADROOM, fits
from engine.vram.fitted import FITTED, Fitted
from engine.vram.jobs import estimate
from engine.vram.optimizers import optimizer_named
from engine.vram.task import Sharding, Task, Workload
from engine.vram.weights import QUANTISATIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.vram.estimate import Estimate

FLASH = Word(gettext_noop("flash attention"))
CHECKPOINTING = Word(gettext_noop("gradient checkpointing"))
BATCH = Word(gettext_noop("a smaller batch"))
LOSS = Word(gettext_noop("a fused loss"))
SHORTER = Word(gettext_noop("a shorter context"))
CACHE = Word(gettext_noop("an 8-bit cache"))
OPTIMIZER = Word(gettext_noop("an 8-bit optimizer"))
LORA = Word(gettext_noop("LoRA"))
QLORA = Word(gettext_noop("QLoRA"))
PRECISION = Word(gettext_noop("lower precision"))
PICTURES = Word(gettext_noop("fewer pictures at once"))
SIZE = Word(gettext_noop("smaller pictures"))
CARDS = Word(gettext_noop("more cards"))

SHORTEST = 256  # tokens: below it little of a text is left
SMALLEST_PX = 128
FUSED_BYTES = 1.0  # per token and entry of the vocabulary: eight chunks
MOST_CARDS = 8
LOWER = ("fp8", "gptq-int8", "awq-int4")
LOWER_GGUF = ("Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q3_K_S", "Q2_K")
LOWER_PIPELINE = ("torchao-fp8", "quanto-int4")
WHOLE = frozenset({Workload.LLM_FULL, Workload.LLM_FULL_DS, Workload.LLM_GALORE})


@dataclass(frozen=True, slots=True)
class Change:
    """One way, or several together, of making a task fit, and what it needs then."""

    names: tuple[Word, ...]
    task: Task
    estimate: Estimate


def changes(task: Task, memory_gib: float, headroom: float = HEADROOM, fitted: Fitted = FITTED) -> tuple[Change, ...]:
    """Give each way that alone makes the task fit on cards of so much memory; if none does, several taken together."""
    found = []
    for name, ways in WAYS:
        fitting = ((way, estimate(way, fitted)) for way in ways(task))
        first = next(((way, need) for way, need in fitting if fits(need, memory_gib, headroom)), None)
        if first:
            found.append(Change((name,), *first))
    return tuple(found) or _together(task, memory_gib, headroom, fitted)


def _together(task: Task, memory_gib: float, headroom: float, fitted: Fitted) -> tuple[Change, ...]:
    """Take one way after the other, each to its end, as long as it helps and until it fits."""
    need, names = estimate(task, fitted), []
    for name, ways in WAYS:
        tried = [(way, estimate(way, fitted)) for way in ways(task)]
        better = [each for each in tried if each[1].total_gib < need.total_gib]
        if not better:
            continue
        names.append(name)
        task, need = next(
            (each for each in better if fits(each[1], memory_gib, headroom)),
            min(better, key=lambda each: each[1].total_gib),
        )
        if fits(need, memory_gib, headroom):
            return (Change(tuple(names), task, need),)
    return ()


def _halves(number: int, least: int) -> Iterator[int]:
    """Count down by half until the least, which is the last."""
    while number > least:
        number = max(least, number // 2)
        yield number


def _flash(task: Task) -> Iterator[Task]:
    if task.eager_attention:
        yield replace(task, eager_attention=False)


def _checkpointing(task: Task) -> Iterator[Task]:
    if task.workload.transformer_training and not task.checkpointing:
        yield replace(task, checkpointing=True)


def _batch(task: Task) -> Iterator[Task]:
    yield from (replace(task, batch=batch) for batch in _halves(task.batch, 1))


def _loss(task: Task) -> Iterator[Task]:
    if task.workload.language_training and (task.logit_bytes is None or task.logit_bytes > FUSED_BYTES):
        yield replace(task, logit_bytes=FUSED_BYTES)


def _shorter(task: Task) -> Iterator[Task]:
    if task.workload is Workload.LLM_INFER:
        for prompt in _halves(task.prompt_tokens, SHORTEST):
            yield replace(task, prompt_tokens=prompt)
    elif task.workload.language_training or task.workload in {Workload.BERT_TRAIN, Workload.EMBEDDING}:
        for length in _halves(task.sequence_tokens, SHORTEST):
            yield replace(task, sequence_tokens=length)


def _cache(task: Task) -> Iterator[Task]:
    if task.workload is Workload.LLM_INFER and task.cache_bits > 8:  # noqa: PLR2004  # a byte
        yield replace(task, cache_bits=8)


def _optimizer(task: Task) -> Iterator[Task]:
    found = optimizer_named(task.optimizer)
    eight = optimizer_named("adamw8bit")
    whole = task.workload.transformer_training and not task.workload.adapters
    if whole and found and eight and found.key.startswith("adamw") and found.states > eight.states:
        yield replace(task, optimizer=eight.key)


def _adapters(task: Task, workload: Workload, weights: str) -> Task:
    """Train adapters instead; 32-bit ones, of the usual size."""
    sharding = task.sharding if task.sharding.whole else Sharding.NONE
    return replace(
        task, workload=workload, weights_quant=weights, optimizer="adamw(fp32)", trainable_parameters=None,
        adapters_everywhere=True, compute_dtype="bf16", sharding=sharding,
    )  # fmt: skip


def _lora(task: Task) -> Iterator[Task]:
    if task.workload in WHOLE:
        yield _adapters(task, Workload.LLM_LORA, "bf16")


def _qlora(task: Task) -> Iterator[Task]:
    if task.workload in WHOLE or (task.workload.adapters and task.workload is not Workload.LLM_QLORA):
        yield _adapters(task, Workload.LLM_QLORA, "nf4")


def _precision(task: Task) -> Iterator[Task]:
    now = QUANTISATIONS[task.weights_quant]
    if task.workload in {Workload.LLM_INFER, Workload.GGUF_FILE, Workload.DIFFUSION_INFER}:
        pipeline = task.workload is Workload.DIFFUSION_INFER
        keys = LOWER_GGUF if now.gguf else LOWER_PIPELINE if pipeline else LOWER
        lower = (key for key in keys if QUANTISATIONS[key].linear_bits < now.linear_bits)
        compute = "bf16" if task.compute_dtype == "fp32" else task.compute_dtype
        yield from (replace(task, weights_quant=key, compute_dtype=compute) for key in lower)
    elif task.workload in {Workload.LLM_FULL, Workload.LLM_LORA} and now.key == "fp32":
        yield replace(task, weights_quant="bf16", compute_dtype="bf16")
    elif (
        task.workload in {Workload.CNN_TRAIN, Workload.BERT_TRAIN, Workload.VIT_TRAIN} and task.compute_dtype == "fp32"
    ):
        yield replace(task, compute_dtype="amp")


def _pictures(task: Task) -> Iterator[Task]:
    if task.workload is Workload.DIFFUSION_INFER:
        yield from (replace(task, images=images) for images in _halves(task.images, 1))


def _size(task: Task) -> Iterator[Task]:
    if task.workload in {Workload.DIFFUSION_INFER, Workload.CNN_TRAIN, Workload.DET_TRAIN}:
        yield from (replace(task, resolution_px=size) for size in _halves(task.resolution_px, SMALLEST_PX))


def _cards(task: Task) -> Iterator[Task]:
    if task.workload is Workload.LLM_INFER:
        sharding = Sharding.TENSOR
    elif task.workload.language_training and task.sharding in {Sharding.NONE, Sharding.FSDP, Sharding.ZERO3}:
        sharding = task.sharding if task.sharding.whole else Sharding.FSDP
    else:
        return
    cards = 2 * task.cards
    while cards <= MOST_CARDS:
        yield replace(task, cards=cards, sharding=sharding)
        cards *= 2


# What costs nothing first, then what costs time, then what costs quality, then what costs money.
WAYS: tuple[tuple[Word, Callable[[Task], Iterator[Task]]], ...] = (
    (FLASH, _flash),
    (CHECKPOINTING, _checkpointing),
    (BATCH, _batch),
    (LOSS, _loss),
    (PICTURES, _pictures),
    (CACHE, _cache),
    (OPTIMIZER, _optimizer),
    (SHORTER, _shorter),
    (PRECISION, _precision),
    (SIZE, _size),
    (LORA, _lora),
    (QLORA, _qlora),
    (CARDS, _cards),
)
