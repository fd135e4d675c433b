"""The house's own rules that no linter knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("engine", "catalog", "prices", "builder", "browse", "community", "api", "config", "benchmarks")
LONGEST_FUNCTION = 50


def sources():
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def test_no_function_is_longer_than_fifty_lines():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long


def test_no_template_styles_or_scripts_inline():
    """The content policy would silence them."""
    inline = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(r"\sstyle=|<style|\son\w+=\"|<script(?![^>]*src=)", path.read_text())
    ]
    assert not inline


def test_nothing_is_fetched_from_elsewhere():
    """The site works offline: no page asks another host for scripts, styles, fonts or pictures."""
    outside = [
        str(path.relative_to(ROOT))
        for folder in ("templates", "static")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".html", ".css", ".js"}
        and re.search(r"(src|href)=\"https?://|url\(['\"]?https?://|@import", path.read_text())
    ]
    assert not outside
