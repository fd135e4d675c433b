"""From plain values to a question. What is missing gets its default; what is wrong is refused by name."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from engine.economics.inputs import UNKNOWN, number
from engine.economics.limits import Limits
from engine.findings import gettext_noop
from engine.refusals import InputError
from engine.serving.measured import DEFAULT_WORKLOAD, WORKLOADS, Measured, Workload, devices
from engine.serving.question import Question
from engine.serving.server import Box, from_latency
from engine.serving.simulation import SEED, Promise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Beyond these there is no service that anybody runs; they keep a run short and every figure finite.
RATE = Limits(low=0.001, high=100_000)
MILLISECONDS = Limits(low=0.01, high=600_000)
OWN_RATE = Limits(low=0.001, high=1_000_000)
BATCH = Limits(low=1, high=1024, whole=True)
PRICE = Limits(high=10_000)
WHOLE = Limits(high=2_147_483_647, whole=True)
MS = 1000.0
NEEDED = gettext_noop("%(field)s: nothing was measured for this task. Enter %(latency)s or %(rate)s of your own.")
NOT_BOTH = gettext_noop(
    "%(field)s: enter the time of one request or the rate, not both: a CPU answers one after another."
)
ONE_OF = gettext_noop("%(field)s must be one of %(names)s.")


def _number(limits: Limits) -> Any:  # noqa: ANN401  # as dataclasses.field
    return field(default=None, metadata={"limits": limits})


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked. None: the default of the task, or what was measured of the device."""

    workload: str = DEFAULT_WORKLOAD
    rate: float | None = _number(RATE)
    limit_ms: float | None = _number(MILLISECONDS)
    batch: int | None = _number(BATCH)
    spare: bool = False
    seed: int | None = _number(WHOLE)
    cpu: str | None = None
    cpu_latency_ms: float | None = _number(MILLISECONDS)
    cpu_rate: float | None = _number(OWN_RATE)
    cpu_price: float | None = _number(PRICE)
    gpu: str | None = None
    gpu_latency_ms: float | None = _number(MILLISECONDS)
    gpu_rate: float | None = _number(OWN_RATE)
    gpu_price: float | None = _number(PRICE)

    @property
    def task(self) -> Workload:
        """The task that is asked about."""
        return WORKLOADS[self.workload]

    def device(self, kind: str) -> Measured | None:
        """Give the device that is asked about, or the first that was measured; None: none was."""
        known = devices(self.workload, kind)
        chosen = getattr(self, kind)
        return known[chosen] if chosen else next(iter(known.values()), None)

    @property
    def most(self) -> int:
        """The largest batch on a GPU."""
        return self.batch or self.task.batch


def limits_of(name: str) -> Limits | None:
    """Give what a number of the question may be; None: it is no number."""
    return next((each.metadata.get("limits") for each in fields(Asked) if each.name == name), None)


def parse(raw: Mapping[str, Any]) -> Asked:
    """Read what was asked; raises InputError at the first value that is not allowed."""
    names = [each.name for each in fields(Asked)]
    if unknown := next((name for name in raw if name not in names), None):
        raise InputError(str(unknown), UNKNOWN, names=", ".join(names))
    given = {name: value for name, value in raw.items() if value is not None}
    workload = one_of("workload", given.get("workload", DEFAULT_WORKLOAD), WORKLOADS)
    asked = Asked(**{name: _read(name, value, workload) for name, value in given.items()})
    if asked.cpu_latency_ms is not None and asked.cpu_rate is not None:
        name = "cpu_rate"
        raise InputError(name, NOT_BOTH)
    for kind in ("cpu", "gpu"):
        if asked.device(kind) is None and not is_own(asked, kind):
            raise InputError(kind, NEEDED, latency=f"{kind}_latency_ms", rate=f"{kind}_rate")
    return asked


def question(asked: Asked, prices: Mapping[str, float] | None = None) -> Question:
    """Make the question that was asked. `prices`: of an hour on one GPU, by its slug in the catalogue."""
    task = asked.task
    return Question(
        cpu=box(asked, "cpu", prices or {}),
        gpu=box(asked, "gpu", prices or {}),
        rate=asked.rate or task.rate,
        promise=Promise((asked.limit_ms or task.limit_ms) / MS, SEED if asked.seed is None else asked.seed),
        spare=asked.spare,
    )


def box(asked: Asked, kind: str, prices: Mapping[str, float]) -> Box:
    """Make the box of a kind: with speeds that somebody entered, else with those that were measured."""
    device = asked.device(kind)
    price = getattr(asked, f"{kind}_price")
    if price is None and device is not None:
        price = prices.get(device.gpu)
    if is_own(asked, kind) or device is None:
        return _own_box(asked, kind, price)
    return device.box(asked.most, price)


def one_of(name: str, value: object, known: Iterable[str]) -> str:
    """Read a name out of a list."""
    if not isinstance(value, str) or value not in known:
        raise InputError(name, ONE_OF, names=", ".join(known))
    return value


def _own_box(asked: Asked, kind: str, price: float | None) -> Box:
    latency_ms, rate = (getattr(asked, f"{kind}_{name}") for name in ("latency_ms", "rate"))
    most = asked.most if kind == "gpu" else 1
    server = None if latency_ms is None else from_latency(latency_ms / MS, rate, most)
    return Box("", server, rate or 0.0, price)


def is_own(asked: Asked, kind: str) -> bool:
    """Tell whether somebody entered how fast the box is."""
    return getattr(asked, f"{kind}_latency_ms") is not None or getattr(asked, f"{kind}_rate") is not None


def _read(name: str, value: object, workload: str) -> Any:  # noqa: ANN401  # of the field's own type
    if name == "workload":
        return workload
    if name in {"cpu", "gpu"}:
        return one_of(name, value, devices(workload, name))
    if limits := limits_of(name):
        return number(value, limits, name)
    if not isinstance(value, bool):
        raise InputError(name, gettext_noop("%(field)s must be true or false."))
    return value
