"""Bring the catalogue up to a snapshot of OpenDB: all of it, or, when anything stops it, nothing.

A part is known by its source and its id there. What is new is created, what differs is updated, what is the same is not
touched, so that a second run writes nothing. What a person has checked or found elsewhere stays as it is:

* a part marked `verified` is left alone altogether, and counted as kept by hand;
* a fact whose entry in `fact_sources` was not written by an import is left alone.

A part whose record has left the source stays, since builds may hold it; it is reported.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from catalog.models import SPECS, Kind, Part, Source, Spec
from catalog.opendb.clean import NOT_CARRIED, Draft, RefusedError, draft
from catalog.opendb.gpu_rows import GpuRows
from catalog.opendb.gpus import VIA_GPU, chipsets_of, enrich
from catalog.opendb.modes import resolve_board_power
from catalog.searching import search_text_of
from catalog.variants import product_key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from catalog.opendb.archive import Read

T = TypeVar("T")

SOURCE_KEY = "opendb"
SOURCE = {
    "name": "BuildCores OpenDB",
    "url": "https://github.com/buildcores/buildcores-open-db",
    "licence": "ODC-By 1.0",
    "credit": "Contains information from BuildCores OpenDB, which is made available under the ODC Attribution License.",
}
BATCH = 500  # rows a statement: below the limit of parameters of every database
UPDATE_BATCH = 100  # rows a statement that sets every column by case
SLUG_STEM = 100  # characters, so that a whole id still fits behind
MOST_NAMES = 5  # of parts that came, changed or went, by kind
SHORT_ID = 8  # characters of an id that tell apart parts with the same name
PART_COLUMNS = ("name", "manufacturer", "series", "part_numbers", "released_year", "raw", "fact_sources")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not taken, and why."""

    file: str
    reason: str


@dataclass(slots=True)
class Tally:
    """What became of the records of one kind. Every record read is in exactly one of the other numbers."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0  # checked by hand, and left alone
    refused: int = 0


@dataclass(slots=True)
class Few:
    """How many parts there are, and the names of the first of them."""

    count: int = 0
    names: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        """Count one more."""
        self.count += 1
        if len(self.names) < MOST_NAMES:
            self.names.append(name)


@dataclass(slots=True)
class Change:
    """What came, what changed and what has left the source, of one kind."""

    added: Few = field(default_factory=Few)
    changed: Few = field(default_factory=Few)
    gone: Few = field(default_factory=Few)


@dataclass(slots=True)
class Report:
    """What became of every file: `tallies` by category, files outside all categories under an empty one."""

    tallies: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    changes: defaultdict[str, Change] = field(default_factory=lambda: defaultdict(Change))  # by kind
    not_carried: Counter[str] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    gpus_created: int = 0

    @property
    def gone(self) -> int:
        """How many parts of the catalogue have no record in the source any more."""
        return sum(change.gone.count for change in self.changes.values())

    @property
    def read(self) -> int:
        """How many files there were."""
        return sum(tally.read for tally in self.tallies.values()) + self.not_carried.total()

    @property
    def changed(self) -> int:
        """How many parts and GPUs were written."""
        return sum(tally.created + tally.updated for tally in self.tallies.values()) + self.gpus_created

    def refuse(self, category: str, file: str, reason: str) -> None:
        """Note that a file was not taken."""
        self.tallies[category].refused += 1
        self.refusals.append(Refusal(file, reason))


@dataclass(slots=True)
class Found:
    """A draft with where it comes from."""

    draft: Draft
    category: str
    file: str


def import_snapshot(
    read: Iterable[Read], *, on: date, progress: Callable[[str, int], None], keep: bool = True
) -> Report:
    """Import all files, in one transaction; `on` dates what is written, `progress` is told a step and a count.

    Without `keep` all of it is undone in the end, and the report says what would have changed.

    Raises UnusableError, before anything is written, when the files turn out to be cut off.
    """
    report = Report()
    found = list(_drafts(read, report, progress))
    drafts = [each.draft for each in found]
    resolve_board_power(drafts)
    with transaction.atomic():
        gpus = GpuRows(on)
        enrich(drafts, gpus.learn(chipsets_of(drafts)))
        for draft_ in drafts:
            if draft_.kind == Kind.CARD:
                gpu = gpus.on_card(draft_.facts["chipset"], draft_.facts["memory_gib"])
                draft_.facts["gpu_id"] = gpu.pk if gpu else None
        report.gpus_created = gpus.created
        Writer(report, on).write(found, progress)
        if not keep:
            transaction.set_rollback(True)
    return report


def _drafts(read: Iterable[Read], report: Report, progress: Callable[[str, int], None]) -> Iterator[Found]:
    for count, (file, category, record) in enumerate(read, start=1):
        progress("read", count)
        if category in NOT_CARRIED and not isinstance(record, RefusedError):
            report.not_carried[category] += 1
            continue
        report.tallies[category].read += 1
        try:
            yield Found(_drafted(category, record), category, file)
        except RefusedError as error:
            report.refuse(category, file, str(error))


def _drafted(category: str, record: dict[str, Any] | RefusedError) -> Draft:
    if isinstance(record, RefusedError):
        raise record
    return draft(category, record)


class Writer:
    """Writes drafts to the rows that stand for them."""

    def __init__(self, report: Report, on: date) -> None:
        """`report` is told what becomes of each; `on` dates what is written."""
        self.report, self.on = report, on
        self.source, _ = Source.objects.get_or_create(key=SOURCE_KEY, defaults=SOURCE)
        self.slugs = set(Part.objects.values_list("slug", flat=True))

    def write(self, found: list[Found], progress: Callable[[str, int], None]) -> None:
        """Write all of them."""
        written = 0
        for kind in Kind:
            for batch in batches((each for each in found if each.draft.kind == kind), BATCH):
                self._write_batch(kind, batch)
                written += len(batch)
                progress("written", written)
        here = {each.draft.source_ref for each in found}
        rows = Part.objects.filter(source=self.source).exclude(source_ref="").order_by("name", "pk")
        for kind_of_part, name, source_ref in rows.values_list("kind", "name", "source_ref"):
            if source_ref not in here:
                self.report.changes[kind_of_part].gone.add(name)

    def _write_batch(self, kind: Kind, batch: list[Found]) -> None:
        known = self._known(kind, batch)
        new: list[Draft] = []
        changes = Changes(SPECS[kind])
        for each in batch:
            row = known.get(each.draft.source_ref)
            tally = self.report.tallies[each.category]
            if row is None:
                new.append(each.draft)
                tally.created += 1
                self.report.changes[kind.value].added.add(each.draft.name)
            elif row.kind != kind:
                self.report.refuse(each.category, each.file, f"its id is already that of a part of kind {row.kind}")
            elif row.verified:
                tally.kept += 1
            elif changes.note(row, each.draft):
                tally.updated += 1
                self.report.changes[kind.value].changed.add(each.draft.name)
            else:
                tally.unchanged += 1
        self._create(kind, new)
        changes.save(self.on)

    def _known(self, kind: Kind, batch: list[Found]) -> dict[str, Part]:
        refs = [each.draft.source_ref for each in batch]
        rows = Part.objects.filter(source=self.source, source_ref__in=refs).select_related(SPECS[kind].accessor)
        return {row.source_ref: row for row in rows}

    def _create(self, kind: Kind, drafts: list[Draft]) -> None:
        parts = [
            Part(
                **{name: getattr(each, name) for name in PART_COLUMNS},
                kind=kind,
                slug=self._slug(each),
                source=self.source,
                source_ref=each.source_ref,
                retrieved_on=self.on,
            )
            for each in drafts
        ]
        Part.objects.bulk_create(parts, batch_size=BATCH)
        facts = [new_facts(SPECS[kind], part, each) for part, each in zip(parts, drafts, strict=True)]
        SPECS[kind]._default_manager.bulk_create(facts, batch_size=BATCH)  # noqa: SLF001  # public in spite of its name

    def _slug(self, each: Draft) -> str:
        """Give the address of a new part; once given it stays, whatever its name becomes."""
        stem = slugify(each.name)[:SLUG_STEM].strip("-") or str(each.kind)
        tries = (stem, f"{stem}-{each.source_ref[:SHORT_ID]}", f"{stem}-{each.source_ref}")
        slug = next(slug for slug in tries if slug not in self.slugs)
        self.slugs.add(slug)
        return slug


class Changes:
    """Rows of one kind that differ from their drafts, to be saved together."""

    def __init__(self, spec: type[Spec]) -> None:
        """`spec` is the table of facts of the kind."""
        self.spec = spec
        self.parts: list[Part] = []
        self.facts: list[Spec] = []
        self.missing: list[Spec] = []

    def note(self, row: Part, each: Draft) -> bool:
        """Bring a row to its draft, but for what a person found elsewhere. True if anything differs."""
        by_hand = {name: source for name, source in row.fact_sources.items() if not from_import(name, source)}
        columns = {name: getattr(each, name) for name in PART_COLUMNS}
        columns["fact_sources"] = {**each.fact_sources, **by_hand}
        changed = _bring(row, columns, by_hand)
        facts = getattr(row, self.spec.accessor, None)
        if facts is None:
            self.missing.append(new_facts(self.spec, row, each))
            changed = True
        elif _bring(facts, each.facts, by_hand):
            self.facts.append(facts)
            changed = True
        if changed:
            self.parts.append(row)
        return changed

    def save(self, on: date) -> None:
        """Write them."""
        for part in self.parts:
            part.retrieved_on = on
            part.updated_at = timezone.now()
            part.search_text = search_text_of(part)
            part.product_key = product_key_of(part)
        columns = [*PART_COLUMNS, "retrieved_on", "updated_at", "search_text", "product_key"]
        Part.objects.bulk_update(self.parts, columns, batch_size=UPDATE_BATCH)
        manager = self.spec._default_manager  # noqa: SLF001  # public in spite of its name
        manager.bulk_update(self.facts, self.spec.fact_names(), batch_size=UPDATE_BATCH)
        manager.bulk_create(self.missing, batch_size=BATCH)


def new_facts(spec: type[Spec], part: Part, each: Draft) -> Spec:
    """Make the row of facts of a part that has none."""
    row = spec(**each.facts)
    row.pk = part.pk  # the part is the primary key of its facts
    return row


def from_import(name: str, source: object) -> bool:
    """Whether an entry of `fact_sources` was written by an import, which may write it again."""
    text = str(source)
    return text.startswith(f"{SOURCE_KEY}:") or (name != "gpu" and text.endswith(VIA_GPU))


def _bring(row: Part | Spec, values: dict[str, Any], by_hand: Iterable[str]) -> bool:
    kept = {*by_hand, *(f"{name}_id" for name in by_hand)}
    differing = {name: value for name, value in values.items() if name not in kept and getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Give the items in lists of `size`."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
