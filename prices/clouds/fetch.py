"""Price lists from clouds' servers, over the connections that shop pages are fetched with: only public addresses.

No redirect is followed: a key never goes to another host than the one it was made for.
"""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import requests
import urllib3
from django.conf import settings

from prices.addresses import RefusedAddressError, check_url
from prices.clouds import azure, runpod, vast
from prices.clouds.quote import PayloadError
from prices.connections import GuardedAdapter
from prices.fetching import AGENT, FetchError, retry_after_s

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from prices.clouds.feeds import FeedSpec

DEADLINE = 45.0  # seconds for one request to its last byte; lists are larger than pages
TOTAL = 240.0  # seconds for all requests of a list; within the lease of its row
LARGEST = 30_000_000  # bytes after decompression, of all pages together
CHUNK = 65_536  # bytes
MOST_PAGES = 60
AZURE_REGIONS = ("eastus", "westeurope")
ENCODINGS = {"", "identity", "gzip", "deflate"}
VERSION = re.compile(r"[\w.\-]{1,40}")


class BusyError(FetchError):
    """The server asks to come back later; `wait_s` says in how many seconds, None that it did not say."""

    def __init__(self, reason: str, wait_s: float | None) -> None:
        """Take the reason and the wait."""
        super().__init__(reason)
        self.wait_s = wait_s


@dataclass(slots=True)
class _Run:
    """All requests of one list: when they must have ended, and how much came."""

    at: datetime
    ends: float
    bytes: int = 0
    headers: dict[str, str] = field(default_factory=dict)


def fetch(spec: FeedSpec, at: datetime) -> list[str]:
    """Get a list's pages.

    Raises:
        FetchError: it cannot be had; the text says why. BusyError, if the server asks to wait.
    """
    if not spec.address:
        message = "this list is read from a file only: refresh_clouds NAME --file PATH"
        raise FetchError(message)
    run = _Run(at, time.monotonic() + TOTAL, headers=_headers(spec))
    try:
        return _PAGES.get(spec.shape, _one)(spec, run)
    except PayloadError as error:  # of the page that should name the next one
        raise FetchError(str(error)) from error


def _headers(spec: FeedSpec) -> dict[str, str]:
    key = str(getattr(settings, spec.key)) if spec.key else ""
    if spec.needs_key and not key:
        message = f"it needs a key: set {spec.key}"
        raise FetchError(message)
    contact = settings.SITE_CONTACT.encode("ascii", "ignore").decode()
    given = {"X-API-KEY": key} if spec.shape == "shadeform" else {"Authorization": f"Bearer {key}"}
    return {
        "User-Agent": f"{AGENT}/1.0 (+{' '.join(contact.split())})",
        "Accept": "application/json, text/csv, application/xml, application/zip, text/plain",
        "Accept-Encoding": "gzip, deflate",
        **(given if key else {}),
    }


def _one(spec: FeedSpec, run: _Run) -> list[str]:
    return [_text(_ask(spec.address, run))]


def _runpod(spec: FeedSpec, run: _Run) -> list[str]:
    return [_text(_ask(spec.address, run, body={"query": runpod.QUERY}))]


def _vast(spec: FeedSpec, run: _Run) -> list[str]:
    return [_text(_ask(spec.address, run, body=vast.ASK))]


def _azure(spec: FeedSpec, run: _Run) -> list[str]:
    """Follow the links from page to page, as long as they stay with the server that was asked first."""
    pages: list[str] = []
    for region in AZURE_REGIONS:
        wanted = (
            f"serviceName eq 'Virtual Machines' and armRegionName eq '{region}' and contains(armSkuName, 'Standard_N')"
        )
        url = f"{spec.address}?{urlencode({'api-version': '2023-01-01-preview', '$filter': wanted})}"
        while url:
            if len(pages) >= MOST_PAGES:
                message = f"more than {MOST_PAGES} pages"
                raise FetchError(message)
            pages.append(_text(_ask(url, run)))
            url = _same_server(azure.next_page(pages[-1]), spec.address)
    return pages


def _same_server(link: str, address: str) -> str:
    if link and urlsplit(link)[:2] != urlsplit(address)[:2] and urlsplit(link).hostname != urlsplit(address).hostname:
        message = f"the next page is at another server: {link[:100]}"
        raise FetchError(message)
    return link


def _gpuhunt(spec: FeedSpec, run: _Run) -> list[str]:
    base = f"{settings.GPUHUNT_CATALOG_URL or spec.address}/{spec.cloud}"
    version = _text(_ask(f"{base}/version", run)).strip()
    if not VERSION.fullmatch(version):
        message = f"the catalogue's version is {version[:40]!r}, not a short name"
        raise FetchError(message)
    return [unzipped(_ask(f"{base}/{version}/catalog.zip", run), f"{spec.cloud}.csv")]


_PAGES: dict[str, Callable[[FeedSpec, _Run], list[str]]] = {
    "runpod": _runpod,
    "vast": _vast,
    "azure": _azure,
    "gpuhunt": _gpuhunt,
}


def unzipped(packed: bytes, name: str) -> str:
    """Give a file out of an archive, if it unpacks to no more than is read of any list.

    Raises:
        FetchError: no archive, no such file, or too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive, archive.open(name) as file:
            content = file.read(LARGEST + 1)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        message = f"the archive cannot be read, or has no {name}: {str(error)[:100]}"
        raise FetchError(message) from error
    if len(content) > LARGEST:
        message = f"{name} unpacks to more than {LARGEST} bytes"
        raise FetchError(message)
    return _text(content)


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig", errors="replace")


def _ask(url: str, run: _Run, *, body: dict[str, Any] | None = None) -> bytes:
    """Make one request, GET or with a body POST, and give the answer's body."""
    try:
        check_url(url, allow_loopback=settings.FETCH_ALLOW_LOOPBACK)
        left = min(DEADLINE, run.ends - time.monotonic())
        if left <= 0:
            message = f"the list took longer than {TOTAL:.0f} s"
            raise FetchError(message)
        return _send(url, run, left, body)
    except RefusedAddressError as error:
        raise FetchError(str(error)) from error


def _send(url: str, run: _Run, seconds: float, body: dict[str, Any] | None) -> bytes:
    ends = time.monotonic() + seconds
    with requests.Session() as session:
        session.trust_env = False  # no proxy and no password file of the machine
        for scheme in ("http://", "https://"):
            session.mount(scheme, GuardedAdapter())
        headers = {**run.headers, **({"Content-Type": "application/json"} if body else {})}
        data = json.dumps(body) if body else None
        try:
            with session.request(
                "POST" if body else "GET", url, data=data, headers=headers, timeout=seconds, stream=True,
                allow_redirects=False,
            ) as response:  # fmt: skip
                content = _body(response, run, ends)
                _check_status(response, content, run)
                return content
        except RefusedAddressError as error:
            raise FetchError(str(error)) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            late = time.monotonic() >= ends
            message = (
                f"no whole answer within {seconds:.0f} s"
                if late
                else f"the server could not be read: {_innermost(error)}"
            )
            raise FetchError(message[:300]) from error


def _innermost(error: BaseException) -> str:
    """Give an error's innermost words; requests wraps them in the names of its objects."""
    while isinstance(error.args[0] if error.args else None, BaseException):
        error = error.args[0]
    return str(getattr(error, "reason", error))


def _body(response: requests.Response, run: _Run, ends: float) -> bytes:
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ENCODINGS:
        message = f"the answer is packed with {encoding[:40]!r}; gzip and deflate are read"
        raise FetchError(message)
    content = bytearray()
    while piece := response.raw.read(CHUNK, decode_content=True):
        content += piece
        run.bytes += len(piece)
        if run.bytes > LARGEST:
            message = f"the answer is larger than {LARGEST} bytes"
            raise FetchError(message)
    if time.monotonic() >= ends:  # a body without a stated length just ends when it is cut
        message = "no whole answer in time"
        raise FetchError(message)
    return bytes(content)


def _check_status(response: requests.Response, content: bytes, run: _Run) -> None:
    """Refuse all answers but 200, with the server's own words."""
    status = response.status_code
    if status == requests.codes.ok:
        return
    said = " ".join(_text(content[:500]).split())[:120]
    message = f"the server answered with status {status}{': ' + said if said and not said.startswith('<') else ''}"
    if status in {requests.codes.too_many_requests, requests.codes.service_unavailable}:
        raise BusyError(message, retry_after_s(response.headers.get("Retry-After", ""), run.at))
    raise FetchError(message)
