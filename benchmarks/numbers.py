"""Read price texts as shops write them, and compare with what they mean.

    python -m benchmarks.numbers --cases numbers.csv

Columns: currency_hint (not needed to read the amount), text, amount; an empty amount means that the text states no
price. Prints each text that is read otherwise, and the share that is right.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from decimal import Decimal, InvalidOperation
from pathlib import Path

from prices.sources.mentions import price_of

LIMIT = 0.99  # share that is to be right


def read(text: str) -> Decimal | None:
    """Give the amount that a text states as its price."""
    found = price_of(text)
    return None if found is None else found.amount


def expected(written: str) -> Decimal | None:
    """Give the amount of a row.

    Raises:
        ValueError: it is no number.
    """
    try:
        return Decimal(written) if written.strip() else None
    except InvalidOperation as error:
        message = f"amount {written!r}: a number or nothing is allowed"
        raise ValueError(message) from error


def main() -> int:
    """Print what is read otherwise, and the score; 1 if it is below the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, required=True, help="CSV: currency_hint, text, amount")
    with parser.parse_args().cases.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    start, right = time.process_time(), 0
    for row in rows:
        found, wanted = read(row["text"]), expected(row["amount"])
        right += found == wanted
        if found != wanted:
            print(f"{row['text']!r}: read {found}, is {wanted}")
    share = right / len(rows) if rows else 1.0
    each_us = (time.process_time() - start) / max(len(rows), 1) * 1e6
    print(f"{right} of {len(rows)} right ({share:.1%}), {each_us:.0f} µs each")
    return 0 if share >= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
