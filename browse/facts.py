"""A row's facts as a page shows them: each with its name, its unit and the letter of its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from browse.labels import GPU_LABELS, LABELS, TENSOR_FACTS, Label
from browse.letters import Letters, is_unchecked
from catalog.models import Gpu, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import _StrPromise

    from catalog.models import Part, Sourced

NVIDIA = "NVIDIA"
NVIDIA_ONLY = ("tensor_cores", "multiprocessors")  # the records of other makers' chips say 0 here


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a table of facts."""

    label: _StrPromise
    text: str
    letter: str  # empty: nothing is known that could have a source
    unchecked: bool
    url: str = ""
    key: str = ""  # by which two facts are told to be the same; empty: not known


class Origins:
    """Says of each fact of a row where it comes from. `known`: the sources that the row's facts may name by key."""

    def __init__(self, row: Sourced, letters: Letters, known: Mapping[str, Source] | None = None) -> None:
        self._row = row
        self._letters = letters
        self._known = named_sources([row]) if known is None else known

    def of(self, fact: str, own: str = "") -> tuple[str, bool]:
        """Give the letter of a fact's source and whether it is unchecked; `own` is a source that a column names."""
        text = self._row.fact_sources.get(fact) or own
        if not text:
            return self._letters.of_source(self._row.source), not self._row.source.checked
        if source := self._known.get(text):
            return self._letters.of_source(source), not source.checked
        return self._letters.of(text), is_unchecked(text)


def named_sources(rows: Iterable[Sourced]) -> dict[str, Source]:
    """Give the sources that single facts of rows name by key. One query, or none if no fact has one of its own."""
    named = {str(text) for row in rows for text in row.fact_sources.values()}
    return Source.objects.in_bulk(named, field_name="key") if named else {}


def part_facts(part: Part, letters: Letters, known: Mapping[str, Source] | None = None) -> list[Fact]:
    """Give the facts of a part, in the order of its table of labels."""
    origins, spec = Origins(part, letters, known), part.spec
    return [_fact(label, getattr(spec, name), origins.of(name)) for name, label in LABELS[part.kind].items()]


def gpu_facts(gpu: Gpu, letters: Letters, known: Mapping[str, Source] | None = None) -> list[Fact]:
    """Give the facts of a GPU; tensor rates have a source of their own."""
    origins = Origins(gpu, letters, known)
    return [
        _fact(label, _gpu_value(gpu, name), origins.of(name, gpu.tensor_source if name in TENSOR_FACTS else ""))
        for name, label in GPU_LABELS.items()
    ]


def halves(facts: list[Fact]) -> tuple[list[Fact], list[Fact]]:
    """Part the facts into two columns, the first the longer one."""
    middle = (len(facts) + 1) // 2
    return facts[:middle], facts[middle:]


def unknown_count(facts: Iterable[Fact]) -> int:
    """Count the facts that nobody states."""
    return sum(not fact.letter for fact in facts)


def _fact(label: Label, value: object, origin: tuple[str, bool]) -> Fact:
    if not label.knows(value):
        return Fact(label.text, label.shown(None), "", unchecked=False)
    url = reverse("browse:gpu", args=[value.slug]) if isinstance(value, Gpu) else ""
    return Fact(label.text, label.shown(value), *origin, url=url, key=label.key(value))


def _gpu_value(gpu: Gpu, name: str) -> object:
    value = getattr(gpu, name)
    return None if name in NVIDIA_ONLY and gpu.vendor != NVIDIA and not value else value
