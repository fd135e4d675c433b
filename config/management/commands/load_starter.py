"""`manage.py load_starter`: load the starter catalogue and its prices, once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from catalog import starter as catalogue
from catalog.fixtures import FixtureErrors, Reader
from catalog.starter import Tally
from community.reference import ReferenceBuildError, load_reference_builds
from prices import starter as prices

if TYPE_CHECKING:
    from collections.abc import Sequence


class Command(BaseCommand):
    """Load the starter catalogue: sources, GPUs, parts, models, countries, prices, cloud offers."""

    help = "Load the starter catalogue from fixtures/. What is there already stays as it is; a second run adds nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to read and what to do with rows that differ."""
        parser.add_argument(
            "--folder", type=Path, default=settings.BASE_DIR / "fixtures", help="Where the fixtures are."
        )
        parser.add_argument("--check", action="store_true", help="Check the fixtures; write nothing.")
        parser.add_argument("--update", action="store_true", help="Bring rows that differ back to the fixtures.")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401  # Django's signature
        """Read all, then write all or nothing."""
        reader = Reader(options["folder"])
        try:
            catalog = catalogue.read(reader)
            observed = prices.read(reader, catalog)
            reader.finish()
        except FixtureErrors as errors:
            message = f"{len(errors.errors)} errors in {options['folder']}:\n{errors}"
            raise CommandError(message) from errors
        if options["check"]:
            self.stdout.write(f"The fixtures are in order: {len(catalog.parts)} parts, {len(catalog.gpus)} GPUs.")
            return
        with transaction.atomic():
            tallies = catalogue.write(catalog, update=options["update"])
            tallies += prices.write(observed, catalog, update=options["update"])
            tallies.append(_builds(options["folder"]))
        self.report(tallies)

    def report(self, tallies: Sequence[Tally]) -> None:
        """Say what became of each table, or that nothing changed."""
        for tally in tallies:
            if tally.changed:
                self.stdout.write(f"{tally.table}: {tally.created} created, {tally.updated} updated")
        kept = sum(tally.kept for tally in tallies)
        if kept:
            self.stdout.write(
                f"{kept} rows differ from the fixtures and stay as they are (--update takes the fixtures')."
            )
        if not any(tally.changed for tally in tallies):
            self.stdout.write("The starter catalogue is loaded already: nothing changed.")


def _builds(folder: Path) -> Tally:
    """Publish the reference builds that are not published yet."""
    try:
        report = load_reference_builds(folder / "builds.json")
    except (OSError, ReferenceBuildError) as error:
        raise CommandError(str(error)) from error
    return Tally("reference builds", created=report.created, unchanged=report.unchanged)
