"""The sources of a page, each with the letter by which the figures point to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from catalog.models import Source

UNCHECKED = "general knowledge"  # how a fact's own source says that no document was read for it
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
NONE = mark_safe("")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a figure comes from: in words, the address of the record's own page there, and when it was read."""

    text: str
    record: str = ""
    note: str = ""

    @property
    def more(self) -> dict[str, str]:
        """What only some sources have: the record's address, and when it was read."""
        return {name: text for name, text in (("record", self.record), ("note", self.note)) if text}


class Letters:
    """Gives out letters: the same source the same one, in the order in which they are met."""

    def __init__(self) -> None:
        self._letters: dict[Origin, str] = {}
        self._anchors: dict[Origin, str] = {}
        self._marks: dict[str, SafeString] = {"": NONE}

    def of(self, text: str, anchor: str = "") -> str:
        """Give the letter of a source that is named in words; `anchor`: where it stands on the page of sources."""
        return self.of_origin(Origin(text), anchor)

    def of_source(self, source: Source) -> str:
        """Give the letter of a source."""
        return self.of(credit(source), source.key)

    def of_origin(self, origin: Origin, anchor: str = "") -> str:
        """Give the letter of a source with what is known of it besides."""
        if origin not in self._letters:
            self._letters[origin] = _letter(len(self._letters))
        if anchor:
            self._anchors[origin] = anchor
        return self._letters[origin]

    @property
    def sources(self) -> list[dict[str, str]]:
        """The list for the foot of the page; `anchor` is empty for what has no row on the page of sources."""
        return [
            {"letter": letter, "text": origin.text, "anchor": self._anchors.get(origin, ""), **origin.more}
            for origin, letter in self._letters.items()
        ]

    def marked(self, letter: str) -> SafeString:
        """Give a letter as a link to its entry in the foot, and what the entry says, to be shown on hover and focus."""
        if letter not in self._marks:
            origin = next(origin for origin, given in self._letters.items() if given == letter)
            self._marks[letter] = _mark(letter, origin)
        return self._marks[letter]


def _mark(letter: str, origin: Origin) -> SafeString:
    said = f"{origin.text} {origin.note}".strip()
    name = _("source %(letter)s") % {"letter": letter}
    return format_html(
        '<a class="src" href="#src-{0}" aria-label="{1}" aria-describedby="src-{0}">{0}</a>'
        '<span class="tip" aria-hidden="true">{2}</span>',
        letter,
        name,
        said,
    )


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
