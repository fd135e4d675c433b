"""Memory of GPUs as clouds state it (MiB, MB, GB, of one GPU or of all), brought to GB of one GPU."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prices.clouds.gpu_names import named, nominal_sizes

if TYPE_CHECKING:
    from collections.abc import Iterable

WITHIN = 0.03  # share by which a stated size may miss the GPU's nominal one: 24564 MiB is 24 GB
STANDARD_WITHIN = 0.01  # the same for sizes that the GPU is not sold with: modified cards, and 262.5 GB is not 256
SMALLEST_IN_MIB = 1_000  # below, the figure is GB whatever the field is called: no GPU here has under 1 GB or over 999
STANDARD_GB = (4, 6, 8, 10, 11, 12, 16, 20, 24, 32, 40, 48, 64, 72, 80, 94, 96, 128, 141, 180, 192, 256, 288)
MIB_PER_GIB = 1_024


def each_gb(stated: float | None, gpu: str | None, *, count: int = 1) -> float | None:
    """Give the memory of one GPU in GB; `stated` is in MiB or GB, of one GPU or of `count` together.

    It counts as the total, or as GB in spite of its size, only where nothing else is a size that this GPU is sold with.
    """
    if not stated or stated <= 0:
        return None
    size = stated / MIB_PER_GIB if stated >= SMALLEST_IN_MIB else stated
    ways = (size, size / count, stated / count)
    return next((found for way in ways if (found := _near(way, _nominal(gpu))) is not None), nominal(size, gpu))


def nominal(size_gb: float, gpu: str | None) -> float:
    """Give the size under which the GPU is sold, if it is within 3 %; else the size itself."""
    own = _near(size_gb, _nominal(gpu))
    if own is not None:
        return own
    within = STANDARD_WITHIN if _nominal(gpu) else WITHIN
    standard = _near(size_gb, STANDARD_GB, within)
    return size_gb if standard is None else standard


def _nominal(gpu: str | None) -> tuple[float, ...]:
    if not gpu:
        return ()
    name = named(gpu)
    return (name.memory_gb,) if name.memory_gb else nominal_sizes(name)


def _near(size_gb: float, sizes: Iterable[float], within: float = WITHIN) -> float | None:
    close = [each for each in sizes if abs(each - size_gb) <= within * each]
    return float(min(close, key=lambda each: abs(each - size_gb))) if close else None
