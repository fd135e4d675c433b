"""From rows to what the engine reads about builds of frameworks and the GPUs under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.platforms import wheels

if TYPE_CHECKING:
    from catalog.models import FrameworkRelease, Gpu


def wheel(release: FrameworkRelease) -> wheels.Wheel:
    """Make the engine's build from a row."""
    return wheels.Wheel(
        version=release.version,
        tag=release.build,
        accelerator=release.accelerator,
        capabilities=tuple(float(each) for each in release.capabilities),
        ptx=None if release.ptx is None else float(release.ptx),
        minimum=None if release.minimum_capability is None else float(release.minimum_capability),
        architectures=tuple(release.architectures),
        announced=release.announced,
    )


def chip(gpu: Gpu) -> wheels.Chip:
    """Make the engine's chip from a row."""
    capability = None if gpu.compute_capability is None else float(gpu.compute_capability)
    return wheels.chip(gpu.vendor, capability=capability, architecture=gpu.architecture, code_name=gpu.chip)
