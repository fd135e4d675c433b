"""The web server of `manage.py up`: waitress on a socket that is already open, `python -m config.web DESCRIPTOR`.

Whoever starts it has bound the socket, so nobody can take the port in between.
"""

from __future__ import annotations

import logging
import socket
import sys

import waitress

from config.wsgi import application

THREADS = 8


def main(descriptor: int) -> None:
    """Serve until a signal ends it."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that a request waits a moment is no news
    waitress.serve(application, sockets=[socket.socket(fileno=descriptor)], threads=THREADS, ident=None, _quiet=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
