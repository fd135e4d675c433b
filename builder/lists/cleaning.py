"""A paste without what cannot be seen: control characters, marks of direction, kinds of line ends and of blanks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # Unicode's categories of what has no shape of its own
LINE_ENDS = re.compile(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
SIGNS = {"So", "Sk", "Mn"}  # emoji and what colours them


def clean(text: str) -> str:
    """Give the text with one kind of line end; tabs stay, for they part cells."""
    lines = LINE_ENDS.sub("\n", text)
    return "".join(map(_shown, lines))


def on_one_line(text: str) -> str:
    """Give a text with single blanks."""
    return " ".join(text.split())


def without_signs(text: str) -> str:
    """Drop emoji in front of a text."""
    start = 0
    while start < len(text) and (text[start].isspace() or unicodedata.category(text[start]) in SIGNS):
        start += 1
    return text[start:]


@lru_cache(maxsize=4096)
def _shown(sign: str) -> str:
    if sign in "\n\t":
        return sign
    if sign.isspace():
        return " "
    return "" if unicodedata.category(sign) in UNSEEN else sign
