"""HTTP connections that check the very address they connect to, and end when their time is up.

The check happens where the socket is opened, so a name that resolves differently a moment later gains nothing. The
deadline closes the socket from outside, so a server that sends one byte a second, in headers, handshake or body, is
cut.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Any

import urllib3
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from prices.addresses import check_address

Address = tuple[socket.AddressFamily, tuple[Any, ...]]


class Cut:
    """The end of a connection at its deadline, unless it is called off before."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        """Set the time; TLS takes the socket over, but a copy still reaches the connection."""
        self._copy = connection.dup()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._timer.start()

    def _end(self) -> None:
        with suppress(OSError):
            self._copy.shutdown(socket.SHUT_RDWR)

    def call_off(self) -> None:
        """Forget the deadline."""
        self._timer.cancel()
        self._timer.join()
        self._copy.close()


class _Guarded(HTTPConnection):
    """What both kinds of connection share. `timeout` is the time left for the whole request, in seconds."""

    cuts: list[Cut]  # those of the adapter: http.client closes a connection while its last answer is still being read

    def _new_conn(self) -> socket.socket:
        """Open the socket; urllib3 calls this, and wraps the socket for TLS afterwards."""
        left = float(self.timeout or 0)
        family, address = self._checked(_resolved(self.host, self.port or self.default_port, left, self))
        opened = socket.socket(family, socket.SOCK_STREAM)
        opened.settimeout(left)
        try:
            opened.connect(address)
        except TimeoutError as error:
            opened.close()
            raise ConnectTimeoutError(self, f"no connection within {left:.0f} s") from error
        except OSError as error:
            opened.close()
            raise NewConnectionError(self, f"no connection: {error}") from error
        self.cuts.append(Cut(opened, left))
        return opened

    def _checked(self, found: list[Address]) -> Address:
        """Give the first address, if all may be connected to: a host that mixes in a private one is up to no good."""
        for _, address in found:
            check_address(str(address[0]), allow_loopback=settings.FETCH_ALLOW_LOOPBACK)
        return found[0]


class GuardedAdapter(HTTPAdapter):
    """The adapter for a session of requests whose connections are guarded."""

    def __init__(self) -> None:
        """Begin without connections; none is tried twice."""
        self.cuts: list[Cut] = []
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # requests' own signature
        """Make a pool manager that opens guarded connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self.cuts)

    def close(self) -> None:
        """Close all connections, and call their deadlines off."""
        super().close()
        while self.cuts:
            self.cuts.pop().call_off()


def _pools(cuts_of_adapter: list[Cut]) -> dict[str, type[urllib3.HTTPConnectionPool]]:
    """Make urllib3's two kinds of pools, with guarded connections that leave their deadlines in this list."""

    class Connection(_Guarded):
        cuts = cuts_of_adapter

    class TlsConnection(_Guarded, HTTPSConnection):
        cuts = cuts_of_adapter

    class Pool(urllib3.HTTPConnectionPool):
        ConnectionCls = Connection

    class TlsPool(urllib3.HTTPSConnectionPool):
        ConnectionCls = TlsConnection

    return {"http": Pool, "https": TlsPool}


def _resolved(host: str, port: int, seconds: float, connection: HTTPConnection) -> list[Address]:
    """Look a name up within so much time. The system's resolver has no time limit to set, so it gets a thread."""
    found: list[Address] = []
    failed: list[socket.gaierror] = []

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
            found.extend((family, address) for family, _, _, _, address in answers)
        except socket.gaierror as error:
            failed.append(error)
        except (UnicodeError, ValueError) as error:  # a name that cannot be one
            failed.append(socket.gaierror(str(error)))

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        raise NameResolutionError(host, connection, failed[0] if failed else socket.gaierror("no answer in time"))
    return found
