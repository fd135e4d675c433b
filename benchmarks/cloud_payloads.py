"""Read saved answers of clouds and compare them with the offers that must come out.

Run it as `python -m benchmarks.cloud_payloads --payloads DIR [--out FILE]`. Each `*.json` in DIR holds the answer as
`body`, `pages` or `csv`, and `expected`: offers of which only the named keys are compared, amounts to 1e-6, in any
order, and no other offer may come out. A file without `expected` is only read. `--out` gets
`{file name without .json: [offers]}`. The exit status is 0 if all agree.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prices.clouds.quote import PayloadError, Reading
from prices.clouds.readers import READERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from prices.clouds.quote import CloudQuote

WITHIN = 1e-6
OK = 200
Offer = dict[str, Any]


def offer(quote: CloudQuote) -> Offer:
    """Write a quote with every key that some answer's `expected` may name."""
    amounts = {name: _plain(getattr(quote, name)) for name in ("on_demand", "spot", "reserved_1y")}
    return {
        "id": quote.listing or None,
        "provider": quote.provider or None,
        "instance": quote.instance or None,
        "gpu": quote.gpu,
        "count": quote.count,
        "vram_gb_each": _plain(quote.vram_gb_each),
        "vcpu": _plain(quote.vcpu),
        "ram_gb": _plain(quote.ram_gb),
        "region": quote.region,
        "regions": list(quote.regions),
        "tier": quote.tier,
        "available": quote.available,
        **amounts,
        "reserved_1y_effective": amounts["reserved_1y"],
        **{f"{name}_per_gpu": _share(amount, quote.count) for name, amount in amounts.items()},
    }


def _plain(value: Any) -> float | int | None:  # noqa: ANN401  # Decimal, float or int
    if value is None:
        return None
    return int(value) if value == int(value) else round(float(value), 9)


def _share(amount: float | None, count: int) -> float | None:
    return None if amount is None else round(amount / count, 9)


def read(name: str, payload: Mapping[str, Any]) -> Reading:
    """Read an answer with the reader that its file's name begins with.

    Raises:
        LookupError: there is no such reader.
        PayloadError: the answer cannot be read, or its status says that it is none.
    """
    shape = next((each for each in READERS if name.lower().startswith(each)), None)
    if shape is None:
        message = f"no reader for {name}; there are {', '.join(READERS)}"
        raise LookupError(message)
    if payload.get("status", OK) != OK:
        message = f"the server answered with status {payload['status']}"
        raise PayloadError(message)
    pages = payload.get("pages", [payload.get("csv", payload.get("body", ""))])
    return READERS[shape]([page if isinstance(page, str) else json.dumps(page) for page in pages])


def agrees(found: Offer, wanted: Offer) -> bool:
    """Whether an offer has what is wanted, key by key."""
    return all(_same(found.get(key), value) for key, value in wanted.items())


def _same(found: Any, wanted: Any) -> bool:  # noqa: ANN401  # any JSON
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        return isinstance(found, (int, float)) and abs(found - wanted) <= WITHIN
    if isinstance(wanted, list):
        return isinstance(found, list) and sorted(map(str, found)) == sorted(map(str, wanted))
    return bool(found == wanted)


def compare(found: Sequence[Offer], wanted: Sequence[Offer]) -> list[str]:
    """Say which wanted offers are missing and which others came out."""
    left = list(found)
    problems = []
    for each in wanted:
        hit = next((index for index, other in enumerate(left) if agrees(other, each)), None)
        if hit is None:
            problems.append(f"missing {json.dumps(each)}")
        else:
            del left[hit]
    keys = set().union(*wanted) if wanted else {"instance", "gpu", "region"}
    return problems + [f"not wanted {json.dumps({key: other.get(key) for key in sorted(keys)})}" for other in left]


def check(path: Path) -> tuple[list[Offer], list[str], list[str]]:
    """Give a file's offers, what is wrong with them, and what was skipped."""
    try:
        payload = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(payload, dict):
            return [], ["the file holds no object"], []
        reading = read(path.stem, payload)
    except (ValueError, RecursionError, LookupError, OSError) as error:
        return [], [f"the file cannot be read: {error}"], []
    except PayloadError as error:
        return [], [str(error)] if payload.get("expected", True) else [], [str(error)]
    offers = [offer(quote) for quote in reading.quotes]
    wanted = payload.get("expected")
    return offers, compare(offers, wanted) if isinstance(wanted, list) else [], reading.summary()


def main() -> int:
    """Check each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payloads", type=Path, required=True, help="folder of saved answers")
    parser.add_argument("--out", type=Path, help="where the offers are written as JSON")
    options = parser.parse_args()
    started, good, out = time.perf_counter(), 0, {}
    files = sorted(options.payloads.glob("*.json"))
    for path in files:
        offers, problems, skipped = check(path)
        out[path.stem] = offers
        good += not problems
        print(f"{'ok   ' if not problems else 'WRONG'} {path.stem:24} {len(offers)} offers")
        print("".join(f"        {line}\n" for line in problems), end="")
        print("".join(f"        skipped: {line}\n" for line in skipped), end="")
    print(f"{good} of {len(files)} agree, in {(time.perf_counter() - started) * 1000:.0f} ms")
    if options.out:
        options.out.write_text(json.dumps(out, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    return 0 if files and good == len(files) else 1


if __name__ == "__main__":
    sys.exit(main())
