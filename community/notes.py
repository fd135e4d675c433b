"""Authors' notes: Markdown in, harmless HTML out."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token

MAX_NOTES = 10_000  # characters
DEEPEST_HEADING = 6
UNDER = 2  # a page's own headings go down to h2, so an author's first level is h3

TAGS = {
    "p", "br", "hr", "h3", "h4", "h5", "h6", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
# No images: they would tell a stranger's server who reads the page. No classes or styles: they could imitate the site.
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
LINK_REL = "nofollow ugc noopener noreferrer"

# What made a text's HTML. The last number is of the rules of this module.
RENDERER = f"markdown-it-py {version('markdown-it-py')}, nh3 {version('nh3')}, 1"
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*(?=:)", re.IGNORECASE)
MAX_SCHEME_TEXT = 20  # characters of a refused scheme that are said back

_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def render(text: str) -> str:
    """Turn Markdown into HTML that may stand on a page as it is. HTML in it is shown as text."""
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + UNDER, DEEPEST_HEADING)}"
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return _clean(_clean(html))  # twice: what the first pass leaves must mean the same when it is read again


def links(text: str) -> list[str]:
    """Give the addresses of all links in a text, also of those that `render` would not make, such as `javascript:`."""
    tokens = _any_link.parse(text)
    return [str(token.attrs.get("href", "")) for token in _below(tokens) if token.type == "link_open"]


def forbidden_scheme(address: str) -> str | None:
    """Give the scheme of an address if links may not have it. Addresses within the site have none."""
    scheme = SCHEME.match(address.strip())
    if scheme is None or scheme[0].lower() in SCHEMES:
        return None
    return scheme[0].lower()[:MAX_SCHEME_TEXT]


def _clean(html: str) -> str:
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=LINK_REL)


def _below(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _below(token.children or ())


_any_link = MarkdownIt("commonmark", {"html": False})
_any_link.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005  # the parser's own way
