"""Whether the machine suits the work."""

from __future__ import annotations

import pytest
from machine import board, card, cpu, drive, finding, kit, level


@pytest.mark.parametrize(
    ("cores", "cards", "expected"),
    [
        ([8], 4, ""),  # two for each pass
        ([7], 4, "note"),
        ([4, 4], 4, ""),  # of all processors
        ([4, 3], 4, "note"),
        ([None], 2, "unknown"),
        ([8, None], 2, "unknown"),
        ([None], 1, ""),
        ([1], 1, "note"),
    ],
)
def test_every_card_has_two_cores(cores, cards, expected):
    parts = *(cpu(cores=each) for each in cores), *(card() for _ in range(cards))
    assert level("CPU_GPU_BALANCE", *parts) == expected


def test_cores_are_named_with_what_the_cards_want():
    found = finding("CPU_GPU_BALANCE", cpu("Ryzen 5", cores=6), *[card("RTX 3090")] * 4)
    assert found.text == "Ryzen 5: 6 cores for 4 × RTX 3090; 4 cards want 8 to load their data."


@pytest.mark.parametrize(
    ("ecc", "purpose", "expected"),
    [
        ([False], "dl-long", "note"),
        ([True, False], "dl-long", "note"),
        ([True, True], "dl-long", ""),
        ([False], "dl", ""),
        ([False], "other", ""),
    ],
)
def test_long_runs_want_ecc(ecc, purpose, expected):
    assert level("RAM_ECC_ABSENT", *(kit(ecc=each) for each in ecc), purpose=purpose) == expected


@pytest.mark.parametrize(
    ("sizes", "context", "expected"),
    [
        ([600], {}, ""),
        ([599], {}, "note"),
        ([300, 300], {}, ""),
        ([250, 250], {}, "note"),
        ([250, None], {}, ""),
        ([250], {"purpose": "other"}, ""),
        ([250], {"shared_storage": True}, ""),
        ([250], {"purpose": "dl-long"}, "note"),
    ],
)
def test_the_drives_leave_room_for_datasets(sizes, context, expected):
    assert level("STORAGE_CAPACITY", *(drive(capacity_gb=each) for each in sizes), **context) == expected


def test_what_is_left_beside_the_system_is_never_less_than_nothing():
    assert finding("STORAGE_CAPACITY", drive("SSD", capacity_gb=64)).text == (
        "SSD: 64 GB, of which about 0 GB are left for datasets and checkpoints."
    )


@pytest.mark.parametrize(
    ("memory", "needs", "expected"),
    [
        ([24], 24, ""),
        ([24], 24.5, "note"),
        ([24, 24], 48, ""),
        ([24, 16], 48, "note"),
        ([0, 24], 100, ""),  # 0 is not recorded
        ([8], None, ""),
    ],
)
def test_the_cards_hold_what_the_work_needs(memory, needs, expected):
    assert level("GPU_VRAM_MIN", *(card(memory_gib=each) for each in memory), needs_gib=needs) == expected


@pytest.mark.parametrize(
    ("speed", "shared", "expected"),
    [(1000, True, "note"), (100, True, "note"), (2500, True, ""), (None, True, "unknown"), (1000, False, ""),
     (None, False, "")],
)  # fmt: skip
def test_datasets_from_the_network_want_more_than_a_gigabit(speed, shared, expected):
    assert level("NET_SPEED", board(ethernet_mbps=speed), shared_storage=shared) == expected


def test_a_gigabit_is_said_in_megabytes_too():
    found = finding("NET_SPEED", board("B650", ethernet_mbps=1000), shared_storage=True)
    assert found.text == "Datasets come over the network, and B650 has a port of 1000 Mbit/s: 125 MB a second."
