"""`manage.py up`: web, worker and beat together."""

from __future__ import annotations

import argparse
import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import up


def port(text: str) -> int:
    """Read a port number."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65_535):  # noqa: PLR2004  # the last port
        message = f"{text!r}: write a port from 1 to 65535"
        raise argparse.ArgumentTypeError(message)
    return int(text)


class Command(BaseCommand):
    """Start the whole site on this machine."""

    help = "Starts web, Celery worker and beat together; Ctrl-C stops them all."
    requires_system_checks = ()  # its children make their own

    def add_arguments(self, parser: CommandParser) -> None:
        """Add where to listen."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument(
            "--port", type=port, default=8000, help="port to listen on; the next free one if it is taken"
        )

    def handle(self, *_args: object, **options: object) -> None:
        """Run until it is stopped; end with status 1 if a part of it ended by itself."""
        host, wanted = str(options["host"]), options["port"]
        if not isinstance(wanted, int):
            message = f"--port {wanted!r}: write a port from 1 to 65535"
            raise CommandError(message)
        try:
            status = up.run(host, wanted, out=sys.stdout, environment=os.environ, logs=settings.VAR_DIR)
        except up.StartError as error:
            raise CommandError(str(error)) from error
        sys.exit(status)
