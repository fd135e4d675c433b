"""Drives and their sockets."""

from __future__ import annotations

import pytest
from machine import M2, board, drive, level


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
