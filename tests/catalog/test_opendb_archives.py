"""Archives and folders of OpenDB, whole and hostile: what is wrong is named, and the rest is read."""

from __future__ import annotations

import gzip
import json
import os
import tarfile

import opendb_samples as samples
import pytest

from catalog.opendb import archive
from catalog.opendb.archive import UnusableError, records
from catalog.opendb.fields import RefusedError


@pytest.fixture
def good():
    return samples.record("RAM", number=1)


def refusals(read):
    return {name: str(record) for name, _, record in read if isinstance(record, RefusedError)}


def taken(read):
    return [(category, record["opendb_id"]) for _, category, record in read if not isinstance(record, RefusedError)]


def test_an_archive_gives_its_records_with_their_category_and_passes_over_other_files(tmp_path, good):
    board = samples.record("Motherboard", number=2)
    others = {"buildcores-open-db-1/README.md": "# Words", "buildcores-open-db-1/schemas/RAM.json": "{}"}
    file = samples.packed(tmp_path, {**others, **samples.files(("RAM", good), ("Motherboard", board))})
    assert list(records(file)) == [
        (samples.path("RAM", good), "RAM", good),
        (samples.path("Motherboard", board), "Motherboard", board),
    ]


@pytest.mark.parametrize("opened", ["", "repository", "repository/open-db"])
def test_a_folder_is_read_from_above_the_repository_from_it_and_from_its_data(tmp_path, good, opened):
    file = tmp_path / samples.path("RAM", good, root="repository")
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(good))
    (name, category, record) = next(iter(records(tmp_path / opened)))
    assert (name, category, record) == (f"RAM/{good['opendb_id']}.json", "RAM", good)


def test_a_folder_names_what_it_does_not_read(tmp_path, good):
    folder = tmp_path / "open-db" / "RAM"
    folder.mkdir(parents=True)
    (folder / "good.json").write_text(json.dumps(good))
    (folder / "broken.json").write_text("{")
    (folder / "notes.txt").write_text("words")
    (folder / "link.json").symlink_to("/etc/hostname")
    (folder / "linked").symlink_to("/etc")
    os.mkfifo(folder / "pipe.json")
    (folder / "deeper").mkdir()
    (folder / "deeper" / "good.json").write_text("{}")
    read = list(records(tmp_path))
    assert taken(read) == [("RAM", good["opendb_id"])]
    reasons = refusals(read)
    assert reasons.keys() == {
        "RAM/broken.json", "RAM/notes.txt", "RAM/link.json", "RAM/linked", "RAM/pipe.json", "RAM/deeper/good.json"
    }  # fmt: skip
    assert "not JSON" in reasons["RAM/broken.json"]
    assert "link, device or pipe" in reasons["RAM/link.json"]
    assert "link, device or pipe" in reasons["RAM/pipe.json"]
    assert "does not lie at" in reasons["RAM/deeper/good.json"]


def member(name, kind=tarfile.REGTYPE, link=""):
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, link
    return made


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        (member("root/open-db/RAM/../../../../etc/passwd"), "leads out of the archive"),
        (member("../open-db/RAM/a.json"), "leads out of the archive"),
        (member("/open-db/RAM/a.json"), "leads out of the archive"),
        (member("root/open-db/RAM/..\\a.json"), "leads out of the archive"),
        (member("root/open-db/RAM/a.json", tarfile.SYMTYPE, "/etc/passwd"), "a link to '/etc/passwd'"),
        (member("root/open-db/RAM/a.json", tarfile.LNKTYPE, "b.json"), "a link to 'b.json'"),
        (member("root/open-db/RAM/a.json", tarfile.FIFOTYPE), "device or pipe"),
        (member("root/open-db/RAM/a.json", tarfile.CHRTYPE), "device or pipe"),
        (member("root/evil-link", tarfile.SYMTYPE, "/etc"), "a link to '/etc'"),
        (member("root/open-db/RAM/a.txt"), "does not lie at open-db/<category>/<id>.json"),
        (member("root/open-db/a.json"), "does not lie at"),
        (member("root/open-db/RAM/deep/a.json"), "does not lie at"),
    ],
)
def test_a_dangerous_member_is_refused_by_name_and_the_rest_is_read(tmp_path, good, extra, reason):
    read = list(records(samples.packed(tmp_path, samples.files(("RAM", good)), extra)))
    assert taken(read) == [("RAM", good["opendb_id"])]
    ((name, text),) = refusals(read).items()
    assert name == extra.name
    assert reason in text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "not JSON: Expecting property name"),
        (b"", "not JSON"),
        (b"\xff\xfe{}", "not UTF-8 (byte 0)"),
        (b"[1]", "it holds a list: write an object"),
        (b"null", "it holds null: write an object"),
        (b"1" * 5000, "a number too long"),
        (b"[" * 200_000, "brackets too deep"),
        (b'{"a":' * 50_000, "brackets too deep"),
        (b'"' + b"x" * archive.LARGEST_FILE + b'"', "it has 1,000,002 bytes: at most 1,000,000 are allowed"),
    ],
)
def test_a_file_that_is_no_record_is_refused_by_name_and_the_rest_is_read(tmp_path, good, content, reason):
    name = "root/open-db/RAM/bad.json"
    read = list(records(samples.packed(tmp_path, {name: content, **samples.files(("RAM", good))})))
    assert taken(read) == [("RAM", good["opendb_id"])]
    assert reason in refusals(read)[name]


def test_the_second_record_of_an_id_is_refused_and_names_the_first(tmp_path, good):
    twin = "root/open-db/PSU/twin.json"
    read = list(records(samples.packed(tmp_path, {**samples.files(("RAM", good)), twin: json.dumps(good)})))
    assert taken(read) == [("RAM", good["opendb_id"])]
    assert f"already that of {samples.path('RAM', good)}" in refusals(read)[twin]


def entries(count):
    return [("RAM", samples.record("RAM", number=number)) for number in range(1, count + 1)]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_cut_off_archive_is_unusable_and_says_how_far_it_went(tmp_path, share):
    contents = samples.files(*entries(300))
    size = len(gzip.compress(samples.tar(contents)))
    file = samples.packed(tmp_path, contents, cut=int(size * share))
    with pytest.raises(UnusableError, match=r"snapshot.tar.gz is damaged or cut off after .* \(\d+ records read\)"):
        list(records(file))


def test_a_tar_cut_off_inside_whole_compression_is_unusable(tmp_path):
    file = tmp_path / "snapshot.tar.gz"
    file.write_bytes(gzip.compress(samples.tar(samples.files(*entries(3)))[:1800]))
    with pytest.raises(UnusableError, match="damaged or cut off"):
        list(records(file))


def test_a_changed_byte_is_found_by_the_checksum(tmp_path):
    whole = bytearray(gzip.compress(samples.tar(samples.files(*entries(3)))))
    whole[-6] ^= 1  # within the checksum at the end
    file = tmp_path / "snapshot.tar.gz"
    file.write_bytes(whole)
    with pytest.raises(UnusableError, match="CRC"):
        list(records(file))


def test_a_decompression_bomb_is_stopped_by_its_ratio(tmp_path):
    bomb = {"root/open-db/RAM/bomb.json": b"0" * 60_000_000}
    with pytest.raises(UnusableError, match="more than 100 times its size"):
        list(records(samples.packed(tmp_path, bomb)))


def test_a_bomb_behind_the_end_of_the_tar_is_stopped_too(tmp_path, good):
    file = tmp_path / "snapshot.tar.gz"
    file.write_bytes(gzip.compress(samples.tar(samples.files(("RAM", good))) + b"\0" * 60_000_000))
    with pytest.raises(UnusableError, match="more than 100 times its size"):
        list(records(file))


def test_an_archive_that_unpacks_to_too_much_is_unusable(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_UNPACKED", 100_000)
    contents = samples.files(*entries(200))
    with pytest.raises(UnusableError, match="unpacks to more than 100,000 bytes"):
        list(records(samples.packed(tmp_path, contents)))


@pytest.mark.parametrize("as_folder", [True, False])
def test_too_many_files_are_unusable(tmp_path, monkeypatch, as_folder):
    monkeypatch.setattr(archive, "MOST_FILES", 10)
    contents = samples.files(*entries(11))
    file = samples.packed(tmp_path, contents)
    if as_folder:
        file.unlink()
        for name, content in contents.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content)
    with pytest.raises(UnusableError, match="more than 10 files"):
        list(records(tmp_path if as_folder else file))


def test_long_names_upon_long_names_do_not_exhaust_the_stack(tmp_path):
    header = member("././@LongLink", tarfile.GNUTYPE_LONGNAME).tobuf()
    file = tmp_path / "snapshot.tar.gz"
    file.write_bytes(gzip.compress(header * 5000))
    with pytest.raises(UnusableError):
        list(records(file))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04", "Not a gzipped file"),
        (b"", "empty file"),
        (gzip.compress(b"words", mtime=0), "damaged or cut off"),
    ],
)
def test_what_is_no_archive_is_unusable(tmp_path, content, reason):
    file = tmp_path / "snapshot.tar.gz"
    file.write_bytes(content)
    with pytest.raises(UnusableError, match=reason):
        list(records(file))


def test_a_place_without_records_is_unusable(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnusableError, match="holds no open-db"):
        list(records(tmp_path / "empty"))
    with pytest.raises(UnusableError, match="neither a folder nor a file"):
        records(tmp_path / "absent")
