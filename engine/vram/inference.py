"""What a language model needs when it answers, on all cards together: the short question of lists and wizards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.vram.answering import answering
from engine.vram.bands import band
from engine.vram.fitted import FITTED
from engine.vram.task import Task, Workload
from engine.vram.weights import QUANTISATIONS

if TYPE_CHECKING:
    from engine.vram.architecture import Architecture
    from engine.vram.estimate import Estimate


def inference(  # noqa: PLR0913  # the same questions for every model, all but three with a usual answer
    architecture: Architecture,
    quantisation: str,
    context_tokens: int,
    batch: int = 1,
    *,
    answer_tokens: int = 0,
    cache_bits: int = 16,
    flash_attention: bool = True,
    gpus: int = 1,
) -> Estimate:
    """Estimate what running a model takes, with the cache full.

    `context_tokens` are prompt and answer together, per sequence; `batch` is how many run at once. Raises
    UnknownFactError, naming the fact, where the model's shape is not known well enough.
    """
    task = Task(
        Workload.LLM_INFER,
        architecture,
        quantisation,
        compute_dtype="fp32"
        if QUANTISATIONS[quantisation].compute_bytes == QUANTISATIONS["fp32"].compute_bytes
        else "bf16",
        batch=batch,
        prompt_tokens=context_tokens - answer_tokens,
        answer_tokens=answer_tokens,
        cache_bits=cache_bits,
        eager_attention=not flash_attention,
    )
    return answering(task, FITTED).assembled(FITTED, band(task), gpus)
