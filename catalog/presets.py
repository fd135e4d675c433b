"""From a model preset to the architecture that the engine reads."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING

from engine.vram import Architecture

if TYPE_CHECKING:
    from catalog.models import ModelPreset

DERIVED = {"norms_per_layer", "latent_values"}
COLUMNS = [field.name for field in fields(Architecture) if field.name not in DERIVED]
FOUR_NORMS = re.compile(r"gemma-[23]\b", re.IGNORECASE)  # one before and one after attention and MLP each
LATENT = re.compile(r"MLA.*?(\d+) values per token")  # DeepSeek's latent attention, as the facts put it


def architecture_of(preset: ModelPreset) -> Architecture:
    """Give the shape of a preset; what its source does not say stays unknown."""
    latent = LATENT.search(preset.extra)
    return Architecture(
        **{column: getattr(preset, column) for column in COLUMNS},
        norms_per_layer=4 if FOUR_NORMS.match(preset.name) else 2,
        latent_values=int(latent[1]) if latent else None,
    )
