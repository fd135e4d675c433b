"""What a model needs when it answers, embeds or looks at pictures: the terms of a task without training."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.vram.cache import CACHE_BYTES, cache_bytes, windowed_bytes
from engine.vram.estimate import GIB, Parts, Term
from engine.vram.task import Sharding, Workload
from engine.vram.weights import QUANTISATIONS, resident_bytes, weight_bytes
from engine.vram.words import ACTIVATIONS, CACHE, LOGITS, WEIGHTS

if TYPE_CHECKING:
    from engine.vram.fitted import Fitted
    from engine.vram.task import Task

MICRO_BATCH = 512  # tokens that llama.cpp reads at once
LOGIT_BYTES = 6  # 16-bit logits of the last token and their 32-bit copy
SCORE_BYTES = 8  # attention scores without flash attention: 16-bit, 32-bit softmax and a copy
BLOCK = 16  # tokens of a block of a paged cache: Kwon et al., arXiv 2309.06180, section 4
PIECE = 8192  # tokens that a server with a paged cache reads at once (general knowledge, unchecked)
MESSAGES = 0.5 * GIB  # buffers in which cards exchange results under tensor parallelism
ENCODER_LOGIT_BYTES = 4


def file(task: Task, _: Fitted) -> Parts:
    """Give the size of a file of weights."""
    return Parts(
        (_weights(task, weight_bytes(task.model, QUANTISATIONS[task.weights_quant])),), context=False, held=False
    )


def answering(task: Task, _: Fitted) -> Parts:
    """Give the terms of a language model that reads a prompt and writes an answer, with the cache full at the end."""
    form = QUANTISATIONS[task.weights_quant]
    weights = _weights(task, resident_bytes(task.model, form))
    work = _llama_cpp(task) if form.gguf else _prefill(task)
    if task.paged_cache:  # its blocks are there from the start, so that nothing around them is lost
        return Parts((weights, _cache(task)), work, held=not form.gguf)
    return Parts((weights,), (_cache(task), *work), held=not form.gguf)


def encoding(task: Task, _: Fitted) -> Parts:
    """Give the terms of a model that reads all at once: embeddings of text, classes of pictures."""
    model = task.model
    tokens = task.batch * task.sequence_tokens
    weights = _weights(task, weight_bytes(model, QUANTISATIONS[task.weights_quant]))
    logits = 0.0
    if task.workload is Workload.BERT_INFER:  # the decoder of masked words, and what it says of every token
        decoder = 2 * model.need("vocabulary") * model.need("hidden")
        logits = tokens * model.need("vocabulary") * ENCODER_LOGIT_BYTES + decoder
    return Parts((weights,), (_widest(task, tokens), Term(LOGITS, logits, f"{logits / GIB:,.2f} GiB")), held=False)


def _weights(task: Task, size: float) -> Term:
    cards = task.cards
    parameters = task.model.need("parameters")
    each = f"{parameters:,} × {size / parameters:.3f} B"
    return Term(WEIGHTS, size / cards, f"{each} / {cards}" if cards > 1 else each)


def _cache(task: Task) -> Term:
    model, tokens = task.model, task.prompt_tokens + task.answer_tokens
    if task.paged_cache:
        tokens = math.ceil(tokens / BLOCK) * BLOCK
    each = CACHE_BYTES[task.cache_bits] if task.compute_bytes == CACHE_BYTES[16] else float(task.compute_bytes)
    if task.windowed_cache:
        size = windowed_bytes(model, task.batch, tokens, each)
    else:
        size = cache_bytes(model, task.batch * tokens, each)
    cards = 1 if model.latent_values is not None else task.cards  # every card needs the one latent vector whole
    return Term(CACHE, size / cards, f"{task.batch} × {tokens:,} × {size / (task.batch * tokens) / 1024:,.1f} KiB")


def _widest(task: Task, tokens: int) -> Term:
    """The widest moment of a layer: the residual, its normalised copy, and three tensors as wide as the MLP."""
    model, each = task.model, task.compute_bytes
    hidden, ffn, length = model.need("hidden"), model.need("ffn"), tokens // task.batch
    scores = task.batch * model.need("heads") * length**2 * SCORE_BYTES if task.eager_attention else 0
    largest = max(hidden * ffn, model.need("vocabulary") * hidden)
    unpacked = 2 * largest if QUANTISATIONS[task.weights_quant].dequantises else 0
    size = tokens * each * (2 * hidden + 3 * ffn) + scores + unpacked
    return Term(ACTIVATIONS, size, f"{tokens:,} × {each} B × (2 × {hidden:,} + 3 × {ffn:,})")


def _prefill(task: Task) -> tuple[Term, ...]:
    vocabulary = task.model.need("vocabulary")
    said = task.batch * (task.prompt_tokens if task.whole_prompt_logits else 1)
    read = task.batch * task.prompt_tokens
    # The kernels of a paged cache never hold the scores of attention.
    work = _widest(replace(task, eager_attention=False), min(read, PIECE)) if task.paged_cache else _widest(task, read)
    if task.cards > 1 and task.sharding in {Sharding.NONE, Sharding.TENSOR}:
        work = Term(work.name, work.bytes + MESSAGES, f"{work.formula} + {MESSAGES / GIB} GiB")
    return work, Term(LOGITS, said * vocabulary * LOGIT_BYTES, f"{said:,} × {vocabulary:,} × {LOGIT_BYTES} B")


def _llama_cpp(task: Task) -> tuple[Term, ...]:
    """It reads a prompt in pieces, so that the 32-bit logits of one piece are most of it."""
    model = task.model
    vocabulary = model.need("vocabulary")
    logits = Term(LOGITS, MICRO_BATCH * vocabulary * 4, f"{MICRO_BATCH} × {vocabulary:,} × 4 B")
    if not task.eager_attention:
        return (logits,)
    scores = model.need("heads") * MICRO_BATCH * task.prompt_tokens * 4
    return Term(ACTIVATIONS, scores, f"{model.need('heads')} × {MICRO_BATCH} × {task.prompt_tokens:,} × 4 B"), logits
