"""Fetches the archive from its address into a temporary file, or finds that there is nothing newer.

The address is the operator's own, so that a mirror in a private network may be named, too; what comes from there is
not trusted: its size, its time and its kind are bounded, and nothing is unpacked to disk.
"""

from __future__ import annotations

import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import requests
import urllib3

from catalog.opendb.archive import UnusableError

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEOUTS = (10, 60)  # seconds to connect, and between two pieces
LONGEST = 600  # seconds for all of it
LARGEST = 100_000_000  # bytes; the archive has 4 million
CHUNK = 1 << 16
LONGEST_TAG = 200  # characters of an ETag that are kept
PAGES = {"text/html", "application/xhtml+xml"}  # what a login page or a broken proxy sends instead


class Version(NamedTuple):
    """What a server calls the file that it sent: its ETag and Last-Modified; empty: it did not say."""

    etag: str = ""
    last_modified: str = ""


class Fetched(NamedTuple):
    """The file that was fetched, and its version."""

    path: Path
    version: Version


def is_address(text: str) -> bool:
    """Whether this is to be fetched, not opened."""
    return text.startswith(("https://", "http://"))


@contextmanager
def fetched(url: str, known: Version = Version()) -> Iterator[Fetched | None]:  # noqa: B008  # it cannot be changed
    """Give the file that was fetched, None if the `known` version is the newest; it is deleted afterwards.

    Raises UnusableError, which says what went wrong.
    """
    with tempfile.NamedTemporaryFile(suffix=".tar.gz") as file:
        try:
            version = _fetch(url, known, file)  # type: ignore[arg-type]  # a wrapper that writes bytes
            file.flush()
        except (OSError, urllib3.exceptions.HTTPError) as error:  # those of requests are OSErrors
            message = f"{url} could not be fetched: {_short(error)}"
            raise UnusableError(message) from error
        yield None if version is None else Fetched(Path(file.name), version)


def _fetch(url: str, known: Version, file: BinaryIO) -> Version | None:
    until = time.monotonic() + LONGEST
    with requests.get(url, headers=_headers(known), stream=True, timeout=TIMEOUTS) as response:
        if response.status_code == requests.codes.not_modified and any(known):
            return None
        _refuse_unless_archive(url, response)
        size = 0
        # As it stands on the server: one that calls the file's own packing an encoding must not have it undone. Each
        # piece is taken as it comes, so that a server that drips is noticed at the deadline.
        while chunk := response.raw.read1(CHUNK, decode_content=False):
            size += file.write(chunk)
            if size > LARGEST:
                message = f"{url} is larger than {LARGEST:,} bytes"
                raise UnusableError(message)
            if time.monotonic() > until:
                message = f"{url} took longer than {LONGEST} s"
                raise UnusableError(message)
        return Version(*(_kept(response.headers.get(name, "")) for name in ("ETag", "Last-Modified")))


def _headers(known: Version) -> dict[str, str]:
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {"Accept-Encoding": "identity", **{name: text for name, text in asked.items() if text}}


def _refuse_unless_archive(url: str, response: requests.Response) -> None:
    response.raise_for_status()
    if response.status_code != requests.codes.ok:
        message = f"{url} could not be fetched: it answered with status {response.status_code}"
        raise UnusableError(message)
    if url.startswith("https://") and not response.url.startswith("https://"):
        message = f"{url} leads to {response.url}, which anyone on the way could change"
        raise UnusableError(message)
    if response.headers.get("Content-Type", "").partition(";")[0].strip().lower() in PAGES:
        message = f"{url} answered with a page, not with an archive"
        raise UnusableError(message)


def _kept(text: str) -> str:
    """Give a header's text if it can be sent back."""
    return text if len(text) <= LONGEST_TAG and text.isascii() and text.isprintable() else ""


def _short(error: Exception) -> str:
    """Give an error's innermost words; requests wraps them in the names of its objects."""
    inner: BaseException = error
    while isinstance(inner.args[0] if inner.args else None, Exception):
        inner = inner.args[0]
    return str(getattr(inner, "reason", None) or inner)
