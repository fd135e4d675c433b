"""The files of OpenDB: a folder, or the .tar.gz that GitHub serves. Nothing is unpacked to disk.

What is wrong with one file is said in its place, and the next one is read. What is wrong with the archive as a whole
(cut off, damaged, a decompression bomb) raises UnusableError: most frequent figures over half a snapshot would be wrong
figures, so half a snapshot is not read.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import stat
import tarfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from catalog.opendb.fields import RefusedError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = "open-db"  # the folder whose folders are the categories
# The snapshot of commit 136a77a: 29,955 records of at most 3 kB, 61 MB unpacked from 4 MB.
LARGEST_FILE = 1_000_000  # bytes
MOST_FILES = 200_000
LARGEST_UNPACKED = 256_000_000  # bytes
LARGEST_RATIO = 100  # unpacked bytes per packed one
RATIO_COUNTS_FROM = 4_000_000  # unpacked bytes; below it a high ratio is harmless
COMMIT = re.compile(r"[0-9a-f]{40}", re.ASCII)
DAMAGE = (tarfile.TarError, EOFError, zlib.error, OSError, ValueError, RecursionError, OverflowError)


class UnusableError(Exception):
    """An archive, folder or address that cannot be read as a whole; the text says why."""


class Read(NamedTuple):
    """One file: where it stands, its category (empty if it has none), and its record or why it is refused."""

    name: str
    category: str
    record: dict[str, Any] | RefusedError


def records(path: Path | str) -> Iterator[Read]:
    """Give the records of a folder or .tar.gz, in its order; an id's second record is refused.

    Raises UnusableError, possibly after some records: then none of them should be used.
    """
    path = Path(path)
    if path.is_dir():
        return _first_of_each_id(_in_folder(path))
    if path.is_file():
        return _first_of_each_id(_in_archive(path))
    message = f"{path} is neither a folder nor a file"
    raise UnusableError(message)


def commit_of(path: Path) -> str:
    """Give the commit that GitHub writes into an archive, for its 40 digits; empty if there is none."""
    try:
        with path.open("rb") as packed, gzip.GzipFile(fileobj=packed) as unpacked:
            archive = tarfile.open(fileobj=Limited(unpacked, packed), mode="r|")  # type: ignore[call-overload]  # noqa: SIM115  # it only ever reads, and holds nothing
            archive.next()
            commit = archive.pax_headers.get("comment", "")
    except (*DAMAGE, UnusableError):
        return ""  # what is wrong with it is said when its records are read
    return commit if COMMIT.fullmatch(commit) else ""


def _first_of_each_id(read: Iterable[Read]) -> Iterator[Read]:
    seen: dict[str, str] = {}
    for each in read:
        identity = each.record.get("opendb_id") if isinstance(each.record, dict) else None
        first = seen.setdefault(identity, each.name) if isinstance(identity, str) else each.name
        if first == each.name:
            yield each
        else:
            yield each._replace(record=RefusedError(f"opendb_id {shown(identity)} is already that of {first}"))


def _in_folder(path: Path) -> Iterator[Read]:
    inside = [path / ROOT, *sorted(path.glob(f"*/{ROOT}"))]
    root = next((folder for folder in inside if folder.is_dir()), path)
    count = 0
    for folder, folders, files in os.walk(root):
        folders.sort()
        linked = [name for name in folders if Path(folder, name).is_symlink()]
        for name in sorted(files + linked):
            count = _counted(count)
            yield _from_disk(Path(folder, name), root)
    if not count:
        message = f"{path} holds no {ROOT}/<category>/<id>.json"
        raise UnusableError(message)


def _from_disk(file: Path, root: Path) -> Read:
    name = file.relative_to(root).as_posix()
    try:
        category = _category(name)
        status = file.lstat()
        _refuse_unless_small_file(regular=stat.S_ISREG(status.st_mode), size=status.st_size)
        return Read(name, category, _parsed(file.read_bytes()))
    except RefusedError as error:
        return Read(name, PurePosixPath(name).parent.name, error)
    except OSError as error:
        return Read(name, PurePosixPath(name).parent.name, RefusedError(f"it cannot be read: {error.strerror}"))


def _in_archive(path: Path) -> Iterator[Read]:
    count = 0
    last = "its beginning"
    try:
        with path.open("rb") as packed, gzip.GzipFile(fileobj=packed) as unpacked:
            stream = Limited(unpacked, packed)
            for name, read in _members(stream):
                last = name
                if read is not None:
                    count += 1
                    yield read
            stream.drain()
    except DAMAGE as error:
        why = str(error) or type(error).__name__
        message = f"{path.name} is damaged or cut off after {last} ({count:,} records read): {why}"
        raise UnusableError(message) from error
    if not count:
        message = f"{path.name} holds no {ROOT}/<category>/<id>.json"
        raise UnusableError(message)


def _members(stream: Limited) -> Iterator[tuple[str, Read | None]]:
    """Give each member's name with what is read from it; None for a folder and for what lies outside the data."""
    count = 0
    with tarfile.open(fileobj=stream, mode="r|") as archive:  # type: ignore[call-overload]  # it only ever reads
        while (member := archive.next()) is not None:
            archive.members.clear()  # else 30,000 of them are kept
            count = _counted(count)
            yield member.name, _from_member(archive, member)


def _from_member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Read | None:
    parts = PurePosixPath(member.name).parts
    inside = "/".join(parts[parts.index(ROOT) + 1 :]) if ROOT in parts else ""
    category = PurePosixPath(inside).parent.name
    try:
        _refuse_unsafe(member, parts)
        if member.isdir() or not inside:
            return None
        category = _category(inside)
        _refuse_unless_small_file(regular=member.isreg(), size=member.size)
        file = archive.extractfile(member)
        return Read(member.name, category, _parsed(file.read() if file else b""))
    except RefusedError as error:
        return Read(member.name, category, error)


def _refuse_unsafe(member: tarfile.TarInfo, parts: tuple[str, ...]) -> None:
    if member.name.startswith(("/", "\\")) or ".." in parts or "\\" in member.name:
        message = "its name leads out of the archive: no '..', no leading '/', no backslash is allowed"
        raise RefusedError(message)
    if member.issym() or member.islnk():
        message = f"it is a link to {shown(member.linkname)}: only files and folders are allowed"
        raise RefusedError(message)
    if not (member.isreg() or member.isdir()):
        message = "it is a device or pipe: only files and folders are allowed"
        raise RefusedError(message)


def _refuse_unless_small_file(*, regular: bool, size: int) -> None:
    if not regular:
        message = "it is a link, device or pipe: only files are allowed"
        raise RefusedError(message)
    if size > LARGEST_FILE:
        message = f"it has {size:,} bytes: at most {LARGEST_FILE:,} are allowed"
        raise RefusedError(message)


def _category(inside: str) -> str:
    """Give the category of `CPU/<id>.json`."""
    place = PurePosixPath(inside)
    if len(place.parts) != 2 or place.suffix != ".json":  # noqa: PLR2004  # a folder and a file
        message = f"it does not lie at {ROOT}/<category>/<id>.json"
        raise RefusedError(message)
    return place.parts[0]


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        record = json.loads(content.decode())
    except UnicodeDecodeError as error:
        message = f"it is not UTF-8 (byte {error.start})"
        raise RefusedError(message) from error
    except json.JSONDecodeError as error:
        message = f"it is not JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        raise RefusedError(message) from error
    except (ValueError, RecursionError) as error:
        message = "it is JSON with a number too long or brackets too deep to read"
        raise RefusedError(message) from error
    if not isinstance(record, dict):
        message = f"it holds {shown(record)}: write an object"
        raise RefusedError(message)
    return record


def _counted(count: int) -> int:
    if count >= MOST_FILES:
        message = f"it holds more than {MOST_FILES:,} files"
        raise UnusableError(message)
    return count + 1


class Limited:
    """A stream being unpacked that stops at a decompression bomb, whatever reads it."""

    def __init__(self, unpacked: gzip.GzipFile, packed: BinaryIO) -> None:
        """`packed` is the file that `unpacked` reads: its position tells the ratio."""
        self.unpacked, self.packed, self.total = unpacked, packed, 0

    def read(self, size: int) -> bytes:
        """Give up to `size` bytes. Raises UnusableError when it has become too much."""
        chunk = self.unpacked.read(size)
        self.total += len(chunk)
        if self.total > LARGEST_UNPACKED:
            message = f"it unpacks to more than {LARGEST_UNPACKED:,} bytes"
            raise UnusableError(message)
        if self.total > max(RATIO_COUNTS_FROM, LARGEST_RATIO * self.packed.tell()):
            message = f"it unpacks to more than {LARGEST_RATIO} times its size: a decompression bomb"
            raise UnusableError(message)
        return chunk

    def drain(self) -> None:
        """Read to the end, where the checksum is compared and a cut-off shows."""
        while self.read(1 << 16):
            pass
