"""One piece of work in both tongues: what it needs of memory on so many cards, and how fast it runs on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from catalog import speed, vram
from engine.throughput import InputError
from engine.throughput.kinds import DECODE, PRECISIONS, TRAIN
from engine.throughput.question import ADAPTERS, CHECKPOINTS
from engine.vram import Sharding, Verdict, Workload
from engine.vram import verdict as verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from catalog.models import Gpu, ModelPreset
    from catalog.speed import Speed

CARD_COUNTS = (1, 2, 4, 8)
# How cards share a work that one cannot hold; what is not here runs on one, or whole on each.
SHARED = {
    Workload.LLM_INFER: Sharding.TENSOR,
    Workload.LLM_FULL: Sharding.FSDP,
    Workload.LLM_LORA: Sharding.FSDP,
}
NETWORKS = {"resnet50": ("cnn_train", "lambda_resnet50")}  # presets whose training was measured


@dataclass(frozen=True, slots=True)
class Fitting:
    """A GPU that holds the work, how many of it that takes, and how fast they are."""

    gpu: Gpu
    cards: int
    verdict: Verdict
    needs_gib: float
    speed: Speed | None  # None: speeds of such work are not estimated


def on_cards(asked: vram.Question, cards: int) -> vram.Question:
    """Ask the same of so many cards together."""
    workload = asked.task.workload if asked.task else None
    if cards == 1 or workload not in SHARED:
        return asked
    return vram.ask({**asked.values, "n_gpus": cards, "sharding": str(SHARED[workload])}, asked.preset)


def counts_for(asked: vram.Question, most: int) -> tuple[int, ...]:
    """Give the numbers of cards worth trying."""
    shares = asked.task is not None and asked.task.workload in SHARED
    return tuple(count for count in CARD_COUNTS if count <= most) if shares else (1,)


def speed_values(asked: vram.Question, cards: int = 1) -> dict[str, Any] | None:
    """Ask for the speed of a task; None: speeds of such work are not estimated."""
    task = asked.task
    if task is None or asked.preset is None:
        return None
    common: dict[str, Any] = {"model": asked.preset.name, "n_gpu": cards, "needs_gib": None}
    if task.workload is Workload.LLM_INFER:
        quant = task.weights_quant
        known = quant if quant in PRECISIONS else "Q4_K_M"
        length = max(1, task.prompt_tokens + task.answer_tokens)
        return {**common, "type": DECODE, "precision": known, "seq": length, "batch": task.batch}
    if task.workload in {Workload.LLM_FULL, Workload.LLM_LORA, Workload.LLM_QLORA}:
        return {**common, "type": TRAIN, "seq": task.sequence_tokens, "batch": task.batch * cards, **_training(asked)}
    if task.workload is Workload.CNN_TRAIN and asked.preset.name in NETWORKS:
        kind, workload = NETWORKS[asked.preset.name]
        return {"type": kind, "workload": workload, "n_gpu": cards, "batch": task.batch * cards}
    return None


def _training(asked: vram.Question) -> dict[str, Any]:
    task = asked.task
    assert task is not None  # noqa: S101  # the caller looked
    said = [ADAPTERS] if task.workload.adapters else []
    said += [CHECKPOINTS] if task.checkpointing else []
    quant = task.weights_quant if task.workload is Workload.LLM_QLORA else "mixed"
    return {"extra": " ".join(said), "precision": quant if quant in PRECISIONS else "mixed"}


def speeds(asked: vram.Question, gpus: Iterable[Gpu], cards: int = 1) -> dict[int, Speed]:
    """Give the speeds by the key of the GPU, of as many cards. One query; none where nothing is estimated."""
    values = speed_values(asked, cards)
    if values is None:
        return {}
    question = speed.ask(values, asked.preset)
    if question.errors:
        return {}
    question.need = None  # the task's own estimate says whether it fits
    try:
        return {each.gpu.pk: each for each in speed.answers(question, gpus)}
    except InputError:
        return {}


def fittings(asked: vram.Question, gpus: Iterable[Gpu], most: int) -> list[Fitting]:
    """Give the GPUs that hold a work, each with the fewest cards that do. One query for each number of cards."""
    left = [gpu for gpu in gpus if gpu.memory_gib]
    found: list[Fitting] = []
    for count in counts_for(asked, most):
        question = on_cards(asked, count)
        if question.estimate is None:
            continue
        estimate = question.estimate
        held = {gpu: verdict_of(estimate, gpu.memory_gib or 0, asked.headroom) for gpu in left}
        fitting = [gpu for gpu, verdict in held.items() if verdict is Verdict.FITS]
        fast = speeds(question, fitting, count) if fitting else {}
        found += [Fitting(gpu, count, held[gpu], estimate.total_gib, fast.get(gpu.pk)) for gpu in fitting]
        left = [gpu for gpu in left if gpu not in fitting]
    return found


def named(values: Mapping[str, Any], presets: Iterable[ModelPreset]) -> vram.Question:
    """Read a task whose model is one of some presets."""
    return vram.ask(values, vram.preset_named(vram.name_of(values), presets))
