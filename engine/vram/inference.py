"""What a language model needs when it answers: weights, cache, the work of reading a prompt, logits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Word, gettext_noop
from engine.vram.cache import CACHE_BYTES, cache_bytes
from engine.vram.estimate import GIB, Estimate, Term
from engine.vram.weights import QUANTISATIONS, resident_bytes

if TYPE_CHECKING:
    from engine.vram.architecture import Architecture
    from engine.vram.weights import Quantisation

FRAGMENTATION = 0.5  # of what changes: the caching allocator holds half as much again (fitted, flat from 0.3 to 0.8)
CONTEXT_GIB = 1.0  # CUDA context with the workspaces of its libraries (fitted)
MICRO_BATCH = 512  # tokens that llama.cpp reads at once
LOGIT_BYTES = 6  # 16-bit logits of the last token and their 32-bit copy
SCORE_BYTES = 8  # attention scores without flash attention: 16-bit, 32-bit softmax and a copy

WEIGHTS = Word(gettext_noop("weights"))
CACHE = Word(gettext_noop("KV cache"))
ACTIVATIONS = Word(gettext_noop("activations"))
LOGITS = Word(gettext_noop("logits"))
RESERVE = Word(gettext_noop("held by the allocator"))
CONTEXT = Word(gettext_noop("CUDA context"))


def inference(  # noqa: PLR0913  # the same questions for every model, all but three with a usual answer
    architecture: Architecture,
    quantisation: str,
    context_tokens: int,
    batch: int = 1,
    *,
    answer_tokens: int = 0,
    cache_bits: int = 16,
    flash_attention: bool = True,
    gpus: int = 1,
) -> Estimate:
    """Estimate what running a model takes, with the cache full.

    `context_tokens` are prompt and answer together, per sequence; `batch` is how many run at once. Raises
    UnknownFactError, naming the fact, where the model's shape is not known well enough.
    """
    form = QUANTISATIONS[quantisation]
    prompt = context_tokens - answer_tokens
    weights = resident_bytes(architecture, form)
    value_bytes = CACHE_BYTES[cache_bits] if form.compute_bytes == CACHE_BYTES[16] else float(form.compute_bytes)
    cache = cache_bytes(architecture, context_tokens * batch, value_bytes)
    dynamic = (
        Term(CACHE, cache, f"{context_tokens * batch:,} × {cache / (context_tokens * batch) / 1024:,.1f} KiB"),
        *_work(architecture, form, prompt, batch, flash_attention=flash_attention),
    )
    live = (Term(WEIGHTS, weights, _weights_formula(architecture, weights)), *dynamic)
    around = [Term(CONTEXT, CONTEXT_GIB * GIB * gpus, f"{gpus} × {CONTEXT_GIB:.1f} GiB")]
    if not form.gguf:  # llama.cpp takes its buffers once, at their full size
        held = FRAGMENTATION * sum(term.bytes for term in dynamic)
        around.insert(0, Term(RESERVE, held, f"{FRAGMENTATION} × {held / FRAGMENTATION / GIB:,.2f} GiB"))
    return Estimate(live, tuple(around))


def _weights_formula(model: Architecture, weights: float) -> str:
    parameters = model.need("parameters")
    return f"{parameters:,} × {weights / parameters:.3f} B"


def _work(
    model: Architecture, form: Quantisation, prompt: int, batch: int, *, flash_attention: bool
) -> tuple[Term, ...]:
    scores = 0 if flash_attention else model.need("heads")
    if form.gguf:
        return _llama_cpp_work(model, prompt, scores)
    hidden, ffn, tokens = model.need("hidden"), model.need("ffn"), batch * prompt
    width = 2 * hidden + 3 * ffn  # residual, normalised input, and three tensors as wide as the MLP
    read = tokens * form.compute_bytes * width + batch * scores * prompt**2 * SCORE_BYTES
    unpacked = 2 * hidden * ffn if form.dequantises else 0
    vocabulary = model.need("vocabulary")
    return (
        Term(ACTIVATIONS, read + unpacked, f"{tokens:,} × {form.compute_bytes} B × (2 × {hidden:,} + 3 × {ffn:,})"),
        Term(LOGITS, batch * vocabulary * LOGIT_BYTES, f"{batch} × {vocabulary:,} × {LOGIT_BYTES} B"),
    )


def _llama_cpp_work(model: Architecture, prompt: int, scores: int) -> tuple[Term, ...]:
    """It reads a prompt in pieces, so that the logits of one piece are most of it."""
    vocabulary = model.need("vocabulary")
    logits = Term(LOGITS, MICRO_BATCH * vocabulary * 4, f"{MICRO_BATCH} × {vocabulary:,} × 4 B")
    if not scores:
        return (logits,)
    work = Term(ACTIVATIONS, scores * MICRO_BATCH * prompt * 4, f"{scores} × {MICRO_BATCH} × {prompt:,} × 4 B")
    return work, logits
