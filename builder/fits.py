"""Which well-known models run in so much memory: a short list, from the catalogue's presets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from catalog.models import ModelPreset
from catalog.presets import architecture_of
from engine import vram

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.vram import Architecture

# Models that a reader knows, small to large, and the precisions in which people run them, best first.
SHOWN = ("Llama-3.2-3B", "Llama-3.1-8B", "Qwen3-14B", "Qwen3-32B", "Llama-3.3-70B-Instruct", "Llama-3.1-405B")
PRECISIONS = ("bf16", "Q8_0", "Q4_K_M")
CONTEXT_TOKENS = 8192


@dataclass(frozen=True, slots=True)
class Fit:
    """A model at a precision: what it needs, and whether that fits."""

    model: str
    precision: str
    needs_gib: float
    fits: bool
    source: str = ""  # of the model's architecture, in words

    @property
    def label(self) -> str:
        """Model and precision, as they are shown."""
        return f"{self.model} {self.precision}"


def fits_in(memory_gib: float) -> tuple[Fit, ...]:
    """Give for each model the best precision that fits; of those that do not fit at all, the smallest, at the least."""
    presets = ModelPreset.objects.in_bulk(SHOWN, field_name="name")
    fits = [best_fit(presets[name], memory_gib) for name in SHOWN if name in presets]
    return tuple(_shortened(fits))


def best_fit(preset: ModelPreset, memory_gib: float) -> Fit:
    """Give the best precision in which a model fits, else what it needs at the least."""
    return _best_fit(preset.name, architecture_of(preset), memory_gib, preset.source)


@lru_cache(maxsize=2048)
def _best_fit(name: str, architecture: Architecture, memory_gib: float, source: str) -> Fit:
    fit = None
    for precision in PRECISIONS:
        estimate = vram.inference(architecture, precision, CONTEXT_TOKENS)
        fit = Fit(name, precision, estimate.total_gib, vram.fits(estimate, memory_gib), source)
        if fit.fits:
            break
    assert fit is not None  # noqa: S101  # there is at least one precision
    return fit


def _shortened(fits: list[Fit]) -> Iterator[Fit]:
    """Show the three largest that fit and the smallest that does not."""
    yield from [fit for fit in fits if fit.fits][-3:]
    yield from [fit for fit in fits if not fit.fits][:1]
