"""Reads processors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalog.opendb.kinds.quantities import HIGHEST_WATTS, MOST_GIB, memory_limit
from engine.platforms import read_cpu_socket, read_microarchitecture

if TYPE_CHECKING:
    from catalog.opendb.fields import Fields

NO_GRAPHICS = {"None", "0"}  # 418 and 1 of the snapshot: written out instead of left away
MOST_CORES = 2048
HIGHEST_GHZ = 20
MOST_CHANNELS = 64


def read(fields: Fields, name: str) -> dict[str, Any]:
    """Give the facts of a processor. PCIe is not recorded: engine/platforms knows it by socket."""
    specifications = fields.under("specifications")
    tdp = specifications.known_whole("tdp", HIGHEST_WATTS)
    return {
        "socket": read_cpu_socket(fields.text("socket", 30), name),
        "microarchitecture": read_microarchitecture(fields.text("microarchitecture", 40)),
        "tdp_w": tdp,
        "package_power_w": specifications.known_whole("ppt", HIGHEST_WATTS) or tdp,
        "supports_ecc": specifications.flag("eccSupport"),
        "includes_cooler": specifications.flag("includesCooler") or False,
        "integrated_graphics": _graphics(specifications.under("integratedGraphics")),
        **_speed(fields),
        **_memory(specifications.under("memory")),
    }


def _speed(fields: Fields) -> dict[str, Any]:
    cores = fields.under("cores")
    clocks = fields.under("clocks").under("performance")
    return {
        "cores": cores.known_whole("total", MOST_CORES),
        "threads": cores.known_whole("threads", MOST_CORES * 2),
        "base_clock_ghz": clocks.known_number("base", HIGHEST_GHZ),
        "boost_clock_ghz": clocks.known_number("boost", HIGHEST_GHZ),
    }


def _memory(memory: Fields) -> dict[str, Any]:
    return {
        "memory_types": memory.texts("types", 20) or None,
        "memory_channels": memory.known_whole("channels", MOST_CHANNELS),
        "max_memory_gib": memory_limit(memory.known_whole("maxSupport", MOST_GIB)),
    }


def _graphics(graphics: Fields) -> str:
    model = graphics.text("model", 60) or ""
    return "" if model in NO_GRAPHICS else model
