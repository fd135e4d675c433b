"""Plugs inside the case."""

from __future__ import annotations

import pytest
from machine import board, case, cooler, fan, finding, level

LIQUID = cooler("Liquid", water_cooled=True, height_mm=None, radiator_mm=240)


@pytest.mark.parametrize(
    ("headers", "parts", "expected"),
    [
        (3, [fan(fans=3)], ""),
        (3, [fan(fans=4)], "note"),
        (3, [fan(fans=3), LIQUID], "note"),  # the pump takes one
        (3, [fan(fans=2), fan(fans=1), cooler()], ""),
        (0, [fan(fans=1)], "note"),
        (None, [fan(fans=3)], "unknown"),
        (None, [fan(fans=2)], ""),
        (None, [fan(fans=2), LIQUID], "unknown"),
        (0, [LIQUID], ""),  # no case fan
    ],
)
def test_every_fan_has_a_header(headers, parts, expected):
    assert level("FAN_HEADERS", board(fan_headers=headers), *parts) == expected


def test_fans_and_headers_are_counted():
    found = finding("FAN_HEADERS", board("B650", fan_headers=3), fan("Pack", fans=3), LIQUID)
    assert found.text == "Pack: 4 plugs of fans and pump, but B650 has 3 headers for them."


@pytest.mark.parametrize(
    ("front", "headers", "expected"),
    [(True, 0, "note"), (True, 1, ""), (True, None, "unknown"), (False, 0, ""), (None, None, "")],
)
def test_usb_c_at_the_front_has_a_header(front, headers, expected):
    assert level("USB_FRONT_C", case(front_usb_c=front), board(usb_c_headers=headers)) == expected
