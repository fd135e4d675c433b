"""What training a transformer takes: whole, by adapters, on quantised weights, on one card or shared by several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.vram.backward import kept_bytes
from engine.vram.estimate import GIB, Parts, Term
from engine.vram.optimizers import optimizer_named
from engine.vram.task import HALF_PRECISION, Sharding, Workload
from engine.vram.weights import QUANTISATIONS, weight_bytes
from engine.vram.words import (
    ACTIVATIONS,
    ADAPTERS,
    COPIES,
    GATHERED,
    GRADIENTS,
    LOGITS,
    STATES,
    STEP_COPIES,
    UNPACKED,
    UPCAST,
    WEIGHTS,
)

if TYPE_CHECKING:
    from engine.findings import Word
    from engine.vram.fitted import Fitted
    from engine.vram.optimizers import Optimizer
    from engine.vram.task import Task


ADAPTER_BYTES = 16  # 32-bit adapters: 4 of them, 4 of gradients, 8 of moments
ADAPTER_BYTES_HALF = 8  # all of it in 16 bits
TRAINED_EMBEDDING_BYTES = 12  # beside the weights: gradients and two moments
LOSS_BYTES = 16  # 16-bit logits 2, their 32-bit copy 4, the shifted copy, the log-softmax, gradients
UPCAST_BYTES = 2  # more than 16 bits: before training quantised weights, embeddings and head are made 32-bit (PEFT)
FORWARD_LOGITS = 4  # without a loss: logits and their gradient
DEFAULT_SHARE = 0.005  # of the parameters: adapters of rank 16 on all linear layers
BUCKETS = 2 * 25 * 2**20  # data parallel gathers gradients in buckets of 25 MB


def training(task: Task, fitted: Fitted) -> Parts:
    """Give the terms of training a transformer."""
    optimizer = _optimizer(task)
    if task.workload.adapters:
        static, step = _adapters(task), None
    else:
        static, step = _whole(task, optimizer), _step(task, optimizer)
    dynamic = (*_activations(task, fitted), *_logits(task, optimizer), *_extra(task))
    return Parts(static, dynamic, step, held=task.workload.language_training)


def _optimizer(task: Task) -> Optimizer:
    found = optimizer_named(task.optimizer)
    assert found is not None  # noqa: S101  # inputs.py lets no other through
    return found


def _shared(task: Task) -> int:
    """Over how many cards weights are cut."""
    return task.cards if task.sharding.whole or task.sharding is Sharding.TENSOR else 1


def _weights(task: Task) -> float:
    return weight_bytes(task.model, QUANTISATIONS[task.weights_quant])


def _term(name: Word, size: float, cards: int, what: str) -> Term:
    return Term(name, size / cards, f"{what} / {cards}" if cards > 1 else what)


def _adapters(task: Task) -> tuple[Term, ...]:
    """Weights stay as they are; only what is trained has gradients and states (LoRA: Hu et al., arXiv 2106.09685)."""
    cards, model = _shared(task), task.model
    trained = task.trainable_parameters
    if trained is None:
        trained = round(DEFAULT_SHARE * model.need("parameters"))
    embeddings = 0
    if task.workload is Workload.LLM_LORA_EMB:
        embeddings = 2 * model.need("vocabulary") * model.need("hidden")
    half = "bf16 states" in task.optimizer
    each = ADAPTER_BYTES_HALF if half else ADAPTER_BYTES
    adapters = max(0, trained - embeddings) * each + TRAINED_EMBEDDING_BYTES * embeddings
    return (
        _term(WEIGHTS, _weights(task), cards, _per_parameter(task)),
        _term(ADAPTERS, adapters, cards, f"{max(0, trained - embeddings):,} × {each} B + {embeddings:,} × 12 B"),
    )


def _per_parameter(task: Task) -> str:
    parameters = task.model.need("parameters")
    return f"{parameters:,} × {_weights(task) / parameters:.3f} B"


def _whole(task: Task, optimizer: Optimizer) -> tuple[Term, ...]:
    """Weights, their gradients, and what the optimizer keeps, cut as ZeRO cuts them (arXiv 1910.02054, figure 1)."""
    parameters, each, cards = task.model.need("parameters"), task.weight_bytes_each, _shared(task)
    states = _states(task, optimizer)
    parted = 1 if task.sharding is Sharding.NONE else task.cards
    if optimizer.gradients:
        gradients = parameters * each
    else:  # the largest matrix only
        gradients = 2 * task.model.need("vocabulary") * task.model.need("hidden")
    return (
        _term(WEIGHTS, _weights(task), cards, _per_parameter(task)),
        _term(GRADIENTS, gradients, cards, f"{gradients // each:,} × {each} B"),
        _term(STATES, states, parted, f"{parameters:,} × {states / parameters:.2f} B"),
    )


def _states(task: Task, optimizer: Optimizer) -> float:
    model = task.model
    if optimizer.rank is None:
        return model.need("parameters") * optimizer.states
    # GaLore keeps moments of projections of rank r, and whole ones of the embeddings (arXiv 2403.03507, section 3)
    hidden = model.need("hidden")
    low = 4 * hidden + 3 * max(hidden, model.need("ffn"))
    projected = model.need("layers") * low * optimizer.rank * optimizer.moment_bytes
    return projected + 2 * optimizer.moment_bytes * model.need("vocabulary") * hidden


def _step(task: Task, optimizer: Optimizer) -> Term | None:
    if not optimizer.step or task.sharding.whole:
        return None
    parted = 1 if task.sharding is Sharding.NONE else task.cards
    parameters = task.model.need("parameters")
    return _term(STEP_COPIES, parameters * optimizer.step, parted, f"{parameters:,} × {optimizer.step:g} B")


def _activations(task: Task, fitted: Fitted) -> tuple[Term, ...]:
    tokens, layers = task.batch * task.sequence_tokens, task.model.need("layers")
    one = kept_bytes(task, fitted)
    if task.checkpointing:  # the input of every layer, and all of one: Chen et al., arXiv 1604.06174
        inputs = task.compute_bytes * task.model.need("hidden")
        return (
            Term(ACTIVATIONS, tokens * (layers * inputs + one), f"{tokens:,} × ({layers} × {inputs:,} + {one:,.0f}) B"),
        )
    return (Term(ACTIVATIONS, tokens * layers * one, f"{tokens:,} × {layers} × {one:,.0f} B"),)


def _logits(task: Task, optimizer: Optimizer) -> tuple[Term, ...]:
    if task.workload.encoder:
        return ()
    tokens, vocabulary = task.batch * task.sequence_tokens, task.model.need("vocabulary")
    each = LOSS_BYTES if task.logit_bytes is None else task.logit_bytes
    if optimizer.key == "none(fwd+bwd)" and task.logit_bytes is None:
        each = FORWARD_LOGITS
    return (Term(LOGITS, tokens * vocabulary * each, f"{tokens:,} × {vocabulary:,} × {each:g} B"),)


def _extra(task: Task) -> tuple[Term, ...]:
    """Work buffers: an unpacked matrix, layers gathered from other cards, 16-bit copies under autocast."""
    model, extra = task.model, []
    if task.workload.adapters and QUANTISATIONS[task.weights_quant].linear_bits < 8 * HALF_PRECISION:
        plain = model.groups.embedding + model.groups.head
        extra.append(Term(UPCAST, plain * UPCAST_BYTES, f"{plain:,} × 2 B"))
        matrix = 2 * model.need("hidden") * model.need("ffn")
        extra.append(Term(UNPACKED, matrix, f"2 B × {model.need('hidden'):,} × {model.need('ffn'):,}"))
    if task.sharding.whole and task.cards > 1:
        widest = 3 * model.need("hidden") * model.need("ffn") + model.need("vocabulary") * model.need("hidden")
        extra.append(Term(GATHERED, 4 * widest, f"2 × 2 B × {widest:,}"))
    elif task.cards > 1 and not task.workload.adapters and task.sharding is Sharding.NONE:
        extra.append(Term(GATHERED, BUCKETS, f"{BUCKETS / GIB:.2f} GiB"))
    if task.compute_dtype == "amp" and task.weights_quant == "fp32":
        copies = model.need("parameters") * HALF_PRECISION
        extra.append(Term(COPIES, copies, f"{model.need('parameters'):,} × 2 B"))
    return tuple(extra)
