"""A server of our own that gives clouds' answers."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Answering(BaseHTTPRequestHandler):
    """Answers from the server's table, whatever the method."""

    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        path = self.path.partition("?")[0]
        self.server.seen.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))
        given = self.server.answers.get(path, (404, {}, b"no such path"))
        status, headers, body = given(self) if callable(given) else given
        if self.server.closing.wait(headers.pop("delay", 0) if headers else 0):
            return
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815  # http.server's own naming

    def handle(self):
        try:
            super().handle()
        except OSError:
            self.close_connection = True

    def log_message(self, *_):
        pass


@pytest.fixture
def cloud(settings):
    """Give a running server: `.url`, `.seen` what was asked, `.answers` path to (status, headers, body)."""
    settings.FETCH_ALLOW_LOOPBACK = True
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.seen, server.answers, server.closing = [], {}, threading.Event()
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    thread.join()
    server.server_close()
