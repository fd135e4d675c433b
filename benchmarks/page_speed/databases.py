"""Where benchmark databases are made: files in a folder, or databases of a PostgreSQL server."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from pathlib import Path

SECONDS_TO_CONNECT = 3


class Store(Protocol):
    """A place for databases, which are known by name."""

    label: ClassVar[str]

    def address(self, name: str) -> str:
        """Give the DATABASE_URL of one."""

    def exists(self, name: str) -> bool:
        """Tell whether it is there."""

    def make(self, name: str, like: str = "") -> None:
        """Make it, empty or as a copy; what was there by this name is gone."""

    def rename(self, name: str, into: str) -> None:
        """Give it another name."""

    def drop(self, name: str) -> None:
        """Take it away, if it is there."""


@dataclass(frozen=True, slots=True)
class Sqlite:
    """Files in a folder."""

    label: ClassVar[str] = "SQLite"
    folder: Path

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"

    def address(self, name: str) -> str:
        """Give the DATABASE_URL of one."""
        return f"sqlite:///{self._file(name)}"

    def exists(self, name: str) -> bool:
        """Tell whether it is there."""
        return self._file(name).exists()

    def make(self, name: str, like: str = "") -> None:
        """Make it, empty or as a copy; the last process that had the original open has emptied its journal."""
        self.drop(name)
        if like:
            shutil.copyfile(self._file(like), self._file(name))

    def rename(self, name: str, into: str) -> None:
        """Give it another name."""
        self._file(name).replace(self._file(into))

    def drop(self, name: str) -> None:
        """Take it away, if it is there."""
        for file in self.folder.glob(f"{name}.sqlite3*"):
            file.unlink()


@dataclass(frozen=True, slots=True)
class Postgresql:
    """Databases of a server, whose `url` names one that is there; their names begin with `prefix`."""

    label: ClassVar[str] = "PostgreSQL"
    url: str
    prefix: str

    def _run(self, statement: str, *names: str) -> None:
        places = [sql.Identifier(self.prefix + name) for name in names]
        with psycopg.connect(self.url, autocommit=True, connect_timeout=SECONDS_TO_CONNECT) as connection:
            connection.execute(sql.SQL(statement).format(*places))

    def check(self) -> str:
        """Say why the server cannot be used; empty if it can."""
        try:
            self._run("SELECT 1")
        except psycopg.OperationalError as error:
            return " ".join(str(error).split())
        return ""

    def database(self, name: str) -> str:
        """Give its name at the server."""
        return self.prefix + name

    def address(self, name: str) -> str:
        """Give the DATABASE_URL of one."""
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{self.prefix}{name}"))

    def exists(self, name: str) -> bool:
        """Tell whether it is there."""
        with psycopg.connect(self.url, connect_timeout=SECONDS_TO_CONNECT) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.prefix + name])
            return found.fetchone() is not None

    def make(self, name: str, like: str = "") -> None:
        """Make it, empty or as a copy; what was there by this name is gone."""
        self.drop(name)
        self._run("CREATE DATABASE {} TEMPLATE {}" if like else "CREATE DATABASE {}", *filter(None, (name, like)))

    def rename(self, name: str, into: str) -> None:
        """Give it another name."""
        self._run("ALTER DATABASE {} RENAME TO {}", name, into)

    def drop(self, name: str) -> None:
        """Take it away, if it is there."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def analyse(self, name: str) -> None:
        """Let the server look at what is in it, as it does by itself where there is time."""
        with psycopg.connect(self.address(name), autocommit=True, connect_timeout=SECONDS_TO_CONNECT) as connection:
            connection.execute("VACUUM (ANALYZE)")
