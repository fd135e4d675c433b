"""Somebody new asks: Llama 8B, QLoRA, ten hours a week, in Germany: which is cheaper, and why? The walk is recorded."""

from __future__ import annotations

import time

import pytest

pytestmark = pytest.mark.browser
MOST_SECONDS = 60  # in which somebody new should know


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_first_page_to_which_is_cheaper_and_why(walk, site, width, scripts):
    page = walk(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    began = time.monotonic()
    page.goto(f"{site}/")
    page.get_by_role("link", name="four steps to the GPUs that do it").click()
    page.get_by_role("link", name="Fine-tune a language model").click()
    page.locator("#vr-form .go").wait_for()
    assert "QLoRA" in page.locator(".steps").inner_text()
    page.get_by_role("button", name="Next: hours").click()
    page.get_by_label("Use", exact=True).fill("10")
    page.get_by_label("Electricity").select_option("DE")
    page.get_by_role("button", name="Next: GPUs").click()
    verdict = page.locator("#wizard .verdict")
    verdict.wait_for()
    said = verdict.inner_text()
    assert said.startswith("Renting is cheaper:")
    assert "an hour costs $" in said
    assert "less than the best cards to buy" in said
    assert "At 10 h a week, electricity of Germany" in said
    assert "hours=10" in page.url
    assert "country=DE" in page.url
    assert time.monotonic() - began < MOST_SECONDS
