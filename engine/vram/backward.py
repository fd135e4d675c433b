"""What a layer keeps of every token until the gradients come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.vram.weights import QUANTISATIONS

if TYPE_CHECKING:
    from engine.vram.fitted import Fitted
    from engine.vram.task import Task

SCORE_BYTES = 6  # softmax in 32 bits and its 16-bit copy
ENCODER_COPIES = 16  # tensors as wide as the hidden size: Korthikanti et al., arXiv 2205.05198, without attention


def kept_bytes(task: Task, fitted: Fitted) -> float:
    """Give the bytes of one token in one layer; scores of attention are counted exactly, the rest with a factor."""
    if task.workload.encoder:
        return fitted.activations * _encoder(task) + _encoder_scores(task)
    scores = task.model.need("heads") * task.sequence_tokens * SCORE_BYTES if task.eager_attention else 0
    return fitted.activations * _decoder(task) + scores


def _encoder(task: Task) -> float:
    hidden = task.model.need("hidden")
    return ENCODER_COPIES * task.compute_bytes * hidden + 2 * hidden


def _encoder_scores(task: Task) -> float:
    """Softmax, the result of dropout and its mask of one byte; none of it with flash attention (arXiv 2205.14135)."""
    if not task.eager_attention:
        return 0
    return task.model.need("heads") * task.sequence_tokens * (2 * task.compute_bytes + 1)


def _decoder(task: Task) -> float:
    """Norms, inputs of attention and MLP, queries, keys, values, the result of attention, and the MLP."""
    model, each = task.model, task.compute_bytes
    hidden = model.need("hidden")
    norms = model.norms_per_layer * 4 * hidden if model.need("gated_mlp") else 2 * each * hidden
    attention = each * (2 * model.query_width + 2 * model.kv_width)
    adapters = 2 * each * hidden if task.workload.adapters and task.adapters_everywhere else 0
    return norms + 2 * each * hidden + attention + _mlp(task) + adapters


def _mlp(task: Task) -> float:
    """Gate, up, activation and product; frozen layers without adapters need not keep the input of their last matrix."""
    model = task.model
    width = model.need("ffn") if model.moe_ffn is None else model.moe_ffn * (model.active_experts or 1)
    frozen = task.workload.adapters and not task.adapters_everywhere and _plain_base(task)
    if model.need("gated_mlp"):
        return task.compute_bytes * width * (3 if frozen else 4)
    return task.compute_bytes * width * (1 if frozen else 2)


def _plain_base(task: Task) -> bool:
    """Bitsandbytes keeps the inputs of its 4-bit layers all the same."""
    return not QUANTISATIONS[task.weights_quant].dequantises
