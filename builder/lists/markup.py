"""Taking the markup off: HTML, Markdown and BBCode as lines of text, in which tabs part the cells of a table.

Each pass goes over the text once: HTML is read as a stream of events and no tree is made of it.
"""

from __future__ import annotations

import html
import re

from lxml import etree

HTML = re.compile(r"<(?:table|tbody|tr|td|th|div|p|br|ul|ol|li|a|span|strong|b|h[1-6])\b[^<>]{0,2000}>", re.IGNORECASE)
BLOCKS = frozenset({"tr", "p", "div", "br", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr"})
CELLS = frozenset({"td", "th"})
SILENT = frozenset({"script", "style", "head", "title", "template"})

ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~<>&])")
LINK = re.compile(r"!?\[([^\[\]]*)\]\(([^()]*)\)?")
BB_TAG = re.compile(
    r"\[/?(?:b|i|u|s|url|img|size|color|font|list|table|tr|td|th|code|quote|center|\*)(?:=[^\[\]]*)?\]", re.IGNORECASE
)
BB_CELL = re.compile(r"\[/(?:td|th)\]\s*\[(?:td|th)\]", re.IGNORECASE)
EMPHASIS = re.compile(r"\*\*|__|~~|`")
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d?);", re.IGNORECASE)
HELD = 0xE000  # where escaped signs wait in Unicode's private area, of which a clean text has none


class _Lines:
    """Hears a page's events and writes lines."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self._cells = 0
        self._silent = 0

    def start(self, tag: str, _attributes: object) -> None:
        if tag in CELLS:
            self._cells += 1
            self.written.append("\t")
        elif tag == "br" and self._cells:
            self.written.append(" ")
        elif tag in BLOCKS:
            self.written.append("\n" if tag == "tr" or not self._cells else " ")
        self._silent += tag in SILENT

    def end(self, tag: str) -> None:
        if tag in CELLS:
            self._cells -= 1
        elif tag in BLOCKS and (tag == "tr" or not self._cells):
            self.written.append("\n")
        self._silent -= tag in SILENT

    def data(self, text: str) -> None:
        if not self._silent:
            self.written.append(" ".join(text.split("\n")) if self._cells else text)

    def comment(self, _text: str) -> None:
        """Say nothing of it."""

    def close(self) -> str:
        return "".join(self.written)


def is_html(text: str) -> bool:
    """Tell whether a text is marked up as HTML."""
    return HTML.search(text) is not None


def html_as_lines(text: str) -> str:
    """Give what a page shows, a line for each row or block, tabs between cells. Nothing that it names is fetched."""
    parser = etree.HTMLParser(target=_Lines(), encoding="utf-8", no_network=True)
    try:
        parser.feed(text.encode())
        return str(parser.close())
    except etree.LxmlError:
        return re.sub(r"<[^<>]*>", "\t", text)


def cells_of(line: str) -> list[str]:
    """Give the cells of a line of a table, in Markdown, BBCode or with tabs; one cell if it is none."""
    held = ESCAPED.sub(lambda match: chr(HELD + ord(match[1])), line)
    held = BB_CELL.sub("\t", held)
    parts = held.strip("\n ").split("\t") if "\t" in held.strip() else held.strip().split("|")
    if len(parts) > 1 and not parts[0].strip():
        parts = parts[1:]
    if len(parts) > 1 and not parts[-1].strip():
        parts = parts[:-1]
    return parts


def bare(text: str) -> str:
    """Take the markup off a text: links to their texts, no emphasis, no tags; escaped signs are what they stand for."""
    text = ESCAPED.sub(lambda match: chr(HELD + ord(match[1])), text)
    text = LINK.sub(_link_text, text)
    text = EMPHASIS.sub("", BB_TAG.sub("", text))
    if "&" in text:
        text = ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return " ".join("".join(map(_released, text)).split())


def _link_text(match: re.Match[str]) -> str:
    return match[1]


def _released(sign: str) -> str:
    return chr(ord(sign) - HELD) if HELD <= ord(sign) < HELD + 0x80 else sign
