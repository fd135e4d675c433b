"""Names that a build's context may carry: what it runs on and what it is for. Circuits are in `electrics`."""

from __future__ import annotations

OPERATING_SYSTEMS = ("linux", "windows")
# Releases as fixtures/framework_releases.csv has them, the newest first. Rules tell names that begin with "pytorch"
# from the rest, so a name that has once been given stays.
FRAMEWORKS = (
    "pytorch-2.15",
    "pytorch-2.14",
    "pytorch-2.13",
    "pytorch-2.12",
    "pytorch-2.11",
    "pytorch-2.10",
    "pytorch-2.9",
    "pytorch-2.8",
    "pytorch-2.7",
    "pytorch-2.6",
    "pytorch-2.0",
    "pytorch-rocm",
    "jax",
    "tensorflow",
    "tensorflow-2.17",
    "tensorflow-2.4",
    "vllm-0.14",
    "onnx-runtime-1.26",
    "mlx",
    "paddlepaddle",
    "llama.cpp",
)
PURPOSES = ("dl", "dl-long", "other")  # the first two expect a graphics card; "dl-long": runs of days and weeks
ROOMS = ("desk", "room", "own", "rack")  # within earshot at a desk, in a lived-in room, in one of its own, in a rack
