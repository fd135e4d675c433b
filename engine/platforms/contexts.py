"""Names that a build's context may carry: what it runs on and what it is for. Circuits are in `electrics`."""

from __future__ import annotations

OPERATING_SYSTEMS = ("linux", "windows")
FRAMEWORKS = (
    "pytorch-2.11",
    "pytorch-rocm",
    "jax",
    "tensorflow",
    "llama.cpp",
)  # rules tell those that begin with "pytorch" from the rest
PURPOSES = ("dl", "dl-long", "other")  # the first two expect a graphics card; "dl-long": runs of days and weeks
ROOMS = ("desk", "room", "own", "rack")  # within earshot at a desk, in a lived-in room, in one of its own, in a rack
