"""Pages from strangers' servers: only public addresses, within 15 s and 3 MB, as robots.txt allows."""

from __future__ import annotations

import codecs
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import requests
import urllib3
from bs4.dammit import EncodingDetector
from django.conf import settings

from prices import robots
from prices.addresses import RefusedAddressError, check_url
from prices.connections import GuardedAdapter

if TYPE_CHECKING:
    from collections.abc import Callable
    from urllib.parse import SplitResult

AGENT = "Rigwright"  # the name that robots.txt is asked about
DEADLINE = 15.0  # seconds for everything: name, redirects, robots.txt, the last byte
LARGEST = 3_000_000  # bytes after decompression
CHUNK = 65_536  # bytes
MAX_REDIRECTS = 3
REDIRECTS = {301, 302, 303, 307, 308}
PAGE_TYPES = {"text/html", "application/xhtml+xml"}
ENCODINGS = {"", "identity", "gzip", "deflate"}
ROBOTS_KEPT = 3600.0  # seconds
TROUBLE_KEPT = 300.0  # seconds
ROBOTS_HOSTS = 1_000  # remembered at most


class FetchError(Exception):
    """The page could not be had; the text says why, for the operator."""


@dataclass(slots=True)
class _Run:
    """One fetch with all that belongs to it."""

    ends: float  # on time.monotonic()
    clock: Callable[[], float] = field(default=time.monotonic)

    def left(self) -> float:
        """Give the seconds that are left.

        Raises:
            FetchError: there are none.
        """
        seconds = self.ends - self.clock()
        if seconds <= 0:
            message = f"no whole answer within {DEADLINE:.0f} s"
            raise FetchError(message)
        return seconds


_robots: dict[str, tuple[float, str | None]] = {}  # origin → (kept until, text; None: the server has trouble)


def fetch(url: str) -> str:
    """Get a page as text, following at most three redirects, each of them checked like the first address.

    Raises:
        FetchError: refused, too slow, too large, not a page, or not allowed by robots.txt.
    """
    run = _Run(ends=time.monotonic() + DEADLINE)
    for _ in range(MAX_REDIRECTS + 1):
        parts = _checked(url)
        _ask_robots(parts, run)
        answer = _get(url, run)
        if answer.moved_to is None:
            return _page(answer)
        url = urljoin(url, answer.moved_to)
    message = f"more than {MAX_REDIRECTS} redirects"
    raise FetchError(message)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a server said to one request."""

    status: int
    content_type: str
    body: bytes
    moved_to: str | None


def _checked(url: str) -> SplitResult:
    try:
        return check_url(url, allow_loopback=settings.FETCH_ALLOW_LOOPBACK)
    except RefusedAddressError as error:
        raise FetchError(str(error)) from error


def _get(url: str, run: _Run) -> _Answer:
    """Make one request, without following anything."""
    with requests.Session() as session:
        session.trust_env = False  # no proxy and no password file of the machine
        for scheme in ("http://", "https://"):
            session.mount(scheme, GuardedAdapter())
        try:
            left = run.left()
            with session.get(url, headers=_headers(), timeout=left, stream=True, allow_redirects=False) as response:
                return _answer(response, run)
        except RefusedAddressError as error:
            raise FetchError(str(error)) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            run.left()  # a connection that was cut looks broken: say that it was slow
            message = f"the server could not be read: {_short(error)}"
            raise FetchError(message) from error


def _answer(response: requests.Response, run: _Run) -> _Answer:
    moved_to = response.headers.get("Location") if response.status_code in REDIRECTS else None
    return _Answer(
        status=response.status_code,
        content_type=response.headers.get("Content-Type", ""),
        body=_body(response, run) if moved_to is None else b"",
        moved_to=moved_to,
    )


def _body(response: requests.Response, run: _Run) -> bytes:
    """Read the body in pieces; the limit is on what comes out of decompression, so that a bomb ends early."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ENCODINGS:
        message = f"the answer is packed with {encoding[:40]!r}; gzip and deflate are read"
        raise FetchError(message)
    body = bytearray()
    while piece := response.raw.read(CHUNK, decode_content=True):
        body += piece
        run.left()
        if len(body) > LARGEST:
            message = f"the answer is larger than {LARGEST} bytes"
            raise FetchError(message)
    run.left()  # a body without a stated length just ends when it is cut
    return bytes(body)


def _page(answer: _Answer) -> str:
    """Give the text of an answer that is a page."""
    if answer.status != requests.codes.ok:
        message = f"the server answered with status {answer.status}"
        raise FetchError(message)
    kind = answer.content_type.partition(";")[0].strip().lower()
    if kind not in PAGE_TYPES:
        message = f"the answer is {kind[:60] or 'of no stated type'}, not a page"
        raise FetchError(message)
    return answer.body.decode(_charset(answer), errors="replace")


def _charset(answer: _Answer) -> str:
    """Give the character set: the header's, else the page's own word, else UTF-8."""
    in_header = requests.utils.get_encoding_from_headers(
        requests.structures.CaseInsensitiveDict({"content-type": answer.content_type})
    )
    stated = in_header if "charset" in answer.content_type.lower() else None
    declared = stated or EncodingDetector.find_declared_encoding(answer.body, is_html=True)
    try:
        return codecs.lookup(declared or "utf-8").name if _is_text(declared) else "utf-8"
    except LookupError:
        return "utf-8"


def _is_text(charset: str | None) -> bool:
    """Whether a codec turns bytes into text: Python also knows some that unpack archives."""
    try:
        return isinstance(b"a".decode(charset or "utf-8"), str)
    except (LookupError, ValueError):
        return False


def _headers() -> dict[str, str]:
    contact = settings.SITE_CONTACT.encode("ascii", "ignore").decode()
    return {
        "User-Agent": f"{AGENT}/1.0 (+{' '.join(contact.split())})",
        "Accept": "text/html,application/xhtml+xml",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }


def _ask_robots(parts: SplitResult, run: _Run) -> None:
    """Stop if the host's robots.txt forbids the path, or if the host is too troubled to say."""
    origin = f"{parts.scheme}://{parts.netloc}"
    until, text = _robots.get(origin, (0.0, None))
    if until <= run.clock():
        text = _robots_text(origin, run)
        if len(_robots) >= ROBOTS_HOSTS:
            _robots.clear()
        _robots[origin] = (run.clock() + (TROUBLE_KEPT if text is None else ROBOTS_KEPT), text)
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    if text is None:
        message = f"{parts.netloc} cannot say what its robots.txt allows"
        raise FetchError(message)
    if not robots.allowed(text, AGENT, path):
        message = f"the robots.txt of {parts.netloc} does not allow {path[:200]}"
        raise FetchError(message)


def _robots_text(origin: str, run: _Run) -> str | None:
    """Give the rules of a host: none if it has no such file, None if it has trouble (RFC 9309, 2.3.1)."""
    url = f"{origin}/robots.txt"
    for _ in range(MAX_REDIRECTS + 1):
        _checked(url)
        answer = _get(url, run)
        if answer.moved_to is None:
            break
        url = urljoin(url, answer.moved_to)
    if answer.status == requests.codes.ok:
        return answer.body.decode("utf-8", errors="replace")
    has_none = requests.codes.bad_request <= answer.status < requests.codes.server_error
    return "" if has_none and answer.status != requests.codes.too_many_requests else None


def _short(error: Exception) -> str:
    """Give an error's innermost words; requests wraps them in the names of its objects."""
    inner: BaseException = error
    while isinstance(inner.args[0] if inner.args else None, Exception):
        inner = inner.args[0]
    return str(getattr(inner, "reason", inner))[:200]
