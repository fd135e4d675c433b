"""Read shop pages, and compare with what is on them.

    python -m benchmarks.price_pages --pages DIR [--out read.json] [--torture]

DIR holds pages (*.html) and, if they are known, the right readings in expected.json: {page name: {price, currency,
availability, condition, seller, price_kind}}, all or some of the pages. With --torture every page is also cut at any
byte and read with any byte flipped (long ones in steps): nothing may be raised, and each reading ends in time.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prices.sources import page

if TYPE_CHECKING:
    from collections.abc import Iterator

FIELDS = ("price", "currency", "availability", "condition", "seller", "price_kind")
SLOWEST_S = 3.0  # CPU time of one page
MOST_CUTS, MOST_FLIPS = 400, 400  # of one page
SEED = 7


def read(content: bytes, address: str = "") -> dict[str, str | None]:
    """Read a page as it comes from a disk."""
    return page.fields(page.read(content.decode("utf-8", errors="replace"), address))


def read_all(folder: Path, expected: dict[str, Any]) -> dict[str, dict[str, str | None]]:
    """Read each page of a folder, with the address that is known of it."""
    found, slowest = {}, 0.0
    for path in sorted(folder.glob("*.html")):
        start = time.process_time()
        found[path.stem] = read(path.read_bytes(), str(expected.get(path.stem, {}).get("url") or ""))
        slowest = max(slowest, time.process_time() - start)
    print(f"{len(found)} pages read, the slowest in {slowest * 1000:.0f} ms of CPU time")
    return found


def print_score(found: dict[str, dict[str, str | None]], expected: dict[str, Any]) -> bool:
    """Print what differs, and how many are right by field; tell whether all are."""
    known = {name: right for name, right in expected.items() if name in found}
    for name, right in known.items():
        wrong = [
            f"{each} {found[name][each]!r} is {right[each]!r}"
            for each in FIELDS
            if found[name][each] != right.get(each)
        ]
        if wrong:
            print(f"{name}: {'; '.join(wrong)}")
    for fields in (*((each,) for each in FIELDS), ("price", "currency"), FIELDS):
        good = sum(all(found[name][each] == right.get(each) for each in fields) for name, right in known.items())
        print(f"{' and '.join(fields) if fields != FIELDS else 'all six'}: {good} of {len(known)}")
    return all(found[name][each] == right.get(each) for name, right in known.items() for each in FIELDS)


def spoilt(content: bytes, chance: random.Random) -> Iterator[bytes]:
    """Give a page cut at every byte, or at every so many, and with single bytes flipped."""
    step = max(1, len(content) // MOST_CUTS)
    for end in range(0, len(content), step):
        yield content[:end]
    for _ in range(min(MOST_FLIPS, len(content))):
        place, flipped = chance.randrange(len(content)), bytearray(content)
        flipped[place] ^= 1 << chance.randrange(8)
        yield bytes(flipped)


def torture(folder: Path) -> bool:
    """Read spoilt pages; tell whether all came to an end, in time and without an exception."""
    chance, count, slowest, failures = random.Random(SEED), 0, 0.0, 0  # noqa: S311  # no secret
    for path in sorted(folder.glob("*.html")):
        for content in spoilt(path.read_bytes(), chance):
            start = time.process_time()
            try:
                read(content)
            except Exception as error:  # noqa: BLE001  # any exception is what is looked for
                failures += 1
                print(f"{path.name}, {len(content)} bytes: {type(error).__name__}: {error}")
            slowest = max(slowest, time.process_time() - start)
            count += 1
    print(f"{count} spoilt pages, {failures} exceptions, the slowest {slowest * 1000:.0f} ms of CPU time")
    return not failures and slowest < SLOWEST_S


def main() -> int:
    """Read, compare, write; 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, required=True, help="folder with *.html and perhaps expected.json")
    parser.add_argument("--out", type=Path, help="write the readings here, as JSON")
    parser.add_argument("--torture", action="store_true", help="read cut and flipped pages, too")
    options = parser.parse_args()
    right = options.pages / "expected.json"
    expected = json.loads(right.read_text(encoding="utf-8")) if right.exists() else {}
    found = read_all(options.pages, expected)
    if options.out:
        options.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    good = [print_score(found, expected)] if expected else []
    if options.torture:
        good.append(torture(options.pages))
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
