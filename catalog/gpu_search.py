"""How GPUs are found by words. They are few, so their names are compared here, read as those of parts are."""

from __future__ import annotations

from functools import lru_cache

from catalog.models import Gpu
from catalog.querysets import BEGINS, WHOLE
from catalog.searching import Word, search_text, typed

KEPT = 4_096  # names; there are some hundred


def gpus_named(words: str, most: int) -> list[Gpu]:
    """Give the GPUs in whose name every word occurs, a maker's name aside, the best first. One query."""
    asked = typed(words)
    if not asked:
        return []
    scored = [(_fit(asked, gpu), gpu) for gpu in Gpu.objects.only("name", "slug", "vendor")]
    fitting = [(score, gpu) for score, gpu in scored if score is not None]
    fitting.sort(key=lambda each: (-each[0], len(each[1].name), each[1].name))
    return [gpu for _, gpu in fitting[:most]]


def _fit(asked: list[Word], gpu: Gpu) -> int | None:
    """Say how well the words fit, None if one is missing or all are the maker's: "nvidia" names no GPU."""
    whole, own = _text(gpu.name, gpu.vendor), _text(gpu.name, "")
    if not all(_found(word, whole) for word in asked) or not any(_found(word, own) for word in asked):
        return None
    return sum(_score(word, whole) for word in asked)


def _found(word: Word, text: str) -> bool:
    return any(all(piece in text for piece in way) for way in word.patterns)


def _score(word: Word, text: str) -> int:
    for points, pattern in ((WHOLE, " {} "), (BEGINS, " {}")):
        if any(all(pattern.format(piece) in text for piece in way) for way in word.ways):
            return points
    return 0


@lru_cache(KEPT)
def _text(name: str, maker: str) -> str:
    return search_text(name, maker, "", ())
