"""The table of GPUs under a reader's hands."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_a_column_that_is_ticked_appears_at_once_and_the_address_keeps_it(browser, site):
    page = browser.new_page()
    page.goto(f"{site}/gpus/?vendor=AMD")
    page.get_by_text("Columns").first.click()
    page.get_by_label("Memory type").check()
    page.locator(".gt thead th", has_text="Memory type").wait_for()
    assert "vendor=AMD" in page.url
    assert "columns=memory,memory-type,bandwidth" in page.url
    assert page.locator("#columns-chosen").inner_text() == "(11 chosen)"
    assert page.locator(".gt tbody tr").count() == 34
    page.close()
