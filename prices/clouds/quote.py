"""One shape for what every cloud answers: an instance with GPUs, what an hour of it costs, and what was left out."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from prices.clouds.row import Row, RowError, plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

MOST_NAMED = 5  # rows that a summary names for each reason


class PayloadError(Exception):
    """The answer as a whole cannot be read; the text says why, for the operator."""

    def __init__(self, reason: str) -> None:
        """Take the reason, which may quote the answer."""
        super().__init__(plain(reason)[:500])


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudQuote:
    """An offer. Money is in USD for an hour of the whole instance; None means that the provider does not say."""

    provider: str
    instance: str
    gpu: str | None  # as the provider calls it, or as the table of instance types does
    count: int
    vram_gb_each: float | None = None
    vcpu: float | None = None
    ram_gb: float | None = None
    region: str | None = None
    tier: str | None = None
    on_demand: Decimal | None = None
    spot: Decimal | None = None
    reserved_1y: Decimal | None = None
    available: bool | None = None  # None: the provider does not say
    regions: tuple[str, ...] = ()  # where it can be had now, from providers with one price for all regions
    listing: str = ""  # the provider's own number of the offer
    form: str = ""  # SXM or PCIE, where the instance type tells it

    @property
    def spot_is_real(self) -> bool:
        """Whether there is a spot price, rather than a field that was filled in some way."""
        return self.spot is not None and self.spot > 0 and self.spot != self.on_demand


@dataclass(frozen=True, slots=True)
class Skip:
    """A row that was not taken, and why."""

    name: str
    why: str


def named_row(item: object, key: str, number: int) -> str:
    """Give what to call a row in a report: one of its values, else its number."""
    value = item.get(key) if isinstance(item, dict) else None
    return str(value) if value else f"row {number}"


@dataclass(slots=True)
class Reading:
    """What came out of an answer."""

    quotes: list[CloudQuote] = field(default_factory=list)
    skipped: list[Skip] = field(default_factory=list)

    def skip(self, name: str, why: str) -> None:
        """Note a row, or one of its facts, that was not taken."""
        self.skipped.append(Skip(plain(name)[:120], plain(why)[:300]))

    @contextmanager
    def row(self, values: object, name: str) -> Iterator[Row]:
        """Read one row; what is wrong with it is noted, and the next one is read."""
        try:
            yield Row(values, lambda why: self.skip(name, why))
        except RowError as error:
            self.skip(name, str(error))

    def summary(self) -> list[str]:
        """Say for each reason how many rows were skipped for it, and which the first ones are."""
        names: dict[str, list[str]] = {}
        for each in self.skipped:
            names.setdefault(each.why, []).append(each.name)
        return [
            f"{number} × {why}: {', '.join(names[why][:MOST_NAMED])}{' …' if number > MOST_NAMED else ''}"
            for why, number in Counter(each.why for each in self.skipped).most_common()
        ]
