"""How measured runs are put together: kinds of work alike, and what is stated as a whole."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MEMORY: Final = "memory"
SPEED: Final = "speed"

# A group's key, and the types of its runs. Memory as in docs/models.md; a type of speed is a group of its own.
_MEMORY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "llm_infer": ("llm_infer",),
        "diffusion_infer": ("diffusion_infer",),
        "gguf_file": ("gguf_file",),
        "other_infer": ("whisper_infer", "bert_infer", "vit_infer", "embedding"),
        "llm_full": ("llm_full", "llm_full_ds", "llm_galore"),
        "llm_lora": ("llm_lora", "llm_lora_emb", "llm_lora_z3", "llm_lora_fsdp"),
        "llm_qlora": ("llm_qlora",),
        "encoder_train": ("bert_train", "vit_train"),
        "vision_train": ("cnn_train", "det_train"),
        "other_train": ("diffusion_train", "t5_bloom_train", "llm_misc"),
    }
)
_SPEED: Final = (
    "cnn_train", "transformer_train", "seq_train", "recsys_train", "llm_train", "llm_decode", "llm_prefill",
    "llm_serve",
    "mlperf_train", "mlperf_infer", "cnn_infer", "diffusion_infer", "layer_train", "gemm", "cpu_infer",
    "cpu_llm_decode", "cpu_llm_prefill", "cpu_llm_serve",
)  # fmt: skip
GROUPS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {MEMORY: _MEMORY, SPEED: MappingProxyType({name: (name,) for name in _SPEED})}
)
# What is stated as a whole: its key, and its groups; empty: all.
WHOLES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        MEMORY: {
            "inference": ("llm_infer", "diffusion_infer", "gguf_file", "other_infer"),
            "llm_training": ("llm_full", "llm_lora", "llm_qlora"),
            "all": (),
        },
        SPEED: {"all": ()},
    }
)
_GROUP_OF: Final = {
    (estimator, name): key for estimator, groups in GROUPS.items() for key, names in groups.items() for name in names
}


def group_of(estimator: str, type_name: str) -> str:
    """Give the group of a type; one that is not known is a group of its own."""
    return _GROUP_OF.get((estimator, type_name), type_name)


def types_of(key: str) -> set[str]:
    """Give the types that a name means, of either estimator: those of a group, or the type itself."""
    return {key, *(name for groups in GROUPS.values() for name in groups.get(key, ()))}


TYPES: Final = tuple(
    dict.fromkeys([key for groups in GROUPS.values() for key in groups] + [name for _, name in _GROUP_OF])
)
