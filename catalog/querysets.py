"""Questions that are asked of many parts at once."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.db import connections, models
from django.db.models import Exists, F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Abs

from catalog import search_index
from catalog.revisions import PARTS, changing
from catalog.searching import Match, Ranking, Word, trigram_query, typed
from engine.platforms.features import ASKED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from catalog.models import Download, Gpu, MeasuredRun, Part, Source  # noqa: F401  # names in the generic annotations below

MOST_LOOKED_AT = 4_000  # parts that a search ranks


RowT = TypeVar("RowT", bound=models.Model)


class LookedAt(NamedTuple):
    """A part that a search looks at."""

    pk: int
    kind: str
    name: str
    text: str


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


class SourceQuerySet(NotedQuerySet["Source"]):
    """Sources."""


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

    def found(self, words: str, most: int) -> list[tuple[int, str]]:
        """Give the keys and kinds of the parts that `matching` keeps, the best match first, and `most` at the most.

        Where a word is in more than four thousand parts, the first four thousand are looked at. One query, or two where
        mistakes have to be forgiven; none without words.
        """
        asked = typed(words)
        if not asked:
            return []
        found = self._looked_at([word.patterns for word in asked], Match(asked))
        if not found and _forgiving(asked):
            halves = [(*word.patterns, *word.halves) for word in asked]
            found = self._looked_at(halves, Match(asked, forgiving=True))
        rank = Ranking(asked)
        found.sort(key=lambda each: (-rank.points(each.text), len(each.name), each.name.casefold(), each.pk))
        return [(each.pk, each.kind) for each in found[:most]]

    def _looked_at(self, pieces: list[tuple[tuple[str, ...], ...]], match: Match) -> list[LookedAt]:
        """Give the matching parts among those that hold the pieces; the index rules the others out."""
        narrowed = self._narrowed(pieces)
        left_open = [ways for ways in pieces if not narrowed or not trigram_query([ways])]
        rows = self.filter(narrowed, *map(_contains, left_open)).order_by()
        found = rows.values_list("pk", "kind", "name", "search_text")[:MOST_LOOKED_AT]
        return [LookedAt(*row) for row in found if match.found_in(row[-1])]

    def _exactly(self, asked: list[Word]) -> Q:
        return self._narrowed(word.patterns for word in asked) & _every(_found(word) for word in asked)

    def _nearly(self, asked: list[Word]) -> Q:
        return self._halves(asked) & _every(_nearly(word) for word in asked)

    def _halves(self, asked: list[Word]) -> Q:
        """Keep what may hold every word with a mistake."""
        pieces = [(*word.patterns, *word.halves) for word in asked]
        return self._narrowed(pieces) & _every(_contains(each) for each in pieces)

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


def _contains(ways: Iterable[Iterable[str]]) -> Q:
    """Ask for all texts of at least one way."""
    return reduce(or_, (_every(Q(search_text__contains=text) for text in way) for way in ways))


def _found(word: Word) -> Q:
    return _contains(word.patterns)


def _nearly(word: Word) -> Q:
    if not word.halves:
        return _found(word)
    return _found(word) | Q(search_text__regex=word.misspellings)


class GpuQuerySet(models.QuerySet["Gpu"]):
    """GPUs."""

    def having(self, names: Iterable[str]) -> GpuQuerySet:
        """Keep GPUs that are known to have all of what `engine.platforms.features.ASKED` names. One query."""
        asked = [ASKED[name] for name in names]
        rows = self.defer("raw", "fact_sources").order_by()
        return self.filter(pk__in=[row.pk for row in rows if all(tells(row.features) for tells in asked)])


class DownloadQuerySet(models.QuerySet["Download"]):
    """Archives that are fetched again and again."""

    def free(self, at: datetime) -> DownloadQuerySet:
        """Keep those that nobody is at."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lte=at))


class MeasuredRunQuerySet(models.QuerySet["MeasuredRun"]):
    """Measured runs."""

    def with_errors(self) -> MeasuredRunQuerySet:
        """Add `error`, predicted / measured - 1, and `error_size`, the same without its sign; NULL: not predicted."""
        return self.annotate(error=F("predicted") / F("measured") - 1.0).annotate(error_size=Abs("error"))

    def scored(self) -> MeasuredRunQuerySet:
        """Keep those that make the figures."""
        return self.filter(scored=True)
