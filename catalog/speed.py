"""A question about speed, as pages and programs ask it: plain values, and the preset that they name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from catalog.measured import speed_row
from catalog.models import MeasuredRun
from catalog.presets import architecture_of
from engine import throughput, vram
from engine.economics.inputs import number
from engine.findings import gettext_noop
from engine.power import efficiency
from engine.refusals import InputError
from engine.throughput.kinds import DECODE, LANGUAGE, PREFILL, TRAIN
from engine.throughput.question import ADAPTERS, CHECKPOINTS, NUMBERS, TEXTS
from engine.throughput.work import AMOUNT, LOAD, ROUNDS
from engine.vram import UnknownFactError, Workload

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from catalog.models import Gpu, ModelPreset
    from engine.throughput import Answer, MeasuredRow, Question, Work

ANY_GPU = "any"  # stands where a question is read that is asked of all GPUs
JOB = {"amount": AMOUNT, "rounds": ROUNDS, "wall_w": LOAD}
FIELDS = frozenset({"model", "gpu", *TEXTS, *NUMBERS, *JOB})
NOT_HERE = gettext_noop("%(field)s: there is none called “%(name)s” here. Choose one of the list, or give params_b.")
NO_SHAPE = gettext_noop("%(field)s: of %(name)s it is not known: %(fact)s. Choose another, or give params_b.")
NOT_LANGUAGE = gettext_noop("%(field)s: %(name)s is no language model; this work takes one.")
NO_JOB = gettext_noop("%(field)s: give the size of the job too (amount).")
SHOWN_NAME = 60
GIGA = 1e9
LANGUAGE_FAMILY = "llm"
SUFFIXES = re.compile(r"-(hf|instruct|it|base)$", re.IGNORECASE)
FORMATS = {"MXFP4": "mxfp4", "mixed": "bf16", "amp": "bf16", "amp_fp16": "fp16", "amp_bf16": "bf16", "tf32": "fp32"}
PACKED = frozenset({"nf4", "nf4-dq", "int4", "int8"})


@dataclass(slots=True)
class Asked:
    """Values with what came of them: a question for every GPU, what it needs of memory, a job; or errors by field."""

    values: dict[str, Any]
    preset: ModelPreset | None = None
    errors: dict[str, InputError] = field(default_factory=dict)
    question: Question | None = None
    need: vram.Estimate | None = None
    job: dict[str, float] = field(default_factory=dict)

    @property
    def needs_gib(self) -> float | None:
        """What each GPU has to hold, as stated or as estimated for the preset."""
        stated = self.question.needs_gib if self.question else None
        return stated if stated is not None else self.need.total_gib if self.need else None

    def of(self, gpu: str) -> Question:
        """Give the question for one GPU."""
        assert self.question is not None  # noqa: S101  # there are no errors
        return replace(self.question, gpu=gpu, needs_gib=self.needs_gib)

    def wall_w(self, gpu: Gpu) -> float | None:
        """Give watts at the wall as stated, else of the GPUs alone with a supply of unknown rating; None: unknown."""
        if "wall_w" in self.job:
            return self.job["wall_w"]
        limit = self.question.power_limit_w if self.question else None
        power = min(limit or gpu.board_power_w, gpu.board_power_w) if gpu.board_power_w else None
        return None if power is None or self.question is None else power * self.question.n_gpu / efficiency(None)


@dataclass(frozen=True, slots=True)
class Speed:
    """What is known of one GPU's speed, whether the work fits into it, and what the job takes on it."""

    gpu: Gpu
    answer: Answer
    verdict: vram.Verdict | None
    job: Work | None

    @property
    def refusal(self) -> str:
        """Why there is no speed at all; empty: there is one."""
        estimate = self.answer.estimate
        refused = isinstance(estimate, throughput.Refusal) and self.answer.measured is None
        return estimate.reason if refused and isinstance(estimate, throughput.Refusal) else ""


def ask(values: Mapping[str, Any], preset: ModelPreset | None) -> Asked:
    """Read a question; every field that is wrong is named, not only the first. No query."""
    given = {name: value for name, value in values.items() if value is not None and value != ""}
    asked = Asked(given, preset)
    _read_job(asked)
    right = _engine_values(asked)
    shape = _shape(asked, str(right.get("type", "")))
    while True:
        try:
            asked.question = throughput.read(right, shape)
            break
        except InputError as error:
            asked.errors.setdefault(error.field, error)
            if error.field not in right:
                break
            del right[error.field]
    if "model" in asked.errors:
        asked.errors.pop("params_b", None)  # one remark is enough: it names both ways out
    if not asked.errors and preset and asked.question:
        asked.need = _need(asked.question, preset)
    return asked


def _read_job(asked: Asked) -> None:
    for name, limits in JOB.items():
        if name in asked.values:
            try:
                asked.job[name] = number(_as_number(asked.values[name]), limits, name)
            except InputError as error:
                asked.errors[name] = error
    if "rounds" in asked.job and "amount" not in asked.values:
        asked.errors["rounds"] = InputError("rounds", NO_JOB)


def _as_number(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return float(value)
    except ValueError:
        return float("nan")


def _engine_values(asked: Asked) -> dict[str, Any]:
    """Give what the engine reads: a model's name stands for the workload of a language model."""
    told = {name: value for name, value in asked.values.items() if name not in JOB and name not in {"model", "gpu"}}
    name = asked.preset.name if asked.preset else asked.values.get("model")
    if name and "workload" not in told:
        told["workload"] = name
    return {**told, "gpu": ANY_GPU}


def _shape(asked: Asked, kind: str) -> throughput.Shape | None:
    """Give the shape of the preset, for work that takes a language model."""
    known = throughput.KINDS.get(kind)
    if known is None or known.model != LANGUAGE:
        return None
    preset, name = asked.preset, str(asked.values.get("model", ""))[:SHOWN_NAME]
    if preset is None:
        if name and "params_b" not in asked.values:
            asked.errors["model"] = InputError("model", NOT_HERE, name=name)
        return None
    if preset.family != LANGUAGE_FAMILY:
        asked.errors["model"] = InputError("model", NOT_LANGUAGE, name=name)
        return None
    try:
        return shape_of(preset)
    except UnknownFactError as error:
        if "params_b" not in asked.values:
            asked.errors["model"] = InputError("model", NO_SHAPE, name=error.model, fact=error.fact)
        return None


def shape_of(preset: ModelPreset) -> throughput.Shape:
    """Give a preset's shape as the speed model sees it; raises UnknownFactError where its source does not say."""
    model = architecture_of(preset)
    return throughput.Shape(
        layers=model.need("layers"),
        hidden=model.need("hidden"),
        kv=model.latent_values // 2 if model.latent_values else model.kv_width,
        params_b=model.need("parameters") / GIGA,
        active_b=model.active_parameters / GIGA if model.experts else 0,
        vocabulary=model.need("vocabulary"),
    )


def _need(question: Question, preset: ModelPreset) -> vram.Estimate | None:
    """Estimate the memory of a work on each GPU; None: for this kind of work there is no estimate."""
    if question.kind.model != LANGUAGE:
        return None
    quant = FORMATS.get(question.precision, question.precision)
    values: dict[str, Any] = {"weights_quant": quant}
    if question.type in {DECODE, PREFILL}:
        values |= {"workload": Workload.LLM_INFER, "batch": question.batch or 1, "prompt_len": question.tokens}
        values |= {"n_gpus": question.n_gpu, "sharding": "tensor" if question.n_gpu > 1 else "none", "gen_len": 0}
    elif question.type == TRAIN:
        values |= _training(question, quant)
    else:
        return None
    try:
        name = preset.name
        return vram.estimate(vram.parse({**values, "model": name}, {name: architecture_of(preset)}))
    except (InputError, UnknownFactError):
        return None


def _training(question: Question, quant: str) -> dict[str, Any]:
    adapters = ADAPTERS in question.extra
    packed = quant in PACKED
    workload = Workload.LLM_QLORA if packed else Workload.LLM_LORA if adapters else Workload.LLM_FULL
    shared = "fsdp" if question.n_gpu > 1 and workload is Workload.LLM_FULL else "none"
    return {
        "workload": workload,
        "weights_quant": quant if packed else "fp32" if quant == "fp32" else "bf16",
        "batch": max(1, (question.batch or question.n_gpu) // question.n_gpu),
        "seq_len": question.tokens,
        "grad_ckpt": CHECKPOINTS in question.extra,
        "n_gpus": question.n_gpu,
        "sharding": shared,
    }


GPU_FIELDS = [each.name for each in fields(throughput.Gpu)]


def facts_of(gpu: Gpu) -> throughput.Gpu:
    """Give what the speed model reads of a GPU."""
    return throughput.gpu_of({name: getattr(gpu, name) for name in GPU_FIELDS})


def answers(asked: Asked, gpus: Iterable[Gpu]) -> list[Speed]:
    """Answer for each GPU, measured figures first. One query. Raises InputError where nothing knows such work."""
    rows = measured_rows(asked)
    return [answered(asked, gpu, rows.get(gpu.pk, ())) for gpu in gpus]


def answered(asked: Asked, gpu: Gpu, rows: Iterable[MeasuredRow]) -> Speed:
    """Answer for one GPU. No query."""
    found = throughput.answer(asked.of(gpu.name), facts_of(gpu), rows)
    verdict = None
    if asked.needs_gib is not None and gpu.memory_gib:
        verdict = _verdict(asked, gpu.memory_gib)
    return Speed(gpu, found, verdict, _job(asked, found, asked.wall_w(gpu)))


def _verdict(asked: Asked, memory_gib: float) -> vram.Verdict:
    if asked.need is not None and asked.needs_gib == asked.need.total_gib:
        return vram.verdict(asked.need, memory_gib)
    return vram.Verdict.FITS if (asked.needs_gib or 0) <= memory_gib else vram.Verdict.TOO_LARGE


def _job(asked: Asked, found: Answer, wall_w: float | None) -> Work | None:
    if found.best is None or "amount" not in asked.job or not wall_w or not found.best.unit.endswith("/s"):
        return None
    return throughput.work(found.best, asked.job["amount"], wall_w, rounds=asked.job.get("rounds", 1))


def measured_rows(asked: Asked) -> dict[int, list[MeasuredRow]]:
    """Give the measured rows of this work by the key of their GPU, named as the question names it. One query."""
    question = asked.question
    assert question is not None  # noqa: S101  # there are no errors
    names = {question.workload} | ({asked.preset.name} if asked.preset else set())
    wanted = {plain(name, question.precision) for name in names}
    runs = MeasuredRun.objects.filter(estimator="speed", type=question.type).exclude(gpu=None).select_related("gpu")
    rows: dict[int, list[MeasuredRow]] = {}
    for run in runs:
        alike = plain(run.workload, str(run.asked.get("precision", ""))) in wanted
        row = speed_row(run) if alike else None
        if row is not None and run.gpu is not None:
            named = replace(row.question, workload=question.workload, gpu=run.gpu.name)
            rows.setdefault(run.gpu.pk, []).append(replace(row, question=named))
    return rows


def plain(name: str, precision: str = "") -> str:
    """Write a model's name as a measurement and a preset both write it: letters and digits, without its format."""
    bare = re.sub(rf"[_-]{re.escape(precision)}$", "", name, flags=re.IGNORECASE) if precision else name
    return re.sub(r"[^a-z0-9]", "", SUFFIXES.sub("", bare).lower())
