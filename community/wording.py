"""Looking at a text before it is kept: what cannot be seen is taken out, what cannot be taken is named."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from builder.saying import JOINERS, UNSEEN
from community import notes
from community.refusing import TextError

MAX_TEXT = 10_000  # characters; the parser's time grows faster than the text
MAX_LINKS = 10
MAX_QUOTES = 8  # quotes within quotes
QUOTED = re.compile(r"^[ \t]*((?:>[ \t]*)+)", re.MULTILINE)
KEPT_SPACES = "\n\t"


def checked_text(text: str, *, most_links: int = MAX_LINKS) -> str:
    """Give the text as it is kept. Raises TextError, which says what is wrong and what is allowed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > MAX_TEXT:
        values = {"max": f"{MAX_TEXT:,}", "n": f"{len(text):,}"}
        raise TextError(_("Comment: at most %(max)s characters; this one has %(n)s.") % values)
    text = _seen(text)
    if not text.strip(JOINERS + " \n\t"):
        raise TextError(_("Comment: write something that can be seen."))
    _look_at_quotes(text)
    _look_at_links(text, most_links)
    return text


def _seen(text: str) -> str:
    """Take out what has no shape: control characters, marks of direction, spaces of no width."""
    return "".join(
        each for each in text if each in KEPT_SPACES or each in JOINERS or unicodedata.category(each) not in UNSEEN
    ).strip()


def _look_at_quotes(text: str) -> None:
    deepest = max((found[1].count(">") for found in QUOTED.finditer(text)), default=0)
    if deepest > MAX_QUOTES:
        values = {"max": MAX_QUOTES, "n": f"{deepest:,}"}
        raise TextError(_("Comment: quotes may stand %(max)s deep; these stand %(n)s deep.") % values)


def _look_at_links(text: str, most: int) -> None:
    addresses = notes.links(text)
    for address in addresses:
        if scheme := notes.forbidden_scheme(address):
            values = {"scheme": scheme, "address": address[:60]}
            message = _("Comment: a link may begin with http:, https: or mailto:, not with %(scheme)s: (%(address)s).")
            raise TextError(message % values)
    if len(addresses) > most:
        message = ngettext(
            "Comment: at most %(most)s link; this one has %(n)s.",
            "Comment: at most %(most)s links; this one has %(n)s.",
            most,
        )
        raise TextError(message % {"most": most, "n": len(addresses)})
