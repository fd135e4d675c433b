"""How parts are found by words: the text that is searched, and how what a person types is read.

Both sides are brought to the same form: letters and digits only, lower-cased, accents dropped. The text of a part
holds the words of its name, neighbours also glued ("rtx", "4090", "rtx4090"), its maker, series and part numbers. A
typed word is then found by plain containment, which the trigram indexes of SQLite and PostgreSQL answer alike. Where
all that was typed is shorter than a trigram, it is found at the beginning of words: the space before a word is a
character like any other.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_TYPED = 200  # characters of a search that are read; forms refuse longer ones before
MAX_WORDS = 8
MAX_WORD = 40  # characters of a word; no part number is longer
TRIGRAM = 3  # characters: what an index of trigrams can look up at least
SHORTEST_PIECE = 2  # characters; shorter pieces occur everywhere
SHORTEST_MISTYPED = 5  # characters; one edit turns a shorter word into any other
WHOLE, BEGINS, NEARLY, PHRASE = 4, 2, 1, 3  # points: a whole word, a beginning, one but for the last letter; a row
SEARCHED = ("name", "manufacturer", "series", "part_numbers")  # the columns that the text is made of


@dataclass(frozen=True, slots=True)
class Word:
    """A typed word. It is found where all texts of at least one of its `ways` occur, each as `patterns` writes it."""

    ways: tuple[tuple[str, ...], ...]
    begins: bool = False  # only where words begin: nothing that was typed is long enough for an index

    @property
    def glued(self) -> str:
        """The word as typed, without what stands between its letters and digits."""
        return self.ways[0][0]

    @property
    def patterns(self) -> tuple[tuple[str, ...], ...]:
        """The ways as pieces of a search text."""
        if self.begins:
            return ((f" {self.glued}" if len(self.glued) + 1 >= TRIGRAM else f" {self.glued} ",),)
        return (self.ways[0], *map(_narrowing, self.ways[1:]))

    @property
    def halves(self) -> tuple[tuple[str, ...], ...]:
        """Pieces of a search text of which one is left whole by any one mistake; empty for what is too short for one.

        One wrong, missing or extra character leaves one half as it is; so do two that changed places, unless they are
        the two in the middle, which is undone here. A mistyped word is looked for where words begin.
        """
        text, middle = self.glued, len(self.glued) // 2
        if len(text) < SHORTEST_MISTYPED or not any(map(str.isalpha, text)):
            return ()
        return ((f" {text[:middle]}",), (text[middle:],), (f" {_swapped(text, middle - 1)}",))

    @property
    def misspellings(self) -> str:
        """A regular expression for words that begin one mistake away. Digits are taken as meant: 4080 is not 4090."""
        return f" ({'|'.join(dict.fromkeys(_one_mistake(self.glued)))})"


def typed(words: str) -> list[Word]:
    """Read what a person typed: at most eight words, of which the glued form is the first way to be found."""
    found = []
    for chunk in words[:MAX_TYPED].replace("\0", " ").split():
        parts = _words(chunk)
        glued = "".join(parts)[:MAX_WORD]
        if glued:
            ways = [(glued,), *(way for way in (parts, _pieces(glued)) if _telling(way))]
            found.append(Word(tuple(dict.fromkeys(tuple(way) for way in ways))))
    words_read = list(dict.fromkeys(found))[:MAX_WORDS]
    if all(len(word.glued) < TRIGRAM for word in words_read):
        return [replace(word, begins=True) for word in words_read]
    return words_read


class Ranking:
    """How well a search text answers to what was typed: whole words before beginnings before the rest."""

    def __init__(self, asked: Iterable[Word]) -> None:
        """Prepare what is looked for."""
        words = list(asked)
        self._words = [_Worth(word) for word in words]
        self._phrase = f" {' '.join(word.glued for word in words)} " if len(words) > 1 else ""

    def points(self, text: str) -> int:
        """Give the points of a text; only their order means anything."""
        in_a_row = PHRASE if self._phrase and self._phrase in text else 0
        return in_a_row + sum([word.points(text) for word in self._words])


class _Worth:
    """What a text gets for one word."""

    def __init__(self, word: Word) -> None:
        self._whole = [[f" {text} " for text in way] for way in word.ways]
        self._begins = [[f" {text}" for text in way] for way in word.ways]
        self._nearly = f" {word.glued[:-1]}" if word.halves else ""

    def points(self, text: str) -> int:
        if _any_way(self._whole, text):
            return WHOLE
        if _any_way(self._begins, text):
            return BEGINS
        return NEARLY if self._nearly and self._nearly in text else 0


class Match:
    """Finds texts that hold every word; `forgiving`: longer ones with one mistake at the most."""

    def __init__(self, asked: Iterable[Word], *, forgiving: bool = False) -> None:
        """Prepare what is looked for."""
        self._words = [
            (word.patterns, re.compile(word.misspellings) if forgiving and word.halves else None) for word in asked
        ]

    def found_in(self, text: str) -> bool:
        """Tell whether a text is one of them."""
        return all(
            _any_way(patterns, text) or (mistaken is not None and mistaken.search(text) is not None)
            for patterns, mistaken in self._words
        )


def _any_way(ways: Iterable[Iterable[str]], text: str) -> bool:
    for way in ways:  # all and any of generators would take twice as long, and this is asked thousands of times
        for piece in way:
            if piece not in text:
                break
        else:
            return True
    return False


def search_text(name: str, manufacturer: str, series: str, part_numbers: Iterable[object]) -> str:
    """Give the text by which a part is found; it begins and ends with a space, as does every word in it."""
    of_name = _words(name)
    told = [*of_name, *_words(manufacturer), *_words(series)]
    glued = ["".join(pair) for pair in pairwise(of_name)]
    whole = ["".join(of_name), "".join(_words(manufacturer)), "".join(_words(series))]
    numbers = [_words(str(number)) for number in part_numbers]
    coded = [text for number in numbers for text in ("".join(number), *number)]
    extra = dict.fromkeys(text for text in [*coded, *glued, *whole] if text and text not in told)
    return f" {' '.join([*told, *extra])} "


def trigram_query(asked: Iterable[Iterable[Iterable[str]]]) -> str:
    """Write the FTS5 expression for rows that may match: for every word one of its ways, of that every piece.

    What is too short for trigrams is left out, so the rows found are candidates only. Empty: no word narrows anything.
    """
    return " AND ".join(filter(None, map(_any_of, asked)))


def _any_of(ways: Iterable[Iterable[str]]) -> str:
    either = [" AND ".join(f'"{text}"' for text in way if len(text) >= TRIGRAM) for way in ways]
    return f"({' OR '.join(f'({each})' for each in either)})" if either and all(either) else ""


def _words(text: str) -> list[str]:
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return re.findall(r"[^\W_]+", plain.lower())


def _pieces(glued: str) -> list[str]:
    return re.findall(r"\d+|[^\W\d_]+", glued)


def _narrowing(way: tuple[str, ...]) -> tuple[str, ...]:
    """Give pieces of a word; where none is as long as a trigram, each has to begin a word."""
    return way if max(map(len, way)) >= TRIGRAM else tuple(f" {text}" for text in way)


def _telling(way: list[str]) -> bool:
    return all(len(text) >= SHORTEST_PIECE for text in way)


def _swapped(text: str, at: int) -> str:
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _one_mistake(text: str) -> Iterator[str]:
    for at, letter in enumerate(text):
        before, after = text[:at], text[at + 1 :]
        if at:
            yield f"{before}[^0-9 ]{letter}{after}"
        if letter.isdigit():
            continue
        yield f"{before}[^0-9 ]{after}"
        yield before + after
        if after and not after[0].isdigit():
            yield _swapped(text, at)


class SearchTextField(models.TextField):  # type: ignore[type-arg]  # the stubs' parameters do not exist at run time
    """The column of the text by which a part is found; it follows the part's other columns whenever it is saved.

    Only `bulk_update` and `update` write columns without asking their fields: who uses them sets it as well.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002, FBT001  # Django's signature
        """Make the text anew."""
        text = search_text_of(model_instance)
        setattr(model_instance, self.attname, text)
        return text


def search_text_of(part: models.Model) -> str:
    """Give the text by which this part is found."""
    return search_text(*(getattr(part, name) for name in SEARCHED))
