"""Settings from the environment. A wrong value stops the start and says which variable it is and what is allowed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
SHORTEST_KEY = 50  # as Django's own check --deploy asks
WEB_SCHEMES = ("https", "http")
REDIS_SCHEMES = ("redis", "rediss", "unix")


def text(name: str, default: str = "") -> str:
    """Read a text."""
    return os.environ.get(name, default).strip()


def boolean(name: str, *, default: bool) -> bool:
    """Read yes or no."""
    written = text(name).lower()
    if not written:
        return default
    if written not in TRUE | FALSE:
        message = f"{name}={written!r}: write true or false"
        raise ImproperlyConfigured(message)
    return written in TRUE


def demo(name: str, *, debug: bool) -> bool:
    """Read whether made-up prices are shown. They have no place on a site in production."""
    wanted = boolean(name, default=False)
    if wanted and not debug:
        message = f"{name}=true shows made-up prices: it needs DEBUG=true"
        raise ImproperlyConfigured(message)
    return wanted


def demo_asked(environment: Mapping[str, str]) -> bool:
    """Tell whether an environment asks for the demo shop."""
    return environment.get("DEMO_SHOP", "").strip().lower() in TRUE


def integer(name: str, default: int, *, low: int, high: int) -> int:
    """Read a whole number between two limits, both allowed."""
    written = text(name) or str(default)
    if not (written.isascii() and written.isdigit() and low <= int(written) <= high):
        message = f"{name}={written!r}: write a whole number from {low} to {high}"
        raise ImproperlyConfigured(message)
    return int(written)


def words(name: str, default: list[str]) -> list[str]:
    """Read a list, separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or default


def url(name: str, schemes: tuple[str, ...]) -> str:
    """Read an address of one of these schemes; empty if it is not set."""
    written = text(name)
    if written and urlsplit(written).scheme not in schemes:
        message = (
            f"{name} begins with {written.split(':', maxsplit=1)[0]!r}: write an address with {', '.join(schemes)}"
        )
        raise ImproperlyConfigured(message)
    return written


def database(name: str, default: Path) -> dict[str, Any]:
    """Read the database's address; SQLite in a file unless it is set."""
    address = url(name, DATABASE_SCHEMES) or f"sqlite:///{default}"
    return dict(environ.Env.db_url_config(address))


def secret_key(folder: Path, *, production: bool) -> str:
    """Read the secret key. Production must set it; development makes one once and keeps it in a file."""
    key = text("SECRET_KEY")
    if production and len(key) < SHORTEST_KEY:
        message = (
            f"SECRET_KEY has {len(key)} characters: in production (DEBUG=false) write a random text of "
            f"{SHORTEST_KEY} characters or more into it"
        )
        raise ImproperlyConfigured(message)
    if key:
        return key
    file = folder / "secret_key"
    try:
        with file.open("x", encoding="ascii") as new:
            file.chmod(0o600)
            new.write(os.urandom(40).hex())
    except FileExistsError:
        pass
    return file.read_text(encoding="ascii")
