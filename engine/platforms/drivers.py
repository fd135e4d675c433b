"""Which branch of NVIDIA's driver a build of PyTorch needs, and which cards NVIDIA's driver keeps from one another."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from engine.platforms.sources import UNCHECKED

_COMPATIBILITY = "https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html"


@dataclass(frozen=True, slots=True)
class Branch:
    """The lowest branch of the driver, on Linux and on Windows, that runs what a major version of CUDA built."""

    branch: int
    source: str = _COMPATIBILITY


@dataclass(frozen=True, slots=True)
class Builds:
    """The CUDA of a framework's usual build, and of the one for cards that the usual build no longer knows."""

    cuda: str
    cuda_for_older: str
    source: str


@dataclass(frozen=True, slots=True)
class NoPeers:
    """Cards, by how the names of their chipsets begin, that the driver lets exchange nothing but through the host."""

    names_begin: str
    source: str = UNCHECKED


DRIVER_BRANCHES = MappingProxyType({11: Branch(450), 12: Branch(525), 13: Branch(580)})  # major version of CUDA → row

DEFAULT_BUILDS = MappingProxyType(  # framework → row; who is older: engine/platforms/software.py, CUDA_CURRENT_FROM
    {
        "pytorch-2.11": Builds(
            "13.0",
            "12.6",
            "https://github.com/pytorch/pytorch/pull/177975 (13.0 becomes the usual one); "
            "https://github.com/pytorch/pytorch/issues/172352 (12.6 for older cards)",
        )
    }
)

NO_PEERS = (
    NoPeers(
        "GeForce RTX 40",
        "https://github.com/NVIDIA/nccl/issues/1127 (users on the RTX 4090); the rest of the series: "
        "general knowledge, unchecked",
    ),
    NoPeers(
        "GeForce RTX 50",
        "https://github.com/tinygrad/open-gpu-kernel-modules/issues/29 (a user on the RTX 5090); the rest of the "
        "series: general knowledge, unchecked",
    ),
)
NO_PEERS_BEGIN = tuple(row.names_begin for row in NO_PEERS)


def least_driver(cuda: str) -> int:
    """Give the lowest driver branch that runs what this version of CUDA, such as 12.6, built."""
    return DRIVER_BRANCHES[int(cuda.partition(".")[0])].branch
