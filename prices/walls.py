"""Pages that shops show to programs instead of what was asked for, so that nobody takes them for a product."""

from __future__ import annotations

import re

REASON = "a check for robots"
HEAD = 20_000  # characters; title and heading of such a page are at its beginning
LARGEST = 60_000  # characters; a product page that mentions a captcha somewhere is larger
_NAMED = re.compile(r"<(title|h1)\b[^>]{0,200}>(.{0,300}?)</\1", re.IGNORECASE | re.DOTALL)
_WORDS = re.compile(
    r"just a moment|attention required!? \| cloudflare|robot check|are you (?:a )?(?:human|robot)|access (?:to this "
    r"page )?(?:has been )?denied|pardon our interruption|verify (?:that )?you are (?:a )?human|human verification|"
    r"bot (?:check|detection)|unusual traffic|request unsuccessful\. incapsula|checking your browser|\bcaptcha\b|"
    r"ddos protection|please enable cookies and javascript to continue",
    re.IGNORECASE,
)


def is_wall(html: str) -> bool:
    """Whether title or heading of a small page say that it only keeps programs out."""
    if len(html) > LARGEST:
        return False
    return any(_WORDS.search(found[2]) for found in _NAMED.finditer(html[:HEAD]))
