"""The structured data of a page: JSON-LD, as schema.org describes products with it."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import BeautifulSoup

MOST_NODES = 5_000  # of one page; a product page has some dozens
_TYPE = re.compile(r"application/ld\+json", re.IGNORECASE)
_CONTAINERS = ("@graph", "mainEntity", "hasVariant")  # not itemListElement, isRelatedTo …: those are other products


class Graph:
    """All nodes of a page that stand for themselves, and those that others refer to by `@id`."""

    def __init__(self, soup: BeautifulSoup) -> None:
        """Read every block; one that is not JSON is left out."""
        self.nodes = list(_nodes([block for text in _texts(soup) for block in _loaded(text)]))
        self._by_id = {node["@id"]: node for node in self.nodes if isinstance(node.get("@id"), str) and len(node) > 1}

    def of_type(self, *names: str) -> list[dict[str, Any]]:
        """Give the nodes of these types."""
        return [node for node in self.nodes if types_of(node) & set(names)]

    def follow(self, value: object) -> list[dict[str, Any]]:
        """Give the nodes that a property holds, one or a list, in place or by reference."""
        held = value if isinstance(value, list) else [value]
        return [self._by_id.get(str(node.get("@id")), node) for node in held if isinstance(node, dict)]


def types_of(node: dict[str, Any]) -> set[str]:
    """Give a node's types without the vocabulary's address."""
    stated = node.get("@type")
    return {last_word(name) for name in (stated if isinstance(stated, list) else [stated]) if isinstance(name, str)}


def last_word(address: object) -> str:
    """Give "InStock" of "https://schema.org/InStock"."""
    return re.split(r"[/#:]", address.strip())[-1] if isinstance(address, str) else ""


def _texts(soup: BeautifulSoup) -> Iterator[str]:
    for script in soup.find_all("script", attrs={"type": _TYPE}):
        yield script.get_text()


def _loaded(text: str) -> Iterator[object]:
    try:
        yield json.loads(text, strict=False, parse_float=Decimal)
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
            waiting.extend(value[::-1])
        elif isinstance(value, dict):
            yield value
            waiting.extend(value[name] for name in reversed(_CONTAINERS) if name in value)
