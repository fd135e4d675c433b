"""Servers that mean no good: each look at one ends in time, says why in the log, and leaves the old price as it was."""

import gzip
import json
import re
import sys
import time
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta

import make
import pytest

from prices import fetching, hosts, refresh
from prices.models import CurrentPrice, Host, Offer, PricePoint, RefreshRun
from prices.reading import Reader, reader
from prices.refresh import Outcome, claim

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HTML = {"Content-Type": "text/html; charset=utf-8"}
DEADLINE = 2.0  # seconds, instead of 15
MB = 1_000_000
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _started():
    """The process that reads is there before anything is measured."""
    yield
    reader.stop()


@pytest.fixture(autouse=True)
def _short(settings, monkeypatch):
    settings.FETCH_ALLOW_LOOPBACK = True
    settings.HOST_DELAY_SECONDS = 0
    monkeypatch.setattr(fetching, "DEADLINE", DEADLINE)
    monkeypatch.setattr(refresh, "ROBOTS_SECONDS", DEADLINE)


def known(shop, path, scheme="http", *, robots_known=True):
    """Make an offer whose price is known, and due."""
    place = shop.url.partition("://")[2]
    Host.objects.create(name=place, robots_at=NOW if robots_known else None)
    offer = Offer.objects.create(
        part=make.card(), source=make.source(), seller="shop", url=f"{scheme}://{place}{path}", enabled=True,
        next_due=NOW,
    )  # fmt: skip
    PricePoint.objects.create(offer=offer, amount=300, observed_at=NOW - timedelta(days=1), last_seen_at=NOW)
    refresh.update_current_prices([offer.part_id])
    return offer


def look():
    """Look at the offer; give the log's row, and see to the limits."""
    reader.read(
        '<script type="application/ld+json">{"@type": "Product", "offers": {"price": "1", "priceCurrency": "USD"}}'
    )
    tracemalloc.start()
    started, cpu = time.monotonic(), time.process_time()
    outcome = refresh.refresh(claim(NOW), lambda: NOW, chance=0.5)
    seconds, cpu = time.monotonic() - started, time.process_time() - cpu
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    run = RefreshRun.objects.get()
    assert seconds < DEADLINE + 4, "15 s of a real deadline"
    assert cpu < 3
    assert peak < 64 * MB
    assert outcome in {Outcome.FAILED, Outcome.ROBOTS}
    assert run.outcome == "failed"
    assert len(run.excerpt) <= 2_000
    assert [point.amount for point in PricePoint.objects.all()] == [300]
    assert CurrentPrice.objects.get().amount == 300
    return run


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/drip", "no whole answer within 2 s"),
        ("/slow-headers", "no whole answer within 2 s"),
        ("/chunk-of-nothing", "no whole answer within 2 s"),
        ("/silent", "no whole answer within 2 s"),
        ("/continues", "no whole answer within 2 s|could not be read"),
        ("/endless", "larger than 3000000 bytes"),
        ("/endless-chunks", "larger than 3000000 bytes"),
        ("/endless-headers", "could not be read"),
        ("/endless-line", "could not be read"),
        ("/endless-status", "could not be read"),
        ("/nothing", "could not be read"),
        ("/nonsense", "could not be read"),
        ("/status-999", "status 999"),
        ("/status-words", "could not be read"),
        ("/bad-chunk", "could not be read"),
        ("/length-negative", "."),
        ("/length-words", "."),
        ("/location-nonsense", "cannot be read|could not be read"),
        ("/location-empty", "more than 3 redirects|status 302"),
        ("/loop", "more than 3 redirects"),
        ("/to-private", "10.0.0.1 is not a public address"),
        ("/to-metadata", "169.254.169.254 is not a public address"),
        ("/to-file", "only http and https"),
        ("/bomb", "larger than 3000000 bytes"),
        ("/twice", "packed with 'gzip, gzip'"),
        ("/short", "could not be read"),
        ("/json", "application/json, not a page"),
        ("/broken", "status 500"),
    ],
)
def test_a_bad_server_is_a_reason_in_the_log(shop, path, why):
    known(shop, path)
    assert re.search(why, look().reason)


def product(**offer):
    inside = json.dumps({"@type": "Product", "name": "Card", "offers": {"priceCurrency": "USD", **offer}})
    return f'<script type="application/ld+json">{inside}</script>'.encode()


DEFLATE_BOMB = zlib.compress(b"a" * 50 * MB)
PAGES = {
    "deflate bomb": ({**HTML, "Content-Encoding": "deflate"}, DEFLATE_BOMB, "larger than 3000000 bytes"),
    "bomb in a bomb": ({**HTML, "Content-Encoding": "gzip"}, gzip.compress(gzip.compress(b"a" * 50 * MB)), "."),
    "brotli": ({**HTML, "Content-Encoding": "br"}, b"\x8b\x03\x80aaaa\x03", "packed with 'br'"),
    "unknown packing": ({**HTML, "Content-Encoding": "x" * 200}, b"a", "packed with 'xxxx"),
    "a million tags": (HTML, b"<b>" * 999_999, "999999 tags"),
    "tags nested deeply": (HTML, b"<div>" * 59_000, "no product|nests"),
    "comments that never end": (HTML, b"<!--" * 700_000, "."),
    "JSON-LD of five megabytes": (HTML, product(a="a" * 5 * MB), "larger than 3000000 bytes"),
    "JSON-LD nested deeply": (HTML, b'<script type="application/ld+json">' + b"[" * MB, "."),
    "numbers without end": (HTML, product(price="9" * MB), "."),
    "NaN": (HTML, b'<script type="application/ld+json">{"@type": "Product", "offers": {"price": NaN}}</script>', "."),
    "below zero": (HTML, product(price="-1"), "."),
    "beyond all numbers": (HTML, product(price="1e999"), "."),
    "zero": (HTML, product(price="0,00"), "."),
    "an error page": (HTML, b"<title>Error</title><h1>Something went wrong</h1>", "."),
    "a check for robots": (HTML, b"<title>Robot Check</title><p>Type the characters", "a check for robots"),
    "another check": (HTML, b"<title>Just a moment...</title>", "a check for robots"),
    "an unknown character set": ({"Content-Type": "text/html; charset=nonsense"}, b"\xff\xfe\x00", "."),
    "a codec that unpacks": ({"Content-Type": "text/html; charset=bz2_codec"}, b"BZh9", "."),
    "a picture": ({"Content-Type": "image/png"}, b"\x89PNG", "image/png, not a page"),
    "NUL characters": (HTML, b"\0" * 100_000, "."),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_bad_page_is_a_reason_in_the_log(shop, name):
    headers, body, why = PAGES[name]
    shop.answers["/bad"] = (200, headers, body)
    known(shop, "/bad")
    assert re.search(why, look().reason)


def test_tls_that_is_none_is_a_reason(shop):
    known(shop, "/product", "https")
    assert "could not be read" in look().reason


def test_a_robots_txt_of_a_hundred_megabytes_is_read_to_half_a_megabyte(shop):
    rules = b"User-agent: *\nDisallow: /private\n" + b"# padding\n" * 10 * MB
    shop.answers["/robots.txt"] = (200, {"Content-Type": "text/plain"}, rules)
    known(shop, "/private/product", robots_known=False)
    assert refresh.refresh(claim(NOW), lambda: NOW, chance=0.5) is Outcome.ROBOTS
    assert len(Host.objects.get().robots_text) == 500_000
    assert "does not allow /private/product" in look().reason


@pytest.mark.parametrize("path", ["/drip", "/silent", "/endless-headers"])
def test_a_robots_txt_that_never_ends_leaves_the_host_alone(shop, path, monkeypatch):
    monkeypatch.setitem(shop.answers, "/robots.txt", (302, {"Location": path}, b""))
    known(shop, "/product", robots_known=False)
    assert "robots.txt: " in look().reason
    assert Host.objects.get().open_until == NOW + hosts.TROUBLE_KEPT


@pytest.mark.parametrize(("status", "seconds"), [(429, 3_600), (503, 3_600), (429, None), (403, None)])
def test_a_storm_of_refusals_is_one_request(shop, status, seconds):
    headers = {**HTML, **({"Retry-After": str(seconds)} if seconds else {})}
    shop.answers["/product"] = (status, headers, b"slow down")
    known(shop, "/product")
    run = look()
    assert (run.status, run.excerpt) == (status, "slow down")
    assert Host.objects.get().open_until == NOW + (timedelta(seconds=seconds) if seconds else hosts.FIRST_PAUSE)
    Offer.objects.update(next_due=NOW)
    assert claim(NOW + timedelta(minutes=14)) is None


def test_a_server_that_knows_versions_is_asked_for_what_is_newer(shop):
    page = {**HTML, "ETag": '"v1"', "Last-Modified": "Sun, 01 Mar 2026 12:00:00 GMT"}
    shop.answers["/product"] = (200, page, product(price="300"))
    offer = known(shop, "/product")
    for at in (NOW, NOW + timedelta(days=2)):
        Host.objects.update(robots_at=at)
        refresh.refresh(claim(at), lambda at=at: at, chance=0.5)
    first, second = (headers for _, headers in shop.seen)
    assert "If-None-Match" not in first
    assert second["If-None-Match"] == '"v1"'
    assert second["If-Modified-Since"] == "Sun, 01 Mar 2026 12:00:00 GMT"
    offer.refresh_from_db()
    assert offer.etag == '"v1"'


def test_a_version_of_where_a_redirect_led_is_not_kept(shop):
    shop.answers["/product"] = (200, {**HTML, "ETag": '"v1"'}, product(price="300"))
    offer = known(shop, "/moved")
    refresh.refresh(claim(NOW), lambda: NOW, chance=0.5)
    offer.refresh_from_db()
    assert (offer.last_success_at, offer.etag) == (NOW, "")


def test_a_page_that_hangs_its_reader_does_not_hang_the_worker(shop, monkeypatch):
    hanging = Reader([sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setattr("prices.reading.SECONDS", 0.5)
    known(shop, "/product")
    started = time.monotonic()
    assert refresh.refresh(claim(NOW), lambda: NOW, chance=0.5, read=hanging.read) is Outcome.FAILED
    assert time.monotonic() - started < 5
    assert "it takes longer than" in RefreshRun.objects.get().reason
    assert hanging.child is None, "it was ended"
