"""How much memory a model needs on graphics cards. Model, sources and measured error: docs/models.md, "Memory"."""

from engine.vram.architecture import Architecture, UnknownFactError
from engine.vram.estimate import Estimate, Term, Verdict, fits, verdict
from engine.vram.inference import inference
from engine.vram.weights import OFFERED, QUANTISATIONS, Quantisation

__all__ = [
    "OFFERED",
    "QUANTISATIONS",
    "Architecture",
    "Estimate",
    "Quantisation",
    "Term",
    "UnknownFactError",
    "Verdict",
    "fits",
    "inference",
    "verdict",
]
