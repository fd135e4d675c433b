"""Somebody types into the search field of the header and goes on with the keyboard."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

expect.set_options(timeout=15_000)  # beside other tests two cores are busy

pytestmark = pytest.mark.browser

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def typed(walk, site):
    """Give a function that types words into the field of a page and waits for the list."""

    def start(words="samsung 990", **options):
        page = walk(**options)
        page.goto(f"{site}/rules/")
        field = page.get_by_role("combobox", name="Search parts and GPUs")
        field.press_sequentially(words)
        expect(page.get_by_role("listbox")).to_be_visible()
        return page, field

    return start


def active(page):
    """The words of the option that is chosen, None without one."""
    return page.evaluate("""() => {
        const option = document.getElementById(document.activeElement.getAttribute("aria-activedescendant"));
        return option && option.getAttribute("aria-selected") === "true" ? option.textContent : null;
    }""")


def test_arrows_choose_and_enter_opens(typed):
    page, field = typed()
    options = page.get_by_role("option")
    expect(options.first.locator("mark").first).to_have_text("Samsung")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert field.get_attribute("aria-controls") == page.get_by_role("listbox").get_attribute("id")
    expect(page.locator("header [role=status]")).to_have_text(re.compile(r"^\d suggestions?$"))
    assert active(page) is None
    field.press("ArrowDown")
    assert active(page) == options.nth(0).text_content()
    field.press("ArrowDown")
    field.press("ArrowUp")
    assert active(page) == options.nth(0).text_content()
    field.press("ArrowUp")  # back in the field, then round to the last
    assert active(page) is None
    field.press("ArrowUp")
    assert active(page).startswith("All ")
    field.press("Home")
    assert active(page) == options.nth(0).text_content()
    field.press("End")
    assert active(page).startswith("All ")
    field.press("Home")
    address = options.nth(0).get_attribute("href")
    field.press("Enter")
    page.wait_for_url(f"**{address}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Samsung 990")


def test_escape_and_tab_close_the_list_and_keep_the_words(typed):
    page, field = typed()
    field.press("ArrowDown")
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("samsung 990")
    assert active(page) is None
    field.press("ArrowDown")  # opens it again
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("button", name="Search")).to_be_focused()


def test_enter_without_a_choice_sends_the_form(typed):
    page, field = typed()
    with page.expect_request(lambda request: request.url.endswith("/parts/?q=samsung+990")):
        field.press("Enter")


def test_a_click_opens_a_suggestion(typed):
    page, _ = typed("rtx 4090")
    option = page.get_by_role("option").first
    address = option.get_attribute("href")
    assert address == "/gpus/geforce-rtx-4090/"
    option.click()
    page.wait_for_url(f"**{address}")


def test_nothing_found_is_said_to_everyone(walk, site):
    page = walk()
    page.goto(f"{site}/rules/")
    field = page.get_by_role("combobox", name="Search parts and GPUs")
    field.press_sequentially("xyzzyq")
    said = "Nothing is found by these words."
    expect(page.locator(".sug")).to_have_text(said)
    expect(page.locator("header [role=status]")).to_have_text(said)
    expect(field).to_have_attribute("aria-expanded", "false")
    field.fill("x")
    expect(page.locator(".sug")).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_open_list_is_accessible_and_stays_on_the_screen(typed, width, scheme):
    page, field = typed("rtx", viewport={"width": width, "height": 760}, color_scheme=scheme)
    field.press("ArrowDown")
    found = Axe().run(page, options=RULES).response["violations"]
    assert not [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found]
    box = page.get_by_role("listbox").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(
        page.get_by_role("listbox").get_by_role("option").last
    ).to_be_in_viewport()  # the way to all of them is always in sight


def test_without_javascript_the_field_is_a_plain_one(walk, site):
    page = walk(java_script_enabled=False)
    page.goto(f"{site}/rules/")
    field = page.get_by_role("searchbox", name="Search parts and GPUs")
    field.fill("samsung 990")
    with page.expect_request(lambda request: request.url.endswith("/parts/?q=samsung+990")):
        field.press("Enter")
