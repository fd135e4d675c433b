"""The sources of a page, each with the letter by which the figures point to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from catalog.models import Source

UNCHECKED = "general knowledge"  # how a fact's own source says that no document was read for it
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


class Letters:
    """Gives out letters: the same source the same one, in the order in which they are met."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}
        self._anchors: dict[str, str] = {}

    def of(self, text: str, anchor: str = "") -> str:
        """Give the letter of a source that is named in words; `anchor`: where it stands on the page of sources."""
        if text not in self._letters:
            self._letters[text] = _letter(len(self._letters))
        if anchor:
            self._anchors[text] = anchor
        return self._letters[text]

    def of_source(self, source: Source) -> str:
        """Give the letter of a source."""
        return self.of(credit(source), source.key)

    @property
    def sources(self) -> list[dict[str, str]]:
        """The list for the foot of the page; `anchor` is empty for what has no row on the page of sources."""
        return [
            {"letter": letter, "text": text, "anchor": self._anchors.get(text, "")}
            for text, letter in self._letters.items()
        ]


def credit(source: Source) -> str:
    """Give a source's name or the credit that it asks for, and whether nobody read a document for it."""
    text = source.credit or source.name
    return text if source.checked else _("%(source)s (general knowledge, unchecked)") % {"source": text}


def is_unchecked(text: str) -> bool:
    """Tell whether a source in words says that nobody looked it up."""
    return UNCHECKED in text.lower()


def _letter(place: int) -> str:
    turn, rest = divmod(place, len(ALPHABET))
    return ALPHABET[turn - 1] + ALPHABET[rest] if turn else ALPHABET[rest]
