"""Microdata and RDFa of a page, as nodes of the same shape as those of JSON-LD."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bs4.element import Tag

from prices.sources.document import is_beside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import BeautifulSoup

MOST = 400  # scopes of one page
DEEPEST = 20  # scopes in scopes
_ADDRESSES = {
    "link": "href",
    "a": "href",
    "area": "href",
    "img": "src",
    "audio": "src",
    "video": "src",
    "object": "data",
    "source": "src",
}
_OF_OFFER = {"price", "pricecurrency", "availability", "lowprice", "pricespecification"}


def microdata(soup: BeautifulSoup) -> list[dict[str, Any]]:
    """Give the items that are no property of another one, without those that stand beside the main product."""
    scopes = [
        tag
        for tag in soup.find_all(itemscope=True)[:MOST]
        if not tag.has_attr("itemprop") or not tag.find_parent(itemscope=True)
    ]
    found = [_item(tag, soup, 0) for tag in scopes if not is_beside(tag)]
    return found or _orphans(soup)


def _orphans(soup: BeautifulSoup) -> list[dict[str, Any]]:
    """Give an item of properties that stand in no scope, if they name a price once."""
    tags = [tag for tag in soup.find_all(itemprop=True)[:MOST] if not is_beside(tag)]
    if sum("price" in _words(tag, "itemprop") for tag in tags) != 1:
        return []
    made: dict[str, Any] = {"@type": "Offer"}
    for tag in tags:
        for name in _words(tag, "itemprop"):
            if name.lower() in _OF_OFFER | {"itemcondition"}:
                made.setdefault(name, _value(tag))
    return [{"@type": "Product", "offers": made}]


def _item(scope: Tag, soup: BeautifulSoup, depth: int) -> dict[str, Any]:
    """Read one item with the items inside it."""
    made: dict[str, Any] = {"@type": _words(scope, "itemtype"), "@tag": scope}
    if scope.get("itemid"):
        made["@id"] = str(scope["itemid"])
    roots = [
        scope,
        *(tag for name in _words(scope, "itemref") if isinstance(tag := soup.find(id=name), Tag) and tag is not scope),
    ]
    for tag in _properties(roots, "itemprop", "itemscope"):
        value = _item(tag, soup, depth + 1) if tag.has_attr("itemscope") and depth < DEEPEST else _value(tag)
        for name in _words(tag, "itemprop"):
            _put(made, name, value)
    return made


def _properties(roots: list[Tag], prop: str, scope: str) -> Iterator[Tag]:
    """Give the elements with a property below some elements, without going into scopes."""
    waiting: list[Tag] = []
    for root in roots[::-1]:
        if root is not roots[0] and root.has_attr(prop):
            waiting.append(root)
        else:
            waiting.extend(child for child in reversed(root.contents) if isinstance(child, Tag))
    while waiting:
        tag = waiting.pop()
        if tag.has_attr(prop):
            yield tag
        if not tag.has_attr(scope):
            waiting.extend(child for child in reversed(tag.contents) if isinstance(child, Tag))


def _put(made: dict[str, Any], name: str, value: object) -> None:
    if name in made and name != "@type":
        held = made[name]
        made[name] = [*held, value] if isinstance(held, list) else [held, value]
    else:
        made[name] = value


def _words(tag: Tag, attribute: str) -> list[str]:
    value = tag.get(attribute)
    written = " ".join(value) if isinstance(value, list) else str(value or "")
    return written.split()


def _value(tag: Tag) -> object:
    """Give a property's value: what is meant for machines before what is shown; a shown text is marked as such."""
    for attribute in (
        "content",
        _ADDRESSES.get(tag.name, ""),
        "resource",
        "value" if tag.name in {"data", "meter", "input"} else "",
        "datetime",
    ):
        if attribute and tag.has_attr(attribute) and str(tag[attribute]).strip():
            return str(tag[attribute]).strip()
    return Shown(" ".join(tag.get_text().split())[:300])


class Shown(str):
    """A value that is the text shown to the reader: its separators are those of a text."""

    __slots__ = ()


def rdfa(soup: BeautifulSoup) -> list[dict[str, Any]]:
    """Give the things that are no property of another one, without those that stand beside the main product."""
    scopes = [tag for tag in soup.find_all(typeof=True)[:MOST] if not _is_property(tag)]
    return [_thing(tag, soup, 0) for tag in scopes if not is_beside(tag)]


def _is_property(tag: Tag) -> bool:
    return bool(
        tag.has_attr("property")
        or tag.has_attr("rel")
        or (isinstance(tag.parent, Tag) and tag.parent.has_attr("rel") and not tag.parent.has_attr("typeof"))
    ) and (tag.find_parent(typeof=True) is not None)


def _thing(scope: Tag, soup: BeautifulSoup, depth: int) -> dict[str, Any]:
    made: dict[str, Any] = {"@type": [_local(word) for word in _words(scope, "typeof")], "@tag": scope}
    if about := scope.get("about") or scope.get("resource"):
        made["@id"] = str(about)
    for tag in _properties([scope], "property", "typeof"):
        value = _thing(tag, soup, depth + 1) if tag.has_attr("typeof") and depth < DEEPEST else _value(tag)
        for name in _words(tag, "property"):
            _put(made, _local(name), value)
    for tag in _properties([scope], "rel", "typeof"):
        inner = tag if tag.has_attr("typeof") else tag.find(typeof=True)
        if isinstance(inner, Tag) and not tag.has_attr("property") and depth < DEEPEST:
            value = _thing(inner, soup, depth + 1)
        else:
            value = {"@id": str(tag.get("resource") or tag.get("href") or "")}
        for name in _words(tag, "rel"):
            if not tag.has_attr("property"):
                _put(
                    made,
                    _local(name),
                    value if isinstance(inner, Tag) or name.endswith(("offers", "seller")) else value["@id"],
                )
    return _good_relations(made)


def _local(name: str) -> str:
    """Give a name without its vocabulary."""
    return name.rstrip("/").replace("#", "/").rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def _good_relations(made: dict[str, Any]) -> dict[str, Any]:
    """Call the properties of the older GoodRelations vocabulary by the names that they have now."""
    for old, new in (
        ("hasCurrencyValue", "price"),
        ("hasCurrency", "priceCurrency"),
        ("hasPriceSpecification", "priceSpecification"),
    ):
        if old in made:
            made.setdefault(new, made[old])
    if "Offering" in made["@type"]:
        made["@type"] = ["Product"] if "offers" in made else ["Offer"]
    return made
