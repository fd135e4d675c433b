"""How far measured runs lie from the estimate, by kind of work.

About the 5th and 95th percentile of measured / estimated over the rows of fitted.py, framework unknown, and wider where
there are few rows. Above the range of language models that answer lie stacks that make logits of the whole prompt
(`whole_prompt_logits`): they can need several times more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.vram.estimate import Band
from engine.vram.task import Workload

if TYPE_CHECKING:
    from engine.vram.task import Task

ANSWERING = Band(0.82, 1.25)  # 71 rows
ADAPTERS = Band(0.74, 1.37)  # LoRA, 39 rows
QUANTISED = Band(0.74, 1.36)  # QLoRA, 20 rows
WHOLE = Band(0.73, 1.20)  # full training of language models, 19 rows
SHARED = Band(0.70, 1.40)  # over several cards: too few rows to tell
ENCODERS = Band(0.85, 1.40)  # BERT and ViT, 11 rows
PICTURES = Band(0.75, 1.25)  # convolutions and detectors, 16 rows
DRAWING = Band(0.85, 1.25)  # diffusion, 7 rows
FEW = Band(0.80, 1.25)  # Whisper and encoders that answer, 4 rows
FILE = Band(0.95, 1.05)  # 5 rows

BANDS: dict[Workload, Band] = {
    Workload.GGUF_FILE: FILE,
    Workload.LLM_INFER: ANSWERING,
    Workload.EMBEDDING: FEW,
    Workload.BERT_INFER: FEW,
    Workload.VIT_INFER: FEW,
    Workload.WHISPER_INFER: FEW,
    Workload.DIFFUSION_INFER: DRAWING,
    Workload.LLM_FULL: WHOLE,
    Workload.LLM_FULL_DS: WHOLE,
    Workload.LLM_GALORE: WHOLE,
    Workload.LLM_LORA: ADAPTERS,
    Workload.LLM_LORA_EMB: ADAPTERS,
    Workload.LLM_LORA_Z3: ADAPTERS,
    Workload.LLM_LORA_FSDP: ADAPTERS,
    Workload.LLM_QLORA: QUANTISED,
    Workload.BERT_TRAIN: ENCODERS,
    Workload.VIT_TRAIN: ENCODERS,
    Workload.CNN_TRAIN: PICTURES,
    Workload.DET_TRAIN: PICTURES,
}


def band(task: Task) -> Band:
    """Give the range of a task: wider where several cards share the work."""
    return SHARED if task.cards > 1 else BANDS[task.workload]
