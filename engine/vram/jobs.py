"""The one function that estimates any task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.vram.answering import answering, encoding, file
from engine.vram.bands import band
from engine.vram.diffusion import diffusion
from engine.vram.fitted import FITTED, Fitted
from engine.vram.speech import speech
from engine.vram.task import Task, Workload
from engine.vram.training import training
from engine.vram.vision import convolutions, detector

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.vram.estimate import Estimate, Parts

TERMS: dict[Workload, Callable[[Task, Fitted], Parts]] = {
    **dict.fromkeys((each for each in Workload if each.transformer_training), training),
    Workload.GGUF_FILE: file,
    Workload.LLM_INFER: answering,
    **dict.fromkeys((Workload.EMBEDDING, Workload.BERT_INFER, Workload.VIT_INFER), encoding),
    Workload.WHISPER_INFER: speech,
    Workload.DIFFUSION_INFER: diffusion,
    Workload.CNN_TRAIN: convolutions,
    Workload.DET_TRAIN: detector,
}


def estimate(task: Task, fitted: Fitted = FITTED) -> Estimate:
    """Estimate what a task takes on one card. Raises UnknownFactError where the model is not known well enough."""
    return TERMS[task.workload](task, fitted).assembled(fitted, band(task))
