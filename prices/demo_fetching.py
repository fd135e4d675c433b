"""Pages of the demo shop, and of nothing else.

The guard on addresses knows nothing of this: what fetches real pages refuses loopback with the demo on as well. Here
one address is asked, the port of the demo shop on 127.0.0.1, without redirects, and only while DEMO_SHOP is on.
"""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import requests
from django.conf import settings

from prices import robots
from prices.demo_models import HOST, DemoError

AGENT = "Rigwright"
PATIENCE = 3.0  # seconds for a page of this machine
LARGEST = 1_000_000  # bytes


def check_demo_url(url: str) -> None:
    """Refuse all but the demo shop's own port on 127.0.0.1, and everything while the demo is off.

    Raises:
        DemoError: with what is wrong.
    """
    if not settings.DEMO_SHOP:
        message = "the demo shop is off: DEMO_SHOP=true turns it on"
        raise DemoError(message)
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.netloc != f"{HOST}:{settings.DEMO_SHOP_PORT}":
        message = f"{url[:100]} is not in the demo shop"
        raise DemoError(message)


def fetch(url: str) -> str:
    """Get a page of the demo shop, as its robots.txt allows.

    Raises:
        DemoError: refused, too slow, too large, or no page.
    """
    check_demo_url(url)
    rules = _get(f"http://{HOST}:{settings.DEMO_SHOP_PORT}/robots.txt")
    if not robots.allowed(rules, AGENT, urlsplit(url).path):
        message = f"the demo shop's robots.txt does not allow {urlsplit(url).path}"
        raise DemoError(message)
    return _get(url)


def _get(url: str) -> str:
    ends = time.monotonic() + PATIENCE
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.get(url, timeout=PATIENCE, allow_redirects=False, stream=True) as response:
                if response.status_code != requests.codes.ok:
                    message = f"the server answered with status {response.status_code}"
                    raise DemoError(message)
                body = bytearray()
                for piece in response.iter_content(65_536):
                    body += piece
                    if len(body) > LARGEST or time.monotonic() > ends:
                        message = "the answer is too large or too slow"
                        raise DemoError(message)
    except requests.RequestException as error:
        message = f"the demo shop could not be read: {type(error).__name__}"
        raise DemoError(message) from error
    return body.decode(errors="replace")
