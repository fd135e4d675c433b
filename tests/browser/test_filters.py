"""Filters of a list by keyboard: the focus stays where it is, and what cannot be read is said."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

expect.set_options(timeout=15_000)

pytestmark = pytest.mark.browser


def test_a_tick_filters_at_once_and_keeps_the_focus(walk, site):
    page = walk()
    page.goto(f"{site}/parts/motherboard/")
    tick = page.locator("input[name=socket][value=AM5]")
    tick.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("link", name=re.compile("Socket: AM5"))).to_be_visible()
    expect(tick).to_be_checked()
    expect(tick).to_be_focused()
    expect(page).to_have_url(f"{site}/parts/motherboard/?socket=AM5")  # and no empty parameters
    page.go_back()
    expect(page.locator("input[name=socket][value=AM5]")).not_to_be_checked()


def test_bounds_the_wrong_way_round_are_said_and_the_list_stays(walk, site):
    page = walk()
    page.goto(f"{site}/parts/graphics-card/")
    page.locator("#min_price").fill("900")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=re.compile("at least 900 USD"))).to_be_visible()
    page.locator("#max_price").fill("100")
    page.keyboard.press("Tab")
    expect(page.locator("#messages")).to_contain_text("wrong way round")
    page.locator("#max_price").fill("1000")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=re.compile("900 to 1,000 USD"))).to_be_visible()
    expect(page.locator("#messages")).not_to_contain_text("wrong way round")
