"""A running site and a browser that looks at it."""

from __future__ import annotations

import pytest
from playwright.sync_api import sync_playwright
from running import CHROMIUM_FLAGS, chromium, running_site


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a running site; without a Chromium the test is skipped, and says so."""
    if chromium() is None:
        pytest.skip("no Chromium on this machine: set CHROMIUM to its path")
    with running_site(tmp_path_factory.mktemp("var")) as address:
        yield address


@pytest.fixture(scope="module")
def browser(site):
    """A Chromium without a window. It ends with its file: its event loop keeps Django's database from other tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def walk(browser, request):
    """Give a page for a walk, with or without JavaScript, that is recorded: `playwright show-trace` plays it."""
    folder = request.config.rootpath / "test-results"
    folder.mkdir(exist_ok=True)
    contexts = []

    def start(**options):
        context = browser.new_context(**options)
        context.set_default_timeout(15_000)
        context.tracing.start(screenshots=True, snapshots=True)
        contexts.append(context)
        return context.new_page()

    yield start
    for context in contexts:
        context.tracing.stop(path=folder / f"{request.node.name}.zip")
        context.close()
