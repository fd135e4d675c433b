"""Which parts of the catalogue the lines of a list mean: by part number, else by name; and how sure that is.

The names of a kind are taken apart once and kept as an index for as long as the catalogue stays as it is. A list costs
one query for the catalogue's revision, one for each kind that is not at hand, and one for all candidates together.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import nlargest
from math import log
from typing import TYPE_CHECKING

from django.db.models import Q

from builder.lists.likeness import Figures, Name, code, codes_in, is_code, likeness, taken_apart
from catalog import convert
from catalog.models import Kind, Part
from catalog.revisions import PARTS, current
from engine.recent import Recent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from builder.lists.rows import Row

CERTAIN, LIKELY, UNSURE = 0.93, 0.7, 0.5  # from which confidence on a word is used; below the last there is no match
ALTERNATIVES = 5
LOOKED_AT = 30  # candidates of a kind whose facts are read for a line
CLOSE = 0.03  # two products as close as this cannot be told apart by what the list says
CLOSE_TO_DOUBTFUL = 0.12  # the same, where even the best says more than the list does
COMMON_CODE = 5  # a "part number" that more names than this contain is a model
TELLING_CODE = 10  # characters of a part number that no other begins with
ENOUGH_BESIDE_SHORT = 0.85  # how like the names must be beside a shorter one
SAME_PRODUCT, UNDECIDED = 0.85, 0.65  # the most that is claimed where colours, or products, are not told apart

_indexes: Recent[Index] = Recent(len(Kind))  # of this process, one for each kind


@dataclass(frozen=True, slots=True)
class Match:
    """A part that a line may mean."""

    part: Part
    confidence: float
    by_number: bool = False
    by_name: bool = False  # letter by letter

    @property
    def level(self) -> str:
        """The confidence as one of three names."""
        return "certain" if self.confidence >= CERTAIN else "likely" if self.confidence >= LIKELY else "unsure"


@dataclass(frozen=True, slots=True)
class Matched:
    """A line with what it probably means, None if nothing comes near, and what else it may mean."""

    row: Row
    best: Match | None
    alternatives: tuple[Match, ...] = ()


class Index:
    """The names of a kind, found by their words."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._keys = array("q")
        self._found: dict[str, array[int]] = {}
        self._codes: dict[str, list[int]] = defaultdict(list)
        rows = Part.objects.of_kind(kind).offered().order_by("pk")
        for row in rows.values_list("pk", "name", "manufacturer", "part_numbers").iterator():
            self._add(*row)

    def _add(self, key: int, name: str, maker: str, numbers: Sequence[object]) -> None:
        place = len(self._keys)
        self._keys.append(key)
        for token in taken_apart(f"{maker} {name}", self.kind).tokens():
            self._found.setdefault(token, array("I")).append(place)
        for number in {code(str(each)) for each in numbers}:
            if is_code(number):
                self._codes[number].append(key)

    def weight(self, token: str) -> float:
        """Give how much a word tells: the rarer, the more. What no part is called weighs as much as what one is."""
        return log(1 + len(self._keys) / max(1, len(self._found.get(token, ()))))

    def of_code(self, number: str) -> list[int]:
        """Give the keys of the parts with a part number."""
        common = len(self._found.get(number, ())) > COMMON_CODE
        return [] if common else self._codes.get(number, [])

    def near(self, name: Name) -> list[tuple[float, int]]:
        """Give the keys of the parts that share the most with a name, each with how much that is of all."""
        points: defaultdict[int, float] = defaultdict(float)
        total = 0.0
        for token in name.tokens():
            weight = self.weight(token)
            total += weight
            for place in self._found.get(token, ()):
                points[place] += weight
        best = nlargest(LOOKED_AT, points.items(), key=lambda each: (each[1], -each[0]))
        return [(shared / total, self._keys[place]) for place, shared in best]


def match(rows: Sequence[Row]) -> list[Matched]:
    """Find what each line means."""
    if not rows:
        return []
    indexes = _indexes_for(rows)
    asked = [_Asked(row, indexes) for row in rows]
    parts = _parts_of({key for each in asked for key in each.keys}, {row.slug for row in rows} - {""})
    return [each.answer(parts) for each in asked]


def forget() -> None:
    """Keep nothing of the catalogue."""
    _indexes.clear()


def _indexes_for(rows: Iterable[Row]) -> dict[str, Index]:
    wanted = {row.kind for row in rows}
    kinds = [kind.value for kind in Kind] if "" in wanted else sorted(wanted)
    revision = current()[PARTS]
    return {kind: _indexes.get((kind, revision), lambda kind=kind: Index(kind)) for kind in kinds}  # type: ignore[misc]


def _parts_of(keys: set[int], slugs: set[str]) -> dict[int | str, _Known]:
    """Read all candidates, with their facts, by key and by slug. One query for up to some thousands."""
    rows = Part.objects.defer("raw", "fact_sources", "search_text").select_related(*convert.accessors())
    found: dict[int | str, _Known] = {}
    for part in rows.offered().filter(Q(pk__in=keys) | Q(slug__in=slugs)):
        found[part.pk] = found[part.slug] = _Known(part)
    return found


class _Known:
    """A candidate, taken apart when it is first asked for."""

    def __init__(self, part: Part) -> None:
        self.part = part

    @cached_property
    def name(self) -> Name:
        return name_of(self.part)

    @cached_property
    def beside(self) -> frozenset[str]:
        return words_beside(self.part)


class _Asked:
    """A line, and the keys of what it may mean."""

    def __init__(self, row: Row, indexes: Mapping[str, Index]) -> None:
        self._row = row
        self._indexes = [indexes[row.kind]] if row.kind in indexes else list(indexes.values())
        self._names = {index.kind: taken_apart(row.name, index.kind) for index in self._indexes}
        stated = code(row.part_number)
        self._stated = stated if is_code(stated) else ""
        codes = [self._stated] if self._stated else codes_in(row.name)
        self._numbered = {key for index in self._indexes for each in codes for key in index.of_code(each)}
        self.keys = set(self._numbered)
        near = [each for index in self._indexes for each in index.near(self._names[index.kind])]
        self.keys.update(key for _share, key in nlargest(LOOKED_AT, near))

    def answer(self, parts: Mapping[int | str, _Known]) -> Matched:
        """Judge the candidates."""
        if (known := parts.get(self._row.slug)) and self._row.slug:
            named = known.part
            return Matched(self._row, Match(named, 1.0, by_number=True))
        found = [self._judged(parts[key]) for key in self.keys if key in parts]
        ranked = sorted(found, key=_rank)
        near = [each for each in ranked if each.confidence >= UNSURE]
        if not near:
            return Matched(self._row, None, ())
        return Matched(self._row, _honest(near), tuple(near[1 : 1 + ALTERNATIVES]))

    def _judged(self, known: _Known) -> Match:
        part = known.part
        index = next(each for each in self._indexes if each.kind == part.kind)
        stated = self._names[part.kind]
        weight = {word: index.weight(word) for word in (*stated.words, *known.name.words)}
        score = likeness(stated, known.name, part.kind, extra=known.beside, weight=weight)
        same = code(self._row.name) == code(part.name)
        if part.pk in self._numbered and (score >= self._enough_beside_number(part) or self._is_bare(part)):
            return Match(part, 1.0, by_number=True, by_name=same)
        return Match(part, 1.0 if same else round(score, 3), by_name=same)

    def _enough_beside_number(self, part: Part) -> float:
        """Give how like the names must be where the number stands in the line: short ones begin longer ones."""
        found = [
            each for each in codes_in(self._row.name) if each in {code(str(number)) for number in part.part_numbers}
        ]
        return CLOSE if self._stated or any(len(each) >= TELLING_CODE for each in found) else ENOUGH_BESIDE_SHORT

    def _is_bare(self, part: Part) -> bool:
        """Tell whether the line is nothing but a part number, so that no name can contradict it."""
        numbers = {code(str(each)) for each in part.part_numbers}
        return code(self._row.name) in numbers or (bool(self._stated) and not self._names[part.kind].models)


def name_of(part: Part) -> Name:
    """Take a part's name apart; its facts say what the name leaves out."""
    name = taken_apart(part.name, part.kind)
    return Name(name.words, name.colours, _known_figures(part, name.figures), name.glued)


def words_beside(part: Part) -> frozenset[str]:
    """Give the words that a part is also known by."""
    chipset = part.graphics_card.chipset or "" if part.kind == Kind.CARD else ""
    text = " ".join((part.manufacturer, part.series, chipset, *map(str, part.part_numbers)))
    words = taken_apart(text, part.kind)
    codes = {code(str(number)) for number in part.part_numbers}
    return frozenset({*words.words, *words.glued, *codes})


def _known_figures(part: Part, named: Figures) -> Figures:
    spec = part.spec
    facts: dict[str, object] = {name: getattr(named, name) for name in Figures.__dataclass_fields__}
    if part.kind == Kind.MEMORY and spec.module_gib:  # type: ignore[attr-defined]  # columns of the kind's own table
        facts |= _memory_facts(spec)
    elif part.kind == Kind.CARD and spec.memory_gib:  # type: ignore[attr-defined]
        facts["gb"] = named.gb | {float(spec.memory_gib)}  # type: ignore[attr-defined]
    elif part.kind == Kind.STORAGE and spec.capacity_gb:  # type: ignore[attr-defined]
        facts["gb"] = named.gb | {float(spec.capacity_gb)}  # type: ignore[attr-defined]
        facts["bay"] = "m2" if spec.attachment == "m2" else f"{spec.bay_inches:g}" if spec.bay_inches else named.bay  # type: ignore[attr-defined]
        facts["disk"] = spec.hard_disk  # type: ignore[attr-defined]
        facts["mm"] = spec.m2_length_mm or named.mm  # type: ignore[attr-defined]
    elif part.kind == Kind.PSU:
        facts["watts"] = spec.rated_w or named.watts  # type: ignore[attr-defined]
        grade = (spec.efficiency_rating or "").lower().split()  # type: ignore[attr-defined]
        facts["grade"] = grade[-1] if grade else named.grade
    elif part.kind == Kind.FAN:
        facts["mm"], facts["pack"] = spec.size_mm or named.mm, spec.fans or 1  # type: ignore[attr-defined]
    elif part.kind == Kind.BOARD:
        facts["ddr"] = _generation(spec.memory_type) or named.ddr  # type: ignore[attr-defined]
    elif part.kind == Kind.COOLER:
        facts["mm"] = spec.radiator_mm or 0  # type: ignore[attr-defined]
    return Figures(**facts)  # type: ignore[arg-type]  # by name


def _memory_facts(spec: object) -> dict[str, object]:
    modules, each = spec.modules, spec.module_gib  # type: ignore[attr-defined]
    return {
        "kit": (modules, each),
        "gb": frozenset({float(modules * each)}),
        "mts": spec.speed_mts,  # type: ignore[attr-defined]
        "latency": int(spec.cas_latency or 0),  # type: ignore[attr-defined]
        "ddr": _generation(spec.memory_type),  # type: ignore[attr-defined]
    }


def _generation(memory_type: str | None) -> int:
    digit = (memory_type or "")[3:4]
    return int(digit) if digit.isdigit() else 0


def _rank(found: Match) -> tuple[object, ...]:
    return (-found.confidence, not found.by_name, not found.by_number, len(found.part.name), found.part.pk)


def _honest(ranked: list[Match]) -> Match:
    """Claim no more of the best match than what tells it from the next."""
    best = ranked[0]
    alike = [each for each in ranked[1:] if (each.by_number, each.by_name) == (best.by_number, best.by_name)]
    close = CLOSE if best.confidence >= CERTAIN else CLOSE_TO_DOUBTFUL
    rivals = [each for each in alike if each.confidence >= best.confidence - close]
    most = best.confidence
    for rival in rivals:
        most = min(most, SAME_PRODUCT if _same_product(best.part, rival.part) else UNDECIDED)
    return replace(best, confidence=most)


def _same_product(one: Part, other: Part) -> bool:
    if one.product_key == other.product_key:
        return True
    first, second = name_of(one), name_of(other)
    return set(first.words) == set(second.words) and replace(first.figures, cfm=0) == replace(second.figures, cfm=0)
