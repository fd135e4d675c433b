"""The fields of the memory calculator: what they are called, and which of them matter for which kind of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from catalog.templatetags.units import number
from engine import vram
from engine.vram import Workload
from engine.vram.inputs import CHOICES, LIMITS, SHAPE, SWITCHES
from engine.vram.optimizers import OPTIMIZERS
from engine.vram.spelling import spelt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.utils.functional import _StrPromise

    from catalog.vram import Question

RUN: dict[str, _StrPromise] = {
    "llm_infer": _l("Run a language model"),
    "embedding": _l("Embed text"),
    "bert_infer": _l("Run BERT"),
    "vit_infer": _l("Run a vision transformer"),
    "whisper_infer": _l("Write down speech (Whisper)"),
    "diffusion_infer": _l("Make pictures (diffusion)"),
    "gguf_file": _l("Size of a GGUF file"),
}
TRAIN: dict[str, _StrPromise] = {
    "llm_qlora": _l("QLoRA: adapters on quantised weights"),
    "llm_lora": _l("LoRA: adapters"),
    "llm_full": _l("Train a language model whole"),
    "llm_galore": _l("Train it whole with GaLore"),
    "bert_train": _l("Train BERT"),
    "vit_train": _l("Train a vision transformer"),
    "cnn_train": _l("Train a network of convolutions"),
    "det_train": _l("Train a detector (YOLO)"),
}
OTHER: dict[str, _StrPromise] = {
    "llm_full_ds": _l("Train it whole with DeepSpeed"),
    "llm_lora_emb": _l("LoRA, embeddings trained too"),
    "llm_lora_z3": _l("LoRA under ZeRO-3"),
    "llm_lora_fsdp": _l("LoRA under FSDP"),
}
LABELS: dict[str, _StrPromise | str] = {
    "model": _l("Model"),
    "arch": _l("Model"),
    "workload": _l("Task"),
    "weights_quant": _l("Weights"),
    "compute_dtype": _l("Worked with in"),
    "optimizer": _l("Optimizer"),
    "trainable_params": _l("Trained parameters"),
    "lora_rank": _l("Rank of the adapters"),
    "lora_targets": _l("Adapters on"),
    "batch": _l("Batch on one card"),
    "prompt_len": _l("Context read"),
    "gen_len": _l("Answer written"),
    "seq_len": _l("Length of a sequence"),
    "grad_ckpt": _l("Gradient checkpointing"),
    "attn": _l("Attention"),
    "n_gpus": _l("Cards"),
    "sharding": _l("Shared by"),
    "images": _l("Pictures at once"),
    "resolution": _l("Size of a picture"),
    "macts": _l("Outputs of convolutions"),
    "macts_size": _l("Counted at"),
    "kv_bits": _l("KV cache"),
    "beam": _l("Beams"),
    "logit_bytes": _l("Loss, per token and word"),
    "windowed_cache": _l("Cache lets go of old tokens"),
    "paged_cache": _l("Paged cache (vLLM)"),
    "whole_prompt_logits": _l("Logits of the whole prompt"),
    "beams_copy_cache": _l("Beams copy the cache"),
    "only_core_quantised": _l("Text encoders stay 16-bit"),
    "params": _l("Parameters"),
    "layers": _l("Layers"),
    "hidden": _l("Hidden size"),
    "heads": _l("Heads"),
    "kv_heads": _l("Key-value heads"),
    "head_dim": _l("Size of a head"),
    "ffn": _l("Width of the MLP"),
    "vocab": _l("Vocabulary"),
    "experts": _l("Experts"),
    "active_experts": _l("Experts at work"),
    "moe_ffn": _l("Width of an expert"),
    "sliding_window": _l("Sliding window"),
    "latent_values": _l("Latent values (MLA)"),
    "gated_mlp": _l("Gated MLP"),
    "tied_embeddings": _l("Tied embeddings"),
    "headroom": _l("Headroom"),
    "gpu": _l("GPU to fit into"),
    "sort": _l("Order"),
    "config": "config.json",
}
UNITS: dict[str, _StrPromise | str] = {
    **dict.fromkeys(("prompt_len", "gen_len", "seq_len", "sliding_window"), _l("tokens")),
    "resolution": "px",
    "macts_size": "px",
    "macts": _l("million"),
    "logit_bytes": "B",
    "headroom": "×",
}
ANSWER = (
    ("weights_quant", "prompt_len", "gen_len", "batch"),
    ("kv_bits", "attn", "compute_dtype", "n_gpus", "sharding", "paged_cache", "windowed_cache", "whole_prompt_logits"),
)
ENCODE = (("weights_quant", "seq_len", "batch"), ("attn", "compute_dtype"))
ADAPT = (
    ("weights_quant", "seq_len", "batch", "lora_rank"),
    ("lora_targets", "trainable_params", "optimizer", "grad_ckpt", "attn", "compute_dtype", "logit_bytes", "n_gpus",
     "sharding"),
)  # fmt: skip
WHOLE = (
    ("weights_quant", "optimizer", "seq_len", "batch"),
    ("grad_ckpt", "attn", "compute_dtype", "logit_bytes", "n_gpus", "sharding"),
)
ENCODER = (("seq_len", "batch", "optimizer"), ("weights_quant", "compute_dtype", "grad_ckpt", "attn"))
# What matters: in sight, and folded.
ASKED: dict[Workload, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Workload.LLM_INFER: ANSWER,
    Workload.GGUF_FILE: (("weights_quant",), ()),
    **dict.fromkeys((Workload.EMBEDDING, Workload.BERT_INFER, Workload.VIT_INFER), ENCODE),
    Workload.WHISPER_INFER: (("weights_quant", "batch", "beam"), ("attn", "beams_copy_cache")),
    Workload.DIFFUSION_INFER: (("weights_quant", "images", "resolution"), ("only_core_quantised",)),
    **dict.fromkeys((each for each in Workload if each.adapters), ADAPT),
    **dict.fromkeys((Workload.LLM_FULL, Workload.LLM_FULL_DS, Workload.LLM_GALORE), WHOLE),
    **dict.fromkeys((Workload.BERT_TRAIN, Workload.VIT_TRAIN), ENCODER),
    Workload.CNN_TRAIN: (("batch", "resolution", "compute_dtype"), ("optimizer", "macts", "macts_size")),
    Workload.DET_TRAIN: (("batch", "resolution"), ()),
}
NO_WORDS = {Workload.CNN_TRAIN, Workload.DET_TRAIN}
PIPELINE = ("bf16", "fp16", "torchao-fp8", "torchao-int8", "torchao-int4", "quanto-fp8", "quanto-int8", "quanto-int4",
            "nf4", "int8")  # fmt: skip
TRAINED = ("bf16", "fp32", "fp16")
PLAIN = ("bf16", "fp16", "fp32", "fp8", "int8", "nf4", "awq-int4", "gptq-int4")
FILES = tuple(key for key in vram.OFFERED if vram.QUANTISATIONS[key].gguf)
ADAPTED = ("nf4", "nf4-dq", "int8", "int4", "bf16", "fp16", "fp32")
OFFERED_WEIGHTS: dict[Workload, tuple[str, ...]] = {
    Workload.LLM_INFER: (*vram.OFFERED, "fp32"),
    Workload.GGUF_FILE: FILES,
    Workload.DIFFUSION_INFER: PIPELINE,
    **dict.fromkeys((each for each in Workload if each.adapters), ADAPTED),
    **dict.fromkeys(
        (each for each in Workload if each.transformer_training and not each.adapters),
        TRAINED,
    ),
}
LIMITS_OF_YES_NO = ("1", "0")


@dataclass(frozen=True, slots=True)
class Entry:
    """A field as the page shows it: what was entered, and what an empty one means."""

    name: str
    label: str
    unit: str
    entered: str
    default: str
    error: str
    choices: tuple[tuple[str, str], ...]

    @property
    def touched(self) -> bool:
        """Whether its fold has to be open."""
        return bool(self.entered or self.error)


def workload_of(asked: Question) -> Workload:
    """Give the task that is asked for, or the one that an empty field means."""
    if asked.task:
        return asked.task.workload
    value = asked.raw.get("workload", "")
    return Workload(value) if value in tuple(Workload) else Workload.LLM_INFER


def shape_fields(workload: Workload) -> tuple[str, ...]:
    """Give the fields of a model's shape that a kind of work takes."""
    if workload is Workload.DIFFUSION_INFER:
        return ()
    return ("params",) if workload in NO_WORDS else tuple(SHAPE)


def shown_fields(workload: Workload) -> frozenset[str]:
    """Give all fields of a task that are on its page."""
    seen, folded = ASKED[workload]
    return frozenset((*seen, *folded, *shape_fields(workload), "model", "workload", "gpu", "headroom", "sort"))


def entries(names: Iterable[str], asked: Question, said: dict[str, str]) -> Iterator[Entry]:
    """Give fields with what was entered, kept even where it cannot be read; `said`: errors in words."""
    workload = workload_of(asked)
    for name in names:
        entered = str(asked.values.get(name, ""))
        yield Entry(
            name=name,
            label=str(LABELS[name]),
            unit=str(UNITS.get(name, "")),
            entered=entered,
            default=_default(name, asked, workload),
            error=said.get(name, ""),
            choices=tuple(_choices(name, workload, entered)),
        )


def in_words(asked: Question, values: dict[str, Any]) -> str:
    """Give the values that differ from those that were asked with."""
    workload = values.get("workload", workload_of(asked))
    changed = {name: value for name, value in values.items() if str(asked.values.get(name, "")) != str(value)}
    if workload == workload_of(asked):
        changed.pop("workload", None)
    return ", ".join(f"{LABELS[name]}: {_written(name, value)}" for name, value in changed.items())


def _default(name: str, asked: Question, workload: Workload) -> str:
    if name == "headroom":
        return number(vram.HEADROOM, 2)
    if name in {"lora_rank", "trainable_params"} and not {"lora_rank", "trainable_params"} & asked.values.keys():
        return _("half a percent")
    if name in SHAPE:
        model = asked.task.model if asked.task else None
        return _written(name, getattr(model, SHAPE[name], None))
    if asked.task and name not in asked.values:
        return _written(name, spelt(asked.task).get(name))
    return _written(name, spelt(vram.parse({"workload": workload, **asked.of_preset})).get(name))


def _written(name: str, value: Any) -> str:  # noqa: ANN401  # any field's
    if value is None:
        return ""
    if name in SWITCHES:
        return _("yes") if value else _("no")
    if name == "workload":
        return str({**RUN, **TRAIN, **OTHER}[value])
    return number(float(value), 2) if name in LIMITS else _choice(name, str(value))


def _choices(name: str, workload: Workload, entered: str) -> Iterator[tuple[str, str]]:
    """Give what a field offers; what was entered besides is kept among it."""
    if name in SWITCHES:
        keys: tuple[str, ...] = LIMITS_OF_YES_NO
    elif name == "weights_quant":
        keys = OFFERED_WEIGHTS.get(workload, PLAIN)
    elif name == "optimizer":
        keys = tuple(OPTIMIZERS)
    elif name == "sharding" and workload is Workload.LLM_INFER:
        keys = ("none", "tensor")
    elif name == "attn":
        keys = ("sdpa", "eager")
    else:
        keys = CHOICES.get(name, ())
    if keys and entered and entered not in keys:
        keys = (*keys, entered)
    for key in keys:
        yield key, _choice(name, key)


def _choice(name: str, key: str) -> str:
    if name in SWITCHES:
        return {"1": _("yes"), "0": _("no")}.get(key, key)
    if name == "attn":
        return {"sdpa": _("flash or SDPA"), "eager": _("eager: all scores at once")}.get(key, key)
    if name == "sharding":
        return {"none": _("none: each holds all of it"), "tensor": _("tensor parallel")}.get(key, key)
    if name == "kv_bits":
        return _("%(bits)s bits") % {"bits": key}
    if name == "lora_targets" and key == "all":
        return _("all linear layers")
    return key
