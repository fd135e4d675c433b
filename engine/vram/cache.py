"""What the cache of keys and values takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.vram.architecture import Architecture

EIGHT_BIT = 1.06  # bytes of a value with its share of the scales
CACHE_BYTES = {16: 2.0, 8: EIGHT_BIT}


def token_bytes(model: Architecture, value_bytes: float) -> float:
    """Give the bytes that one token takes in all layers.

    Grouped queries enter through the number of key-value heads. Latent attention (MLA) keeps one vector per layer.
    Windowed layers are counted with all tokens: not every stack lets go of what is outside the window.
    """
    if model.latent_values is not None:
        return model.need("layers") * model.latent_values * value_bytes
    return 2 * model.need("layers") * model.kv_width * value_bytes


def cache_bytes(model: Architecture, tokens: int, value_bytes: float) -> float:
    """Give the bytes of the cache for so many tokens, over all sequences together."""
    return tokens * token_bytes(model, value_bytes)
