"""Hostile texts in a real browser: nothing runs, and nothing even tries, so the policy has nothing to hold back."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from running import ROOT, chromium, running_site

pytestmark = pytest.mark.browser
HOSTILE_ROWS = ROOT / "tests" / "browser" / "hostile_rows.py"
LOADS = '"><script>hurt(1)</script><img src=x onerror=hurt(1)>'
WATCH = """
window.hurts = 0;
window.hurt = () => { window.hurts += 1; };
window.violations = [];
addEventListener('securitypolicyviolation', event => window.violations.push(event.violatedDirective));
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    if chromium() is None:
        pytest.skip("no Chromium on this machine: set CHROMIUM to its path")
    folder = tmp_path_factory.mktemp("hostile")
    with running_site(folder) as address:
        left_out = {"DATABASE_URL", "REDIS_URL"}
        variables = {name: value for name, value in os.environ.items() if name not in left_out}
        made = subprocess.run(
            [sys.executable, str(HOSTILE_ROWS)],
            cwd=ROOT, env=variables | {"VAR_DIR": str(folder)}, check=True, capture_output=True, text=True,
        )  # fmt: skip
        yield address, made.stdout.strip()


@pytest.fixture
def watched(walk):
    page = walk()
    page.dialogs = []
    page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
    page.add_init_script(WATCH)
    return page


def hurt(page):
    return page.evaluate("[window.hurts, window.violations]"), page.dialogs


def test_hostile_texts_do_nothing_on_any_page(hostile, watched):
    address, code = hostile
    pages = [f"/b/{code}/", f"/b/{code}/comments/", f"/b/{code}/power/", "/builds/", "/"]
    pages += [f"/builds/?{name}={quote(LOADS)}" for name in ("q", "gpu", "tag", "part", "tab")]
    for path in pages:
        watched.goto(address + path)
        for name in ("mouseover", "pointerenter", "focus", "toggle"):
            watched.evaluate(
                "name => document.querySelectorAll('main *').forEach(each => each.dispatchEvent(new Event(name)))", name
            )
        assert hurt(watched) == ([0, []], []), path
    assert "hurt(1)" in watched.goto(f"{address}/b/{code}/").text()


def test_what_would_run_is_seen_to_be_held_back(hostile, watched):
    """The control: the same text as markup is noticed by the watch, and held back by the policy."""
    address, code = hostile
    watched.goto(f"{address}/b/{code}/")
    watched.evaluate("text => { document.body.insertAdjacentHTML('beforeend', text); }", LOADS)
    watched.wait_for_function("window.violations.length > 0")
    (hurts, violations), _dialogs = hurt(watched)
    assert hurts == 0
    assert any(each.startswith("script-src") for each in violations)
