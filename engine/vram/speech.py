"""What turning speech into text takes: Whisper in its sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.vram.architecture import UnknownFactError
from engine.vram.estimate import Parts, Term
from engine.vram.weights import BYTE, QUANTISATIONS
from engine.vram.words import ACTIVATIONS, CACHE, LOGITS, WEIGHTS

if TYPE_CHECKING:
    from engine.vram.fitted import Fitted
    from engine.vram.task import Task

FRAMES = 1500  # of 30 seconds, after the convolutions: Radford et al., arXiv 2212.04356, section 2.2
ANSWER = 448  # the longest text
VOCABULARY = 51_865
HEAD_DIM = 64


@dataclass(frozen=True, slots=True)
class Size:
    """Layers of the half that writes, and the width of both halves (arXiv 2212.04356, table 1)."""

    layers: int
    hidden: int
    parameters: int


SIZES = {
    "tiny": Size(4, 384, 39_000_000),
    "base": Size(6, 512, 74_000_000),
    "small": Size(12, 768, 244_000_000),
    "medium": Size(24, 1024, 769_000_000),
    "turbo": Size(4, 1280, 809_000_000),
    "large": Size(32, 1280, 1_550_000_000),
}


def speech(task: Task, _: Fitted) -> Parts:
    """Give the terms of Whisper: caches of the sound and of the text, and the work of the half that listens."""
    size = _size(task)
    parameters = task.model.parameters or size.parameters
    each = QUANTISATIONS[task.weights_quant].linear_bits / BYTE
    batch, layers, hidden = task.batch, size.layers, size.hidden
    copies = task.beams if task.beams_copy_cache else 1
    sound = batch * 2 * layers * FRAMES * hidden * 2 * copies
    text = batch * task.beams * ANSWER * 2 * layers * hidden * 2
    work = batch * FRAMES * hidden * 16
    if task.eager_attention:
        work += batch * (hidden // HEAD_DIM) * FRAMES**2 * 2
    said = batch * task.beams * VOCABULARY * 8
    return Parts(
        (Term(WEIGHTS, parameters * each, f"{parameters:,} × {each:.3f} B"),),
        (
            Term(
                CACHE,
                sound + text,
                f"{batch} × 2 × {layers} × {hidden:,} × ({copies} × {FRAMES} + {task.beams} × {ANSWER}) × 2 B",
            ),
            Term(ACTIVATIONS, work, f"{batch} × {FRAMES} × {hidden:,} × 16 B"),
            Term(LOGITS, said, f"{batch} × {task.beams} × {VOCABULARY:,} × 8 B"),
        ),
        held=False,
    )


def _size(task: Task) -> Size:
    model = task.model
    if model.layers and model.hidden and model.parameters:
        return Size(model.layers, model.hidden, model.parameters)
    name = model.name.lower()
    for word in ("turbo", "tiny", "base", "small", "medium", "large"):
        if word in name:
            return SIZES[word]
    raise UnknownFactError(fact="layers", model=task.model.name)
