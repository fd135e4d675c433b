"""Pages from strangers' servers: only public addresses, within 15 s and 3 MB, as robots.txt allows."""

from __future__ import annotations

import codecs
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import requests
import urllib3
from bs4.dammit import EncodingDetector
from django.conf import settings

from prices import robots, walls
from prices.addresses import RefusedAddressError, check_url
from prices.connections import GuardedAdapter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias
    from urllib.parse import SplitResult

    Enter: TypeAlias = Callable[[SplitResult, Callable[[], float]], None]

AGENT = "Rigwright"  # the name that robots.txt is asked about
DEADLINE = 15.0  # seconds for everything: name, redirects, robots.txt, the last byte
LARGEST = 3_000_000  # bytes after decompression
CHUNK = 65_536  # bytes
MAX_REDIRECTS = 3
REDIRECTS = {301, 302, 303, 307, 308}
REFUSALS = {401, 403, 429}
LONGEST_ETAG, LONGEST_DATE = 200, 60  # characters; as wide as the columns
PAGE_TYPES = {"text/html", "application/xhtml+xml"}
ENCODINGS = {"", "identity", "gzip", "deflate"}
ROBOTS_KEPT = 86_400.0  # seconds: RFC 9309, 2.4
TROUBLE_KEPT = 300.0  # seconds
ROBOTS_HOSTS = 1_000  # remembered at most
LONGEST_WAIT = 86_400.0  # seconds; a Retry-After that asks for more is taken as a day
EXCERPT = 2_000  # characters of an answer that was not taken


class Blame(StrEnum):
    """Whose fault it is that a page could not be had; who it is decides for how long the host is left alone."""

    PAGE = "page"  # this address alone
    HOST = "host"  # the server has trouble
    REFUSED = "refused"  # the server does not want us, or not so often


class FetchError(Exception):
    """The page could not be had; the text says why, for the operator."""

    blame = Blame.PAGE
    status: int | None = None
    wait_s: float | None = None  # the server asks for so much patience
    excerpt = ""  # the beginning of what it said
    size = 0  # bytes that came


def failure(reason: str, blame: Blame = Blame.PAGE) -> FetchError:
    """Make an error that says whose fault it is."""
    error = FetchError(reason)
    error.blame = blame
    return error


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server called the version of a page that is known already, to be asked "anything newer?"."""

    etag: str = ""
    last_modified: str = ""


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came; `text` is None if it is still the version that was known."""

    text: str | None
    validators: Validators = NO_VALIDATORS  # of an answer that came without a redirect
    size: int = 0  # bytes after decompression
    status: int = 200


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
            raise failure(message, Blame.HOST)
        return seconds


_robots: dict[str, tuple[float, str | None]] = {}  # origin → (kept until, text; None: the server has trouble)


def fetch(url: str) -> str:
    """Get a page as text; robots.txt is asked first, and remembered by this process.

    Raises:
        FetchError: refused, too slow, too large, not a page, or not allowed by robots.txt.
    """
    return fetch_page(url, enter=_ask_robots).text or ""


def fetch_page(url: str, *, enter: Enter, known: Validators = NO_VALIDATORS) -> Fetched:
    """Get a page, following at most three redirects, each of them checked like the first address.

    `enter` is called before each request with the address in pieces and a function that gives the seconds left; it
    waits until the host may be asked, and raises what forbids it.

    Raises:
        FetchError: refused, too slow, too large, not a page, or not allowed.
    """
    run = _Run(ends=time.monotonic() + DEADLINE)
    first = url
    for _ in range(MAX_REDIRECTS + 1):
        parts = _checked(url)
        enter(parts, run.left)
        answer = _get(url, run, _conditions(known) if url == first else {})
        if answer.moved_to is None:
            return _page(answer, keep=url == first, known=known)
        url = urljoin(url, answer.moved_to)
    message = f"more than {MAX_REDIRECTS} redirects"
    raise failure(message)


def _conditions(known: Validators) -> dict[str, str]:
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a server said to one request."""

    status: int
    content_type: str
    body: bytes
    moved_to: str | None
    validators: Validators
    wait: str  # Retry-After
    challenge: bool  # a header says that this is a check for robots


def _checked(url: str) -> SplitResult:
    try:
        return check_url(url, allow_loopback=settings.FETCH_ALLOW_LOOPBACK)
    except RefusedAddressError as error:
        raise FetchError(str(error)) from error


def _get(url: str, run: _Run, more: Mapping[str, str], most: int = 0) -> _Answer:
    """Make one request, without following anything; `most`: bytes after which the rest is left out."""
    with requests.Session() as session:
        session.trust_env = False  # no proxy and no password file of the machine
        for scheme in ("http://", "https://"):
            session.mount(scheme, GuardedAdapter())
        try:
            left = run.left()
            headers = {**_headers(), **more}
            with session.get(url, headers=headers, timeout=left, stream=True, allow_redirects=False) as response:
                return _answer(response, run, most)
        except RefusedAddressError as error:
            raise FetchError(str(error)) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            run.left()  # a connection that was cut looks broken: say that it was slow
            message = f"the server could not be read: {_short(error)}"
            raise failure(message, Blame.HOST) from error


def _answer(response: requests.Response, run: _Run, most: int) -> _Answer:
    headers = response.headers
    moved_to = headers.get("Location") if response.status_code in REDIRECTS else None
    etag, last_modified = headers.get("ETag", ""), headers.get("Last-Modified", "")
    return _Answer(
        status=response.status_code,
        content_type=headers.get("Content-Type", ""),
        body=_body(response, run, most) if moved_to is None else b"",
        moved_to=moved_to,
        validators=Validators(_plain(etag, LONGEST_ETAG), _plain(last_modified, LONGEST_DATE)),
        wait=headers.get("Retry-After", ""),
        challenge="challenge" in headers.get("cf-mitigated", "").lower(),
    )


def _plain(header: str, longest: int) -> str:
    """Give a header that can be kept and sent back as it is; one that is odd or too long is not kept."""
    return header if len(header) <= longest and header.isascii() and header.isprintable() else ""


def _body(response: requests.Response, run: _Run, most: int) -> bytes:
    """Read the body in pieces; the limit is on what comes out of decompression, so that a bomb ends early."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ENCODINGS:
        message = f"the answer is packed with {encoding[:40]!r}; gzip and deflate are read"
        raise failure(message)
    body = bytearray()
    while piece := response.raw.read(CHUNK, decode_content=True):
        body += piece
        run.left()
        if most and len(body) >= most:
            return bytes(body[:most])
        if len(body) > LARGEST:
            error = failure(f"the answer is larger than {LARGEST} bytes")
            error.excerpt, error.size = _excerpt(bytes(body[: 4 * EXCERPT])), len(body)
            raise error
    run.left()  # a body without a stated length just ends when it is cut
    return bytes(body)


def _page(answer: _Answer, *, keep: bool, known: Validators) -> Fetched:
    """Give an answer that is a page; its validators too, if they are those of the address that was asked for."""
    if answer.status == requests.codes.not_modified and known != NO_VALIDATORS:
        return Fetched(None, known, status=answer.status)
    _refuse_status(answer)
    kind = answer.content_type.partition(";")[0].strip().lower()
    if kind not in PAGE_TYPES:
        message = f"the answer is {kind[:60] or 'of no stated type'}, not a page"
        raise _told(message, answer)
    text = answer.body.decode(_charset(answer), errors="replace")
    if walls.is_wall(text):
        message = f"the answer is {walls.REASON}"
        raise _told(message, answer, Blame.REFUSED)
    return Fetched(text, answer.validators if keep else NO_VALIDATORS, len(answer.body))


def _refuse_status(answer: _Answer) -> None:
    """Refuse every answer but 200.

    Raises:
        FetchError: with whose fault it is, and how long the server asks to be left alone.
    """
    if answer.status == requests.codes.ok and not answer.challenge:
        return
    reason, blame = f"the server answered with status {answer.status}", Blame.PAGE
    if answer.challenge or walls.is_wall(_excerpt(answer.body)):
        reason, blame = f"{reason}: {walls.REASON}", Blame.REFUSED
    elif answer.status in REFUSALS:
        blame = Blame.REFUSED
    elif answer.status >= requests.codes.server_error:
        blame = Blame.HOST
    error = _told(reason, answer, blame)
    error.wait_s = retry_after_s(answer.wait, datetime.now(UTC))
    raise error


def _told(reason: str, answer: _Answer, blame: Blame = Blame.PAGE) -> FetchError:
    """Make an error that holds what the server said."""
    error = failure(reason, blame)
    error.status, error.excerpt, error.size = answer.status, _excerpt(answer.body), len(answer.body)
    return error


def _excerpt(body: bytes) -> str:
    return body[: 4 * EXCERPT].decode("utf-8", errors="replace").replace("\0", "")[:EXCERPT]


def retry_after_s(header: str, at: datetime) -> float | None:
    """Read a Retry-After, in seconds or as a date; None if there is none that can be read. A day at most."""
    header = header.strip()
    if header.isascii() and header.isdigit():
        return min(float(header[:9]), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - at).total_seconds(), 0.0), LONGEST_WAIT)


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


def _ask_robots(parts: SplitResult, left: Callable[[], float]) -> None:
    """Stop if the host's robots.txt forbids the path, or if the host is too troubled to say."""
    origin = f"{parts.scheme}://{parts.netloc}"
    until, text = _robots.get(origin, (0.0, None))
    if until <= time.monotonic():
        text = robots_of(origin, left).text
        if len(_robots) >= ROBOTS_HOSTS:
            _robots.clear()
        _robots[origin] = (time.monotonic() + (TROUBLE_KEPT if text is None else ROBOTS_KEPT), text)
    check_path(parts, text)


def check_path(parts: SplitResult, text: str | None, trouble: str = "") -> None:
    """Refuse an address that a robots.txt forbids; None: the host cannot say what it allows, for some `trouble`.

    Raises:
        FetchError: with the path.
    """
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    if text is None:
        because = f": {trouble}" if trouble else ""
        message = f"{parts.netloc} cannot say what its robots.txt allows{because}"
        raise failure(message, Blame.HOST)
    if not robots.allowed(text, AGENT, path):
        message = f"the robots.txt of {parts.netloc} does not allow {path[:200]}"
        raise failure(message)


@dataclass(frozen=True, slots=True)
class Robots:
    """A host's rules: "" if it has none, None if it has trouble, which `trouble` describes."""

    text: str | None
    trouble: str = ""
    blame: Blame = Blame.HOST
    wait_s: float | None = None


def robots_of(origin: str, left: Callable[[], float]) -> Robots:
    """Ask a host for its rules (RFC 9309, 2.3.1): what is behind the first half megabyte is not read.

    Raises:
        FetchError: the address is refused.
    """
    run = _Run(ends=time.monotonic() + left())
    url = f"{origin}/robots.txt"
    for _ in range(MAX_REDIRECTS + 1):
        _checked(url)
        answer = _get(url, run, {}, robots.LARGEST)
        if answer.moved_to is None:
            break
        url = urljoin(url, answer.moved_to)
    if answer.status == requests.codes.ok:
        return Robots(answer.body.decode("utf-8", errors="replace").replace("\0", ""))
    has_none = requests.codes.bad_request <= answer.status < requests.codes.server_error
    if has_none and answer.status != requests.codes.too_many_requests:
        return Robots("")
    blame = Blame.REFUSED if answer.status == requests.codes.too_many_requests else Blame.HOST
    trouble = f"robots.txt was answered with status {answer.status}"
    return Robots(None, trouble, blame, retry_after_s(answer.wait, datetime.now(UTC)))


def _short(error: Exception) -> str:
    """Give an error's innermost words; requests wraps them in the names of its objects."""
    inner: BaseException = error
    while isinstance(inner.args[0] if inner.args else None, Exception):
        inner = inner.args[0]
    return str(getattr(inner, "reason", inner))[:200]
