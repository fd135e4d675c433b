"""From a model preset to the architecture that the engine reads."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING

from engine.vram import Architecture

if TYPE_CHECKING:
    from catalog.models import ModelPreset

DERIVED = {"norms_per_layer", "latent_values", "windowed_share"}
COLUMNS = [field.name for field in fields(Architecture) if field.name not in DERIVED]
FOUR_NORMS = re.compile(r"gemma-[23]\b", re.IGNORECASE)  # one before and one after attention and MLP each
COUNTED = re.compile(r"img (\d+);.*?\(MActs\) ([\d.]+)")  # outputs of convolutions in millions, as timm counts them
PATCH = re.compile(r"vit_\w+_patch(\d+)_")
# Which of the layers have the window: Gemma 2 and 3 (arXiv 2408.00118, 2503.19786), gpt-oss, Mistral 0.1, Phi-3 mini.
WINDOWED = (("gemma-2-", 1 / 2), ("gemma-3", 5 / 6), ("gpt-oss", 1 / 2), ("mistral-7b-v0.1", 1.0), ("phi-3-mini", 1.0))
LATENT = re.compile(r"MLA.*?(\d+) values per token")  # DeepSeek's latent attention, as the facts put it


def architecture_of(preset: ModelPreset) -> Architecture:
    """Give the shape of a preset; what its source does not say, and what does not follow from it, stays unknown."""
    latent = LATENT.search(preset.extra)
    stated = Architecture(
        **{column: getattr(preset, column) for column in COLUMNS},
        norms_per_layer=4 if FOUR_NORMS.match(preset.name) else 2,
        latent_values=int(latent[1]) if latent else None,
        windowed_share=_windowed_share(preset),
    )
    return stated if stated.parameters is None else stated.completed()


def _windowed_share(preset: ModelPreset) -> float | None:
    if preset.sliding_window is None:
        return None
    name = preset.name.lower()
    return next((share for start, share in WINDOWED if name.startswith(start)), None)


def question(preset: ModelPreset) -> dict[str, object]:
    """Give what the estimate has to be told of a preset beside its shape.

    Of a network of convolutions its outputs; of a vision transformer its tokens, one for each patch and one more.
    """
    counted = COUNTED.search(preset.extra)
    if not counted:
        return {}
    pixels, patch = int(counted[1]), PATCH.match(preset.name)
    tokens = {"seq_len": (pixels // int(patch[1])) ** 2 + 1} if patch else {}
    return {"macts_size": pixels, "macts": float(counted[2]), **tokens}
