"""What making pictures takes: a pipeline of text encoders, a transformer or UNet, and a decoder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.vram.architecture import UnknownFactError
from engine.vram.estimate import GIB, Parts, Term
from engine.vram.weights import BYTE, QUANTISATIONS
from engine.vram.words import DECODER, KEPT, TEXT_ENCODERS, WEIGHTS

if TYPE_CHECKING:
    from engine.vram.fitted import Fitted
    from engine.vram.task import Task
    from engine.vram.weights import Quantisation

BILLION = 1e9
COUNTED_PX = 1024
DECODER_WIDTH = 1024  # values per pixel in its last stage: four tensors of 256 channels


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Parameters in billions, and the bytes of a number in the decoder."""

    core: float
    text: float
    rest: float
    decoder_bytes: int = 2


# Component sizes: black-forest-labs/flux, huggingface/blog diffusers-quantization.md and quanto-diffusers.md
PIPELINES = {
    "flux": Pipeline(11.9, 4.76, 0.207),
    "sdxl": Pipeline(2.567, 0, 0.902, 4),  # its decoder overflows in 16 bits
    "sd15": Pipeline(0.8595, 0, 0.207),  # CLIP and decoder as those of FLUX.1
    "sd3": Pipeline(2.028, 4.76, 0.902),
    "pixart-sigma": Pipeline(0.611, 4.76, 0.084),
}


# As people write them; what is left begins with a key of PIPELINES.
SPELLINGS = (("stable diffusion", "sd"), ("stable-diffusion", "sd"), ("sd-", "sd"), ("sd ", "sd"), ("sdxl-", "sdxl"),
             ("sdv1-5", "sd15"), ("sd1.5", "sd15"), ("sdv1.5", "sd15"))  # fmt: skip


def diffusion(task: Task, fitted: Fitted) -> Parts:
    """Give the terms of making pictures, with the whole pipeline on the card; the decoder's last stage is the peak."""
    pipeline = _pipeline(task)
    form = QUANTISATIONS[task.weights_quant]
    each = form.linear_bits / BYTE
    text_each = 2.0 if task.only_core_quantised else each
    core = pipeline.core * BILLION * each
    others = pipeline.text * BILLION * text_each + pipeline.rest * BILLION * 2
    pixels = task.images * task.resolution_px**2
    decoder = pixels * DECODER_WIDTH * pipeline.decoder_bytes
    return Parts(
        (
            Term(WEIGHTS, core, f"{pipeline.core} × 10⁹ × {each:.3f} B"),
            Term(TEXT_ENCODERS, others, f"{pipeline.text} × 10⁹ × {text_each:.3f} B + {pipeline.rest} × 10⁹ × 2 B"),
        ),
        (Term(DECODER, decoder, f"{pixels:,} × {DECODER_WIDTH} × {pipeline.decoder_bytes} B"),),
        reserve=_kept(task, fitted, form),
    )


def _kept(task: Task, fitted: Fitted, form: Quantisation) -> Term:
    """The transformer's work lies in blocks of its own, and formats that are packed on loading leave some behind."""
    packing = fitted.packing_gib if form.packs else 0.0
    work = fitted.pipeline_gib * min(1.0, task.resolution_px**2 / COUNTED_PX**2)
    return Term(KEPT, (packing + work) * GIB, f"{work:.2f} + {packing:.2f} GiB")


def _pipeline(task: Task) -> Pipeline:
    name = task.model.name.lower()
    for written, short in SPELLINGS:
        name = name.replace(written, short)
    for key, pipeline in PIPELINES.items():
        if name.startswith(key):
            return pipeline
    raise UnknownFactError(fact="parameters", model=task.model.name)
