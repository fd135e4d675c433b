"""Fetching from servers that may be anything, on a server of our own."""

import socket
import time
import tracemalloc
from urllib.parse import urlsplit

import pytest

from prices import fetching
from prices.fetching import FetchError, fetch


@pytest.fixture(autouse=True)
def _fresh(settings, monkeypatch):
    settings.FETCH_ALLOW_LOOPBACK = True
    monkeypatch.setattr(fetching, "_robots", {})


@pytest.mark.parametrize("path", ["/product", "/packed", "/moved", "/codec"])
def test_a_page_is_fetched(shop, path):
    assert "Sample Card 24 GB" in fetch(shop.url + path)


def test_the_character_set_may_stand_in_the_page(shop):
    assert "Gehäuse" in fetch(shop.url + "/latin")


def test_the_request_says_who_asks_and_sends_nothing_else(shop, settings):
    settings.SITE_CONTACT = "ops@site.example\r\nCookie: a"
    fetch(shop.url + "/product")
    headers = shop.seen[-1][1]
    assert headers["User-Agent"] == "Rigwright/1.0 (+ops@site.example Cookie: a)"
    assert headers.keys() == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/nowhere", "status 404"),
        ("/empty", "status 204"),
        ("/gone", "status 410"),
        ("/broken", "status 500"),
        ("/json", "the answer is application/json, not a page"),
        ("/untyped", "of no stated type"),
        ("/large", "larger than 3000000 bytes"),
        ("/bomb", "larger than 3000000 bytes"),
        ("/twice", "packed with 'gzip, gzip'"),
        ("/not-packed", "could not be read"),
        ("/short", "could not be read"),
        ("/loop", "more than 3 redirects"),
        ("/to-private", "10.0.0.1 is not a public address"),
        ("/to-metadata", "169.254.169.254 is not a public address"),
        ("/to-file", "only http and https"),
        ("/private/product", "does not allow /private/product"),
        ("/to-forbidden", "does not allow /private/product"),
    ],
)
def test_what_is_no_page_is_refused_with_a_reason(shop, path, why):
    with pytest.raises(FetchError, match=why):
        fetch(shop.url + path)


def test_a_bomb_is_cut_before_it_fills_the_memory(shop):
    tracemalloc.start()
    with pytest.raises(FetchError):
        fetch(shop.url + "/bomb")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12_000_000


@pytest.mark.parametrize("path", ["/drip", "/slow-headers"])
def test_a_server_that_drips_is_cut_at_the_deadline(shop, path, monkeypatch):
    monkeypatch.setattr(fetching, "DEADLINE", 1.0)
    started = time.monotonic()
    with pytest.raises(FetchError, match="no whole answer within 1 s"):
        fetch(shop.url + path)
    assert time.monotonic() - started < 2


def test_a_server_that_accepts_and_says_nothing_is_cut_at_the_deadline(monkeypatch):
    monkeypatch.setattr(fetching, "DEADLINE", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        for scheme in ("http", "https"):  # for https it is the handshake that gets no answer
            with pytest.raises(FetchError, match="no whole answer within 1 s"):
                fetch(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/")
    assert time.monotonic() - started < 4


def test_a_resolver_that_does_not_answer_is_cut_at_the_deadline(monkeypatch):
    monkeypatch.setattr(fetching, "DEADLINE", 0.3)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(1) or [])
    with pytest.raises(FetchError, match="no whole answer within 0 s"):
        fetch("http://shop.example/")


def test_loopback_is_refused_unless_the_setting_allows_it(shop, settings):
    settings.FETCH_ALLOW_LOOPBACK = False
    with pytest.raises(FetchError, match="port"):
        fetch(shop.url + "/product")
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"):
        with pytest.raises(FetchError, match="is not a public address"):
            fetch(f"http://{host}/product")
    assert shop.seen == []


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "192.168.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(FetchError, match=r"192\.168\.0\.1 is not a public address"):
        fetch("http://shop.example/")


def test_the_address_that_was_checked_is_the_one_connected_to(shop, monkeypatch):
    """A name that means this server once and a private address ever after leads nowhere else."""
    answers = [("127.0.0.1", shop.server_port), ("127.0.0.1", shop.server_port)]

    def once(*_, **__):
        address = answers.pop(0) if answers else ("10.0.0.1", shop.server_port)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address)]

    monkeypatch.setattr(fetching, "check_url", lambda url, **_: urlsplit(url))
    monkeypatch.setattr(socket, "getaddrinfo", once)
    assert "Sample Card" in fetch(f"http://shop.example:{shop.server_port}/product")
    with pytest.raises(FetchError, match=r"10\.0\.0\.1 is not a public address"):
        fetch(f"http://shop.example:{shop.server_port}/product")


def test_robots_txt_is_asked_once_per_host(shop):
    fetch(shop.url + "/product")
    fetch(shop.url + "/product")
    assert [path for path, _ in shop.seen] == ["/robots.txt", "/product", "/product"]


@pytest.mark.parametrize(("status", "fetched"), [(404, True), (403, True), (500, False), (503, False), (429, False)])
def test_a_host_without_robots_txt_allows_all_and_one_in_trouble_nothing(shop, status, fetched):
    shop.answers["/robots.txt"] = (status, {}, b"")
    if fetched:
        assert fetch(shop.url + "/product")
        return
    with pytest.raises(FetchError, match="cannot say what its robots"):
        fetch(shop.url + "/product")
    assert [path for path, _ in shop.seen] == ["/robots.txt"]


def test_a_closed_port_is_a_reason_not_a_crash():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(FetchError, match=r"could not be read: .*refused"):
        fetch(f"http://127.0.0.1:{port}/")
