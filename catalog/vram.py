"""A question about memory, as pages and programs ask it: plain values, and the preset that they name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from catalog.presets import architecture_of, question
from engine import vram
from engine.findings import gettext_noop
from engine.vram import InputError, UnknownFactError, Workload
from engine.vram.inputs import SHAPE, Limits, read_number
from engine.vram.spelling import respelt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from catalog.models import ModelPreset
    from engine.vram import Architecture, Estimate, Task

NOT_HERE = gettext_noop("%(field)s: there is none called “%(name)s” here. Choose one of the list, or enter its shape.")
NOT_STATED = gettext_noop("%(field)s of %(model)s is not known, and this task needs it. Enter it, or choose another.")
NOT_MODELLED = gettext_noop("%(field)s: of %(name)s the estimate of this task knows nothing. Choose another one.")
HEADROOMS = Limits(1, 3, whole=False)
COLUMN_OF = {fact: column for column, fact in SHAPE.items()}
NAMED_ONLY = {Workload.DIFFUSION_INFER, Workload.DET_TRAIN}  # known by their names, not by a shape
SHOWN_NAME = 60
FAMILIES = {
    "encoder": Workload.EMBEDDING,
    "vision": Workload.CNN_TRAIN,
    "detector": Workload.DET_TRAIN,
    "diffusion": Workload.DIFFUSION_INFER,
    "speech": Workload.WHISPER_INFER,
}
FIELDS = vram.FIELDS | {"headroom"}


@dataclass(slots=True)
class Question:
    """Values with what came of them: a task and its estimate, or errors by field."""

    values: dict[str, Any]
    preset: ModelPreset | None = None
    errors: dict[str, InputError] = field(default_factory=dict)
    task: Task | None = None
    estimate: Estimate | None = None
    headroom: float = vram.HEADROOM

    @property
    def presets(self) -> dict[str, Architecture]:
        """The model by the name under which it was asked for."""
        name = name_of(self.values)
        return {name: architecture_of(self.preset)} if self.preset else {}

    @property
    def raw(self) -> dict[str, Any]:
        """All that the engine reads: the values, and what the preset adds to them."""
        told = {name: value for name, value in self.values.items() if name != "headroom"}
        return {"workload": usual_workload(self.preset), **self.of_preset, **told} if self.preset else told

    @property
    def of_preset(self) -> dict[str, Any]:
        """What the preset says beside its shape."""
        if self.preset is None:
            return {}
        pictures = self.preset.family == "vision" and self.preset.vocabulary is None
        return {**question(self.preset), **({"vocab": 0} if pictures else {})}  # pictures have no words

    @property
    def shaped(self) -> bool:
        """Whether any of a model's shape was entered."""
        return any(name in self.values for name in SHAPE)

    def changed(self, change: vram.Change) -> dict[str, Any]:
        """Give the values that ask for a change of this task."""
        kept = {name: self.values[name] for name in ("headroom",) if name in self.values}
        told = self.of_preset
        made = respelt(self.raw, change.task, self.presets)
        return {name: value for name, value in made.items() if name in self.values or value != told.get(name)} | kept

    def changes(self, memory_gib: float) -> tuple[vram.Change, ...]:
        """Give what would make the task fit on cards of so much memory; nothing where it does."""
        if self.task is None or self.estimate is None or vram.fits(self.estimate, memory_gib, self.headroom):
            return ()
        return vram.changes(self.task, memory_gib, self.headroom)


def name_of(values: Mapping[str, Any]) -> str:
    """Give the name of the model that values name."""
    name = values.get("arch") or values.get("model") or ""
    return name if isinstance(name, str) else ""


def usual_workload(preset: ModelPreset) -> Workload:
    """Give what people mostly want of a kind of model."""
    if preset.name.startswith("vit"):
        return Workload.VIT_TRAIN
    return FAMILIES.get(preset.family, Workload.LLM_INFER)


def preset_named(name: str, presets: Iterable[ModelPreset]) -> ModelPreset | None:
    """Find a preset by its name, in any case, or its slug."""
    wanted = name.casefold()
    return next((each for each in presets if wanted in {each.name.casefold(), each.slug}), None)


def ask(values: Mapping[str, Any], preset: ModelPreset | None) -> Question:
    """Read a question; every field that is wrong is named, not only the first."""
    given = {name: value for name, value in values.items() if value is not None and value != ""}
    asked = Question(given, preset)
    asked.headroom = _headroom(asked)
    right = asked.raw
    while True:
        try:
            asked.task = vram.parse(right, asked.presets)
            break
        except InputError as error:
            asked.errors[error.field] = error
            if error.field not in right:
                break
            del right[error.field]
        except UnknownFactError as error:
            _miss(asked, error)
            break
    if not asked.errors:
        _estimate(asked)
    return asked


def _headroom(asked: Question) -> float:
    if "headroom" not in asked.values:
        return vram.HEADROOM
    try:
        return float(read_number("headroom", asked.values["headroom"], HEADROOMS))
    except InputError as error:
        asked.errors["headroom"] = error
        return vram.HEADROOM


def _estimate(asked: Question) -> None:
    assert asked.task is not None  # noqa: S101  # without errors there is one
    try:
        asked.estimate = vram.estimate(asked.task)
    except UnknownFactError as error:
        _miss(asked, error)


def _miss(asked: Question, error: UnknownFactError) -> None:
    """Say what is missing where it can be entered."""
    workload = asked.task.workload if asked.task else None
    name = name_of(asked.values)
    if workload in NAMED_ONLY:
        asked.errors["model"] = InputError("model", NOT_MODELLED, name=error.model[:SHOWN_NAME])
    elif asked.preset is None and not asked.shaped and name:
        asked.errors["model"] = InputError("model", NOT_HERE, name=name[:SHOWN_NAME])
    else:
        column = COLUMN_OF.get(error.fact, error.fact)
        asked.errors[column] = InputError(column, NOT_STATED, model=error.model[:SHOWN_NAME])
