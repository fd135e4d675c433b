"""The fields of the speed calculator: what they are called, and which of them matter for which kind of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse.vram_fields import Entry
from catalog.templatetags.units import number
from engine.throughput import KINDS
from engine.throughput.constants import WEIGHTS
from engine.throughput.kinds import DECODE, LANGUAGE, PREFILL, SERVE, TRAIN
from engine.throughput.question import ADAPTERS, CHECKPOINTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.utils.functional import _StrPromise

    from catalog.speed import Asked

LANGUAGE_WORK: dict[str, _StrPromise] = {
    DECODE: _l("Write an answer, token by token"),
    PREFILL: _l("Read a prompt"),
    SERVE: _l("Answer many at once"),
    TRAIN: _l("Train or fine-tune it"),
}
OTHER_WORK: dict[str, _StrPromise] = {
    "cnn_train": _l("Train a network of convolutions"),
    "transformer_train": _l("Train BERT or Transformer-XL"),
    "seq_train": _l("Train translation or speech"),
    "recsys_train": _l("Train a recommender"),
    "cnn_infer": _l("Recognise pictures"),
    "diffusion_infer": _l("Make pictures (diffusion)"),
}
BENCHMARKS: dict[str, _StrPromise] = {
    "mlperf_infer": _l("MLPerf inference"),
    "mlperf_train": _l("MLPerf training"),
    "layer_train": _l("One layer, forwards and backwards"),
    "gemm": _l("Products of matrices"),
}
TYPES = {**LANGUAGE_WORK, **OTHER_WORK, **BENCHMARKS}
WORKLOADS: dict[str, str] = {
    "lambda_resnet50": "ResNet-50",
    "lambda_ssd": "SSD300",
    "lambda_bert_base_squad": "BERT base, SQuAD",
    "lambda_bert_large_squad": "BERT large, SQuAD",
    "lambda_transformerxlbase": "Transformer-XL base",
    "lambda_transformerxllarge": "Transformer-XL large",
    "lambda_gnmt": "GNMT",
    "lambda_tacotron2": "Tacotron 2",
    "lambda_waveglow": "WaveGlow",
    "lambda_ncf": "NCF",
    "sd15_diffusers_512_50": "Stable Diffusion 1.5, 512 px",
    "mamf_bf16": "bf16",
    "bert_large_layer_fwdbwd": "BERT large",
    "gpt2_layer_fwdbwd": "GPT-2",
}
LABELS: dict[str, _StrPromise | str] = {
    "type": _l("Work"),
    "model": _l("Model"),
    "workload": _l("Network"),
    "precision": _l("Numbers"),
    "batch": _l("Batch, all cards together"),
    "seq": _l("Length in tokens"),
    "n_gpu": _l("Cards"),
    "extra": _l("Way of training"),
    "interconnect": _l("Link between the cards"),
    "power_limit_w": _l("Power limit of a card"),
    "params_b": _l("Parameters"),
    "needs_gib": _l("Memory that each card needs"),
    "stack": _l("Software"),
    "unit": _l("Counted in"),
    "flag": _l("Condition"),
    "amount": _l("Size of the job"),
    "rounds": _l("Times through it"),
    "wall_w": _l("Power at the wall"),
    "gpu": _l("GPU in particular"),
    "sort": _l("Order"),
}
UNITS: dict[str, _StrPromise | str] = {
    "seq": _l("tokens"),
    "power_limit_w": "W",
    "wall_w": "W",
    "params_b": _l("billion"),
    "needs_gib": "GiB",
    "rounds": "×",
}
RUN_FORMATS = ("Q4_K_M", "Q8_0", "Q6_K", "Q5_K_M", "Q4_0", "fp16", "fp8", "awq-int4", "gptq-int4", "MXFP4")
TRAIN_FORMATS = ("mixed", "bf16", "fp16", "fp32", "fp8", "nf4")
HALF_AND_FULL = ("fp16", "fp32")
FORMATS = {
    DECODE: RUN_FORMATS,
    PREFILL: RUN_FORMATS,
    SERVE: ("fp16", "fp8"),
    TRAIN: TRAIN_FORMATS,
    **dict.fromkeys(("cnn_train", "transformer_train", "seq_train", "recsys_train"), HALF_AND_FULL),
}
EXTRAS: dict[str, _StrPromise] = {
    ADAPTERS: _l("adapters only (LoRA, QLoRA)"),
    CHECKPOINTS: _l("activations worked out again (checkpointing)"),
    f"{ADAPTERS} {CHECKPOINTS}": _l("adapters, and checkpointing"),
}
LINKS: dict[str, _StrPromise | str] = {
    "PCIe 4.0 x16": "PCIe 4.0 x16",
    "PCIe 4.0 x8": "PCIe 4.0 x8",
    "PCIe 4.0 x4": "PCIe 4.0 x4",
    "PCIe 5.0 x16": "PCIe 5.0 x16",
    "NVLink": _l("NVLink, all of them"),
}
SEEN = {LANGUAGE: ("precision", "seq"), TRAIN: ("extra", "precision", "seq"), "": ("precision",)}
MORE = ("n_gpu", "batch", "interconnect", "power_limit_w", "needs_gib")
JOB = ("amount", "rounds", "wall_w")
OWN = ("params_b",)


def workloads_of(kind: str) -> list[str]:
    """Give the networks that a kind of work was measured with, in their order."""
    bases = [path.split("/")[1] for path in WEIGHTS.get(kind, {}) if path.startswith("base/")]
    return list(dict.fromkeys(bases))


def title_of(workload: str) -> str:
    """Give the name of a network as people know it."""
    plain = workload.removeprefix("timm_").removeprefix("mlperf_infer_").removeprefix("mlperf_train_")
    return WORKLOADS.get(workload, plain.replace("_", " "))


def takes_a_model(kind: str) -> bool:
    """Tell whether a kind of work takes any language model, rather than a network that was measured."""
    known = KINDS.get(kind)
    return known is not None and known.model == LANGUAGE


def seen_fields(kind: str) -> tuple[str, ...]:
    """Give the fields in sight."""
    return SEEN[TRAIN if kind == TRAIN else LANGUAGE if takes_a_model(kind) else ""]


def more_fields(kind: str) -> tuple[str, ...]:
    """Give the folded fields."""
    return (*MORE, *OWN) if takes_a_model(kind) else MORE


def shown_fields(kind: str) -> frozenset[str]:
    """Give all fields of a kind of work that are on its page."""
    named = "model" if takes_a_model(kind) else "workload"
    return frozenset((*seen_fields(kind), *more_fields(kind), *JOB, "type", named, "gpu", "sort"))


def entries(names: Iterable[str], asked: Asked, kind: str, said: dict[str, str]) -> Iterator[Entry]:
    """Give fields with what was entered, kept even where it cannot be read; `said`: errors in words."""
    for name in names:
        entered = str(asked.values.get(name, ""))
        yield Entry(
            name=name,
            label=str(LABELS[name]),
            unit=str(_unit(name, asked)),
            entered=entered,
            default=_default(name, asked, kind),
            error=said.get(name, ""),
            choices=tuple(_choices(name, kind, entered)),
        )


def _unit(name: str, asked: Asked) -> object:
    if name == "amount" and asked.question:
        return noun(asked.question.unit or asked.question.kind.unit)
    return UNITS.get(name, "")


def noun(unit: str) -> str:
    """Give what a speed counts: "tokens" of "tokens/s"."""
    words = {
        "tokens": _("tokens"),
        "images": _("pictures"),
        "samples": _("samples"),
        "sequences": _("sequences"),
        "mel-tokens": _("mel tokens"),
    }
    return words.get(unit.split("/", maxsplit=1)[0], unit.split("/", maxsplit=1)[0])


def _default(name: str, asked: Asked, kind: str) -> str:
    question, known = asked.question, KINDS[kind]
    if name == "precision":
        return known.precision
    if name == "seq":
        return number(known.seq) if known.seq else ""
    if name == "params_b":
        return number(question.shape.params_b, 2) if question and takes_a_model(kind) else ""
    if name == "needs_gib":
        return number(asked.need.total_gib, 1) if asked.need else ""
    return {
        "n_gpu": "1",
        "rounds": "1",
        "extra": str(_("all of it")),
        "interconnect": "PCIe 4.0 x16",
        "wall_w": _("the cards alone"),
        "power_limit_w": _("none"),
        "batch": "1" if kind in {DECODE, PREFILL} else _("as large as measured"),
    }.get(name, "")


def _choices(name: str, kind: str, entered: str) -> Iterator[tuple[str, str]]:
    offered: dict[str, str] = {}
    if name == "precision":
        offered = {key: key for key in FORMATS.get(kind, (KINDS[kind].precision,))}
    elif name == "extra":
        offered = {key: str(text) for key, text in EXTRAS.items()}
    elif name == "interconnect":
        offered = {key: str(text) for key, text in LINKS.items()}
    if offered and entered and entered not in offered:
        offered[entered] = entered
    yield from offered.items()
