"""How much memory a model needs on graphics cards. Model, sources and measured error: docs/models.md, "Memory"."""

from engine.refusals import InputError
from engine.vram.architecture import Architecture, UnknownFactError
from engine.vram.changes import Change, changes
from engine.vram.config import Reading, read_config
from engine.vram.estimate import HEADROOM, Band, Estimate, Term, Verdict, fits, verdict, verdicts
from engine.vram.inference import inference
from engine.vram.inputs import FIELDS, parse
from engine.vram.jobs import estimate
from engine.vram.task import Sharding, Task, Workload
from engine.vram.weights import OFFERED, QUANTISATIONS, Quantisation

__all__ = [
    "FIELDS",
    "HEADROOM",
    "OFFERED",
    "QUANTISATIONS",
    "Architecture",
    "Band",
    "Change",
    "Estimate",
    "InputError",
    "Quantisation",
    "Reading",
    "Sharding",
    "Task",
    "Term",
    "UnknownFactError",
    "Verdict",
    "Workload",
    "changes",
    "estimate",
    "fits",
    "inference",
    "parse",
    "read_config",
    "verdict",
    "verdicts",
]
