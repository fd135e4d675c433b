"""A shop of our own on loopback, with good pages and bad manners."""

from __future__ import annotations

import gzip
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[1] / "pages" / "offer.html").read_bytes()
HTML = {"Content-Type": "text/html; charset=utf-8"}
LATIN = "<meta charset=iso-8859-1><h1>Gehäuse</h1>".encode("latin-1")
BOMB = gzip.compress(b"a" * 50_000_000)

ANSWERS = {
    "/product": (200, HTML, PAGE),
    "/packed": (200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(PAGE)),
    "/latin": (200, {"Content-Type": "text/html"}, LATIN),
    "/codec": (200, {"Content-Type": "text/html; charset=zlib_codec"}, PAGE),
    "/private/product": (200, HTML, PAGE),
    "/empty": (204, HTML, b""),
    "/gone": (410, HTML, b"gone"),
    "/broken": (500, HTML, PAGE),
    "/json": (200, {"Content-Type": "application/json"}, b"{}"),
    "/untyped": (200, {}, PAGE),
    "/large": (200, HTML, b"a" * 3_000_001),
    "/bomb": (200, {**HTML, "Content-Encoding": "gzip"}, BOMB),
    "/twice": (200, {**HTML, "Content-Encoding": "gzip, gzip"}, gzip.compress(gzip.compress(PAGE))),
    "/not-packed": (200, {**HTML, "Content-Encoding": "gzip"}, PAGE),
    "/short": (200, {**HTML, "Content-Length": "999999"}, PAGE),
    "/moved": (301, {"Location": "/product"}, b""),
    "/loop": (302, {"Location": "/loop"}, b""),
    "/to-private": (302, {"Location": "http://10.0.0.1/product"}, b""),
    "/to-metadata": (302, {"Location": "http://169.254.169.254/latest"}, b""),
    "/to-file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/to-forbidden": (302, {"Location": "/private/product"}, b""),
    "/robots.txt": (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /private\n"),
}


PAGE_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
# What is sent first, what is sent again and again, and the seconds in between: for ever.
ENDLESS = {
    "/drip": (PAGE_HEAD + b"\r\n", b"a", 0.05),
    "/slow-headers": (b"HTTP/1.1 200 OK\r\n", b"X-A: a\r\n", 0.05),
    "/endless": (PAGE_HEAD + b"\r\n", b"a" * 65_536, 0),
    "/endless-headers": (b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"a" * 1_000 + b"\r\n", 0),
    "/endless-line": (b"HTTP/1.1 200 OK\r\nX-A: ", b"a" * 10_000, 0),
    "/endless-status": (b"", b"HTTP" * 1_000, 0),
    "/endless-chunks": (PAGE_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"4000\r\n" + b"a" * 16_384 + b"\r\n", 0),
    "/chunk-of-nothing": (PAGE_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n", 0.05),
    "/continues": (b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.01),
    "/silent": (b"", b"", 0.05),
}
# What is sent, before the connection is closed.
RAW = {
    "/nothing": b"",
    "/nonsense": b"\0\xff\r\n\r\n",
    "/status-999": b"HTTP/1.1 999 No\r\nContent-Type: text/html\r\n\r\n",
    "/status-words": b"HTTP/1.1 abc\r\n\r\n",
    "/bad-chunk": PAGE_HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\naa",
    "/length-negative": PAGE_HEAD + b"Content-Length: -5\r\n\r\naaa",
    "/length-words": PAGE_HEAD + b"Content-Length: many\r\n\r\naaa",
    "/location-nonsense": b"HTTP/1.1 302 F\r\nLocation: http://[::1\r\n\r\n",
    "/location-empty": b"HTTP/1.1 302 F\r\nLocation: \r\n\r\n",
}


class Handler(BaseHTTPRequestHandler):
    """Answers from the tables."""

    def do_GET(self):
        self.server.seen.append((self.path, dict(self.headers)))
        if self.path in ENDLESS:
            self.drip(*ENDLESS[self.path])
        elif self.path in RAW:
            self.wfile.write(RAW[self.path])
        else:
            self.table(*self.server.answers.get(self.path, (404, HTML, b"no such page")))

    def table(self, status, headers, body):
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self, first, again, seconds):
        try:
            self.wfile.write(first)
            while not self.server.closing.wait(seconds):
                self.wfile.write(again)
        except OSError:
            self.close_connection = True

    def handle(self):
        try:
            super().handle()
        except OSError:
            self.close_connection = True

    def log_message(self, *_):
        pass


@pytest.fixture
def shop():
    """Give a running server: `.url` is its address, `.seen` what was asked, `.answers` what it says."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.answers, server.closing = [], dict(ANSWERS), threading.Event()
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def eventually():
    """Give a function that waits until something holds."""

    def wait(holds, seconds=20):
        ends = time.monotonic() + seconds
        while not (found := holds()):
            assert time.monotonic() < ends, "it did not happen in time"
            time.sleep(0.05)
        return found

    return wait
