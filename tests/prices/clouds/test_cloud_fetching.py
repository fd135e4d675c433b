"""Fetching lists from servers that may be anything, on a server of our own."""

import io
import json
import socket
import time
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cloud_answers import azure_page

from prices.clouds import fetch as fetching
from prices.clouds.feeds import FEEDS
from prices.clouds.fetch import BusyError, fetch, unzipped
from prices.fetching import FetchError, retry_after_s

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(cloud, name, path="/list"):
    """Give a list's description with its address on the server."""
    return replace(FEEDS[name], address=cloud.url + path)


def archive(**files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(f"{name}.csv", content)
    return packed.getvalue()


def test_a_list_is_fetched_with_who_asks_and_no_key_where_none_is_set(cloud, settings):
    settings.SITE_CONTACT = "ops@site.example"
    cloud.answers["/list"] = (200, {}, b'{"offers": []}')
    assert fetch(at(cloud, "vast"), NOW) == ['{"offers": []}']
    method, _, headers, body = cloud.seen[0]
    assert (method, json.loads(body)["rentable"]) == ("POST", {"eq": True})
    assert headers["User-Agent"] == "Rigwright/1.0 (+ops@site.example)"
    assert not headers.keys() & {"Authorization", "X-API-KEY"}


@pytest.mark.parametrize(
    ("name", "setting", "header", "value"),
    [
        ("lambda", "LAMBDA_API_KEY", "Authorization", "Bearer secret"),
        ("runpod", "RUNPOD_API_KEY", "Authorization", "Bearer secret"),
        ("shadeform", "SHADEFORM_API_KEY", "X-API-KEY", "secret"),
    ],
)
def test_a_key_goes_where_the_provider_wants_it(cloud, settings, name, setting, header, value):
    setattr(settings, setting, "secret")
    cloud.answers["/list"] = (200, {}, b"{}")
    fetch(at(cloud, name), NOW)
    assert cloud.seen[0][2][header] == value


@pytest.mark.parametrize(("name", "setting"), [("lambda", "LAMBDA_API_KEY"), ("shadeform", "SHADEFORM_API_KEY")])
def test_without_a_key_that_is_needed_nothing_is_asked(cloud, settings, name, setting):
    setattr(settings, setting, "")
    with pytest.raises(FetchError, match=f"set {setting}"):
        fetch(at(cloud, name), NOW)
    assert cloud.seen == []


def test_the_aws_list_is_read_from_a_file_only():
    with pytest.raises(FetchError, match="from a file only"):
        fetch(FEEDS["aws"], NOW)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((401, {}, b'{"error": "API key was invalid"}'), "status 401: .*API key was invalid"),
        ((404, {}, b"<html>"), "status 404$"),
        ((500, {}, b"oops"), "status 500: oops"),
        ((204, {}, b""), "status 204"),
        ((302, {"Location": "http://10.0.0.1/"}, b""), "status 302"),
        ((200, {"Content-Encoding": "br"}, b"x"), "packed with 'br'"),
        ((200, {"Content-Encoding": "gzip"}, b"not packed"), "could not be read"),
        ((200, {"Content-Length": "999999"}, b"short"), "could not be read"),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason(cloud, answer, why):
    cloud.answers["/list"] = answer
    with pytest.raises(FetchError, match=why):
        fetch(at(cloud, "vast"), NOW)


def test_a_redirect_is_not_followed_and_the_key_stays(cloud, settings):
    settings.LAMBDA_API_KEY = "secret"
    cloud.answers |= {"/list": (307, {"Location": "/elsewhere"}, b""), "/elsewhere": (200, {}, b"{}")}
    with pytest.raises(FetchError, match="status 307"):
        fetch(at(cloud, "lambda"), NOW)
    assert [path for _, path, _, _ in cloud.seen] == ["/list"]


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("header", "wait"),
    [("120", 120), ("Sun, 01 Mar 2026 12:10:00 GMT", 600), ("Sun, 01 Mar 2026 11:00:00 GMT", 0), ("soon", None),
     ("99999999999", 86_400), ("-5", None)],
)  # fmt: skip
def test_a_server_that_asks_to_wait_is_believed_up_to_a_day(cloud, status, header, wait):
    cloud.answers["/list"] = (status, {"Retry-After": header}, b"slow down")
    with pytest.raises(BusyError, match=f"status {status}: slow down") as caught:
        fetch(at(cloud, "vast"), NOW)
    assert caught.value.wait_s == wait


def test_no_retry_after_is_no_wait():
    assert retry_after_s("", NOW) is None


def test_a_server_that_is_slow_is_cut(cloud, monkeypatch):
    monkeypatch.setattr(fetching, "DEADLINE", 0.5)
    cloud.answers["/list"] = (200, {"delay": 5}, b"{}")
    started = time.monotonic()
    with pytest.raises(FetchError, match="no whole answer within 0 s"):
        fetch(at(cloud, "vast"), NOW)
    assert time.monotonic() - started < 2


def test_a_closed_port_is_a_reason(settings):
    settings.FETCH_ALLOW_LOOPBACK = True
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(FetchError, match="could not be read"):
        fetch(replace(FEEDS["vast"], address=f"http://127.0.0.1:{port}/"), NOW)


def test_a_list_that_is_too_large_is_cut(cloud, monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST", 10_000)
    cloud.answers["/list"] = (200, {}, b"a" * 10_001)
    with pytest.raises(FetchError, match="larger than 10000 bytes"):
        fetch(at(cloud, "vast"), NOW)


def test_loopback_is_refused_unless_the_setting_allows_it(cloud, settings):
    settings.FETCH_ALLOW_LOOPBACK = False
    with pytest.raises(FetchError, match="port"):
        fetch(at(cloud, "vast"), NOW)
    assert cloud.seen == []


def test_azure_pages_are_followed_to_the_last(cloud, monkeypatch):
    monkeypatch.setattr(fetching, "AZURE_REGIONS", ("westeurope",))
    more = f"{cloud.url}/second?$skip=1000"
    cloud.answers |= {
        "/list": (200, {}, azure_page({}, following=more).encode()),
        "/second": (200, {}, azure_page({}).encode()),
    }
    assert len(fetch(at(cloud, "azure"), NOW)) == 2
    assert "armRegionName+eq+%27westeurope%27" in cloud.seen[0][1]


@pytest.mark.parametrize(
    ("link", "why"),
    [("http://other.example/x", "at another server"), ("file:///etc/passwd", "at another server")],
)
def test_azure_pages_at_another_server_are_not_followed(cloud, monkeypatch, link, why):
    monkeypatch.setattr(fetching, "AZURE_REGIONS", ("westeurope",))
    cloud.answers["/list"] = (200, {}, azure_page({}, following=link).encode())
    with pytest.raises(FetchError, match=why):
        fetch(at(cloud, "azure"), NOW)


def test_azure_pages_in_a_circle_end(cloud, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_PAGES", 3)
    cloud.answers["/list"] = (200, {}, azure_page({}, following=f"{cloud.url}/list").encode())
    with pytest.raises(FetchError, match="more than 3 pages"):
        fetch(at(cloud, "azure"), NOW)
    assert len(cloud.seen) == 3


def test_an_azure_page_that_is_a_page_is_a_reason(cloud):
    cloud.answers["/list"] = (200, {}, b"<html>")
    with pytest.raises(FetchError, match="page or XML"):
        fetch(at(cloud, "azure"), NOW)


def test_gpuhunts_version_leads_to_its_archive(cloud, settings):
    settings.GPUHUNT_CATALOG_URL = f"{cloud.url}/v3"
    cloud.answers |= {"/v3/gcp/version": (200, {}, b"20260801\n"),
                      "/v3/gcp/20260801/catalog.zip": (200, {}, archive(gcp="a,b\n"))}  # fmt: skip
    assert fetch(FEEDS["gpuhunt-gcp"], NOW) == ["a,b\n"]


@pytest.mark.parametrize("version", [b"", b"../../x", b"<html>", b"a" * 41])
def test_gpuhunts_version_must_be_a_short_name(cloud, settings, version):
    settings.GPUHUNT_CATALOG_URL = cloud.url
    cloud.answers["/gcp/version"] = (200, {}, version)
    with pytest.raises(FetchError, match="not a short name"):
        fetch(FEEDS["gpuhunt-gcp"], NOW)


@pytest.mark.parametrize(
    "packed", [b"", b"no archive", archive(other="x"), archive(gcp="x")[:-30]], ids=("empty", "text", "other", "cut")
)
def test_an_archive_that_is_none_is_a_reason(packed):
    with pytest.raises(FetchError, match="archive cannot be read"):
        unzipped(packed, "gcp.csv")


def test_an_archive_that_unpacks_to_too_much_is_cut(monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST", 1_000)
    with pytest.raises(FetchError, match="more than 1000 bytes"):
        unzipped(archive(gcp="a" * 2_000), "gcp.csv")
