"""`manage.py demo_shop`: a shop on this machine with made-up prices, to see refreshing at work without a network."""

from __future__ import annotations

import argparse
import ipaddress
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from prices import demo
from prices.demo_models import HOST
from prices.demo_pages import FAULTS, HTML, answer

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from prices.demo_pages import Answer, Product


def loopback(text: str) -> str:
    """Read an address of this machine itself: made-up prices are not for others."""
    try:
        if ipaddress.ip_address(text).is_loopback:
            return text
    except ValueError:
        pass
    message = f"{text!r}: write a loopback address, such as 127.0.0.1"
    raise argparse.ArgumentTypeError(message)


def port(text: str) -> int:
    """Read a port number; 0: any that is free."""
    if not (text.isascii() and text.isdigit() and int(text) <= 65_535):  # noqa: PLR2004  # the last port
        message = f"{text!r}: write a port from 0 to 65535"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def faults(text: str) -> tuple[str, ...]:
    """Read a list of faults."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if unknown := [name for name in names if name not in FAULTS]:
        message = f"{unknown[0]!r}: allowed are {', '.join(FAULTS)}"
        raise argparse.ArgumentTypeError(message)
    return names


class Shop(ThreadingHTTPServer):
    """The shop. `closing` is set when it closes, so that slow answers end with it."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], sold: dict[str, Product], had: tuple[str, ...] = ()) -> None:
        """Take the port."""
        super().__init__(address, Handler)
        self.sold, self.had, self.closing = sold, had, threading.Event()


class Handler(BaseHTTPRequestHandler):
    """Answers out of prices/demo_pages.py."""

    server: Shop
    timeout = 30  # seconds for a request: who opens a connection and says nothing is let go

    def do_GET(self) -> None:
        """Answer with a page."""
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        """Answer without one."""
        self._send(with_body=False)

    def _send(self, *, with_body: bool) -> None:
        parts = urlsplit(self.path)
        fault = parse_qs(parts.query).get("fault", [""])[0]
        said = answer(parts.path, fault, time.time(), products=self.server.sold, faults=self.server.had)
        self.server.closing.wait(said.delay)
        try:
            self._write(said, with_body=with_body)
        except OSError:  # whoever asked is gone
            self.close_connection = True

    def _write(self, said: Answer, *, with_body: bool) -> None:
        body = said.body.encode()
        self.send_response(said.status)
        self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else HTML)
        self.send_header("Content-Length", str(len(body)))
        for name, value in said.headers:
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing: a line for every look would hide what matters."""


class Command(BaseCommand):
    """Serve the demo shop."""

    help = "Serves parts of the catalogue on loopback with made-up, wandering prices. Ctrl-C stops it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add where to listen, and what goes wrong."""
        parser.add_argument("--host", type=loopback, default=HOST, help="loopback address to listen on")
        parser.add_argument("--port", type=port, default=8100, help="port to listen on")
        parser.add_argument(
            "--faults",
            type=faults,
            default=(),
            help=f"faults that one page in eight has, by commas: {', '.join(FAULTS)}",
        )
        parser.add_argument("--offers", action="store_true", help="make its offers first, so that they are refreshed")

    def handle(self, *_arguments: object, **options: object) -> None:
        """Serve until it is stopped."""
        sold = demo.products()
        if not sold:
            message = "the catalogue is empty: manage.py load_starter first"
            raise CommandError(message)
        try:
            server = Shop((str(options["host"]), int(str(options["port"]))), sold, options["faults"])  # type: ignore[arg-type]  # the parser's
        except OSError as error:
            message = f"port {options['port']} cannot be used on {options['host']}: {error.strerror}"
            raise CommandError(message) from error
        if options["offers"]:
            self.stdout.write(f"{demo.open_shop(timezone.now())} demo offers are new.")
        self.stdout.write(f"The demo shop with {len(sold)} parts is at http://{options['host']}:{server.server_port}/")
        sys.stdout.flush()
        with server:
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                server.closing.set()
