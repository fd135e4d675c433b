"""Drives and their sockets."""

from __future__ import annotations

import pytest
from machine import M2, board, drive, finding, level

from engine.parts import M2Socket


@pytest.mark.parametrize(
    ("drives", "sockets", "memory", "expected"),
    [
        (2, (M2, M2), "DDR5", ""),
        (3, (M2, M2), "DDR5", "problem"),
        (1, (), "DDR5", "problem"),
        (1, None, "DDR5", "unknown"),
        (1, None, "DDR4", "unknown"),
        (1, None, "DDR3", "problem"),
        (1, None, "DDR2", "problem"),
        (1, (M2,), "DDR3", ""),
        (1, None, None, "unknown"),
        (0, None, "DDR5", ""),
    ],
)
def test_there_is_a_socket_for_every_m2_drive(drives, sockets, memory, expected):
    sticks = [drive() for _ in range(drives)]
    assert level("M2_SLOTS", board(m2_sockets=sockets, memory_type=memory), *sticks) == expected


def test_other_drives_need_no_m2_socket():
    disk = drive(attachment="sata", m2_length_mm=None)
    assert level("M2_SLOTS", board(m2_sockets=()), disk) == ""
    assert level("M2_SLOTS", board(m2_sockets=None), disk) == ""
    assert level("M2_SLOTS", board(m2_sockets=(M2,)), disk, drive(), disk) == ""


def socket(*lengths, **facts):
    return M2Socket(lengths_mm=lengths or None, **facts)


SATA = {"m2_sata": True}
SATA_ONLY = {"pcie": False, "sata": True}


@pytest.mark.parametrize(
    ("drives", "sockets", "size", "protocol"),
    [
        ([{}], [socket(80)], "", ""),
        ([{"m2_length_mm": 110}], [socket(80)], "problem", ""),
        ([{"m2_length_mm": 110}], [socket()], "", ""),  # a socket of unknown length takes any
        ([{"m2_length_mm": None}], [socket(42)], "", ""),
        ([{"m2_length_mm": 110}] * 2, [socket(80, 110), socket(80)], "problem", ""),
        ([{}, {"m2_length_mm": 110}], [socket(80, 110), socket(80)], "", ""),  # the short one makes room
        ([SATA], [socket(80)], "", "problem"),
        ([SATA], [socket(80, sata=True)], "", ""),
        ([{}], [socket(80, **SATA_ONLY)], "", "problem"),
        ([{}, SATA], [socket(80, sata=True), socket(80)], "", ""),  # only the other way round
        ([SATA, SATA], [socket(80, sata=True), socket(80)], "", "problem"),
        # the length fits one socket and the protocol the other
        ([{**SATA, "m2_length_mm": 110}], [socket(110), socket(80, sata=True)], "", "problem"),
        # a chain: each drive has to step aside for the next
        ([{}, {"m2_length_mm": 60}, {"m2_length_mm": 42}], [socket(80, 60), socket(60, 42), socket(42)], "", ""),
        ([{}, {}, SATA], [socket(80, sata=True), socket(80)], "", ""),  # too few: M2_SLOTS
        ([{"m2_length_mm": 110}], None, "", ""),
        ([], [socket(80)], "", ""),
    ],
)
def test_every_m2_drive_has_a_socket_of_its_own_that_takes_it(drives, sockets, size, protocol):
    parts = board(m2_sockets=None if sockets is None else tuple(sockets)), *(drive(**facts) for facts in drives)
    assert (level("M2_SIZE", *parts), level("M2_PROTOCOL", *parts)) == (size, protocol)


def test_only_lengths_that_are_recorded_are_said():
    drives = drive("Own", m2_length_mm=None), drive("Server", m2_length_mm=110)
    found = finding("M2_SIZE", board("Board", m2_sockets=(M2, M2)), *drives)
    assert found.text == "Own + Server: 110 mm long, but the M.2 sockets of Board take 80 mm."


@pytest.mark.parametrize(
    ("drives", "sockets", "expected"),
    [
        ([{"pcie5": True}], [socket(80)], "note"),
        ([{"pcie5": True}], [socket(80), socket(80, pcie5=True)], ""),
        ([{}], [socket(80)], ""),
        ([{}, {"pcie5": True}], [socket(80)], "note"),  # also where there are too few
        ([{"pcie5": True, "attachment": "other"}], [socket(80)], ""),
        ([{"pcie5": True}], [], ""),
        ([{"pcie5": True}], None, ""),
    ],
)
def test_a_drive_of_the_newest_generation_is_slowed_by_older_sockets(drives, sockets, expected):
    parts = board(m2_sockets=None if sockets is None else tuple(sockets)), *(drive(**facts) for facts in drives)
    assert level("M2_GEN", *parts) == expected


def plugged(attachment, count):
    return [drive(attachment=attachment, m2_length_mm=None) for _ in range(count)]


@pytest.mark.parametrize(
    ("disks", "ports", "expected"),
    [(4, 4, ""), (5, 4, "problem"), (1, None, "unknown"), (0, None, ""), (1, 0, "problem")],
)
def test_there_is_a_port_for_every_sata_drive(disks, ports, expected):
    others = [drive(m2_sata=True), *plugged("sas", 9)]
    assert level("SATA_PORTS", board(sata_ports=ports), *plugged("sata", disks), *others) == expected


@pytest.mark.parametrize(("attachment", "expected"), [("sas", "problem"), ("sata", ""), ("u2", ""), ("other", "")])
def test_a_sas_drive_needs_an_adapter(attachment, expected):
    assert level("SAS_HBA", board(), drive(), *plugged(attachment, 1)) == expected
    assert level("SAS_HBA", *plugged(attachment, 1)) == ""


@pytest.mark.parametrize(("disks", "ports", "expected"), [(2, 2, ""), (3, 2, "warning"), (1, 0, "warning"), (0, 0, "")])
def test_there_is_a_port_for_every_u2_drive(disks, ports, expected):
    assert level("U2_PORTS", board(u2_ports=ports), drive(), *plugged("u2", disks)) == expected
