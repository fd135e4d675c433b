"""`manage.py update_catalog` with a server of our own: a new archive is imported, a bad one changes nothing."""

from __future__ import annotations

import gzip
import http.server
import io
import socket
import tarfile
import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import make
import opendb_samples as samples
import pytest
from django.contrib.admin.sites import site
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.urls import reverse

from catalog.models import Download, Part, Source
from catalog.opendb import download, updating
from catalog.opendb.archive import UnusableError
from catalog.opendb.updating import LEASE, WEEK, Outcome, update, update_if_due
from catalog.tasks import update_catalog_weekly

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
COMMIT = "136a77aec16a30ba81a7cc6b448a8bace9a25359"
OTHER = "b" * 40


def packed(*entries, commit=COMMIT):
    """Pack records as GitHub does: the commit is a comment on the whole archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT, pax_headers={"comment": commit}) as archive:
        for name, content in samples.files(*entries).items():
            member = tarfile.TarInfo(name)
            member.size = len(content.encode())
            archive.addfile(member, io.BytesIO(content.encode()))
    return gzip.compress(out.getvalue())


FIRST = packed(("RAM", samples.record("RAM", "Kit one", number=1)), ("PSU", samples.record("PSU", "Supply", number=2)))
SECOND = packed(
    ("RAM", samples.record("RAM", "Kit one", number=1, speed=6400)),
    ("RAM", samples.record("RAM", "Kit two", number=3)),
    ("RAM", samples.record("RAM", "Kit bad", number=4, speed=-1)),
    commit=OTHER,
)
GZIP = {"Content-Type": "application/x-gzip"}


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves what the server holds, with its ETag, unless a path says something else."""

    def do_GET(self):
        self.server.asked.append(dict(self.headers))
        moved = (302, {"Location": "/main"}, b"")
        status, headers, body = moved if self.path == "/moved" else self.server.answer
        tag = headers.get("ETag")
        if tag and self.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
            while self.server.drips and not self.server.closing.wait(0.02):
                self.wfile.write(b"a")
        except OSError:
            self.close_connection = True

    def log_message(self, *_):
        pass


@pytest.fixture
def server(settings):
    """Give a running server that the settings name; `.answer` is what it says, `.asked` the headers it got."""
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.asked, made.drips, made.closing = [], False, threading.Event()
    made.answer = (200, {**GZIP, "ETag": '"one"', "Last-Modified": "Tue, 24 Nov 2026 01:00:00 GMT"}, FIRST)
    made.url = settings.OPENDB_ARCHIVE_URL = f"http://127.0.0.1:{made.server_port}/main"
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.closing.set()
    made.shutdown()
    thread.join()
    made.server_close()


def run(*args, **options):
    out = io.StringIO()
    call_command("update_catalog", *args, stdout=out, **options)
    return out.getvalue()


def row():
    return Download.objects.get()


def names():
    return sorted(Part.objects.values_list("name", flat=True))


def test_the_newest_archive_is_imported_and_the_row_says_which_it_was(server):
    said = run().splitlines()
    assert said == [
        f"Archive 136a77a of {server.url}",
        "Memory, 1 added: Kit one",
        "Power supply, 1 added: Supply",
        "2 records read, 2 rows changed",
    ]
    assert names() == ["Kit one", "Supply"]
    kept = row()
    assert (kept.key, kept.url, kept.etag, kept.commit) == ("opendb", server.url, '"one"', COMMIT)
    assert kept.checked_at == kept.imported_at
    assert (kept.last_error, kept.lease_until) == ("", None)


def test_what_was_imported_is_not_fetched_again(server):
    run()
    assert run() == f"Nothing new at {server.url}\n"
    asked = server.asked[-1]
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"one"', "Tue, 24 Nov 2026 01:00:00 GMT")


def test_an_archive_of_the_same_commit_under_another_tag_is_not_imported_again(server, monkeypatch):
    run()
    server.answer = (200, {**GZIP, "ETag": '"one, packed anew"'}, FIRST)
    monkeypatch.setattr(updating, "import_snapshot", None)
    assert run() == f"Nothing new at {server.url}\n"
    assert row().etag == '"one, packed anew"'


def test_what_changed_is_told_by_kind_and_kept(server):
    run()
    server.answer = (200, {**GZIP, "ETag": '"two"'}, SECOND)
    assert run().splitlines() == [
        f"Archive bbbbbbb of {server.url}",
        "Memory, 1 added: Kit two",
        "Memory, 1 changed: Kit one",
        "Power supply, 1 no longer in the source: Supply",
        "1 record refused",
        "3 records read, 2 rows changed",
    ]
    assert names() == ["Kit one", "Kit two", "Supply"]
    kinds = row().changes["kinds"]
    assert kinds["memory"]["changed"] == {"count": 1, "names": ["Kit one"]}
    assert kinds["power-supply"]["gone"] == {"count": 1, "names": ["Supply"]}


def test_of_many_only_the_first_names_are_told(server):
    entries = [("RAM", samples.record("RAM", f"Kit {number}", number=number)) for number in range(1, 1_003)]
    server.answer = (200, GZIP, packed(*entries))
    assert run().splitlines()[1] == "Memory, 1,002 added: Kit 1; Kit 2; Kit 3; Kit 4; Kit 5; and 997 more"


def test_a_name_cannot_steer_the_terminal(server):
    server.answer = (200, GZIP, packed(("RAM", samples.record("RAM", "Kit \x1b[2J", number=1))))
    assert "\x1b" not in run()


def test_force_imports_again(server):
    run()
    Part.objects.filter(name="Supply").delete()
    assert "Power supply, 1 added: Supply" in run("--force")
    assert "If-None-Match" not in server.asked[-1]


def test_a_dry_run_tells_what_would_change_and_changes_nothing(server):
    said = run("--dry-run").splitlines()
    assert said[1] == "Memory, 1 added: Kit one"
    assert said[-1] == "This was a dry run: nothing was changed."
    assert not Part.objects.exists()
    assert not Source.objects.exists()
    kept = row()
    assert (kept.etag, kept.checked_at, kept.changes, kept.lease_until) == ("", None, {}, None)


def test_another_address_is_asked_without_the_tag_of_the_first(server, settings):
    run()
    settings.OPENDB_ARCHIVE_URL = f"{server.url}?other"
    assert "0 rows changed" in run()
    assert "If-None-Match" not in server.asked[-1]


def test_offline_says_so_and_keeps_what_there_is(server, settings):
    run()
    before = row()
    with socket.create_server(("127.0.0.1", 0)) as closed:
        settings.OPENDB_ARCHIVE_URL = f"http://127.0.0.1:{closed.getsockname()[1]}/main"
    with pytest.raises(
        CommandError, match=r"The catalogue is as it was: .*/main could not be fetched: .*refused"
    ) as said:
        run()
    assert said.value.returncode == 1
    assert names() == ["Kit one", "Supply"]
    after = row()
    assert (after.etag, after.commit, after.checked_at) == (before.etag, before.commit, before.checked_at)
    assert "could not be fetched" in after.last_error
    assert after.lease_until is None


BAD = {
    "gone": ((404, {}, b"no"), "404"),
    "broken": ((503, {}, FIRST), "503"),
    "nothing": ((204, {}, b""), "answered with status 204"),
    "a page": ((200, {"Content-Type": "text/html; charset=utf-8"}, b"<!doctype html>"), "with a page"),
    "no archive": ((200, GZIP, b"words"), "damaged or cut off"),
    "empty": ((200, GZIP, b""), "damaged or cut off"),
    "packed words": ((200, GZIP, gzip.compress(b"words")), "damaged or cut off"),
    "cut off": ((200, GZIP, SECOND[:-200]), "damaged or cut off"),
    "interrupted": ((200, {**GZIP, "Content-Length": str(len(SECOND) + 9)}, SECOND), "could not be fetched"),
    "other files": ((200, GZIP, gzip.compress(samples.tar({"root/readme": "hello"}))), "holds no open-db"),
    "to a file": ((302, {"Location": "file:///etc/passwd"}, b""), "could not be fetched"),
    "round and round": ((302, {"Location": "/main"}, b""), "could not be fetched"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_archive_leaves_everything_as_it_was(server, case):
    run()
    before = row()
    server.answer, why = BAD[case]
    with pytest.raises(CommandError, match=why):
        run()
    assert names() == ["Kit one", "Supply"]
    after = row()
    assert (after.etag, after.commit, after.changes) == (before.etag, before.commit, before.changes)
    assert after.lease_until is None


def test_a_redirect_is_followed(server, settings):
    settings.OPENDB_ARCHIVE_URL = server.url.replace("/main", "/moved")
    assert "2 records read" in run()


def test_an_answer_to_what_was_not_asked_is_no_answer(server):
    server.answer = (304, {}, b"")
    with pytest.raises(CommandError, match="answered with status 304"):
        run()


def test_a_redirect_that_leaves_https_is_refused():
    answer = SimpleNamespace(raise_for_status=lambda: None, status_code=200, url="http://mirror.example/a", headers={})
    with pytest.raises(UnusableError, match="which anyone on the way could change"):
        download._refuse_unless_archive("https://mirror.example/a", answer)  # noqa: SLF001  # loopback has no https


def test_too_much_is_not_fetched_to_the_end(server, monkeypatch):
    monkeypatch.setattr(download, "LARGEST", 10)
    with pytest.raises(CommandError, match="is larger than 10 bytes"):
        run()


def test_a_server_that_drips_is_cut_at_the_deadline(server, monkeypatch):
    monkeypatch.setattr(download, "LONGEST", 0.3)
    server.drips = True
    with pytest.raises(CommandError, match=r"took longer than 0\.3 s"):
        run()
    assert not Part.objects.exists()


def test_a_file_whose_packing_a_server_calls_an_encoding_is_taken_as_it_is(server):
    server.answer = (200, {"Content-Type": "application/x-tar", "Content-Encoding": "gzip"}, FIRST)
    assert "2 records read" in run()


@pytest.mark.parametrize("error", [DatabaseError("disk full"), KeyboardInterrupt()])
def test_an_import_that_stops_halfway_is_undone(server, monkeypatch, error):
    run()
    server.answer = (200, GZIP, SECOND)

    def stop(*_):
        raise error

    monkeypatch.setattr("catalog.opendb.importing.Changes.save", stop)
    with pytest.raises(CommandError, match=r"[Tt]he catalogue is as it was") as said:
        run()
    assert said.value.returncode == (130 if isinstance(error, KeyboardInterrupt) else 1)
    assert names() == ["Kit one", "Supply"]
    kept = row()
    assert (kept.commit, kept.lease_until) == (COMMIT, None)
    assert kept.last_error


def test_of_two_updates_at_once_the_second_does_nothing(server, monkeypatch):
    seconds = []
    fetched = download.fetched

    def slowly(*args):
        seconds.append(update(AT + timedelta(minutes=1)).outcome)
        return fetched(*args)

    monkeypatch.setattr(download, "fetched", slowly)
    assert update(AT).outcome is Outcome.IMPORTED
    assert seconds == [Outcome.BUSY]
    assert len(server.asked) == 1


def test_an_update_that_finds_another_under_way_says_so_with_a_status_of_its_own(server, monkeypatch):
    Download.objects.create(key="opendb", lease_until=AT + LEASE)
    monkeypatch.setattr("catalog.management.commands.update_catalog.timezone.now", lambda: AT)
    with pytest.raises(CommandError, match="Another update is under way") as said:
        run()
    assert said.value.returncode == 75
    assert server.asked == []


def test_a_lease_that_nobody_gave_back_ends(server):
    Download.objects.create(key="opendb", lease_until=AT + LEASE)
    assert update(AT + LEASE).outcome is Outcome.IMPORTED


def test_an_update_does_not_give_back_the_lease_of_another(server, monkeypatch):
    """It took longer than its lease, and another has begun."""
    fetched = download.fetched
    theirs = AT + 3 * LEASE

    def very_slowly(*args):
        Download.objects.update(lease_until=theirs)
        return fetched(*args)

    monkeypatch.setattr(download, "fetched", very_slowly)
    update(AT)
    assert row().lease_until == theirs


def test_the_weekly_task_looks_once_a_week(server):
    assert update_if_due(AT).outcome is Outcome.IMPORTED
    assert update_if_due(AT + WEEK - timedelta(hours=1)).outcome is Outcome.NOT_DUE
    assert update_if_due(AT + WEEK).outcome is Outcome.NOTHING_NEW
    assert len(server.asked) == 2


def test_a_weekly_task_that_failed_is_due_again(server, caplog):
    server.answer = (503, {}, b"")
    assert update_if_due(AT).outcome is Outcome.FAILED
    assert "Update of the catalogue: failed" in caplog.text
    server.answer = (200, GZIP, FIRST)
    assert update_if_due(AT + timedelta(hours=6)).outcome is Outcome.IMPORTED


def test_the_task_is_a_door(server):
    update_catalog_weekly()
    assert names() == ["Kit one", "Supply"]


def test_the_row_is_shown_to_the_operator_and_cannot_be_changed_by_hand(server, admin_client):
    run()
    address = reverse("admin:catalog_download_change", args=[row().pk])
    page = admin_client.get(address).content.decode()
    assert "Memory, 1 added: Kit one" in page
    assert COMMIT in page
    assert '"_save"' not in page
    assert admin_client.get(reverse("admin:catalog_download_changelist")).status_code == 200
    assert admin_client.get(reverse("admin:catalog_download_add")).status_code == 403


def test_a_row_without_an_import_is_shown_too(admin_client):
    made = Download.objects.create(key="opendb", last_error="offline")
    page = admin_client.get(reverse("admin:catalog_download_change", args=[made.pk])).content.decode()
    assert site.is_registered(Download)
    assert "offline" in page


def test_parts_of_other_sources_are_not_told_as_gone(server):
    make.psu("By hand")
    assert "By hand" not in run()
