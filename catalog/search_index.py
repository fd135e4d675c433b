"""The trigram index over the parts' search text: an FTS5 table with triggers on SQLite, GIN with pg_trgm on PostgreSQL.

Only speed depends on it, never what is found.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)

TABLE = "catalog_part_search"
_GONE = f"INSERT INTO {TABLE} ({TABLE}, rowid, search_text) VALUES ('delete', old.id, old.search_text)"  # noqa: S608  # constants
_CAME = f"INSERT INTO {TABLE} (rowid, search_text) VALUES (new.id, new.search_text)"  # noqa: S608  # as above
SQLITE = (
    (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} "
        "USING fts5(search_text, content='catalog_part', content_rowid='id', tokenize='trigram')"
    ),
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_insert AFTER INSERT ON catalog_part BEGIN {_CAME}; END",
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_delete AFTER DELETE ON catalog_part BEGIN {_GONE}; END",
    (
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_update AFTER UPDATE OF search_text ON catalog_part "
        f"WHEN old.search_text IS NOT new.search_text BEGIN {_GONE}; {_CAME}; END"
    ),
    f"INSERT INTO {TABLE} ({TABLE}) VALUES ('rebuild')",  # noqa: S608  # as above
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE INDEX IF NOT EXISTS {TABLE} ON catalog_part USING gin (search_text gin_trgm_ops)",
)
TRIGGERS = 3


def create(connection: BaseDatabaseWrapper) -> None:
    """Make the index, filled from the table. Where PostgreSQL's role may not add pg_trgm, say so and do without."""
    statements = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    except DatabaseError as error:
        if connection.vendor == "sqlite":
            raise
        logger.warning("Searching works, but without an index, since pg_trgm cannot be added: %s", error)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the index away; the extension stays, since others may use it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for event in ("insert", "delete", "update"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{event}")
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        else:
            cursor.execute(f"DROP INDEX IF EXISTS {TABLE}")


def mend(connection: BaseDatabaseWrapper) -> None:
    """Put SQLite's triggers back: a migration that changes the table's columns makes it anew, without them."""
    if connection.vendor != "sqlite" or "search_text" not in _columns(connection):
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{TABLE}_%"])
        complete = cursor.fetchone()[0] == TRIGGERS
    if not complete:
        create(connection)


def _columns(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pragma_table_info('catalog_part')")
        return {name for (name,) in cursor.fetchall()}
