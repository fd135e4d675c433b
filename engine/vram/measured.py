"""How far the estimate was off, by kind of work: docs/models.md, "Memory", where each figure stands in the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.findings import Word, gettext_noop
from engine.vram.task import Workload

if TYPE_CHECKING:
    from engine.vram.task import Task


@dataclass(frozen=True, slots=True)
class Measured:
    """Measured runs of a kind of work: how many, and the error that half and nine in ten of them stay below."""

    kind: Word
    rows: int
    median_percent: float
    most_percent: float


ALL = Measured(Word(gettext_noop("inference of all kinds")), 87, 2.8, 18.8)
ANSWERING = Measured(Word(gettext_noop("language models that answer")), 71, 3.2, 19.3)
DRAWING = Measured(Word(gettext_noop("diffusion")), 7, 1.3, 5.4)
FILES = Measured(Word(gettext_noop("GGUF files")), 5, 0.9, 1.3)
FULL = Measured(Word(gettext_noop("full training of language models")), 19, 7.0, 35.3)
LORA = Measured(Word(gettext_noop("LoRA")), 39, 9.1, 27.7)
QLORA = Measured(Word(gettext_noop("QLoRA")), 20, 11.6, 39.3)
ENCODERS = Measured(Word(gettext_noop("training of BERT and ViT")), 11, 10.9, 20.3)
PICTURES = Measured(Word(gettext_noop("training of convolutions and detectors")), 16, 2.9, 10.5)
KINDS = {
    Workload.LLM_INFER: ANSWERING,
    Workload.DIFFUSION_INFER: DRAWING,
    Workload.GGUF_FILE: FILES,
    **dict.fromkeys((Workload.LLM_FULL, Workload.LLM_FULL_DS, Workload.LLM_GALORE), FULL),
    Workload.LLM_QLORA: QLORA,
    **dict.fromkeys((Workload.BERT_TRAIN, Workload.VIT_TRAIN), ENCODERS),
    **dict.fromkeys((Workload.CNN_TRAIN, Workload.DET_TRAIN), PICTURES),
}


def measured(task: Task) -> Measured | None:
    """Give the measured error of a task's kind of work; None over several cards, of which too few rows are known."""
    if task.cards > 1:
        return None
    return LORA if task.workload.adapters and task.workload not in KINDS else KINDS.get(task.workload, ALL)
