"""Lanes that a board gives to one thing or the other."""

from __future__ import annotations

import pytest
from machine import M2, board, card, cpu, drive, finding, level

from engine.parts import M2Socket

GEN5 = M2Socket(lengths_mm=(80,), pcie5=True)
SATA = {"attachment": "sata", "nvme": False}


@pytest.mark.parametrize(
    ("said", "facts", "expected"),
    [
        (True, {}, "warning"),
        (False, {}, ""),
        (None, {}, "unknown"),
        (True, {"drives": 1}, "warning"),
        (None, {"drives": 1}, ""),  # it can go where nothing is shared
        (None, {"drives": 1, "socket": "LGA 1700", "m2": (GEN5, M2)}, "unknown"),
        (None, {"drives": 1, "socket": "AM5", "m2": (GEN5, M2)}, ""),
        (None, {"drives": 1, "socket": "LGA 1700", "m2": None}, ""),
        (True, {"drives": 0}, ""),
        (True, {"cards": 0}, ""),
        (True, {"m2_sata": True}, ""),
        (True, {"socket": "sTR5"}, ""),  # lanes enough
        (True, {"socket": "LGA 775"}, ""),  # lanes not known
        (True, {"socket": "sTR5", "card_lanes": 28}, "warning"),
        (True, {"socket": "sTR5", "card_lanes": 29}, ""),
        (True, {"socket": "AM5", "card_lanes": 8}, ""),
    ],
)
def test_a_drive_may_take_lanes_of_the_card(said, facts, expected):
    socket = facts.get("socket", "AM5")
    parts = (
        cpu(socket=socket, card_lanes=facts.get("card_lanes")),
        board(socket=socket, m2_takes_card_lanes=said, m2_sockets=facts.get("m2", (M2, M2))),
        *[drive(m2_sata=facts.get("m2_sata", False))] * facts.get("drives", 2),
        *[card()] * facts.get("cards", 1),
    )
    assert level("M2_GPU_LANES", *parts) == expected


@pytest.mark.parametrize(
    ("said", "ports", "short", "disks", "expected"),
    [
        (True, 4, 1, 3, "warning"),
        (True, 4, 1, 2, ""),  # 2 + 2 = 4
        (None, 4, 1, 3, "unknown"),
        (None, 4, 1, 2, ""),
        (False, 4, 2, 4, ""),
        (True, None, 1, 1, "warning"),
        (None, None, 1, 1, "unknown"),
        (True, 4, 0, 4, ""),
        (True, 4, 3, 0, ""),
    ],
)
def test_a_drive_may_switch_off_ports(said, ports, short, disks, expected):
    parts = board(m2_takes_sata_ports=said, sata_ports=ports), *[drive()] * short, *[drive(**SATA)] * disks
    assert level("M2_SATA_SHARING", *parts) == expected


def test_ports_and_disks_are_counted():
    found = finding("M2_SATA_SHARING", board("B", m2_takes_sata_ports=True), drive("SSD"), *[drive("Disk", **SATA)] * 3)
    assert found.text == "SSD: M.2 drives switch off up to 2 SATA ports of B, and 3 are needed for 3 × Disk."


@pytest.mark.parametrize(
    ("lanes", "facts", "expected"),
    [
        (4, {}, "warning"),
        (8, {}, ""),
        (None, {}, "unknown"),
        (4, {"cards": 1}, ""),
        (None, {"cards": 1}, ""),
        (4, {"x16": 1}, ""),  # the record says that it is narrow
        (4, {"x16": None}, "warning"),
        (None, {"socket": "sTR5"}, ""),
        (None, {"socket": "LGA 775"}, ""),
    ],
)
def test_the_second_slot_has_eight_lanes(lanes, facts, expected):
    socket = facts.get("socket", "AM5")
    parts = (
        cpu(socket=socket),
        board(socket=socket, second_slot_lanes=lanes, x16_slots=facts.get("x16", 2), narrow_slots=1),
        *[card()] * facts.get("cards", 2),
    )
    assert level("PCIE_CHIPSET_SLOT", *parts) == expected


@pytest.mark.parametrize(
    ("riser", "generations", "chipset", "expected"),
    [
        (3, [4], "B650", "note"),
        (4, [4], "B650", ""),
        (3, [3], "B650", ""),  # the card is no faster
        (4, [5], "B650", ""),  # nor is the slot
        (4, [5], "B650E", "note"),
        (3, [3, 4], "B650", "note"),
        (3, [None], "B650", "note"),
        (None, [5], "B650E", ""),
    ],
)
def test_a_riser_is_made_for_the_link(riser, generations, chipset, expected):
    parts = cpu(), board(chipset=chipset), *(card(bus_generation=each) for each in generations)
    assert level("PCIE_RISER", *parts, riser_generation=riser) == expected


def test_riser_and_link_are_named():
    found = finding("PCIE_RISER", cpu(), board("B650"), card("RTX 4090"), riser_generation=3)
    assert found.text == "RTX 4090 and B650 talk PCI Express 4.0, but the riser is made for 3.0."
