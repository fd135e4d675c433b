"""How GPUs are found by words. They are few, so their names are compared here, read as those of parts are."""

from __future__ import annotations

from functools import lru_cache

from catalog.models import Gpu
from catalog.searching import Ranking, Word, search_text, typed

KEPT = 4_096  # names; there are some hundred


def gpus_named(words: str, most: int) -> list[Gpu]:
    """Give the GPUs in whose name every word occurs, a maker's name aside, the best first. One query."""
    asked = typed(words)
    if not asked:
        return []
    rank, found = Ranking(asked), [gpu for gpu in Gpu.objects.only("name", "slug", "vendor") if _fits(asked, gpu)]
    found.sort(key=lambda gpu: (-rank.points(_text(gpu.name, gpu.vendor)), len(gpu.name), gpu.name))
    return found[:most]


def _fits(asked: list[Word], gpu: Gpu) -> bool:
    """Tell whether all words are there, and not all of them are the maker's: "nvidia" names no GPU."""
    whole, own = _text(gpu.name, gpu.vendor), _text(gpu.name, "")
    return all(_found(word, whole) for word in asked) and any(_found(word, own) for word in asked)


def _found(word: Word, text: str) -> bool:
    return any(all(piece in text for piece in way) for way in word.patterns)


@lru_cache(KEPT)
def _text(name: str, maker: str) -> str:
    return search_text(name, maker, "", ())
