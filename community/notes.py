"""Authors' notes: Markdown in, harmless HTML out."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt

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

_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def render(text: str) -> str:
    """Turn Markdown into HTML that may stand on a page as it is. HTML in it is shown as text."""
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + UNDER, DEEPEST_HEADING)}"
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=LINK_REL)
