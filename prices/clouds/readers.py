"""The readers by the name of what they read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from prices.clouds import aws, azure, gpuhunt, lambda_labs, runpod, shadeform, skypilot, vast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from prices.clouds.quote import Reading

    Reader = Callable[[Sequence[str]], Reading]

READERS: dict[str, Reader] = {
    "azure": azure.read,
    "aws": aws.read,
    "runpod": runpod.read,
    "vast": vast.read,
    "lambda": lambda_labs.read,
    "shadeform": shadeform.read,
    "skypilot": skypilot.read,
    "gpuhunt": gpuhunt.read,
}
CLOUDS = {"aws": "AWS", "azure": "Azure", "gcp": "GCP", "oci": "Oracle Cloud", "nebius": "Nebius", "verda": "Verda",
          "lambdalabs": "Lambda", "lambda": "Lambda", "runpod": "RunPod", "vastai": "Vast.ai", "vast": "Vast.ai",
          "hyperstack": "Hyperstack", "jarvislabs": "Jarvislabs", "lium": "Lium", "mithril": "Mithril"}  # fmt: skip


def reader_of(shape: str, cloud: str = "") -> Reader:
    """Give the reader of a shape; for catalogues of several clouds, of one cloud's."""
    if shape == "skypilot":
        return partial(skypilot.read, provider=CLOUDS.get(cloud, cloud))
    if shape == "gpuhunt":
        return partial(gpuhunt.read, provider=CLOUDS.get(cloud, cloud))
    return READERS[shape]
