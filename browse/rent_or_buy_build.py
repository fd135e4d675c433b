"""What the comparison takes from a build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from builder.assess import assess
from engine import power

if TYPE_CHECKING:
    from datetime import date

    from builder.assess import Assessment, Cost
    from builder.models import Build


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine as far as it is known. Watts are at the wall, under load."""

    build: Build | None = None
    name: str = ""
    cost: Cost | None = None
    price_usd: float | None = None
    wall_w: float | None = None
    memory_gib: float | None = None
    gpu_id: int | None = None
    gpu_count: int = 0


def machine_of(build: Build, today: date) -> Machine:
    """Read a build: its price as far as parts are priced, its watts, and the memory of its graphics cards."""
    assessed = assess(build, today)
    total = assessed.cost.total
    gpus = list(assessed.gpus)
    return Machine(
        build=build,
        name=_gpus_text(assessed) or str(build),
        cost=assessed.cost,
        price_usd=None if total is None else float(total),
        wall_w=round(assessed.wall_w or assessed.load.total_w / power.efficiency(None)),
        memory_gib=assessed.memory.total_gib or None,
        gpu_id=gpus[0].pk if len(gpus) == 1 else None,
        gpu_count=assessed.memory.cards,
    )


def _gpus_text(assessed: Assessment) -> str:
    counted = [f"{count} × {gpu.short_name}" for gpu, count in assessed.gpus.items()]
    return _(" and ").join(counted)
