"""`manage.py refresh_clouds`: look at clouds' price lists and currency rates now."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from prices.cloud_refresh import Look, Outcome, claim_now, ensure_feeds, refresh
from prices.clouds.feeds import FEEDS, FeedSpec
from prices.clouds.fetch import LARGEST, fetch
from prices.models import Feed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h: nothing is wrong, come back later


class Command(BaseCommand):
    """Refreshes the named lists, or all that are enabled, and reports on each."""

    help = (
        "Fetch price lists of clouds and currency rates, and store what changed; each list all or nothing. Without "
        f"NAME: all that are enabled. Names: {', '.join(FEEDS)}. Exit status: 0 all stored, 1 one failed or was held "
        "back, 75 one is being looked at by somebody else."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take names, and what is unusual."""
        parser.add_argument("names", nargs="*", metavar="NAME", help="which lists; also ones that are not enabled")
        parser.add_argument("--file", type=Path, metavar="PATH", help="read one list from a file instead")
        parser.add_argument("--accept", action="store_true", help="take a list though it is far shorter than before")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401  # Django's signature
        """Refresh and report."""
        ensure_feeds()
        feeds = self._asked(options["names"])
        path: Path | None = options["file"]
        if path and len(options["names"]) != 1:
            message = "--file holds one list: name it, as in refresh_clouds aws --file index.json"
            raise CommandError(message)
        pages = None if path is None else [_content(path)]
        outcomes = set()
        for feed in feeds:
            look = _look(feed, pages, accept=options["accept"])
            outcomes.add(look.outcome)
            self.stdout.write("\n".join(told(feed.name, look)))
        if outcomes & {Outcome.FAILED, Outcome.HELD_BACK}:
            message = "Not every list was stored; what was there before is still there."
            raise CommandError(message)
        if Outcome.NOT_HELD in outcomes:
            message = "Another process is looking at one of them."
            raise CommandError(message, returncode=TRY_AGAIN)

    def _asked(self, names: Sequence[str]) -> list[Feed]:
        unknown = [name for name in names if name not in FEEDS]
        if unknown:
            message = f"There is no list {', '.join(unknown)}. There are: {', '.join(FEEDS)}"
            raise CommandError(message)
        if names:
            return list(Feed.objects.filter(name__in=names))
        enabled = list(Feed.objects.filter(enabled=True, name__in=FEEDS))
        if not enabled:
            self.stdout.write("No list is enabled: enable some in the admin, or name them.")
        return enabled


def _content(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            message = f"{path} has {size} bytes; at most {LARGEST} are read"
            raise CommandError(message)
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise CommandError(message) from error


def _look(feed: Feed, pages: Sequence[str] | None, *, accept: bool) -> Look:
    now = timezone.now()
    if not claim_now(feed, now):
        return Look(Outcome.NOT_HELD)
    feed.refresh_from_db()

    def read(spec: FeedSpec, at: datetime) -> Sequence[str]:
        return fetch(spec, at) if pages is None else pages

    return refresh(feed, now, chance=random.random(), fetch=read, accept=accept)  # noqa: S311  # spreads load


def told(name: str, look: Look) -> Iterator[str]:
    """Write for a person what came of a list."""
    tally = look.tally
    if look.outcome is Outcome.STORED:
        yield (
            f"{name}: {look.count} read, {tally.added} new or at a new price, {tally.unchanged} as before, "
            f"{tally.ended} ended"
        )
    else:
        yield f"{name}: {look.outcome}{': ' + look.reason if look.reason else ''}"
    yield from (f"  skipped {line}" for line in look.skipped)
