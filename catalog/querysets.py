"""Questions that are asked of many parts at once."""

from __future__ import annotations

from functools import reduce
from operator import add, and_, or_
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connections, models
from django.db.models import Case, Exists, Q, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Length

from catalog import search_index
from catalog.revisions import PARTS, changing
from catalog.searching import Word, trigram_query, typed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.models import Gpu, Part  # noqa: F401  # names in the generic annotations below

WHOLE, BEGINS, NEARLY, PHRASE = 4, 2, 1, 3  # points: a whole word, a beginning, one but for the last letter; a row


RowT = TypeVar("RowT", bound=models.Model)


class NotedQuerySet(models.QuerySet[RowT]):
    """Rows of the catalogue: who writes many at once raises its revision, as does who saves one."""

    def update(self, **values: Any) -> int:  # noqa: ANN401  # Django's
        """Write some columns of all rows."""
        with changing(PARTS):
            return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete all rows."""
        with changing(PARTS):
            return super().delete()

    def bulk_create(self, objs: Iterable[RowT], *args: Any, **named: Any) -> list[RowT]:  # noqa: ANN401  # Django's
        """Write new rows."""
        with changing(PARTS):
            return super().bulk_create(objs, *args, **named)


class SpecQuerySet(NotedQuerySet[RowT]):
    """Facts of parts."""


class PartQuerySet(NotedQuerySet["Part"]):
    """Parts."""

    def of_kind(self, kind: str) -> PartQuerySet:
        """Keep one kind."""
        return self.filter(kind=kind)

    def offered(self) -> PartQuerySet:
        """Keep what can be put into a new build."""
        return self.filter(withdrawn_at=None)

    def matching(self, words: str) -> PartQuerySet:
        """Keep parts in whose name, maker, series or part numbers every word occurs, in any order, glued or not.

        Where nothing has them all, longer words may have one mistake. No words: all parts; only signs: none.
        """
        asked = typed(words)
        if not asked:
            return self.none() if words.strip() else self
        exact = self._exactly(asked)
        if not _forgiving(asked):
            return self.filter(exact)
        return self.filter(exact | (Q(~Exists(self.filter(exact))) & self._nearly(asked)))

    def found(self, words: str, most: int) -> list[int]:
        """Give the keys of the parts that match, the best first, and of no more than `most` of them.

        The same parts in the same order as `matching` and `ranked` give, at a fraction of the work, since mistakes are
        looked for only if there is nothing without. One query, or two.
        """
        asked = typed(words)
        if not asked:
            return []
        found = self.filter(self._exactly(asked)).ranked(words).values_list("pk", flat=True)[:most]
        if found or not _forgiving(asked):
            return list(found)
        return list(self.filter(self._nearly(asked)).ranked(words).values_list("pk", flat=True)[:most])

    def ranked(self, words: str) -> PartQuerySet:
        """Order by how well the words fit: whole words before beginnings before the rest, then shorter names first."""
        asked = typed(words)
        scores = [_score(word) for word in asked]
        if len(asked) > 1:
            phrase = " ".join(word.glued for word in asked)
            scores.append(_worth((PHRASE, Q(search_text__contains=f" {phrase} "))))
        best = [reduce(add, scores).desc()] if scores else []
        return self.order_by(*best, *([Length("name")] if scores else []), "name", "pk")

    def _exactly(self, asked: list[Word]) -> Q:
        return self._narrowed(word.patterns for word in asked) & _every(_found(word) for word in asked)

    def _nearly(self, asked: list[Word]) -> Q:
        near = self._narrowed((*word.patterns, *word.halves) for word in asked)
        return near & _every(_nearly(word) for word in asked)

    def _narrowed(self, asked: Iterable[Iterable[Iterable[str]]]) -> Q:
        """Leave to SQLite's index what it can rule out; PostgreSQL's planner does that by itself."""
        query = trigram_query(asked) if connections[self.db].vendor == "sqlite" else ""
        if not query:
            return Q()
        rows = f"SELECT rowid FROM {search_index.TABLE} WHERE {search_index.TABLE} MATCH %s"  # noqa: S608  # a constant
        return Q(pk__in=RawSQL(rows, [query]))  # noqa: S611  # the words are its parameter, letters and digits only


def _forgiving(asked: Iterable[Word]) -> bool:
    return any(word.halves for word in asked)


def _every(conditions: Iterable[Q]) -> Q:
    return reduce(and_, conditions)


def _contains(ways: Iterable[Iterable[str]], pattern: str = "{}") -> Q:
    """Ask for all texts of at least one way, each in the pattern: with spaces around it, it is a whole word."""
    return reduce(or_, (_every(Q(search_text__contains=pattern.format(text)) for text in way) for way in ways))


def _found(word: Word) -> Q:
    return _contains(word.patterns)


def _nearly(word: Word) -> Q:
    if not word.halves:
        return _found(word)
    return _found(word) | (_contains(word.halves) & Q(search_text__regex=word.misspellings))


def _score(word: Word) -> Any:  # noqa: ANN401  # an expression, which the stubs cannot add up
    cases = [(WHOLE, _contains(word.ways, " {} ")), (BEGINS, _contains(word.ways, " {}"))]
    if word.halves:  # the last letters of part numbers often name the country only
        cases.append((NEARLY, _contains([(word.glued[:-1],)], " {}")))
    return _worth(*cases)


def _worth(*cases: tuple[int, Q]) -> Case:
    whens = [When(condition, then=Value(points)) for points, condition in cases]
    return Case(*whens, default=Value(0), output_field=models.IntegerField())


class GpuQuerySet(models.QuerySet["Gpu"]):
    """GPUs."""
