"""Fetches the archive from its address into a temporary file."""

from __future__ import annotations

import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import requests

from catalog.opendb.archive import UnusableError

if TYPE_CHECKING:
    from collections.abc import Iterator

PUBLIC_ARCHIVE = "https://codeload.github.com/buildcores/buildcores-open-db/tar.gz/refs/heads/main"
TIMEOUTS = (10, 60)  # seconds to connect, and between two chunks
LONGEST = 600  # seconds for all of it
LARGEST = 100_000_000  # bytes; the archive has 4 million
CHUNK = 1 << 16


def is_address(text: str) -> bool:
    """Whether this is to be fetched, not opened."""
    return text.startswith(("https://", "http://"))


@contextmanager
def fetched(url: str) -> Iterator[Path]:
    """Give the file that was fetched; it is deleted afterwards. Raises UnusableError, which says what went wrong."""
    with tempfile.NamedTemporaryFile(suffix=".tar.gz") as file:
        try:
            _fetch(url, file)  # type: ignore[arg-type]  # a wrapper that writes bytes
        except requests.RequestException as error:
            message = f"{url} could not be fetched: {error}"
            raise UnusableError(message) from error
        file.flush()
        yield Path(file.name)


def _fetch(url: str, file: BinaryIO) -> None:
    until = time.monotonic() + LONGEST
    with requests.get(url, stream=True, timeout=TIMEOUTS) as response:
        response.raise_for_status()
        size = 0
        for chunk in response.iter_content(CHUNK):
            size += file.write(chunk)
            if size > LARGEST:
                message = f"{url} is larger than {LARGEST:,} bytes"
                raise UnusableError(message)
            if time.monotonic() > until:
                message = f"{url} took longer than {LONGEST} s"
                raise UnusableError(message)
