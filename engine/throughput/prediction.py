"""The estimate: a speed with a band that holds nine in ten measured values, or the reason why there is none."""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from engine.findings import gettext_noop
from engine.platforms.power_limits import lowest_speed
from engine.refusals import InputError
from engine.throughput import constants
from engine.throughput.gates import FACT_MISSING, ONLY_MEASURED, Gate, gate, refusal
from engine.throughput.kinds import DECODE, LANGUAGE
from engine.throughput.language import language
from engine.throughput.priors import Weights
from engine.throughput.question import ADAPTERS, Question, not_one_of, read
from engine.throughput.relative import Relative, relative

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.throughput.gpus import Gpu
    from engine.throughput.language import Language

UNSURE: Final = math.log(1.2)  # twenty points more where little was measured
SEVERAL: Final = "several"  # GPUs: what ends the name of a band of their own
USUAL_BAND: Final = math.log(1.6)  # of kinds with too few measured cards to tell
SEVERAL_STREAMS: Final = gettext_noop("Only single streams were measured: several are extrapolated.")
LAYER_SPLIT: Final = gettext_noop("Several GPUs hold some layers each: they add memory, not speed.")
LIMITED: Final = gettext_noop("The power limit was measured on one kind of card only: the band covers its worst case.")
ADAPTERS_ONLY: Final = gettext_noop("Training of adapters is counted, not measured.")
UNKNOWN_GPU: Final = gettext_noop("%(field)s is not in the catalogue; close are: %(names)s.")
LEAST_SHARE: Final = 0.05  # of its speed; a card at its lowest limit still does something
CLOSE: Final = 5  # names that are offered for one that is not known


@dataclass(frozen=True, slots=True)
class Prediction:
    """A speed of all GPUs together, in `unit`, and the band that nine in ten measured values lie in."""

    speed: float
    low: float
    high: float
    unit: str
    notes: tuple[str, ...] = ()

    @property
    def spread(self) -> float:
        """How far the band reaches up, as a share of the speed."""
        return self.high / self.speed - 1


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no speed; `fact` names the missing one, if that is the reason."""

    reason: str
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights and bands by kind of work. The default holds those that were fitted on all measured rows."""

    weights: Mapping[str, Mapping[str, float]]
    bands: Mapping[str, float]


FITTED: Final = Fitted(constants.WEIGHTS, constants.BANDS)


def estimate(raw: Mapping[str, Any], gpus: Mapping[str, Gpu]) -> Prediction | Refusal:
    """Answer plain values, named like the columns of measured rows; raises InputError where one is not allowed."""
    question = read(raw)
    if not question.kind.model:
        return Refusal(ONLY_MEASURED)
    gpu = gpus.get(question.gpu)
    if gpu is None:
        raise _unknown_gpu(question.gpu, gpus)
    return predict(question, gpu)


def _unknown_gpu(name: str, gpus: Mapping[str, Gpu]) -> InputError:
    near = difflib.get_close_matches(name, gpus, CLOSE, 0)
    return InputError("gpu", UNKNOWN_GPU, names=", ".join(near) or "–")


def predict(question: Question, gpu: Gpu, fitted: Fitted = FITTED) -> Prediction | Refusal:
    """Estimate a speed from the GPU's facts alone: no measured row is looked up."""
    if reason := refusal(question, gpu):
        return Refusal(reason, gpu.lacks if reason == FACT_MISSING else "")
    weights = Weights(question.type, fitted.weights.get(question.type, {}))
    question = completed(question, weights)
    passed = gate(question, gpu)
    speed = math.exp(ready(question, gpu, passed).log_speed(weights))
    factor = math.exp(_band(question, fitted.bands) + (UNSURE if passed.unsure else 0))
    worst = _worst_share(question, gpu)
    notes = (*passed.notes, *_remarks(question, limited=worst < 1))
    return Prediction(speed * (1 + worst) / 2, speed * worst / factor, speed * factor, question.unit, notes)


def _band(question: Question, bands: Mapping[str, float]) -> float:
    usual = bands.get(question.type, USUAL_BAND)
    return bands.get(f"{question.type}/{SEVERAL}", usual) if question.n_gpu > 1 else usual


def ready(question: Question, gpu: Gpu, passed: Gate) -> Relative | Language:
    """Make a complete question ready for weights."""
    if question.kind.model == LANGUAGE:
        return language(question, gpu, passed)
    return relative(question, gpu, passed)


def completed(question: Question, weights: Mapping[str, float]) -> Question:
    """Fill in the unit and the newest stack; raises InputError where nothing like this was ever measured."""
    if question.kind.model == LANGUAGE:
        return replace(question, unit=question.kind.unit)
    bases = {Base(*path.split("/", 3)[1:]) for path in weights if path.startswith("base/")}
    same_work = _those("workload", question.workload, bases)
    stacks = [path.removeprefix("stack/") for path in weights if path.startswith("stack/")]
    question = replace(question, stack=question.stack or max(stacks, key=age, default=""))
    units = sorted(base.unit for base in _those("bits", question.bits, same_work))
    if question.unit not in {"", *units}:
        raise not_one_of(field="unit", names=units)
    return replace(question, unit=question.unit or units[0])


class Base(NamedTuple):
    """A work that was measured."""

    workload: str
    bits: str
    unit: str


def _those(field: Literal["workload", "bits"], value: str, bases: set[Base]) -> set[Base]:
    """Narrow bases by one of their fields; raises InputError where none is left."""
    found = {base for base in bases if getattr(base, field) == value}
    if not found:
        known = sorted({getattr(base, field) for base in bases})
        raise not_one_of(field="precision" if field == "bits" else field, names=known)
    return found


def age(stack: str) -> tuple[int, ...]:
    """Order software by the numbers in its name: years, versions."""
    return tuple(map(int, re.findall(r"\d+", stack)))


def _worst_share(question: Question, gpu: Gpu) -> float:
    """Give the share of its speed that a card keeps at the least under its power limit."""
    if question.power_limit_w is None or not gpu.board_power_w or question.power_limit_w >= gpu.board_power_w:
        return 1.0
    return max(LEAST_SHARE, lowest_speed(question.power_limit_w / gpu.board_power_w))


def _remarks(question: Question, *, limited: bool) -> list[str]:
    remarks = {
        LIMITED: limited,
        SEVERAL_STREAMS: question.type == DECODE and (question.batch or 1) > 1,
        LAYER_SPLIT: question.type == DECODE and question.n_gpu > 1,
        ADAPTERS_ONLY: question.kind.training and ADAPTERS in question.extra,
    }
    return [remark for remark, holds in remarks.items() if holds]
