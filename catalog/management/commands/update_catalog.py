"""`manage.py update_catalog`: bring the catalogue up to the newest archive of BuildCores OpenDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from catalog.opendb.reporting import lines
from catalog.opendb.updating import Outcome, Update, update

if TYPE_CHECKING:
    from collections.abc import Iterator

TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h: nothing is wrong, come back later


class Command(BaseCommand):
    """Fetches only what is newer than the last time, and reports what changed."""

    help = (
        "Fetch the newest archive of BuildCores OpenDB (setting OPENDB_ARCHIVE_URL), import it, and say what changed. "
        "All or nothing: whatever stops it leaves the catalogue as it was. Exit status: 0 up to date, 1 failed, 75 "
        "another update is under way."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what is unusual."""
        parser.add_argument("--force", action="store_true", help="import even what was imported the last time")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401  # Django's signature
        """Update and report."""
        dry_run: bool = options["dry_run"]
        try:
            done = update(timezone.now(), force=options["force"], keep=not dry_run)
        except KeyboardInterrupt:
            message = "Stopped. The catalogue is as it was."
            raise CommandError(message, returncode=130) from None
        if done.outcome is Outcome.FAILED:
            message = f"The catalogue is as it was: {done.reason}"
            raise CommandError(message)
        if done.outcome is Outcome.BUSY:
            message = "Another update is under way; this one did nothing."
            raise CommandError(message, returncode=TRY_AGAIN)
        if options["verbosity"] > 0:
            self.stdout.write("\n".join(told(done, dry_run=dry_run)))


def told(done: Update, *, dry_run: bool) -> Iterator[str]:
    """Write for a person what came of it."""
    if done.outcome is Outcome.NOTHING_NEW:
        yield f"Nothing new at {settings.OPENDB_ARCHIVE_URL}"
        return
    yield f"Archive {done.commit[:7] or 'without a commit'} of {settings.OPENDB_ARCHIVE_URL}"
    yield from lines(done.changes)
    if dry_run:
        yield "This was a dry run: nothing was changed."
