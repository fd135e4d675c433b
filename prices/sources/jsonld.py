"""The structured data of a page in JSON-LD, as schema.org describes products with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from prices.sources.lenient import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import BeautifulSoup

    from prices.sources.lenient import Mending

MOST_NODES = 5_000  # of one page; a product page has some dozens
_TYPE = re.compile(r"\s*application/ld\+json", re.IGNORECASE)
_COMMENT = re.compile(r"^\s*(?:(?://|/\*)?\s*(?:<!--|<!\[CDATA\[)(?:\s*(?://)?\s*\*/)?\s*)+")
_WHOLE_COMMENT = re.compile(r"<!--.*?-->|/\*\s*\]\]>\s*\*/", re.DOTALL)
# Not itemListElement, isRelatedTo …: those are other products.
_CONTAINERS = ("@graph", "mainEntity", "mainEntityOfPage", "hasVariant", "itemOffered", "about")


def nodes(soup: BeautifulSoup, mending: Mending) -> list[dict[str, Any]]:
    """Give the nodes that stand for themselves; a block that cannot be read even when mended is left out."""
    return list(_nodes([block for text in _texts(soup) for block in _loaded(text, mending)]))


def _texts(soup: BeautifulSoup) -> Iterator[str]:
    for script in soup.find_all("script", attrs={"type": _TYPE}):
        yield script.get_text()


def _loaded(text: str, mending: Mending) -> Iterator[object]:
    try:
        yield load(text, mending)
    except ValueError:
        bare = _WHOLE_COMMENT.sub(" ", _COMMENT.sub("", text))
        try:
            yield load(bare, mending)
        except (ValueError, RecursionError):
            return  # a block of a widget that nobody maintains must not hide the product's own


def _nodes(values: list[object]) -> Iterator[dict[str, Any]]:
    """Give the dictionaries among values, in lists and in the properties that contain main things, in reading order."""
    waiting = values[::-1]
    for _ in range(MOST_NODES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value[:MOST_NODES][::-1])
        elif isinstance(value, dict):
            yield value
            waiting.extend(value[name] for name in reversed(_CONTAINERS) if name in value)
