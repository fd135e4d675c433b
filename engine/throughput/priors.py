"""What is taken of each weight before anything is measured, and how far measurements may move it.

A weight is named by a path: what it is, then what it belongs to, such as `stack/lambda_v1`. Priors keep the model
physical where rows are few: without them a family seen on one card would explain that card and nothing else.
"""

from __future__ import annotations

import math
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Prior(NamedTuple):
    """A weight's likely value and its standard deviation; a width of 0: measurements alone decide."""

    mean: float
    width: float


def _log(value: float, width: float) -> Prior:
    return Prior(math.log(value), width)


# The time of a step lies in four resources: multiplying, memory, shader work, power. Its shares on the reference card:
RESOURCES: Final = ("multiply", "memory", "shade", "power")
_SHARES: Final[Mapping[str, tuple[float, ...]]] = MappingProxyType(
    {
        "": (0.25, 0.55, 0.10, 0.10),
        "transformer_train": (0.32, 0.60, 0.03, 0.05),  # products and memory: few of its steps are shader work
        "mlperf_infer": (0.55, 0.35, 0.05, 0.05),
        "diffusion_infer": (0.45, 0.45, 0.05, 0.05),
        "gemm": (0.60, 0.05, 0.05, 0.30),
        "layer_train": (0.45, 0.35, 0.10, 0.10),
    }
)
_SHARE_WIDTH: Final = 0.2

_RELATIVE: Final[Mapping[str, Prior]] = MappingProxyType(
    {
        "base": Prior(0, 0),
        "stack": Prior(0, 0.15),
        "group": Prior(0, 0.05),
        "step": _log(0.3, 1),
        "link/nvlink": Prior(0.04, 0.05),
        "link": Prior(0.10, 0.05),
        "links": Prior(0, 0.05),
    }
)
_LANGUAGE: Final[Mapping[str, Mapping[str, Prior]]] = MappingProxyType(
    {
        "llm_decode": {
            "weights": _log(1.1, 0.2),  # memory gives nine tenths of its rating at best
            "cache": _log(2, 0.4),
            "launch": _log(60, 0.5),  # microseconds a layer
            "unpack": _log(2, 0.5),
        },
        "llm_prefill": {
            "multiply": _log(2, 0.5),
            "shade": _log(1, 0.3),  # without matrix units the rating is a low one, and work gets nearer to it
            "attention": _log(8, 0.7),
            "weights": _log(2, 0.5),
            "power": _log(1.5, 0.5),
        },
        "llm_train": {
            "multiply": _log(0.9, 0.3),
            "attention": _log(6, 0.4),  # flash attention counted as half the products, at a third of their rate
            "activations": _log(6, 0.5),
            "traffic": _log(2.5, 0.5),  # thousandths of a byte for each operation
            "power": _log(0.15, 0.5),
            "offload": Prior(-0.15, 0.1),
            "python": Prior(-0.2, 0.15),  # PyTorch beside CUDA written by hand
            "link/nvlink": Prior(-0.02, 0.02),
            "link": Prior(-0.05, 0.03),
        },
        "llm_serve": {"multiply": _log(2, 0.3)},
    }
)


@lru_cache(maxsize=2048)
def prior(kind: str, path: str) -> Prior:
    """Give the prior of a weight."""
    if kind in _LANGUAGE:
        of_kind = _LANGUAGE[kind]
        return of_kind.get(path) or of_kind[path.split("/", maxsplit=1)[0]]
    head = path.split("/", maxsplit=1)[0]
    if head == "share":
        shares = _SHARES.get(kind) or _SHARES[""]
        return _log(shares[RESOURCES.index(path.rsplit("/", 1)[1])], _SHARE_WIDTH)
    return _RELATIVE.get(path) or _RELATIVE[head]


class Weights(dict[str, float]):
    """Fitted weights of one kind of work; what was not fitted is at its prior."""

    def __init__(self, kind: str, fitted: Mapping[str, float]) -> None:
        """Keep the kind, whose priors fill in."""
        super().__init__(fitted)
        self.kind = kind

    def __missing__(self, path: str) -> float:
        """Give the prior's mean."""
        return prior(self.kind, path).mean
