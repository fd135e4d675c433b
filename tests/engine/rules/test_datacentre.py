"""Cards made for servers in a machine that is none."""

from __future__ import annotations

import pytest
from machine import board, card, finding, level, old_card, psu


def p40(name="Tesla P40", **facts):
    return card(name, **{"chipset": "Tesla P40", "cooling": "passive", "board_power_w": 250, "slots": 2,
                         "sockets_16pin": None, "sockets_8pin": None, "sockets_6pin": None,
                         "compute_capability": 6.1, **facts})  # fmt: skip


@pytest.mark.parametrize(
    ("count", "eps", "board_sockets", "leads", "others", "expected"),
    [
        (1, 2, 1, 0, 0, ""),
        (1, 2, 2, 2, 0, "warning"),
        (1, 2, 2, 1, 0, "problem"),
        (2, 2, 1, 2, 0, "warning"),  # one with a lead of its own
        (2, 2, 2, 3, 0, "problem"),
        (2, 2, 2, 4, 0, "warning"),
        (1, 1, 1, 4, 1, "warning"),  # two leads are left
        (1, 1, 1, 3, 1, "problem"),
        (1, 2, None, 0, 0, ""),  # a board that is not recorded counts one
        (1, 1, None, 0, 0, "problem"),
        (1, 0, 1, 4, 0, "unknown"),
        (0, 0, 1, 0, 1, ""),
    ],
)
def test_a_server_card_takes_a_plug_of_the_processors(count, eps, board_sockets, leads, others, expected):
    parts = (
        psu(eps_leads=eps, leads_8pin=leads),
        board(eps_sockets=board_sockets),
        *[p40()] * count,
        *[old_card()] * others,
    )
    assert level("GPU_EPS_PLUG", *parts) == expected


def test_without_a_board_every_lead_is_free():
    assert level("GPU_EPS_PLUG", psu(eps_leads=1, leads_8pin=0), p40()) == ""


def test_plugs_are_counted_in_the_sentence():
    found = finding("GPU_EPS_PLUG", psu("Unit", eps_leads=1, leads_8pin=1), board(), *[p40("P40")] * 2)
    assert found.text == (
        "2 × P40: 2 cards take a processor's 8-pin plug (EPS), but Unit has 0 such leads beside the board's. With "
        "adapters, 4 8-pin leads are needed, and 1 are free."
    )


def test_a_card_with_the_adapter_in_its_box_is_only_noted_and_takes_two_leads():
    a6000 = old_card("A6000", chipset="RTX A6000", sockets_8pin=1)
    assert level("GPU_EPS_PLUG", psu(eps_leads=0), a6000) == "note"
    assert level("GPU_EPS_PLUG", psu(eps_leads=1, leads_8pin=4), board(), p40(), a6000) == "warning"
    assert level("GPU_EPS_PLUG", psu(eps_leads=1, leads_8pin=3), board(), p40(), a6000) == "problem"


@pytest.mark.parametrize(
    ("chipset", "said", "memory_type", "expected"),
    [
        ("Tesla P40", False, "DDR3", "note"),
        ("Tesla P40", True, "DDR3", ""),
        ("Tesla P40", None, "DDR4", "unknown"),
        ("Tesla P40", None, None, "unknown"),
        ("Tesla P40", None, "DDR5", ""),
        ("Tesla P40", False, "DDR5", "note"),
        ("GeForce RTX 4090", False, "DDR3", ""),
        (None, None, None, ""),
    ],
)
def test_a_server_card_wants_addresses(chipset, said, memory_type, expected):
    parts = board(above_4g_decoding=said, memory_type=memory_type), p40(chipset=chipset)
    assert level("GPU_ABOVE_4G", *parts) == expected
