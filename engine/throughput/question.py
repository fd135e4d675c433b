"""From plain values to a question. What is missing gets its default; what is wrong is refused by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from engine.economics.inputs import UNKNOWN, number
from engine.economics.limits import Limits
from engine.findings import gettext_noop
from engine.refusals import InputError
from engine.throughput.kinds import FULL, KINDS, LANGUAGE, PRECISIONS, Kind, family
from engine.throughput.shapes import Shape, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ONE_OF: Final = gettext_noop("%(field)s must be one of %(names)s.")
TOO_LONG: Final = gettext_noop("%(field)s must be a text of at most %(most)s characters.")
NEEDED: Final = gettext_noop("%(field)s is needed.")
LONGEST_TEXT: Final = 200
COUNT: Final = Limits(low=1, high=4096, whole=True)
TOKENS: Final = Limits(low=1, high=1e7, whole=True)
BATCH: Final = Limits(low=1, high=1e9, whole=True)
PARAMETERS: Final = Limits(low=1e-3, high=1e5)  # billions
GIB: Final = Limits(high=1e6, low_open=True)
WATTS: Final = Limits(low=1, high=1e4)
NO_BATCH: Final = frozenset({"offline", "server", "peak concurrency"})  # words that stand in place of a batch size
TOLD: Final = frozenset({"id", "throughput", "system", "source"})  # columns of measured rows that an estimate ignores
OFFLOAD: Final = "offload"
CHECKPOINTS: Final = "actckpt"
ADAPTERS: Final = "lora"
# What is called fp16 there runs as fast as fp32 on every card, V100 and H200 alike: mixed precision was not in force.
IGNORE_HALF: Final[Mapping[str, frozenset[str]]] = {
    "lambda_tacotron2": frozenset({"lambda_v1", "lambda_v2"}),
    "lambda_waveglow": frozenset({"lambda_v1", "lambda_v2"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """How fast does this work run there? Names are those of the columns of measured rows.

    `batch` counts all GPUs together. `needs_gib`: memory that each GPU has to hold. `extra` may say `actckpt`
    (activations are worked out again) and `lora` (only adapters are trained); `flag` may say `offload`.
    """

    type: str
    workload: str
    gpu: str
    n_gpu: int = 1
    precision: str = ""
    batch: int | None = None
    seq: int | None = None
    unit: str = ""
    params_b: float | None = None
    stack: str = ""
    interconnect: str = ""
    flag: str = ""
    extra: str = ""
    needs_gib: float | None = None
    power_limit_w: float | None = None
    stated_shape: Shape | None = None

    @property
    def kind(self) -> Kind:
        """What is known of this kind of work."""
        return KINDS[self.type]

    @property
    def bits(self) -> str:
        """How many bits it really computes with."""
        ignored = any(self.workload == workload and self.stack in stacks for workload, stacks in IGNORE_HALF.items())
        return FULL if ignored else family(self.precision)

    @property
    def shape(self) -> Shape:
        """The language model's shape; `read` has seen to it that there is one."""
        shape = self.stated_shape or shape_of(self.workload, self.params_b)
        if shape is None:
            raise lacking(field="params_b")
        return shape

    @property
    def tokens(self) -> int:
        """The length in tokens that was asked for, else the usual one."""
        return self.seq or self.kind.seq


NUMBERS: Final = {
    "n_gpu": COUNT, "batch": BATCH, "seq": TOKENS, "params_b": PARAMETERS, "needs_gib": GIB, "power_limit_w": WATTS,
}  # fmt: skip
TEXTS: Final = ("type", "workload", "gpu", "precision", "unit", "stack", "interconnect", "flag", "extra")


def read(raw: Mapping[str, Any], shape: Shape | None = None) -> Question:
    """Read a question; raises InputError at the first value that is not allowed.

    `shape` is that of the language model, where the asker has it; otherwise its name and `params_b` have to tell.
    """
    for name in raw:
        if name not in NUMBERS and name not in TEXTS and name not in TOLD:
            raise InputError(name, UNKNOWN, names=", ".join((*TEXTS, *NUMBERS)))
    texts: dict[str, Any] = {name: _text(raw.get(name), name) for name in TEXTS}
    kind = KINDS.get(texts["type"])
    if texts["type"] and kind is None:
        raise not_one_of(field="type", names=KINDS)
    for name in ("type", "workload", "gpu"):
        if not texts[name]:
            raise lacking(field=name)
    assert kind is not None  # noqa: S101  # there is a type, and it is one of them
    texts["precision"] = _precision(texts["precision"] or kind.precision)
    if kind.unit and texts["unit"] not in {"", kind.unit}:
        raise not_one_of(field="unit", names=[kind.unit])
    numbers: dict[str, Any] = {
        name: value for name in NUMBERS if (value := _number(raw.get(name), name, kind)) is not None
    }
    question = Question(**texts, **numbers, stated_shape=shape)
    if kind.model == LANGUAGE:
        _ = question.shape  # says which number is missing
    return question


def not_one_of(*, field: str, names: Iterable[str]) -> InputError:
    """Say which values a field takes."""
    return InputError(field, ONE_OF, names=", ".join(names) or "–")


def lacking(*, field: str) -> InputError:
    """Say that a field is needed."""
    return InputError(field, NEEDED)


def _text(value: object, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise InputError(name, TOO_LONG, most=LONGEST_TEXT)
    return value.strip()


def _precision(text: str) -> str:
    """Read a number type; what stands in brackets or is marked as doubtful is left out."""
    known = text.split("(", maxsplit=1)[0].rstrip("?")
    if known not in PRECISIONS:
        raise not_one_of(field="precision", names=PRECISIONS)
    return known


def _number(value: object, name: str, kind: Kind) -> Any:  # noqa: ANN401  # int or float, by its field
    if value is None or value == "" or (name == "batch" and isinstance(value, str) and value in NO_BATCH):
        return None
    if name == "n_gpu" and not kind.model and str(value) == "0":
        return None  # measured on a processor
    limits = NUMBERS[name]
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            value = float("nan")
    return number(value, limits, name)
