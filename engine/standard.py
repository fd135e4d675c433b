"""A few works by which all GPUs are compared at a glance: what each needs of memory, and how fast a GPU does it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from engine import throughput, vram
from engine.findings import gettext_noop
from engine.throughput import Gpu, Prediction, Question, Refusal, Shape
from engine.vram import Architecture, Workload

# Llama 3.1 8B, as its config.json says: the model that most of the measured rows are of, but for its context.
MODEL: Final = Architecture(
    "Llama-3.1-8B", 8_030_261_248, 32, 4096, 32, 8, 128, 14_336, 128_256, gated_mlp=True, tied_embeddings=False
)
SHAPE: Final = Shape(32, 4096, 1024, 8.03, vocabulary=128_256)
ANY: Final = "any"  # stands where the GPU is filled in
FIGURES: Final = 4096  # kept: a question and a GPU's facts decide it


class Standard(NamedTuple):
    """A work with its name, what is asked, and the GiB that a card has to hold; 0: it fits everywhere."""

    title: str
    question: Question
    needs_gib: float


def _needs(workload: Workload, weights: str, tokens: int) -> float:
    asked = {"model": MODEL.name, "workload": workload, "weights_quant": weights}
    length = {"prompt_len": tokens, "gen_len": 0} if workload is Workload.LLM_INFER else {"seq_len": tokens}
    told = {**asked, **length, "grad_ckpt": workload is not Workload.LLM_INFER}
    return vram.estimate(vram.parse(told, {MODEL.name: MODEL})).total_gib


def _asked(kind: str, workload: str, precision: str, *, seq: int | None = None, extra: str = "") -> Question:
    shape = SHAPE if workload == MODEL.name else None
    return Question(
        type=kind, workload=workload, gpu=ANY, precision=precision, seq=seq, extra=extra, stated_shape=shape
    )


STANDARD: Final[dict[str, Standard]] = {
    "decode": Standard(
        gettext_noop("Llama 3.1 8B, Q4_K_M, answering"),
        _asked("llm_decode", MODEL.name, "Q4_K_M", seq=1024),
        _needs(Workload.LLM_INFER, "Q4_K_M", 1024),
    ),
    "prefill": Standard(
        gettext_noop("Llama 3.1 8B, Q4_K_M, reading"),
        _asked("llm_prefill", MODEL.name, "Q4_K_M", seq=512),
        _needs(Workload.LLM_INFER, "Q4_K_M", 1024),
    ),
    "qlora": Standard(
        gettext_noop("Llama 3.1 8B, QLoRA"),
        _asked("llm_train", MODEL.name, "nf4", seq=2048, extra="lora actckpt"),
        _needs(Workload.LLM_QLORA, "nf4", 2048),
    ),
    "resnet": Standard(gettext_noop("ResNet-50, training"), _asked("cnn_train", "lambda_resnet50", "fp16"), 0),
    "bert": Standard(
        gettext_noop("BERT large, training"), _asked("transformer_train", "lambda_bert_large_squad", "fp16"), 0
    ),
}


@lru_cache(FIGURES)
def standard_speed(key: str, gpu: Gpu) -> Prediction | Refusal:
    """Estimate how fast one GPU does a standard work, or say why there is no figure."""
    work = STANDARD[key]
    return throughput.predict(replace(work.question, gpu=gpu.name, needs_gib=work.needs_gib or None), gpu)
