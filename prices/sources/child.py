"""A process of its own that reads pages: `python -m prices.sources.child`, started by prices/reading.py.

It takes pages on its standard input and answers on its output, one after the other: a line with the length in bytes,
then so many bytes of UTF-8; answers are JSON. What a page makes the parser do is limited here, by the system: a page
that takes more processor time or memory ends the process, and nothing else.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import BinaryIO

from prices.sources.page import parse
from prices.sources.quote import NoOfferError, Quote

CPU_S = 3  # of one page
MEMORY = 400_000_000  # bytes of address space beside what is used at the start
LONGEST_REASON = 300  # characters


def main(said: BinaryIO, answers: BinaryIO) -> None:
    """Answer until there are no more pages."""
    _limit_memory()
    while line := said.readline(20):
        _limit_time()
        answer = json.dumps(_read(said.read(int(line)))).encode()
        answers.write(b"%d\n%s" % (len(answer), answer))
        answers.flush()


def _read(page: bytes) -> dict[str, str]:
    try:
        return _plain(parse(page.decode("utf-8", errors="replace")))
    except NoOfferError as error:
        return {"reason": str(error)[:LONGEST_REASON]}
    except MemoryError:
        return {"reason": "reading the page takes more memory than pages do"}
    except Exception as error:  # noqa: BLE001  # a fault in reading is a reason, and the next page is read all the same
        return {"reason": f"the page could not be read: {error!r}"[:LONGEST_REASON]}


def _plain(quote: Quote) -> dict[str, str]:
    return {
        "amount": str(quote.amount),
        "currency": quote.currency,
        "availability": quote.availability.value,
        "condition": quote.condition.value,
        "seller": quote.seller,
        "price_kind": quote.price_kind.value,
    }


def _limit_memory() -> None:
    """Let the process take so much memory beside what it has taken by now."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  # one number of the system's
        taken = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, taken + MEMORY))


def _limit_time() -> None:
    """Let the process take so many more seconds of a processor; then the system ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + CPU_S + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
