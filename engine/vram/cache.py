"""What the cache of keys and values takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.vram.architecture import Architecture

EIGHT_BIT = 1.06  # bytes of a value with its share of the scales
CACHE_BYTES = {16: 2.0, 8: EIGHT_BIT}


def layer_bytes(model: Architecture, value_bytes: float) -> float:
    """Give the bytes that one token takes in one layer.

    Keys and values are as wide as the key-value heads together (grouped queries: Ainslie et al., arXiv 2305.13245).
    Latent attention keeps one vector in place of both (DeepSeek-V2, arXiv 2405.04434, section 2.1).
    """
    if model.latent_values is not None:
        return model.latent_values * value_bytes
    return 2 * model.kv_width * value_bytes


def token_bytes(model: Architecture, value_bytes: float) -> float:
    """Give the bytes that one token takes in all layers, each of them keeping all tokens."""
    return model.need("layers") * layer_bytes(model, value_bytes)


def cache_bytes(model: Architecture, tokens: int, value_bytes: float) -> float:
    """Give the bytes of the cache for so many tokens, over all sequences together.

    Windowed layers are counted with all tokens: not every stack lets go of what is outside the window.
    """
    return tokens * token_bytes(model, value_bytes)


def windowed_bytes(model: Architecture, sequences: int, tokens: int, value_bytes: float) -> float:
    """Give the bytes of the cache where windowed layers keep no more than their window: vLLM, llama.cpp.

    A layer with a window w keeps min(tokens, w) tokens of a sequence (Mistral 7B, arXiv 2310.06825, section 2).
    """
    whole = cache_bytes(model, sequences * tokens, value_bytes)
    if model.sliding_window is None or model.windowed_share is None:
        return whole
    kept = min(tokens, model.sliding_window) / tokens
    return whole * (1 - model.windowed_share + model.windowed_share * kept)
