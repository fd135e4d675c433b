"""What kinds of measured work, and ways to predict it, are called on the accuracy page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _l

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

SPEED_NAMES: Final[Mapping[str, _StrPromise]] = {
    "cnn_train": _l("CNN training"),
    "transformer_train": _l("Transformer training"),
    "seq_train": _l("Sequence training: speech, translation"),
    "recsys_train": _l("Recommender training"),
    "llm_train": _l("Language models: training"),
    "llm_decode": _l("Language models: writing"),
    "llm_prefill": _l("Language models: reading a prompt"),
    "llm_serve": _l("Language models: many at a time"),
    "mlperf_train": _l("MLPerf training"),
    "mlperf_infer": _l("MLPerf inference"),
    "cnn_infer": _l("Vision models: inference"),
    "diffusion_infer": _l("Diffusion"),
    "layer_train": _l("Single layers"),
    "gemm": _l("Products of matrices"),
    "cpu_infer": _l("Inference on processors"),
    "cpu_llm_decode": _l("Language models on processors: writing"),
    "cpu_llm_prefill": _l("Language models on processors: reading"),
    "cpu_llm_serve": _l("Language models on processors: many at a time"),
    "all": _l("All"),
}
MEMORY_NAMES: Final[Mapping[str, _StrPromise]] = {
    "llm_infer": _l("Language models that answer"),
    "diffusion_infer": _l("Diffusion"),
    "gguf_file": _l("GGUF files"),
    "other_infer": _l("Whisper and encoders"),
    "llm_full": _l("Language models: full training"),
    "llm_lora": _l("Language models: LoRA"),
    "llm_qlora": _l("Language models: QLoRA"),
    "encoder_train": _l("BERT and ViT: training"),
    "vision_train": _l("Convolutions and detectors: training"),
    "other_train": _l("Other training"),
    "inference": _l("Inference of all kinds"),
    "llm_training": _l("Training of language models"),
    "all": _l("All"),
}
NAMES: Final = {"speed": SPEED_NAMES, "memory": MEMORY_NAMES}
PEERS: Final[Mapping[str, _StrPromise]] = {
    "bandwidth": _l("Bandwidth ratio"),
    "tensor TFLOPS": _l("Tensor TFLOPS ratio"),
    "fp32 TFLOPS": _l("fp32 TFLOPS ratio"),
    "weights × 1.2": _l("Weights × 1.2"),
}
PEERS_SHORT: Final[Mapping[str, _StrPromise]] = {
    "bandwidth": _l("Bandwidth"),
    "tensor TFLOPS": _l("Tensor TFLOPS"),
    "fp32 TFLOPS": _l("fp32 TFLOPS"),
    "weights × 1.2": _l("Weights × 1.2"),
}
PEERS_OF: Final = {"memory": ("weights × 1.2",), "speed": ("bandwidth", "tensor TFLOPS", "fp32 TFLOPS")}
QUANTITIES: Final[Mapping[str, _StrPromise]] = {
    "peak_allocated": _l("live tensors at the peak"),
    "peak": _l("peak"),
    "peak approx": _l("peak, roughly"),
    "reserved": _l("held by the allocator"),
    "process": _l("the whole process"),
    "file": _l("size of the file"),
    "buffers": _l("buffers, as the log lists them"),
}


def group_name(estimator: str, key: str) -> str:
    """Give the name of a group, or its key."""
    return str(NAMES.get(estimator, {}).get(key, key))
