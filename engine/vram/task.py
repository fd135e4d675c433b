"""What is to be done with a model: everything the estimate asks, each with its unit and its usual answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.vram.architecture import Architecture

FULL_PRECISION = 4  # bytes
HALF_PRECISION = 2


class Workload(StrEnum):
    """Kinds of work that are modelled."""

    GGUF_FILE = "gguf_file"
    LLM_INFER = "llm_infer"
    EMBEDDING = "embedding"
    BERT_INFER = "bert_infer"
    VIT_INFER = "vit_infer"
    WHISPER_INFER = "whisper_infer"
    DIFFUSION_INFER = "diffusion_infer"
    LLM_FULL = "llm_full"
    LLM_FULL_DS = "llm_full_ds"
    LLM_GALORE = "llm_galore"
    LLM_LORA = "llm_lora"
    LLM_LORA_EMB = "llm_lora_emb"
    LLM_LORA_Z3 = "llm_lora_z3"
    LLM_LORA_FSDP = "llm_lora_fsdp"
    LLM_QLORA = "llm_qlora"
    BERT_TRAIN = "bert_train"
    VIT_TRAIN = "vit_train"
    CNN_TRAIN = "cnn_train"
    DET_TRAIN = "det_train"

    @property
    def adapters(self) -> bool:
        """Whether only adapters are trained."""
        return self in ADAPTERS

    @property
    def encoder(self) -> bool:
        """Whether the model reads all at once and writes nothing: no cache, no causal head."""
        return self in ENCODERS

    @property
    def language_training(self) -> bool:
        """Whether a language model is trained, whole or by adapters."""
        return self in ADAPTERS or self in {Workload.LLM_FULL, Workload.LLM_FULL_DS, Workload.LLM_GALORE}

    @property
    def transformer_training(self) -> bool:
        """Whether layers of a transformer are trained."""
        return self.language_training or self in {Workload.BERT_TRAIN, Workload.VIT_TRAIN}


ADAPTERS = frozenset(
    {Workload.LLM_LORA, Workload.LLM_LORA_EMB, Workload.LLM_LORA_Z3, Workload.LLM_LORA_FSDP, Workload.LLM_QLORA}
)
ENCODERS = frozenset(
    {Workload.EMBEDDING, Workload.BERT_INFER, Workload.VIT_INFER, Workload.BERT_TRAIN, Workload.VIT_TRAIN}
)


class Sharding(StrEnum):
    """How several cards share a model."""

    NONE = "none"  # each holds all of it: data parallel
    ZERO1 = "zero1"
    ZERO2 = "zero2"
    ZERO3 = "zero3"
    FSDP = "fsdp"
    TENSOR = "tensor"

    @property
    def whole(self) -> bool:
        """Whether weights, gradients and states are all cut into pieces."""
        return self in {Sharding.ZERO3, Sharding.FSDP}


@dataclass(frozen=True, slots=True)
class Task:
    """One job on one model. Batches are those of one card, and so is what comes out."""

    workload: Workload
    model: Architecture
    weights_quant: str = "bf16"
    compute_dtype: str = "bf16"
    optimizer: str = ""
    trainable_parameters: int | None = None
    adapters_everywhere: bool = True  # False: on queries, keys or values only
    batch: int = 1
    prompt_tokens: int = 4096
    answer_tokens: int = 512
    sequence_tokens: int = 2048
    checkpointing: bool = False
    eager_attention: bool = False
    cards: int = 1
    sharding: Sharding = Sharding.NONE
    images: int = 1
    resolution_px: int = 224
    activations_millions: float | None = None  # outputs of convolutions of one picture, in millions
    activations_counted_px: int | None = None  # at this size of a picture
    cache_bits: int = 16
    windowed_cache: bool = False  # the stack keeps no more than a layer's window
    paged_cache: bool = False  # blocks taken once, and long prompts read in pieces: vLLM and its like
    whole_prompt_logits: bool = False  # transformers before 4.45
    logit_bytes: float | None = None  # None: the usual loss
    beams: int = 5
    beams_copy_cache: bool = False  # openai/whisper copies what it read from the sound for every beam
    only_core_quantised: bool = False  # of a diffusion pipeline: text encoders stay at 16 bits

    @property
    def compute_bytes(self) -> int:
        """Bytes of a number that is worked with."""
        return FULL_PRECISION if self.compute_dtype in {"fp32", "tf32"} else HALF_PRECISION

    @property
    def weight_bytes_each(self) -> int:
        """Bytes of a weight that is not quantised."""
        return FULL_PRECISION if self.weights_quant == "fp32" else HALF_PRECISION
