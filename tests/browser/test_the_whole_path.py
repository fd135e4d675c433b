"""A person assembles a machine by clicking, is told of a wrong socket, mends it, and publishes; with and without
JavaScript. Each walk leaves a trace with pictures in test-results/."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

expect.set_options(timeout=15_000)  # beside other tests two cores are busy

pytestmark = pytest.mark.browser

# What to type into each list of choices; the first row that is offered is taken.
MACHINE = (
    ("Choose a processor", "Ryzen 7 7700"),
    ("Choose a CPU cooler", "Noctua"),
    ("Choose a motherboard", "B650"),
    ("Choose memory", "DDR5"),
    ("Choose a graphics card", "RTX 4090"),
    ("Choose a drive", "Samsung 990"),
    ("Choose a power supply", "1000W"),
    ("Choose a case", ""),
)


def take(page, what, words, *, everything=False):
    """Open the list for a slot, search, and take the first part."""
    page.get_by_role("link", name=what, exact=True).first.click()
    expect(page.get_by_role("heading", name=what)).to_be_visible()
    if everything:
        page.get_by_label("Fits my build").select_option("off")
    if words:
        page.get_by_label("Name or part number").fill(words)
    show = page.get_by_role("button", name="Show", exact=True)
    if show.is_visible():
        show.click()
    row = page.locator("#choices tbody tr").filter(has_text=words).first
    expect(row).to_be_visible()
    name = row.locator("th").inner_text().splitlines()[0]
    row.get_by_role("button").click()
    expect(page.locator("#choose")).to_have_count(0)
    expect(page.locator(".slots")).to_contain_text(name)
    return name


def sign_up(page, name):
    page.get_by_role("link", name="Make an account").first.click()
    page.get_by_label("Username").fill(name)
    page.locator("input[type=password]").nth(0).fill("a-long-enough-phrase-77")
    page.locator("input[type=password]").nth(1).fill("a-long-enough-phrase-77")
    page.get_by_role("button", name="Make the account").click()


def assemble_and_publish(page, site, name):
    page.goto(f"{site}/")
    page.get_by_role("link", name="Build", exact=True).click()
    take(page, *MACHINE[0])
    take(page, "Choose a motherboard", "Z790", everything=True)
    expect(page.locator("#findings")).to_contain_text("CPU_SOCKET")
    expect(page.locator("#findings")).to_contain_text("AM5")
    page.get_by_role("link", name="Change").nth(1).click()
    page.get_by_label("Name or part number").fill("B650")
    show = page.get_by_role("button", name="Show", exact=True)
    if show.is_visible():
        show.click()
    row = page.locator("#choices tbody tr").filter(has_text="B650").first
    expect(row).to_be_visible()
    row.get_by_role("button").click()
    expect(page.locator("#choose")).to_have_count(0)
    expect(page.locator("#findings")).not_to_contain_text("CPU_SOCKET")
    for what, words in MACHINE:
        if what not in {"Choose a processor", "Choose a motherboard"}:
            take(page, what, words)
    expect(page.locator("#findings .problem")).to_have_count(0)
    expect(page.locator("#sum")).to_contain_text("24 GB")
    page.get_by_role("link", name="Share this build").click()
    sign_up(page, name)
    page.get_by_label("Title").fill(f"One 4090 by {name}")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"One 4090 by {name}")
    page.goto(f"{site}/builds/")
    expect(page.locator("main")).to_contain_text(f"One 4090 by {name}")


def given_up(line):
    """Taking a part gives up a search that is still under way; htmx notes that as an error."""
    return line.text.startswith(("htmx:sendAbort", "htmx:afterRequest", "htmx:abort"))


def test_with_javascript(walk, site):
    page = walk()
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" and not given_up(line) else None)
    assemble_and_publish(page, site, "walker")
    assert not wrong


def test_without_javascript(walk, site):
    assemble_and_publish(walk(java_script_enabled=False), site, "scriptless")
