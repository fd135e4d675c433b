"""Pages are read in a process of its own, which no page outlives its limits in."""

import sys
import time

import pytest

from prices import reading
from prices.reading import Reader
from prices.sources.page import parse
from prices.sources.quote import NoOfferError

OFFER = '{"@type": "Product", "offers": {"price": "300", "priceCurrency": "USD", "seller": {"name": "Müller"}}}'
PAGE = f'<script type="application/ld+json">{OFFER}</script>'
CHILD = """
import sys, time
from prices.sources import child
real = child.parse
def parse(html):
    {does}
    return real(html)
child.parse, child.CPU_S = parse, 0
child.main(sys.stdin.buffer, sys.stdout.buffer)
"""


@pytest.fixture
def reader():
    """Give a function that makes a reader whose child does something first."""
    made = []

    def make(does=None):
        made.append(Reader([sys.executable, "-c", CHILD.format(does=does)] if does else None))
        return made[-1]

    yield make
    for each in made:
        each.stop()


def test_a_page_is_read_as_it_would_be_here(reader):
    assert reader().read(PAGE) == parse(PAGE)


def test_one_process_reads_page_after_page(reader):
    each = reader()
    each.read(PAGE)
    first = each.child.pid
    with pytest.raises(NoOfferError, match="describes no product"):
        each.read("<h1>Nothing</h1>")
    assert each.read(PAGE + "words " * 400_000).amount == 300
    assert each.child.pid == first


@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("while 'hang' in html: pass", "more time of a processor"),
        ("'hang' in html and time.sleep(60)", "longer than 6 s"),
        ("'hang' in html and sys.exit(1)", "more time of a processor"),
        ("'hang' in html and bytearray(1_000_000_000)", "more memory than pages do"),
        ("'hang' in html and sys.setrecursionlimit(50) or 'hang' in html and parse(html)", "could not be read"),
        ("'hang' in html and sys.stdout.write('nonsense') and sys.stdout.flush()", "could not be read"),
        ("'hang' in html and sys.stdout.write('9' * 50_000) and sys.stdout.flush()", "could not be read"),
    ],
)
def test_a_page_that_hangs_fills_or_ends_it_is_a_reason_and_the_next_one_is_read(reader, does, why, monkeypatch):
    each = reader(does)
    each.read(PAGE)  # the start of the process is not what is measured
    monkeypatch.setattr(reading, "SECONDS", 6.0)
    started = time.monotonic()
    with pytest.raises(NoOfferError, match=why):
        each.read(f"{PAGE} hang")
    assert time.monotonic() - started < 9
    monkeypatch.setattr(reading, "SECONDS", 20.0)
    assert each.read(PAGE).amount == 300


def test_it_knows_nothing_of_the_sites_passwords(reader, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    each = reader("import os; assert 'DATABASE_URL' not in os.environ")
    assert each.read(PAGE).amount == 300


def test_half_a_surrogate_pair_is_no_trouble(reader):
    assert reader().read(f"{PAGE}\ud800").amount == 300
