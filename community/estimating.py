"""What the estimates say of the runs that an author measured, to stand beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from catalog import speed
from catalog.models import ModelPreset
from engine import throughput
from engine.refusals import InputError
from engine.throughput import Prediction
from engine.throughput.constants import WEIGHTS
from engine.throughput.kinds import PRECISIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.models import Gpu
    from community.models import Measurement

PREFIXES: Final = ("lambda_", "timm_")  # of the names of networks in measured rows


@dataclass(frozen=True, slots=True)
class Beside:
    """A measured run with the estimate of its speed; None: nothing is estimated for just that."""

    run: Measurement
    estimate: Prediction | None

    @property
    def off_percent(self) -> float | None:
        """How far the estimate lies above the measurement, in percent of it."""
        if self.estimate is None or not self.run.speed:
            return None
        return (self.estimate.speed / self.run.speed - 1) * 100


def beside(runs: Iterable[Measurement], gpu: Gpu | None) -> list[Beside]:
    """Put the estimates beside measured runs. One query, for the models that they name; none without a GPU."""
    measured = list(runs)
    names = [run.model_name for run in measured if run.speed] if gpu else []
    presets = {each.name: each for each in ModelPreset.objects.filter(name__in=names)} if names else {}
    return [Beside(run, _estimate(run, gpu, presets.get(run.model_name))) for run in measured]


def _estimate(run: Measurement, gpu: Gpu | None, preset: ModelPreset | None) -> Prediction | None:
    if gpu is None or not run.speed:
        return None
    asked = speed.ask(_question(run, preset), preset)
    if asked.errors or asked.question is None:
        return None
    try:
        found = throughput.predict(asked.of(gpu.name), speed.facts_of(gpu))
    except InputError:
        return None  # a work that was never measured elsewhere
    return found if isinstance(found, Prediction) and found.unit == run.unit else None


def _question(run: Measurement, preset: ModelPreset | None) -> dict[str, Any]:
    named = {"model": preset.name} if preset else {"workload": _network(run.workload, run.model_name)}
    precision = run.precision if run.precision in PRECISIONS else ""
    asked = {"type": run.workload, "n_gpu": run.cards, "batch": run.batch, "seq": run.context_tokens, "unit": run.unit}
    return {**asked, **named, "precision": precision}


def _network(kind: str, name: str) -> str:
    """Give the name by which measured rows know a network; the name itself where they know none."""
    wanted = speed.plain(name)
    known = {path.split("/")[1] for path in WEIGHTS.get(kind, {}) if path.startswith("base/")}
    for each in sorted(known):
        bare = next((each.removeprefix(start) for start in PREFIXES if each.startswith(start)), each)
        if speed.plain(bare) == wanted:
            return each
    return name
