"""How much the catalogue knows: of each fact of each kind, of how many rows it is known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, IntegerField, TextField, Value
from django.db.models.fields import CharField
from django.db.models.functions import NullIf
from django.utils.translation import gettext_lazy as _l

from browse.labels import GPU_LABELS, LABELS, Label
from catalog.models import SPECS, Gpu, Kind, ModelPreset

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.db.models import Expression, Model, QuerySet
    from django.utils.functional import _StrPromise

PART_LABELS: Mapping[str, Label] = {
    "part__manufacturer": Label(_l("Maker")),
    "part__released_year": Label(_l("Year of release")),
    "part__price": Label(_l("A price")),
}
MODEL_LABELS: Mapping[str, Label] = {
    "parameters": Label(_l("Parameters")),
    "layers": Label(_l("Layers")),
    "hidden": Label(_l("Hidden size")),
    "heads": Label(_l("Attention heads")),
    "kv_heads": Label(_l("Key and value heads")),
    "head_dim": Label(_l("Size of a head")),
    "ffn": Label(_l("Size of the feed-forward layer")),
    "vocabulary": Label(_l("Vocabulary")),
    "context": Label(_l("Context, at most")),
    "gated_mlp": Label(_l("Gated feed-forward layer")),
    "tied_embeddings": Label(_l("Tied embeddings")),
    "experts": Label(_l("Experts")),
    "active_experts": Label(_l("Active experts")),
    "moe_ffn": Label(_l("Size of an expert")),
    "sliding_window": Label(_l("Sliding window")),
}


@dataclass(frozen=True, slots=True)
class Filled:
    """One fact, and of how many rows it is known."""

    name: str
    label: _StrPromise
    known: int
    total: int

    @property
    def share(self) -> float:
        """The known part of one."""
        return self.known / self.total if self.total else 0.0

    @property
    def percent(self) -> float:
        """The share in percent to one decimal, rounded down: only what is always known is 100."""
        return math.floor(1000 * self.share) / 10


@dataclass(frozen=True, slots=True)
class Rates:
    """The facts of one kind of row."""

    kind: str
    title: _StrPromise
    total: int
    facts: list[Filled]

    @property
    def share(self) -> float:
        """The known part of all facts of all rows."""
        cells = self.total * len(self.facts)
        return sum(fact.known for fact in self.facts) / cells if cells else 0.0

    @property
    def percent(self) -> float:
        """The share in percent to one decimal, rounded down: only what is always known is 100."""
        return math.floor(1000 * self.share) / 10


@dataclass(frozen=True, slots=True)
class Table:
    """A table to count in."""

    kind: str
    title: _StrPromise
    rows: QuerySet[Any]
    labels: Mapping[str, Label]

    def counting(self, width: int) -> Any:  # noqa: ANN401  # a query of tuples
        """Make the query: the kind, how many rows, of how many each fact is known, and zeros up to a width."""
        counts: dict[str, Any] = {
            _name(place): Count(known(self.rows.model, name, label))
            for place, (name, label) in enumerate(self.labels.items())
        }
        padding = {_name(place): Value(0, IntegerField()) for place in range(len(counts), width)}
        counted = self.rows.order_by().annotate(kind_key=Value(self.kind)).values("kind_key")
        return counted.annotate(total=Count("pk"), **counts, **padding).values_list(
            "kind_key", "total", *map(_name, range(width))
        )


def fill_rates() -> list[Rates]:
    """Count what is known: of offered parts by kind, of GPUs and of models. One query."""
    tables = list(_tables())
    width = max(len(table.labels) for table in tables)
    first, *rest = (table.counting(width) for table in tables)
    counted = {kind: (total, known) for kind, total, *known in first.union(*rest, all=True)}
    return [_rates(table, *counted.get(table.kind, (0, [0] * width))) for table in tables]


def known(model: type[Model], name: str, label: Label) -> Expression | F:
    """Give a fact that is NULL where `Label.knows` says that nothing is known."""
    column = _column(model, name)
    if label.zero_unknown:
        return NullIf(F(name), Value(0))
    if isinstance(column, (CharField, TextField)) and not label.empty_known:
        return NullIf(F(name), Value(""))
    return F(name)


def _column(model: type[Model], name: str) -> object:
    """Find the column of a fact; one of the part is reached over `part__`."""
    head, _gap, rest = name.partition("__")
    column = model._meta.get_field(head)  # noqa: SLF001  # public in spite of its name
    return _column(column.related_model, rest) if rest and column.related_model else column


def _name(place: int) -> str:
    return f"known_{place:02}"


def _tables() -> Iterator[Table]:
    for kind in Kind:
        rows: QuerySet[Any] = SPECS[kind]._default_manager.all()  # noqa: SLF001  # public in spite of its name
        yield Table(kind.value, kind.label, rows.filter(part__withdrawn_at=None), {**PART_LABELS, **LABELS[kind]})
    yield Table("gpu", _l("GPU"), Gpu.objects.all(), GPU_LABELS)
    yield Table("model", _l("Model"), ModelPreset.objects.all(), MODEL_LABELS)


def _rates(table: Table, total: int, known: Sequence[int]) -> Rates:
    facts = [
        Filled(name.removeprefix("part__"), label.text, count, total)
        for (name, label), count in zip(table.labels.items(), known, strict=False)  # the padding is left over
    ]
    return Rates(table.kind, table.title, total, facts)
