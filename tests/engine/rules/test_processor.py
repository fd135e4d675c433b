"""Processor and motherboard: each rule fits, does not fit, and lacks a fact."""

from __future__ import annotations

import pytest
from machine import board, cpu, finding, level


def on(socket, chipset, microarchitecture, name="Processor", **facts):
    return (
        cpu(name, socket=socket, microarchitecture=microarchitecture),
        board(socket=socket, chipset=chipset, **facts),
    )


@pytest.mark.parametrize(
    ("wants", "has", "expected"),
    [
        ("AM5", "AM5", ""),
        ("AM5", "AM4", "problem"),
        ("sTRX4", "TR4", "problem"),
        ("LGA 1851", "LGA 1700", "problem"),
        (None, "AM5", "unknown"),
        ("AM5", None, "unknown"),
    ],
)
def test_the_processor_needs_the_socket_of_the_board(wants, has, expected):
    assert level("CPU_SOCKET", cpu(socket=wants), board(socket=has)) == expected


def test_a_wrong_socket_is_said_with_both_names_and_both_sockets():
    found = finding("CPU_SOCKET", cpu("Ryzen 7 7700", socket="AM5"), board("Z790-A", socket="LGA 1700"))
    assert found.text == "Ryzen 7 7700 needs socket AM5, but Z790-A has LGA 1700."
    assert found.hint_text == "Choose a board with socket AM5, or a processor for socket LGA 1700."
    assert [part.name for part in found.parts] == ["Ryzen 7 7700", "Z790-A"]


def test_a_board_without_a_processor_is_not_judged():
    assert level("CPU_SOCKET", board(socket=None)) == ""


CHIPSETS = [
    (on("LGA 1151", "Z170", "Coffee Lake"), "problem", ""),
    (on("LGA 1151", "Z390", "Kaby Lake"), "problem", ""),
    (on("LGA 1151", "Z390", "Coffee Lake Refresh"), "", ""),
    (on("LGA 1151", "Z370", "Coffee Lake Refresh"), "", "warning"),
    (on("LGA 1200", "B460", "Rocket Lake"), "problem", ""),
    (on("LGA 1200", "Z490", "Rocket Lake"), "", "warning"),
    (on("LGA 1200", "Z490", "Comet Lake"), "", ""),
    (on("AM4", "B550", "Zen+"), "problem", ""),
    (on("AM4", "X570", "Zen+"), "", ""),
    (on("AM4", "B450", "Zen 3"), "", "warning"),
    (on("AM4", "B450", "Zen 3", bios_flashback=True), "", "note"),
    (on("AM5", "X670E", "Zen 5"), "", "warning"),
    (on("LGA 2011-3", "X99", "Broadwell"), "", "warning"),
    (on("sTR5", "WRX90", "Zen 4", name="Threadripper 7960X"), "problem", ""),
    (on("sTR5", "WRX90", "Zen 4", name="Threadripper PRO 7965WX"), "", ""),
]


@pytest.mark.parametrize(("parts", "never", "update"), CHIPSETS)
def test_the_chipset_decides_where_the_socket_does_not(parts, never, update):
    assert (level("CPU_CHIPSET", *parts), level("CPU_BIOS_UPDATE", *parts)) == (never, update)


@pytest.mark.parametrize(("chipset", "microarchitecture"), [(None, "Zen 3"), ("B450", None)])
def test_a_missing_chipset_is_unknown_once(chipset, microarchitecture):
    parts = on("AM4", chipset, microarchitecture)
    assert level("CPU_CHIPSET", *parts) == "unknown"
    assert level("CPU_BIOS_UPDATE", *parts) == ""


@pytest.mark.parametrize("socket", ["AM5", None])
def test_another_or_unknown_socket_silences_the_chipset(socket):
    parts = cpu(socket=socket, microarchitecture="Zen+"), board(socket="AM4", chipset="B550")
    assert level("CPU_CHIPSET", *parts) == ""
    parts = cpu(socket=socket, microarchitecture="Zen 3"), board(socket="AM4", chipset="B450")
    assert level("CPU_BIOS_UPDATE", *parts) == ""


def test_flashback_changes_the_advice():
    without = finding("CPU_BIOS_UPDATE", *on("AM4", "B450", "Zen 3"))
    with_it = finding("CPU_BIOS_UPDATE", *on("AM4", "B450", "Zen 3", bios_flashback=True))
    assert "Ask the shop" in without.hint_text
    assert "flashback button" in with_it.hint_text


@pytest.mark.parametrize(
    ("processors", "sockets", "too_many", "half"),
    [
        (1, 1, "", ""),
        (2, 1, "problem", ""),
        (1, 2, "", "warning"),
        (2, 2, "", ""),
        (3, 2, "problem", ""),
        (0, 2, "", ""),
    ],
)
def test_every_socket_has_a_processor_and_every_processor_a_socket(processors, sockets, too_many, half):
    parts = *[cpu()] * processors, board(socket_count=sockets)
    assert (level("CPU_COUNT", *parts), level("CPU_COUNT_HALF", *parts)) == (too_many, half)


def test_a_wrong_socket_does_not_silence_the_number_of_processors():
    parts = cpu(socket="AM4"), cpu(socket="AM4"), board(socket="AM5")
    assert level("CPU_SOCKET", *parts) == level("CPU_COUNT", *parts) == "problem"
    assert level("CPU_COUNT", cpu(), cpu(), board(socket=None)) == "problem"  # taken for one socket
