"""Pictures of the main pages at 1280 and 390 px, light and dark, for README and docs: `make screenshots`.

Run with `python -m tests.browser.screenshots [FOLDER]`; by default into docs/screenshots/.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from playwright.sync_api import sync_playwright
from running import CHROMIUM_FLAGS, chromium, running_site

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
WIDTHS = (1280, 390)
TALLEST = {1280: 2000, 390: 2600}  # what is below says nothing new
SCHEMES = ("light", "dark")
SHOWN = "RTX 5090, air cooled"  # of the reference builds: every part has a price


def pages(page, site):
    """Find the addresses of the pages to take: a build in work is made from a shared one."""
    page.goto(f"{site}/builds/")
    first = page.get_by_role("link", name=SHOWN, exact=True).get_attribute("href")
    page.goto(f"{site}{first}")
    page.get_by_role("button", name="Build on this").click()
    editing = page.url
    return {
        "home": f"{site}/",
        "builder": f"{editing}?choose=case&q=fractal&fits=off",
        "builds": f"{site}/builds/",
        "build": f"{site}{first}",
        "rent-or-buy": f"{site}/rent-or-buy/?build={first.strip('/').split('/')[-1]}",
    }


def take(browser, addresses, folder, state):
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, storage_state=state
            )
            page = context.new_page()
            for name, address in addresses.items():
                page.goto(address)
                height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST[width])
                clip = {"x": 0, "y": 0, "width": width, "height": height}
                page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True, clip=clip)
            context.close()


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as var, running_site(var) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        context = browser.new_context()
        addresses = pages(context.new_page(), site)
        take(browser, addresses, folder, context.storage_state())
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
