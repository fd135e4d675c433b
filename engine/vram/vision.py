"""What training on pictures takes: classifiers made of convolutions, and detectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.vram.architecture import UnknownFactError
from engine.vram.estimate import Parts, Term
from engine.vram.optimizers import optimizer_named
from engine.vram.task import HALF_PRECISION
from engine.vram.words import ACTIVATIONS, COPIES, GRADIENTS, STATES, WEIGHTS

if TYPE_CHECKING:
    from engine.vram.fitted import Fitted
    from engine.vram.task import Task

MILLION = 1e6
COPIES_KEPT = 3  # the convolution's output, the normalised one, and the activation's
PLAIN_NETS = ("vgg", "alexnet", "squeezenet")  # without batch norm: no normalised copy
JOINING_NETS = ("inception", "googlenet", "densenet", "squeezenet", "dpn")  # branches are joined into one more copy
DETECTOR_PX = 640
DETECTOR_COPIES = 3  # the convolution's output, the normalised one, and SiLU's
DETECTOR_STATES = 10  # bytes per parameter: momentum 4, the average model 4, a 16-bit copy 2


@dataclass(frozen=True, slots=True)
class Detector:
    """One size of a detector: its outputs of convolutions for one picture, in millions, and its parameters."""

    outputs_millions: float
    parameters_millions: float


# All convolution outputs at 640 px, counted from ultralytics/yolov5 models/yolov5*.yaml.
YOLOV5 = {
    "n": Detector(13.97, 1.87),
    "s": Detector(25.80, 7.24),
    "m": Detector(47.45, 21.19),
    "l": Detector(75.67, 46.56),
    "x": Detector(110.43, 86.75),
}


def convolutions(task: Task, fitted: Fitted) -> Parts:
    """Give the terms of training a classifier: outputs of all convolutions of a batch, kept for backward."""
    if task.activations_millions is None or task.activations_counted_px is None:
        raise UnknownFactError(fact="macts", model=task.model.name)
    copies = _copies_of(task.model.name.lower())
    scale = (task.resolution_px / task.activations_counted_px) ** 2
    outputs = copies * task.activations_millions * MILLION * scale
    picture = 12 * task.resolution_px**2  # three colours in 32 bits
    size = fitted.convolutions * task.batch * (outputs * task.compute_bytes + picture)
    work = Term(
        ACTIVATIONS, size, f"{fitted.convolutions} × {task.batch} × {outputs / MILLION:,.1f} M × {task.compute_bytes} B"
    )
    return Parts(_static(task), (work, *_copies(task)), held=False, vision=True)


def _copies_of(name: str) -> int:
    return COPIES_KEPT - name.startswith(PLAIN_NETS) + name.startswith(JOINING_NETS)


def detector(task: Task, fitted: Fitted) -> Parts:
    """Give the terms of training a YOLO. Later ones than v5 are taken as the v5 of as many parameters: a guess."""
    kind = _detector(task)
    scale = (task.resolution_px / DETECTOR_PX) ** 2
    outputs = kind.outputs_millions * MILLION * scale * DETECTOR_COPIES
    size = fitted.convolutions * task.batch * outputs * HALF_PRECISION
    return Parts(
        tuple(
            Term(name, kind.parameters_millions * MILLION * each, f"{kind.parameters_millions:.2f} M × {each} B")
            for name, each in ((WEIGHTS, 4), (GRADIENTS, 4), (STATES, DETECTOR_STATES))
        ),
        (Term(ACTIVATIONS, size, f"{fitted.convolutions} × {task.batch} × {outputs / MILLION:,.1f} M × 2 B"),),
        held=False,
        vision=True,
    )


def _detector(task: Task) -> Detector:
    name = task.model.name.lower().replace("-", "").replace("_", "")
    for prefix in ("yolov5", "yolo5"):
        if name.startswith(prefix) and (found := YOLOV5.get(name.removeprefix(prefix)[:1])):
            return found
    if not name.startswith("yolo"):
        raise UnknownFactError(fact="macts", model=task.model.name)
    parameters = task.model.need("parameters") / MILLION
    nearest = min(YOLOV5.values(), key=lambda each: abs(each.parameters_millions - parameters))
    outputs = nearest.outputs_millions * (parameters / nearest.parameters_millions) ** 0.5  # wider by the root
    return Detector(outputs, parameters)


def _static(task: Task) -> tuple[Term, ...]:
    parameters = task.model.need("parameters")
    found = optimizer_named(task.optimizer)
    states = found.states if found else 0
    return (
        Term(WEIGHTS, parameters * 4, f"{parameters:,} × 4 B"),
        Term(GRADIENTS, parameters * 4, f"{parameters:,} × 4 B"),
        Term(STATES, parameters * states, f"{parameters:,} × {states:g} B"),
    )


def _copies(task: Task) -> tuple[Term, ...]:
    if task.compute_bytes == task.weight_bytes_each:
        return ()
    parameters = task.model.need("parameters")
    return (Term(COPIES, parameters * HALF_PRECISION, f"{parameters:,} × 2 B"),)
