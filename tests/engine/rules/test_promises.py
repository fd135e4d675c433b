"""What makers promise of processors."""

from __future__ import annotations

import pytest
from machine import cpu, finding, kit, level


@pytest.mark.parametrize(
    ("name", "socket", "expected"),
    [
        ("Intel Core i9-14900K", "LGA 1700", "note"),
        ("Intel Core i5 13600KF", "LGA 1700", "note"),
        ("Intel Core i9 13900KS", "LGA 1700", "note"),
        ("Intel Core i9 13900", "LGA 1700", ""),
        ("Intel Core i7-13700T", "LGA 1700", ""),
        ("Intel Core i9-12900K", "LGA 1700", ""),
        ("Intel Core i9-14900K", None, ""),
        ("Ryzen 9 7950X", "AM5", ""),
    ],
)
def test_intels_k_parts_want_new_microcode(name, socket, expected):
    assert level("CPU_LEAKY_STEP", cpu(name, socket=socket)) == expected


def test_the_microcode_is_named():
    found = finding("CPU_LEAKY_STEP", cpu("Core i7-14700K", socket="LGA 1700"))
    assert "microcode 0x12B" in found.text


@pytest.mark.parametrize(
    ("socket", "microarchitecture", "memory_type", "speed", "expected"),
    [
        ("AM5", "Zen 4", "DDR5", 5200, ""),
        ("AM5", "Zen 4", "DDR5", 5201, "note"),
        ("AM5", "Zen 5", "DDR5", 5600, ""),
        ("LGA 1700", "Raptor Lake", "DDR4", 3200, ""),
        ("LGA 1700", "Raptor Lake", "DDR4", 3600, "note"),
        ("LGA 1700", "Raptor Lake", "DDR5", 5600, ""),
        ("AM4", "Zen", "DDR4", 3200, "note"),
        ("AM5", "Zen 4", "DDR4", 9000, ""),  # the wrong type is another rule's
        ("AM5", None, "DDR5", 9000, ""),
        (None, "Zen 4", "DDR5", 9000, ""),
        ("AM5", "Zen 4", None, 9000, ""),
        ("AM5", "Zen 4", "DDR5", 0, ""),
    ],
)
def test_memory_is_not_faster_than_promised(socket, microarchitecture, memory_type, speed, expected):
    parts = cpu(socket=socket, microarchitecture=microarchitecture), kit(memory_type=memory_type, speed_mts=speed)
    assert level("RAM_SPEED", *parts) == expected


def test_the_fastest_kit_counts():
    found = finding("RAM_SPEED", cpu("7950X"), kit("Slow", speed_mts=4800), kit("Fast", speed_mts=6400))
    assert found.text == "Fast is sold for 6400 MT/s, but DDR5 at more than 5200 MT/s overclocks 7950X."
