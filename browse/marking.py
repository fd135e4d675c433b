"""Which letters of a name are those that were typed, so that a reader sees why it was found."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from catalog.searching import Word

Piece = tuple[str, bool]


def marked(name: str, asked: list[Word]) -> list[Piece]:
    """Cut a name into pieces, each with whether it was typed. Accents and signs count as little as in the search."""
    read = _Read(name)
    hit = {place for word in asked for place in read.places_of(word)}
    runs = groupby(range(len(name)), key=hit.__contains__)
    return [("".join(name[place] for place in run), typed) for typed, run in runs]


class _Read:
    """The letters and digits of a name as the search reads them, each with its place in the name."""

    def __init__(self, name: str) -> None:
        self.letters, self.places, self.begins = "", [], set[int]()
        inside = False
        for place, character in enumerate(name):
            plain = [each for each in unicodedata.normalize("NFKD", character) if not unicodedata.combining(each)]
            known = [each for each in "".join(plain).lower() if each.isalnum()]
            if known and not inside:
                self.begins.add(len(self.letters))
            inside = bool(known) or not plain  # an accent of its own parts nothing
            self.letters += "".join(known)
            self.places += [place] * len(known)

    def places_of(self, word: Word) -> Iterator[int]:
        """Give the places in the name of the first way in which the word is found."""
        for way in word.ways:
            starts = [self._start(text) for text in way]
            if None not in starts:
                for text, start in zip(way, starts, strict=True):
                    last = (start or 0) + len(text) - 1
                    yield from range(self.places[start or 0], self.places[last] + 1)
                return

    def _start(self, text: str) -> int | None:
        """Find a text where a word begins, else within one word; across two words nobody has typed it."""
        starts = [found.start() for found in re.finditer(f"(?={re.escape(text)})", self.letters)]
        beginning = [start for start in starts if start in self.begins]
        inner = [start for start in starts if self.begins.isdisjoint(range(start, start + len(text)))]
        return next(iter(beginning or inner), None)
