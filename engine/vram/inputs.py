"""From plain values to a task. What is missing gets its default; what is wrong is refused by name.

Names of values are the columns in which measurements are written down, so that a row of them is a task as it stands.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.findings import gettext_noop
from engine.refusals import InputError
from engine.vram.architecture import Architecture
from engine.vram.optimizers import OPTIMIZERS, optimizer_named
from engine.vram.task import Sharding, Task, Workload
from engine.vram.weights import QUANTISATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NUMBER = gettext_noop("%(field)s must be a number from %(low)s to %(high)s.")
WHOLE = gettext_noop("%(field)s must be a whole number from %(low)s to %(high)s.")
ONE_OF = gettext_noop("%(field)s must be one of %(names)s.")
YES_NO = gettext_noop("%(field)s must be 1 or 0.")
UNKNOWN = gettext_noop("%(field)s is not known; known are %(names)s.")
DIVIDES = gettext_noop("%(field)s must divide %(other)s (%(value)s) without remainder.")
TOO_FEW = gettext_noop("%(field)s must be more than the embeddings and norms alone, %(least)s.")
TEXT = gettext_noop("%(field)s must be text of at most %(most)s characters.")
NEEDED = gettext_noop("%(field)s is needed.")
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers that a field takes, both ends included."""

    low: float
    high: float
    whole: bool = True


# Far beyond any real model, and near enough to keep every product finite.
LIMITS: dict[str, Limits] = {
    "params": Limits(1, 10**14),
    "layers": Limits(1, 2_000),
    "hidden": Limits(1, 200_000),
    "heads": Limits(1, 2_000),
    "kv_heads": Limits(1, 2_000),
    "head_dim": Limits(1, 10_000),
    "ffn": Limits(1, 2_000_000),
    "vocab": Limits(0, 10_000_000),
    "experts": Limits(1, 10_000),
    "active_experts": Limits(1, 10_000),
    "moe_ffn": Limits(1, 2_000_000),
    "sliding_window": Limits(1, 20_000_000),
    "latent_values": Limits(1, 100_000),
    "trainable_params": Limits(1, 10**14),
    "lora_rank": Limits(1, 10_000),
    "batch": Limits(1, 100_000),
    "prompt_len": Limits(1, 20_000_000),
    "gen_len": Limits(0, 20_000_000),
    "seq_len": Limits(1, 20_000_000),
    "n_gpus": Limits(1, 10_000),
    "images": Limits(1, 10_000),
    "resolution": Limits(8, 20_000),
    "macts": Limits(0.001, 10**6, whole=False),
    "macts_size": Limits(8, 20_000),
    "beam": Limits(1, 100),
    "logit_bytes": Limits(0, 64, whole=False),
}
CHOICES: dict[str, tuple[str, ...]] = {
    "workload": tuple(Workload),
    "weights_quant": tuple(QUANTISATIONS),
    "compute_dtype": ("fp32", "tf32", "fp16", "bf16", "bf16-true", "amp"),
    "attn": ("eager", "sdpa", "fa2", "flash"),
    "sharding": tuple(Sharding),
    "kv_bits": ("16", "8"),
    "lora_targets": ("all", "q,v", "qkv"),
}
SWITCHES = (
    "grad_ckpt", "gated_mlp", "tied_embeddings", "windowed_cache", "paged_cache", "whole_prompt_logits",
    "beams_copy_cache", "only_core_quantised",
)  # fmt: skip
TEXTS = ("model", "arch", "optimizer")
SHAPE = {
    "params": "parameters", "layers": "layers", "hidden": "hidden", "heads": "heads", "kv_heads": "kv_heads",
    "head_dim": "head_dim", "ffn": "ffn", "vocab": "vocabulary", "experts": "experts",
    "active_experts": "active_experts", "moe_ffn": "moe_ffn", "sliding_window": "sliding_window",
    "latent_values": "latent_values", "gated_mlp": "gated_mlp", "tied_embeddings": "tied_embeddings",
}  # fmt: skip
FIELDS = frozenset(LIMITS) | frozenset(CHOICES) | frozenset(SWITCHES) | frozenset(TEXTS)
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
SHORT_SEQUENCE = 512  # BERT's longest
PATCHES = 197  # of 224 px in patches of 16, and the class token


def parse(raw: Mapping[str, Any], presets: Mapping[str, Architecture] | None = None) -> Task:
    """Read a task; raises InputError at the first value that is not allowed.

    A model is a name among `presets`, or a shape, or a preset with parts of its shape replaced.
    """
    given = {name: value for name, value in raw.items() if value is not None and value != ""}
    for name in given:
        if name not in FIELDS:
            raise InputError(name, UNKNOWN, names=", ".join(sorted(FIELDS)))
    values = {name: _value(name, value) for name, value in given.items()}
    workload = Workload(str(values.pop("workload", Workload.LLM_INFER)))
    model = _model(values, presets or {}, workload)
    return _task(workload, model, values)


def _value(name: str, value: object) -> object:
    if limits := LIMITS.get(name):
        return read_number(name, value, limits)
    if names := CHOICES.get(name):
        return _choice(name, value, names)
    if name in SWITCHES:
        return _switch(name, value)
    if not isinstance(value, str) or len(value) > LONGEST_NAME:
        raise InputError(name, TEXT, most=LONGEST_NAME)
    return value


def read_number(name: str, value: object, limits: Limits) -> float | int:
    """Read a number within limits, also one written as text."""
    number = _read(value)
    within = math.isfinite(number) and limits.low <= number <= limits.high
    if not within or (limits.whole and number != int(number)):
        raise InputError(name, WHOLE if limits.whole else NUMBER, low=_spelt(limits.low), high=_spelt(limits.high))
    return int(number) if limits.whole else number


def _read(value: object) -> float:
    """Read a number, also one written as text; what is none becomes NaN."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return math.nan
    try:
        return float(value)
    except (ValueError, OverflowError):
        return math.nan


def _spelt(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"


def _choice(name: str, value: object, names: Iterable[str]) -> object:
    if str(value) not in names:
        raise InputError(name, ONE_OF, names=", ".join(names))
    return str(value)


def _switch(name: str, value: object) -> bool:
    text = str(value).lower()
    if text not in TRUE | FALSE:
        raise InputError(name, YES_NO)
    return text in TRUE


def _model(values: dict[str, Any], presets: Mapping[str, Architecture], workload: Workload) -> Architecture:
    name = values.pop("arch", None) or values.get("model") or "this model"
    shape = {field: values.pop(column) for column, field in SHAPE.items() if column in values}
    preset = presets.get(name) or presets.get(values.get("model", "")) or Architecture(name)
    values.pop("model", None)
    if workload.encoder:
        shape = {"gated_mlp": False, "tied_embeddings": True, **shape}
    model = replace(preset, **shape)
    _check_shape(model, shape)
    made = model.completed()
    _check_size(made, shape)
    return made


def _check_shape(model: Architecture, shape: Mapping[str, object]) -> None:
    if model.head_dim is None and model.hidden and model.heads and model.hidden % model.heads:
        raise InputError(field="heads", message=DIVIDES, other="hidden", value=f"{model.hidden:,}")
    if {"heads", "kv_heads"} & shape.keys() and model.heads and model.kv_heads and model.heads % model.kv_heads:
        raise InputError(field="kv_heads", message=DIVIDES, other="heads", value=f"{model.heads:,}")


def _check_size(model: Architecture, shape: Mapping[str, object]) -> None:
    """Stated parameters that do not even hold the embeddings would make the linear layers negative."""
    known = (model.vocabulary, model.hidden, model.layers, model.gated_mlp, model.tied_embeddings, model.parameters)
    if not shape or None in known:
        return
    groups = model.groups
    if groups.linear < 0:
        raise InputError(field="params", message=TOO_FEW, least=f"{groups.embedding + groups.head + groups.norms:,}")


RENAMED = {
    "prompt_len": "prompt_tokens", "gen_len": "answer_tokens", "seq_len": "sequence_tokens", "n_gpus": "cards",
    "resolution": "resolution_px", "grad_ckpt": "checkpointing", "trainable_params": "trainable_parameters",
    "macts": "activations_millions", "macts_size": "activations_counted_px", "beam": "beams",
}  # fmt: skip


def _task(workload: Workload, model: Architecture, values: dict[str, Any]) -> Task:
    values = {**_defaults(workload, values), **values}
    named = optimizer_named(values["optimizer"])
    if named is None:
        raise InputError(field="optimizer", message=ONE_OF, names=", ".join(OPTIMIZERS))
    targets, rank = values.pop("lora_targets"), values.pop("lora_rank", None)
    made = {RENAMED.get(name, name): value for name, value in values.items() if name not in {"attn", "kv_bits"}}
    made["sharding"] = Sharding(made["sharding"])
    task = Task(
        workload, model, **made, eager_attention=values["attn"] == "eager", cache_bits=int(values["kv_bits"]),
        adapters_everywhere=targets == "all",
    )  # fmt: skip
    if rank is not None and workload.adapters and task.trainable_parameters is None:
        task = replace(task, trainable_parameters=adapter_parameters(model, rank, targets))
    _check_form(task)
    return task


def _check_form(task: Task) -> None:
    """Weights of llama.cpp are run, not trained, and whole training changes weights that are whole."""
    form = QUANTISATIONS[task.weights_quant]
    allowed = None
    if task.workload is Workload.GGUF_FILE:
        allowed = [each.key for each in QUANTISATIONS.values() if each.gguf]
    elif task.workload.transformer_training and not task.workload.adapters:
        allowed = ["fp32", "fp16", "bf16"]
    elif task.workload is not Workload.LLM_INFER and form.gguf:
        allowed = [each.key for each in QUANTISATIONS.values() if not each.gguf]
    if allowed is not None and form.key not in allowed:
        raise InputError(field="weights_quant", message=ONE_OF, names=", ".join(allowed))


def adapter_parameters(model: Architecture, rank: int, targets: str) -> int:
    """Parameters of adapters: rank × (in + out) of every matrix that has one (LoRA, arXiv 2106.09685, section 4.1)."""
    hidden, queries, keys = model.need("hidden"), model.query_width, model.kv_width
    sides = {"q": hidden + queries, "k": hidden + keys, "v": hidden + keys, "o": queries + hidden}
    if targets != "all":
        return model.need("layers") * rank * sum(sides[each] for each in targets.replace(",", ""))
    matrices = 3 if model.need("gated_mlp") else 2
    mlp = matrices * (hidden + model.need("ffn"))
    return model.need("layers") * rank * (sum(sides.values()) + mlp)


def _defaults(workload: Workload, values: Mapping[str, Any]) -> dict[str, Any]:
    """Usual answers: docs/models.md, "Memory"."""
    weights = values.get("weights_quant") or _usual_weights(workload)
    return {
        "weights_quant": weights,
        "compute_dtype": "fp32" if weights == "fp32" else "bf16",
        "optimizer": _usual_optimizer(workload, weights),
        "lora_targets": "all",
        "sharding": Sharding.NONE,
        "kv_bits": "16",
        "attn": "sdpa",
        "batch": {Workload.CNN_TRAIN: 32, Workload.DET_TRAIN: 16}.get(workload, 1),
        "resolution": {Workload.DET_TRAIN: 640, Workload.DIFFUSION_INFER: 1024}.get(workload, 224),
        "grad_ckpt": workload.language_training,
        "seq_len": values.get("prompt_len") if workload.encoder and "prompt_len" in values else _usual_length(workload),
    }


def _usual_length(workload: Workload) -> int:
    if workload in {Workload.VIT_INFER, Workload.VIT_TRAIN}:
        return PATCHES
    return SHORT_SEQUENCE if workload.encoder else 2048


def _usual_weights(workload: Workload) -> str:
    if workload is Workload.LLM_QLORA:
        return "nf4"
    if workload is Workload.GGUF_FILE:
        return "Q4_K_M"
    training = {Workload.BERT_TRAIN, Workload.VIT_TRAIN, Workload.CNN_TRAIN, Workload.DET_TRAIN}
    return "fp32" if workload in training else "bf16"


def _usual_optimizer(workload: Workload, weights: str) -> str:
    if workload in {Workload.CNN_TRAIN, Workload.DET_TRAIN}:
        return "sgd momentum"
    if workload is Workload.LLM_FULL_DS:
        return "adamw(deepspeed fp32 master)"
    if workload is Workload.LLM_GALORE:
        return "galore128 adamw"
    whole = workload is Workload.LLM_FULL and weights != "fp32"
    return "adamw(bf16 states)" if whole else "adamw(fp32)"
