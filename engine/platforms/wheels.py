"""Which builds of a framework hold code for a GPU: the law only; which builds there are stands in the database.

What a release holds changes every few months and is written down by hand, with a source per row, in
`catalog.FrameworkRelease`: there the admin can correct it and programs can read it. This module knows none of it. It
knows how code fits a chip, and takes builds as values, so that a page with many GPUs reads them once.

How code fits a chip. NVIDIA: machine code for a compute capability runs on chips of the same major number whose minor
number is the same or higher; PTX is translated when a program starts and runs on that capability and on all later ones
(CUDA C++ Programming Guide, "Binary Compatibility" and "PTX Compatibility": general knowledge, unchecked). AMD: code is
made for one gfx name and runs on no other. Intel: builds name architectures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.platforms.features import AMD_CHIPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CUDA, ROCM, XPU = "cuda", "rocm", "xpu"
ACCELERATORS = MappingProxyType({"NVIDIA": CUDA, "AMD": ROCM, "Intel": XPU})
EVERY = "any"  # among architectures: the document names the maker's GPUs without telling them apart


@dataclass(frozen=True, slots=True)
class Chip:
    """What builds tell GPUs apart by. None: not known."""

    vendor: str
    capability: float | None = None
    architecture: str | None = None  # AMD: the gfx name; Intel: as the catalogue writes it


@dataclass(frozen=True, slots=True)
class Wheel:
    """One build of one release. Without a list and without a least capability, the document says nothing of GPUs."""

    version: str  # empty: the document is of no one release
    tag: str  # cu126, rocm7.2, xpu …
    accelerator: str
    capabilities: tuple[float, ...] = ()
    ptx: float | None = None
    minimum: float | None = None
    architectures: tuple[str, ...] = ()
    announced: bool = False  # not out when it was last read


class Runs(Enum):
    """How a framework runs on a GPU."""

    NEWEST = "newest"  # the newest build of the newest release holds code for it
    OLDER_BUILD = "older-build"  # the newest release does, but only in builds for an older toolkit
    LAST = "last"  # only releases before the newest one do
    NONE = "none"  # no build that was read does
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found: the release that is spoken of, its builds that hold code for the GPU, and when that ends."""

    runs: Runs
    version: str = ""
    tags: tuple[str, ...] = ()
    newest: str = ""  # the newest release that is out
    ends: str = ""  # the announced release that no longer holds code for it


def chip(vendor: str, *, capability: float | None = None, architecture: str = "", code_name: str = "") -> Chip:
    """Describe a GPU of the catalogue; `code_name` is that of the chip, such as Navi 31."""
    if vendor == "AMD":
        target = AMD_CHIPS.get(code_name)
        return Chip(vendor, architecture=target.gfx if target else None)
    return Chip(vendor, capability, architecture or None)


def holds(wheel: Wheel, on: Chip) -> bool | None:
    """Tell whether a build holds code for a chip; None where the build or the chip does not say enough."""
    if ACCELERATORS.get(on.vendor) != wheel.accelerator:
        return False
    if EVERY in wheel.architectures:
        return True
    if wheel.accelerator != CUDA:
        return on.architecture in wheel.architectures if wheel.architectures and on.architecture else None
    if on.capability is None or not (wheel.capabilities or wheel.minimum):
        return None
    if wheel.minimum is not None:
        return on.capability >= wheel.minimum
    translated = wheel.ptx is not None and on.capability >= wheel.ptx
    return translated or any(_same_family(made_for, on.capability) for made_for in wheel.capabilities)


def answer(wheels: Iterable[Wheel], on: Chip) -> Answer:
    """Say how a framework with these builds runs on a chip."""
    mine = [wheel for wheel in wheels if wheel.accelerator == ACCELERATORS.get(on.vendor)]
    out = in_order(wheel for wheel in mine if not wheel.announced)
    if not out:
        return Answer(Runs.UNKNOWN)
    newest = out[-1].version
    now = [wheel for wheel in out if wheel.version == newest]
    fitting = [wheel for wheel in now if holds(wheel, on)]
    if fitting:
        runs = Runs.NEWEST if fitting[-1] is now[-1] else Runs.OLDER_BUILD
        return Answer(runs, newest, _tags(fitting), newest, _end(mine, on))
    if _undecided(now, out, on):
        return Answer(Runs.UNKNOWN, newest=newest)
    earlier = [wheel for wheel in out if holds(wheel, on)]
    if not earlier:
        return Answer(Runs.NONE, newest=newest)
    last = earlier[-1].version
    return Answer(Runs.LAST, last, _tags(wheel for wheel in earlier if wheel.version == last), newest)


def in_order(wheels: Iterable[Wheel]) -> list[Wheel]:
    """Sort builds from the oldest to the newest, by the numbers in release and tag: 2.9 comes before 2.11."""
    return sorted(wheels, key=lambda wheel: (numbers(wheel.version), numbers(wheel.tag)))


def numbers(text: str) -> tuple[int, ...]:
    """Give the whole numbers of a text: 2, 11 of "2.11"."""
    return tuple(int(each) for each in re.findall(r"\d+", text))


def _same_family(made_for: float, capability: float) -> bool:
    return int(made_for) == int(capability) and made_for <= capability


def _undecided(now: Sequence[Wheel], out: Sequence[Wheel], on: Chip) -> bool:
    """Tell whether a build may hold code for it: it does not say, or the chip is newer than all that builds name."""
    if any(holds(wheel, on) is None for wheel in now):
        return True
    named = [made_for for wheel in out for made_for in wheel.capabilities]
    return on.capability is not None and bool(named) and on.capability > max(named)


def _end(mine: Iterable[Wheel], on: Chip) -> str:
    """Give the announced release none of whose builds holds code for the chip; empty: none is announced."""
    announced = in_order(wheel for wheel in mine if wheel.announced)
    if not announced or any(holds(wheel, on) is not False for wheel in announced):
        return ""
    return announced[0].version


def _tags(wheels: Iterable[Wheel]) -> tuple[str, ...]:
    return tuple(wheel.tag for wheel in wheels)
