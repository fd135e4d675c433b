"""Which addresses the site may fetch from: public ones, so that no page can make it look into its own network."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from urllib.parse import SplitResult

PORTS = {80, 443, 8080, 8443}
LONGEST_URL = 2_000  # characters

# Addresses that lead to another address, which would have to be judged instead, and old private ones: Python counts
# some of them as global, and nobody sells hardware behind them.
_SPECIAL = [
    ipaddress.ip_network(network)
    for network in (
        "64:ff9b::/96",  # NAT64, RFC 6052
        "64:ff9b:1::/48",  # NAT64 of a network's own, RFC 8215
        "2001::/32",  # Teredo, RFC 4380
        "2002::/16",  # 6to4, RFC 3056
        "::/96",  # IPv4-compatible, RFC 4291
        "::ffff:0:0/96",  # IPv4-mapped: a resolver gives the IPv4 address itself
        "fec0::/10",  # site-local, RFC 3879
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "100.64.0.0/10",  # carrier-grade NAT, RFC 6598: neither private nor global
    )
]


class RefusedAddressError(Exception):
    """The address must not be fetched; the text says why."""


def check_address(address: str, *, allow_loopback: bool) -> None:
    """Refuse an IP address that is not public: private, loopback, link-local, carrier-grade NAT, multicast and so on.

    Raises:
        RefusedAddressError: with the address.
    """
    ip = ipaddress.ip_address(address)
    if ip.is_loopback and allow_loopback:
        return
    special = any(ip in network for network in _SPECIAL if network.version == ip.version)
    if special or not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        message = f"{ip} is not a public address"
        raise RefusedAddressError(message)


def check_url(url: str, *, allow_loopback: bool) -> SplitResult:
    """Refuse an address of the wrong kind before anything is looked up, and give it in pieces.

    Raises:
        RefusedAddressError: with what is wrong.
    """
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        message = f"the address is longer than {LONGEST_URL} characters, or has characters to escape"
        raise RefusedAddressError(message)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        message = f"the address cannot be read: {error}"
        raise RefusedAddressError(message) from error
    if parts.scheme not in {"http", "https"}:
        message = f"only http and https are fetched, not {parts.scheme!r}"
        raise RefusedAddressError(message)
    if not parts.hostname or "@" in parts.netloc:
        message = "the address names no host, or a user"
        raise RefusedAddressError(message)
    if port is not None and port not in PORTS and not (allow_loopback and _is_loopback(parts.hostname)):
        message = f"port {port} is not one of {', '.join(map(str, sorted(PORTS)))}"
        raise RefusedAddressError(message)
    return parts


def _is_loopback(host: str) -> bool:
    """Whether a host is written as a loopback address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
