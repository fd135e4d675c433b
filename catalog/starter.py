"""The starter catalogue: read the fixtures whole, then write what the database does not have yet.

Reading resolves every reference inside the fixtures and needs no database. Writing adds missing rows and leaves rows
that are already there as they are, since an import or a person may have improved them (a GPU, and a part that neither
of them has touched, gets what its row leaves open); `update=True` takes the fixtures' values instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models, transaction

from catalog.convert import engine_part
from catalog.fixtures import Reader, Row, clean, cleaned, unique
from catalog.models import (
    SPECS,
    Chipset,
    Country,
    Framework,
    FrameworkRelease,
    Gpu,
    Kind,
    MeasuredRun,
    ModelPreset,
    Part,
    Source,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

Model = TypeVar("Model", bound=models.Model)

UNCHECKED = "general-knowledge"  # the source of what no document was read for
BLANK: tuple[object, ...] = (None, "", [], {})
NOT_COMPARED = {"raw", "retrieved_on"}  # an import keeps the whole record and dates it: the facts are what counts
BATCH = 500  # rows per statement: below every database's limit of parameters


def _columns(model: type[models.Model], but: Iterable[str] = ()) -> tuple[str, ...]:
    names = [column.name for column in model._meta.fields]  # noqa: SLF001  # public in spite of its name
    return tuple(name for name in names if name not in {"id", *but})


SOURCE_COLUMNS = ("key", "name", "url", "licence", "credit", "checked")
GPU_COLUMNS = _columns(Gpu, but={"source", "source_ref", "retrieved_on", "verified", "fact_sources", "raw"})
TENSOR_COLUMNS = tuple(name for name in GPU_COLUMNS if name.startswith("tensor_") and name.endswith(("tflops", "tops")))
PRESET_COLUMNS = _columns(ModelPreset)
COUNTRY_COLUMNS = _columns(Country)
FRAMEWORK_COLUMNS = _columns(Framework)
RELEASE_COLUMNS = _columns(FrameworkRelease, but={"framework"})
RUN_COLUMNS = _columns(MeasuredRun, but={"gpu"})
PART_COLUMNS = (
    "slug",
    "name",
    "manufacturer",
    "series",
    "part_numbers",
    "released_year",
    "source_ref",
    "retrieved_on",
    "verified",
    "fact_sources",
    "raw",
)
PART_KEYS = (*PART_COLUMNS, "source", "facts")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row to be: its columns, and its references by the natural key of the row that they mean."""

    values: dict[str, Any]
    refers: dict[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartEntry:
    """A part to be, with the facts of its kind; `gpu` names the GPU of a graphics card."""

    kind: Kind
    part: Entry
    facts: dict[str, Any]
    gpu: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows of parts may refer to, by natural key."""

    sources: set[str]
    gpus: dict[str, float | None]  # to the GiB that each has
    chipsets: dict[str, str | None]  # to the GPU that each means

    def gpu_of(self, chipset: str | None, memory_gib: float) -> str | None:
        """Give the GPU of a card: the one of its chipset, or of that name with the card's own memory size.

        A card of the server tier says the GPU's own name in place of a chipset of the open data.
        """
        if chipset is None:
            return None
        usual = self.chipsets.get(chipset) or (chipset if chipset in self.gpus else None)
        variant = f"{chipset} {memory_gib:g} GB"
        if usual is not None and self.gpus[usual] != memory_gib and variant in self.gpus:
            return variant
        return usual


@dataclass(slots=True)
class Tally:
    """What became of the rows of one table."""

    table: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0  # differ from the fixtures, and were left as they are

    @property
    def changed(self) -> int:
        """Rows written."""
        return self.created + self.updated


@dataclass(frozen=True, slots=True)
class Starter:
    """The catalogue's fixtures, read and checked."""

    sources: list[Entry]
    gpus: list[Entry]
    chipsets: list[Entry]
    presets: list[Entry]
    countries: list[Entry]
    parts: list[PartEntry]
    frameworks: list[Entry]
    releases: list[Entry]
    runs: list[Entry]

    @property
    def source_keys(self) -> set[str]:
        """The keys of all sources."""
        return {entry.values["key"] for entry in self.sources}

    @property
    def gpu_names(self) -> set[str]:
        """The names of all GPUs."""
        return {entry.values["name"] for entry in self.gpus}

    @property
    def part_slugs(self) -> set[str]:
        """The slugs of all parts."""
        return {entry.part.values["slug"] for entry in self.parts}


def read(reader: Reader) -> Starter:
    """Read the catalogue's fixtures; what is wrong is noted in the reader."""
    sources = _entries(reader, Source, "sources.csv", SOURCE_COLUMNS, key="key")
    keys = {entry.values["key"] for entry in sources}
    gpus = _gpus(reader, keys)
    memory = {entry.values["name"]: entry.values["memory_gib"] for entry in gpus}
    chipsets = _chipsets(reader, set(memory))
    frameworks = _frameworks(reader)
    known = Known(keys, memory, {entry.values["name"]: entry.refers["gpu"] for entry in chipsets})
    return Starter(
        sources=sources,
        gpus=gpus,
        chipsets=chipsets,
        presets=_entries(reader, ModelPreset, "models.csv", PRESET_COLUMNS, key="slug"),
        countries=_entries(reader, Country, "countries.csv", COUNTRY_COLUMNS, key="code"),
        parts=_parts(reader, known),
        frameworks=frameworks,
        releases=_releases(reader, {entry.values["slug"] for entry in frameworks}),
        runs=_runs(reader, set(memory)),
    )


def _entries(reader: Reader, model: type[models.Model], name: str, columns: Sequence[str], *, key: str) -> list[Entry]:
    rows = reader.csv(name, columns)
    unique(rows, key, reader)
    entries = []
    for row in rows:
        with reader.noting():
            entries.append(Entry(cleaned(model, row, columns)))
    return entries


def _gpus(reader: Reader, sources: set[str]) -> list[Entry]:
    rows = reader.csv("gpus.csv", (*GPU_COLUMNS, "source", "source_ref", "retrieved_on"))
    unique(rows, "name", reader)
    unique(rows, "slug", reader)
    entries = []
    for row in rows:
        with reader.noting():
            values = cleaned(Gpu, row, (*GPU_COLUMNS, "source_ref", "retrieved_on"))
            values["fact_sources"] = _tensor_sources(values)
            entries.append(Entry(values, {"source": row.one_of("source", sources, "source in sources.csv")}))
    return entries


def _tensor_sources(values: dict[str, Any]) -> dict[str, str]:
    """Say for each tensor rate where it comes from: not from the GPU's own source."""
    text = values["tensor_source"]
    source = UNCHECKED if text.startswith("general knowledge") else text
    return {name: source for name in TENSOR_COLUMNS if values[name] is not None}


def _chipsets(reader: Reader, gpus: set[str]) -> list[Entry]:
    rows = reader.csv("chipsets.csv", ("name", "gpu"))
    unique(rows, "name", reader)
    entries = []
    for row in rows:
        with reader.noting():
            entries.append(Entry(cleaned(Chipset, row, ("name",)), {"gpu": row.one_of("gpu", gpus, "GPU in gpus.csv")}))
    return entries


def _frameworks(reader: Reader) -> list[Entry]:
    rows = reader.json_lines("frameworks.jsonl", FRAMEWORK_COLUMNS)
    unique(rows, "slug", reader)
    entries = []
    for row in rows:
        with reader.noting():
            entries.append(Entry(cleaned(Framework, row, FRAMEWORK_COLUMNS)))
            _check_said(row)
    return entries


def _check_said(row: Row) -> None:
    """Every fact of a framework says where it was read, and nothing else does."""
    given = row.values["fact_sources"]
    stated = {name for name in Framework.FACTS if row.values[name]}
    if not isinstance(given, dict) or set(given) != stated or not all(given.values()):
        problem = row.wrong("fact_sources", f"write a source for each of {', '.join(sorted(stated))}")
        raise problem


def _releases(reader: Reader, frameworks: set[str]) -> list[Entry]:
    rows = reader.csv("framework_releases.csv", ("key", "framework", *RELEASE_COLUMNS[1:]))
    unique(rows, "key", reader)
    entries = []
    for row in rows:
        with reader.noting():
            named = row.one_of("framework", frameworks, "framework in frameworks.jsonl")
            entries.append(Entry(cleaned(FrameworkRelease, row, RELEASE_COLUMNS), {"framework": named}))
    return entries


def _runs(reader: Reader, gpus: set[str]) -> list[Entry]:
    """Read measured runs; a name that is no GPU of the catalogue is a processor's, say, and stays a name."""
    rows = reader.json_lines("measured_runs.jsonl", RUN_COLUMNS)
    unique(rows, "key", reader)
    entries = []
    for row in rows:
        with reader.noting():
            values = cleaned(MeasuredRun, row, RUN_COLUMNS)
            _check_scored(row, values)
            entries.append(Entry(values, {"gpu": values["gpu_name"] if values["gpu_name"] in gpus else None}))
    return entries


def _check_scored(row: Row, values: Mapping[str, Any]) -> None:
    """What is measured is above 0; what counts has a prediction, and what has none says why."""
    ends = {values["predicted"], values["low"], values["high"]}
    problem = None
    if values["measured"] <= 0:
        problem = row.wrong("measured", "write a number above 0")
    elif values["predicted"] is None and not values["declined"]:
        problem = row.wrong("declined", "say why there is no prediction")
    elif values["scored"] and None in ends:
        problem = row.wrong("scored", "there is no prediction")
    if problem is not None:
        raise problem


def _parts(reader: Reader, known: Known) -> list[PartEntry]:
    entries: list[PartEntry] = []
    rows: list[Row] = []
    for kind in Kind:
        for row in reader.json_lines(f"parts/{kind}.jsonl", PART_KEYS):
            rows.append(row)
            with reader.noting():
                entries.append(_part(kind, row, known))
    unique(rows, "slug", reader)
    return entries


def _part(kind: Kind, row: Row, known: Known) -> PartEntry:
    facts = _facts(kind, row)
    values = cleaned(Part, row, PART_COLUMNS)
    _check_fact_sources(row, {*SPECS[kind].fact_names(), *PART_COLUMNS}, known.sources)
    source = row.one_of("source", known.sources, "source in sources.csv")
    row.text("source_ref")  # with the source it tells parts apart, whatever slug an import gave them
    gpu = known.gpu_of(facts["chipset"], facts["memory_gib"]) if kind is Kind.CARD else None
    return PartEntry(kind, Entry({**values, "kind": kind.value}, {"source": source}), facts, gpu)


def _facts(kind: Kind, row: Row) -> dict[str, Any]:
    """Check the facts of a part: every column of its kind's table, no others."""
    spec = SPECS[kind]
    given = row.values["facts"]
    names = [name for name in spec.fact_names() if name != "gpu"]
    if not isinstance(given, dict) or set(given) != set(names):
        problem = row.wrong("facts", f"write an object with {', '.join(names)}")
        raise problem
    facts = {name: clean(spec, name, given[name], row) for name in names}
    try:
        engine_part(kind, row.text("slug"), row.text("name"), facts)
    except (KeyError, TypeError, AttributeError) as error:
        problem = row.wrong("facts", f"the engine cannot read them: {error!r}")
        raise problem from error
    return facts


def _check_fact_sources(row: Row, names: set[str], sources: set[str]) -> None:
    given = row.values["fact_sources"]
    if not isinstance(given, dict):
        problem = row.wrong("fact_sources", "write an object")
        raise problem
    for name, source in given.items():
        if name not in names:
            problem = row.wrong("fact_sources", f"{name} is no fact of this kind")
            raise problem
        if str(source).partition(":")[0] not in sources:
            problem = row.wrong("fact_sources", f"{source!r} does not begin with a source of sources.csv")
            raise problem


def write(starter: Starter, *, update: bool = False) -> list[Tally]:
    """Write what is missing, all or nothing; with `update`, bring rows that differ back to the fixtures."""
    with transaction.atomic():
        tallies = [sync(Source, "key", starter.sources, update=update)]
        sources = Source.objects.in_bulk(list(starter.source_keys), field_name="key")
        # An import may have made GPUs before: it knows no tensor rates.
        gpus_to_be = _resolved(starter.gpus, "source", sources)
        tallies.append(sync(Gpu, "name", gpus_to_be, update=update, fill=starter.gpu_names))
        gpus = Gpu.objects.in_bulk(list(starter.gpu_names), field_name="name")
        tallies += [
            sync(Chipset, "name", _resolved(starter.chipsets, "gpu", gpus), update=update),
            sync(ModelPreset, "slug", starter.presets, update=update),
            sync(Country, "code", starter.countries, update=update),
            *_write_parts(starter, sources, gpus, update=update),
            sync(Framework, "slug", starter.frameworks, update=update),
        ]
        made = Framework.objects.in_bulk([each.values["slug"] for each in starter.frameworks], field_name="slug")
        releases = _resolved(starter.releases, "framework", made)
        tallies.append(sync(FrameworkRelease, "key", releases, update=update))
        tallies.append(sync(MeasuredRun, "key", _resolved(starter.runs, "gpu", gpus), update=update))
    return tallies


def _resolved(entries: Iterable[Entry], name: str, rows: dict[Any, Any]) -> list[Entry]:
    """Put the id of the row that is meant in place of its natural key."""
    known = {None: None, **{key: row.pk for key, row in rows.items()}}  # a reference may be left out
    return [Entry({**entry.values, f"{name}_id": known[entry.refers[name]]}) for entry in entries]


def part_rows(starter: Starter) -> dict[str, Part]:
    """Give the rows of the fixtures' parts, by the fixtures' slugs; an import may have given a row another slug."""
    slugs = {_identity(each): each.part.values["slug"] for each in starter.parts}
    refs = [ref for _, ref in slugs]
    found: dict[str, Part] = {}
    for start in range(0, len(refs), BATCH):
        for row in Part.objects.filter(source_ref__in=refs[start : start + BATCH]).select_related("source"):
            slug = slugs.get((row.source.key, row.source_ref))
            if slug is not None:
                found[slug] = row
    return found


def _identity(part: PartEntry) -> tuple[str | None, str]:
    return (part.part.refers["source"], part.part.values["source_ref"])


def _write_parts(starter: Starter, sources: dict[str, Source], gpus: dict[str, Gpu], *, update: bool) -> list[Tally]:
    """Write parts and their facts. A part that an import brought in under another slug keeps its row and its slug."""
    entries = _resolved([each.part for each in starter.parts], "source", sources)
    slugs = _slugs(starter)
    for entry in entries:
        entry.values["slug"] = slugs[entry.values["slug"]]
    tally = sync(Part, "slug", entries, update=update)
    rows = part_rows(starter)
    return [tally, *(_write_facts(kind, starter.parts, rows, gpus, update=update) for kind in Kind)]


def _slugs(starter: Starter) -> dict[str, str]:
    """Give the slug that each part has, or will get: a new part steps aside when another has the slug already."""
    known = {slug: row.slug for slug, row in part_rows(starter).items()}
    sources = {each.part.values["slug"]: each.part.refers["source"] for each in starter.parts}
    taken = Part.objects.in_bulk([slug for slug in sources if slug not in known], field_name="slug")
    return {slug: f"{slug}-{source}" if slug in taken else slug for slug, source in sources.items()} | known


def _write_facts(
    kind: Kind, parts: Sequence[PartEntry], rows: dict[str, Part], gpus: dict[str, Gpu], *, update: bool
) -> Tally:
    own = [(rows[each.part.values["slug"]], each) for each in parts if each.kind is kind]
    entries = [Entry({"part_id": row.pk, **each.facts, **_gpu_column(each, gpus)}) for row, each in own]
    # A Rigwright that reads more of the open data finds new facts NULL; on other rows NULL may be what an import found.
    untouched = {row.pk for row, each in own if _untouched(row, each)}
    return sync(SPECS[kind], "part_id", entries, update=update, fill=untouched, blank=(None,))


def _untouched(row: Part, part: PartEntry) -> bool:
    """Tell whether neither an import, which keeps the whole record, nor a person has been at a part."""
    return all(getattr(row, name) == part.part.values[name] for name in ("raw", "verified", "fact_sources"))


def _gpu_column(part: PartEntry, gpus: dict[str, Gpu]) -> dict[str, int | None]:
    if part.kind is not Kind.CARD:
        return {}
    return {"gpu_id": gpus[part.gpu].pk if part.gpu else None}


def sync(
    model: type[Model],
    key: str,
    entries: Sequence[Entry],
    *,
    update: bool,
    fill: Container[Any] = (),
    blank: tuple[object, ...] = BLANK,
) -> Tally:
    """Create the rows that are missing by their natural key; update, or keep, those that differ.

    A row whose key is in `fill` gets at least what it does not say itself, that is, where it is one of `blank`.
    """
    known = _known(model, key, [entry.values[key] for entry in entries])
    tally = Tally(str(model._meta.verbose_name_plural))  # noqa: SLF001  # public in spite of its name
    missing = [model(**entry.values) for entry in entries if entry.values[key] not in known]
    model._default_manager.bulk_create(missing, batch_size=BATCH)  # noqa: SLF001  # public in spite of its name
    tally.created = len(missing)
    for entry in entries:
        row = known.get(entry.values[key])
        if row is not None:
            _bring(row, entry.values, tally, update=update, blank=blank if entry.values[key] in fill else ())
    return tally


def _known(model: type[Model], key: str, values: list[Any]) -> dict[Any, Model]:
    manager = model._default_manager  # noqa: SLF001  # public in spite of its name
    if key == "part_id":
        return {row.pk: row for row in manager.in_bulk(values).values()}
    return manager.in_bulk(values, field_name=key)


def _bring(row: models.Model, values: dict[str, Any], tally: Tally, *, update: bool, blank: tuple[object, ...]) -> None:
    differing = [name for name, value in values.items() if name not in NOT_COMPARED and getattr(row, name) != value]
    wanted = differing if update else [name for name in differing if getattr(row, name) in blank]
    if wanted:
        for name in wanted:
            setattr(row, name, values[name])
        row.save()
        tally.updated += 1
    elif differing:
        tally.kept += 1
    else:
        tally.unchanged += 1
