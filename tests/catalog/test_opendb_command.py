"""`manage.py import_opendb`, as it is typed."""

from __future__ import annotations

import http.server
import io
import json
import threading
from types import SimpleNamespace
from unittest import mock

import opendb_samples as samples
import pytest
from django.core.management import CommandError, call_command

from catalog.models import Part
from catalog.opendb import download

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self):
        return True


def run(*args, stderr=None, **options):
    out = io.StringIO()
    call_command("import_opendb", *map(str, args), stdout=out, stderr=stderr or io.StringIO(), **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    return samples.snapshot(
        tmp_path,
        ("RAM", samples.record("RAM", number=1)),
        ("RAM", samples.record("RAM", number=2, speed=-1)),
        ("ThermalCompound", samples.record("ThermalCompound", number=3)),
    )


def test_the_report_accounts_for_every_record(file):
    report = run(file).splitlines()
    assert report[1].split() == ["RAM", "2", "1", "0", "0", "0", "1"]
    assert "ThermalCompound: 1 records, kind not carried" in report
    assert f"refused {samples.path('RAM', samples.record('RAM', number=2))}: speed is -1: write a number" in report[4]
    assert report[-1] == "3 records read, 1 rows changed"


def test_the_second_run_says_that_nothing_changed(file):
    run(file)
    assert run(file).splitlines()[-1] == "3 records read, 0 rows changed"


def test_a_long_list_of_refusals_is_cut_on_the_terminal_and_whole_in_the_file(tmp_path):
    bad = samples.snapshot(tmp_path, *(("RAM", samples.record("RAM", speed=-1)) for _ in range(25)))
    report = tmp_path / "report.json"
    text = run(bad, report=report)
    assert text.count("\nrefused ") == 20
    assert "… and 5 more refused" in text
    whole = json.loads(report.read_text())
    assert len(whole["refused"]) == whole["categories"]["RAM"]["refused"] == whole["read"] == 25
    assert whole["changed"] == 0


def test_a_name_cannot_steer_the_terminal(tmp_path):
    assert "\\x1b[2J" in run(samples.packed(tmp_path, {"r/open-db/RAM/\x1b[2J.json": "{"}))


@pytest.mark.parametrize("content", [b"", b"words"])
def test_input_that_cannot_be_used_says_why_and_that_nothing_was_imported(tmp_path, content):
    file = tmp_path / "odb.tar.gz"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=r"Nothing was imported: odb\.tar\.gz"):
        run(file)


def test_a_path_that_is_not_there_says_so(tmp_path):
    with pytest.raises(CommandError, match="neither a folder nor a file"):
        run(tmp_path / "absent")


def test_a_report_that_cannot_be_written_is_found_out_before_the_import(file, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        run(file, report=tmp_path / "absent" / "report.json")
    assert not Part.objects.exists()


def test_ctrl_c_ends_with_its_own_code_and_an_empty_catalogue(file, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("catalog.opendb.importing.Changes.save", interrupted)
    with pytest.raises(CommandError, match="The catalogue is as it was") as stopped:
        run(file)
    assert stopped.value.returncode == 130
    assert not Part.objects.exists()


@pytest.mark.parametrize(
    ("stderr", "verbosity", "told"),
    [(io.StringIO(), 1, False), (Terminal(), 1, True), (io.StringIO(), 2, True), (Terminal(), 0, False)],
)
@mock.patch("catalog.management.commands.import_opendb.STEP", 1)
def test_progress_is_told_at_a_terminal_or_when_asked_for(file, stderr, verbosity, told):
    run(file, stderr=stderr, verbosity=verbosity)
    assert ("2 read" in stderr.getvalue()) is told


@mock.patch("catalog.opendb.importing.BATCH", 3)
@mock.patch("catalog.management.commands.import_opendb.STEP", 4)
def test_progress_is_told_once_a_step_though_rows_are_written_in_batches(tmp_path):
    file = samples.snapshot(tmp_path, *(("RAM", samples.record("RAM")) for _ in range(13)))
    stderr = Terminal()
    run(file, stderr=stderr)
    lines = stderr.getvalue().split("\n")
    assert [line for line in lines if line.endswith("read")] == ["4 read", "8 read", "12 read"]
    assert [line for line in lines if line.endswith("written")] == ["6 written", "9 written", "12 written"]


@pytest.fixture
def server(file):
    """Serve the file, and what else a server may answer, on the loopback."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            found = self.path == "/good.tar.gz"
            body = file.read_bytes() if found else b"no"
            self.send_response(200 if found else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield SimpleNamespace(url=f"http://127.0.0.1:{made.server_port}")
        made.shutdown()
        thread.join()


def test_an_address_is_fetched_and_imported(server):
    assert run(f"{server.url}/good.tar.gz").splitlines()[-1] == "3 records read, 1 rows changed"


def test_an_address_that_does_not_answer_well_says_so(server):
    with pytest.raises(CommandError, match="could not be fetched: 404"):
        run(f"{server.url}/absent")


def test_an_address_with_too_much_behind_it_is_not_fetched_to_the_end(server, monkeypatch):
    monkeypatch.setattr(download, "LARGEST", 10)
    with pytest.raises(CommandError, match="is larger than 10 bytes"):
        run(f"{server.url}/good.tar.gz")


def test_the_default_is_the_projects_public_archive(monkeypatch):
    asked, reason = [], "offline"

    def refuse(url, **_):
        asked.append(url)
        raise download.requests.ConnectionError(reason)

    monkeypatch.setattr(download.requests, "get", refuse)
    with pytest.raises(CommandError, match="could not be fetched: offline"):
        run()
    assert asked == ["https://codeload.github.com/buildcores/buildcores-open-db/tar.gz/refs/heads/main"]
