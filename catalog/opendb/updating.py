"""Bringing the catalogue up to the newest archive. The row says what is known of it, and who is at it and until when.

The row is claimed by a conditional UPDATE whose count is looked at, so of two updates at once the second does nothing.
Whatever goes wrong leaves the catalogue, and what is known of the archive, as they were.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from catalog.models import Download
from catalog.opendb import archive, download
from catalog.opendb.importing import SOURCE_KEY, import_snapshot
from catalog.opendb.reporting import as_kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from catalog.opendb.download import Fetched

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=30)  # ten minutes for the download at most, and plenty for the import
WEEK = timedelta(days=7)
LONGEST_ERROR = 300  # characters; as wide as the column


class Outcome(StrEnum):
    """What came of an update."""

    IMPORTED = "imported"
    NOTHING_NEW = "nothing new"
    BUSY = "another update is under way"
    NOT_DUE = "not due"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Update:
    """What came of an update: why it failed, or what it changed; `columns` is what the row keeps."""

    outcome: Outcome
    reason: str = ""
    columns: dict[str, Any] = field(default_factory=dict)

    @property
    def changes(self) -> dict[str, Any]:
        """What was imported, as `reporting.lines` reads it."""
        return self.columns.get("changes", {})  # type: ignore[no-any-return]  # as written below

    @property
    def commit(self) -> str:
        """The commit of the archive, as far as it says."""
        return str(self.columns.get("commit", ""))


def silent(_step: str, _count: int) -> None:
    """Tell nobody."""


def update_if_due(at: datetime) -> Update:
    """Update unless the server has answered within the last week; the outcome is logged."""
    if Download.objects.filter(key=SOURCE_KEY, checked_at__gt=at - WEEK).exists():
        return Update(Outcome.NOT_DUE)
    done = update(at)
    log.log(
        logging.WARNING if done.outcome is Outcome.FAILED else logging.INFO,
        "Update of the catalogue: %s %s",
        done.outcome,
        done.reason,
    )
    return done


def update(
    at: datetime, *, force: bool = False, keep: bool = True, progress: Callable[[str, int], None] = silent
) -> Update:
    """Fetch the newest archive and import it, unless it is the one that was imported last.

    With `force` it is imported in any case; without `keep` all is undone, and the outcome says what would change.
    """
    lease = at + LEASE
    if not _claim(at, lease):
        return Update(Outcome.BUSY)
    done = Update(Outcome.FAILED, "it did not come to its end")
    try:
        done = _update(at, force=force, keep=keep, progress=progress)
    except (archive.UnusableError, DatabaseError) as error:
        done = Update(Outcome.FAILED, str(error))
    finally:
        columns = done.columns if keep and done.outcome is not Outcome.FAILED else {}
        if keep:
            columns = {**columns, "last_error": done.reason.replace("\0", "")[:LONGEST_ERROR]}
        Download.objects.filter(key=SOURCE_KEY, lease_until=lease).update(lease_until=None, **columns)
    return done


def _claim(at: datetime, lease: datetime) -> bool:
    Download.objects.get_or_create(key=SOURCE_KEY)
    return bool(Download.objects.free(at).filter(key=SOURCE_KEY).update(lease_until=lease))


def _update(at: datetime, *, force: bool, keep: bool, progress: Callable[[str, int], None]) -> Update:
    url = settings.OPENDB_ARCHIVE_URL
    last = Download.objects.get(key=SOURCE_KEY)
    same_place = last.url == url and not force
    known = download.Version(last.etag, last.last_modified) if same_place else download.Version()
    with download.fetched(url, known) as found:
        if found is None:
            return Update(Outcome.NOTHING_NEW, columns={"checked_at": at})
        columns = _columns(found, url, at)
        if same_place and columns["commit"] and columns["commit"] == last.commit:
            return Update(Outcome.NOTHING_NEW, columns=columns)
        on = timezone.localdate(at)
        report = import_snapshot(archive.records(found.path), on=on, progress=progress, keep=keep)
    return Update(Outcome.IMPORTED, columns={**columns, "imported_at": at, "changes": as_kept(report)})


def _columns(found: Fetched, url: str, at: datetime) -> dict[str, Any]:
    version = {"etag": found.version.etag, "last_modified": found.version.last_modified}
    return {"url": url, "commit": archive.commit_of(found.path), "checked_at": at, **version}
