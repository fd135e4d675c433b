"""By which facts parts of a kind stand in for each other: tables, and a pure comparison of two parts by them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _l

from browse.labels import capacity
from catalog.models import Kind
from catalog.templatetags.units import gib, millimetres, number, watts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.utils.functional import _StrPromise

RATINGS = ("80+", "80+ Bronze", "80+ Silver", "80+ Gold", "80+ Platinum", "80+ Titanium")  # the better the later
KIT_GIB = "kit_gib"  # of all modules of a kit: worked out of two columns
ZERO_UNKNOWN = frozenset({KIT_GIB, "speed_mts", "memory_gib"})  # what records have no figure for is 0 in these


class Relation(Enum):
    """How a fact of another part must stand to one's own."""

    SAME = auto()
    AT_LEAST = auto()
    AT_MOST = auto()
    HOLDS = auto()  # a list that holds all of one's own


@dataclass(frozen=True, slots=True)
class Term:
    """One fact that matters. `needed`: where one's own is not known, nothing is an alternative."""

    fact: str
    relation: Relation = Relation.SAME
    said: _StrPromise | str = ""  # where it is equal; empty: goes without saying
    more: _StrPromise | str = ""  # where it is better
    write: Callable[[Any], str] = str
    needed: bool = False
    ranks: Sequence[str] = ()  # words in an order, where the fact is not a number


def _same(fact: str, said: _StrPromise | str = "%s", *, needed: bool = True) -> Term:
    return Term(fact, said=said, needed=needed)


MORE = _l("%(has)s instead of %(own)s")
TERMS: Mapping[str, tuple[tuple[Term, ...], ...]] = {
    Kind.CPU: (
        (
            _same("socket", _l("same socket %s")),
            Term(
                "cores", Relation.AT_LEAST, _l("%s cores"), _l("%(has)s instead of %(own)s cores"), number, needed=True
            ),
        ),
    ),
    Kind.BOARD: (
        (
            _same("socket", _l("same socket %s")),
            _same("form_factor"),
            _same("memory_type"),
            Term("memory_slots", Relation.AT_LEAST, "", _l("%(has)s instead of %(own)s memory slots"), number),
            Term("x16_slots", Relation.AT_LEAST, "", _l("%(has)s instead of %(own)s x16 slots"), number),
        ),
    ),
    Kind.CARD: (
        (
            _same("gpu_id", _l("same GPU")),
            Term("memory_gib", Relation.AT_LEAST, "", MORE, gib, needed=True),
        ),
        (
            _same("vendor", ""),
            Term("memory_gib", Relation.AT_LEAST, _l("%s as well"), MORE, gib, needed=True),
        ),
    ),
    Kind.PSU: (
        (
            _same("form_factor"),
            Term("rated_w", Relation.AT_LEAST, "%s", MORE, watts, needed=True),
            Term("efficiency_rating", Relation.AT_LEAST, "%s", MORE, ranks=RATINGS),
            Term("leads_16pin", Relation.AT_LEAST, "", _l("%(has)s instead of %(own)s 16-pin leads"), number),
        ),
    ),
    Kind.MEMORY: (
        (
            _same("memory_type", _l("same type %s")),
            _same("registered", ""),
            _same("ecc", ""),
            _same("so_dimm", ""),
            Term(KIT_GIB, Relation.AT_LEAST, "%s", MORE, gib, needed=True),
            Term("modules", Relation.AT_MOST, ""),
            Term("speed_mts", Relation.AT_LEAST, "", _l("%(has)s instead of %(own)s MT/s"), number),
        ),
    ),
    Kind.CASE: (
        (
            Term("board_form_factors", Relation.HOLDS, _l("takes the same boards"), needed=True),
            Term(
                "max_card_length_mm", Relation.AT_LEAST, _l("cards to %s"), _l("cards to %(has)s"), millimetres,
                needed=True,
            ),
            Term("max_cooler_height_mm", Relation.AT_LEAST, "", _l("coolers to %(has)s"), millimetres),
        ),
    ),
    Kind.COOLER: (
        (
            Term("sockets", Relation.HOLDS, _l("fits the same sockets"), needed=True),
            _same("water_cooled", ""),
            _same("radiator_mm", _l("radiator %s mm"), needed=False),
            Term("height_mm", Relation.AT_MOST, _l("no higher")),
        ),
    ),
    Kind.STORAGE: (
        (
            _same("attachment", ""),
            _same("hard_disk", ""),
            _same("nvme", ""),
            _same("m2_length_mm", _l("M.2, %s mm"), needed=False),
            Term("capacity_gb", Relation.AT_LEAST, "%s", MORE, capacity, needed=True),
        ),
    ),
    Kind.FAN: (
        (
            _same("size_mm", _l("%s mm")),
            Term("fans", Relation.AT_LEAST, "", _l("%(has)s fans instead of %(own)s"), number),
            _same("pwm", "", needed=False),
        ),
    ),
}  # fmt: skip
# What people also want to know of a part that stands in: said where it differs.
TOLD: Mapping[str, Mapping[str, _StrPromise]] = {
    Kind.BOARD: {"chipset": _l("%(has)s instead of %(own)s")},
    Kind.CARD: {"gpu_name": _l("%(has)s instead of %(own)s")},
    Kind.STORAGE: {"pcie5": _l("another generation of PCIe")},
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """That a part can stand in for another: by which set of terms, in which words, whether it is better in anything."""

    terms: int
    words: str
    better: bool


def fact_names(kind: str) -> set[str]:
    """Give the facts of a kind that the tables name."""
    return {term.fact for terms in TERMS[kind] for term in terms} | set(TOLD.get(kind, {}))


def known(fact: str, value: Any) -> Any:  # noqa: ANN401  # as the column has it
    """Give a value; None where it stands for one that nobody knows."""
    return None if fact in ZERO_UNKNOWN and not value else value


def judge(kind: str, own: Mapping[str, Any], other: Mapping[str, Any]) -> Verdict | None:
    """Say by the first set of terms that holds how a part stands in for one's own; None: it does not."""
    for place, terms in enumerate(TERMS[kind]):
        if comparable(terms, own) and all(holds(term, own[term.fact], other[term.fact]) for term in terms):
            words = [*(_said(term, own[term.fact], other[term.fact]) for term in terms), *_told(kind, own, other)]
            better = any(improves(term, own[term.fact], other[term.fact]) for term in terms)
            return Verdict(place, ", ".join(filter(None, words)), better)
    return None


def _told(kind: str, own: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [
        str(said) % {"has": other[fact], "own": own[fact]}
        for fact, said in TOLD.get(kind, {}).items()
        if own[fact] is not None and other[fact] is not None and own[fact] != other[fact]
    ]


def comparable(terms: Iterable[Term], own: Mapping[str, Any]) -> bool:
    """Tell whether enough is known of one's own part."""
    return all(own[term.fact] not in (None, [], "") for term in terms if term.needed)


def rank(term: Term, value: Any) -> Any:  # noqa: ANN401  # as the column has it
    """Give what is compared: a number as it is, a word its place in the order; what has no place comes first."""
    if not term.ranks:
        return value
    return term.ranks.index(value) if value in term.ranks else -1


def holds(term: Term, own: Any, has: Any) -> bool:  # noqa: ANN401  # as the columns have them
    """Compare one fact. What is not known of one's own asks nothing; what is not known of the other does not hold."""
    if own is None or own == "":
        return True
    if has is None:
        return False
    if term.relation is Relation.SAME:
        return bool(own == has)
    if term.relation is Relation.HOLDS:
        return set(own) <= set(has)
    own, has = rank(term, own), rank(term, has)
    return bool(has >= own if term.relation is Relation.AT_LEAST else has <= own)


def improves(term: Term, own: Any, has: Any) -> bool:  # noqa: ANN401  # as above
    """Tell whether one fact is better than one's own."""
    if term.relation is not Relation.AT_LEAST or own in (None, ""):
        return False
    return bool(rank(term, has) > rank(term, own))


def _said(term: Term, own: Any, has: Any) -> str:  # noqa: ANN401  # as above
    if own is None or own == "":
        return ""
    if improves(term, own, has):
        return str(term.more) % {"has": term.write(has), "own": term.write(own)}
    said = str(term.said)
    return said % term.write(own) if "%" in said else said
