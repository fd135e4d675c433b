"""A build as it was on one day: parts, prices, findings and figures, frozen and kept as JSON.

Nothing in here leads back to a row, so later prices, rules and deletions cannot rewrite what people discussed. A change
of these classes needs a new `VERSION` and a reader for the old one. What version 2 added has the default that version 1
was judged by: most of the surroundings, whether a part was bought used, power limits, and answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_date, parse_datetime

from builder.answering import answers_of
from builder.assess import level_count
from builder.drawings import load_bar
from builder.gaps import Gap, Missing, gaps, judged, missing_text
from builder.models import CONTEXT
from catalog import convert
from catalog.models import Kind
from community import frozen_findings
from engine.findings import Finding, Level, Word
from engine.parts import Context
from engine.power import Load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.drawings import LoadBar
    from engine.parts import Part

VERSION = 2
READ = (1, 2)
REST = "rest"  # the share of the load that belongs to no part


class UnknownVersionError(ValueError):
    """A snapshot was written by a later release than the one that reads it."""

    def __init__(self, version: object) -> None:
        """Name the version."""
        super().__init__(f"snapshot version {version!r}: this release reads {' and '.join(map(str, READ))}")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where and for what the build is used."""

    circuit: str
    os: str
    framework: str
    purpose: str
    nvlink: bool
    room: str = "room"
    bridge_slots: int | None = None
    riser_generation: int | None = None
    ups_va: int | None = None
    needs_gib: float | None = None
    driver: int | None = None
    shared_storage: bool = False
    country: str = "US"

    @property
    def context(self) -> Context:
        """The part of them that rules ask for."""
        return Context(**{name: getattr(self, name) for name in CONTEXT})


@dataclass(frozen=True, slots=True)
class Price:
    """What one piece cost: seen at a source on a day, or, without a day, what the author said."""

    amount: Decimal
    currency: str
    observed_at: datetime | None
    source: str

    @property
    def own(self) -> bool:
        """Whether it is the author's word."""
        return self.observed_at is None

    @property
    def usd(self) -> Decimal | None:
        """The amount, if it is in USD: nothing is converted here."""
        return self.amount if self.currency == "USD" else None

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Price:
        """Read it back."""
        return cls(Decimal(kept["amount"]), kept["currency"], _moment(kept["observed_at"]), kept["source"])


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the part list. `slug` is empty for a part of the author's own."""

    key: str
    kind: str
    slug: str
    name: str
    summary: str
    quantity: int
    owned: bool
    price: Price | None
    source: str  # of the part's facts
    used: bool = False
    power_limit_w: int | None = None
    answers: dict[str, Any] = field(default_factory=dict)  # the author's word, by fact

    @property
    def asked(self) -> dict[str, Any]:
        """What the author said of it beside its facts, as the engine's part takes it."""
        limit = {"power_limit_w": self.power_limit_w} if self.kind == Kind.CARD else {}
        return {"used": self.used, **limit}

    @property
    def answer_texts(self) -> list[str]:
        """What the author said where the catalogue said nothing, in words."""
        stated = convert.engine_part(self.kind, self.key, self.name, {})
        return [f"{answer.label} {answer.value}" for answer in answers_of(stated, self.answers)]

    @property
    def unit_usd(self) -> Decimal | None:
        """What one piece cost in USD; None if nobody said, or if the author has it already."""
        return None if self.owned or self.price is None else self.price.usd

    @property
    def usd(self) -> Decimal | None:
        """What the line cost in USD."""
        return None if self.unit_usd is None else self.unit_usd * self.quantity

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Item:
        """Read it back."""
        return cls(**{**kept, "price": Price.from_json(kept["price"]) if kept["price"] else None})


@dataclass(frozen=True, slots=True)
class Total:
    """What the parts cost together, in USD, as far as prices were known; parts are counted by pieces."""

    usd: Decimal | None
    priced: int
    unpriced: int
    owned: int
    oldest: datetime | None
    newest: datetime | None

    @property
    def whole(self) -> bool:
        """Whether every part that had to be bought had a price."""
        return not self.unpriced

    @property
    def to_buy(self) -> int:
        """How many parts had to be bought."""
        return self.priced + self.unpriced

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Total:
        """Read it back."""
        usd = None if kept["usd"] is None else Decimal(kept["usd"])
        return cls(**{**kept, "usd": usd, "oldest": _moment(kept["oldest"]), "newest": _moment(kept["newest"])})


@dataclass(frozen=True, slots=True)
class Share:
    """What all pieces of one part draw together. `kind` is a part's kind or REST."""

    kind: str
    name: str
    watts: float

    @property
    def engine_part(self) -> Part | Word:
        """The part as the drawing asks for it: of its kind, with its name and no facts."""
        return Word(self.name) if self.kind == REST else convert.engine_part(self.kind, "", self.name, {})


@dataclass(frozen=True, slots=True)
class Fit:
    """A model at a precision: what it needs, and whether that fits."""

    label: str
    needs_gib: float
    fits: bool


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory of all graphics cards together, and what fits into it."""

    total_gib: float
    cards: int
    context_tokens: int
    fits: tuple[Fit, ...]

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Memory:
        """Read it back."""
        return cls(**{**kept, "fits": tuple(Fit(**fit) for fit in kept["fits"])})


@dataclass(frozen=True, slots=True)
class BreakEven:
    """From how many hours a month buying is cheaper than an offer; `hours` is None if never."""

    hours: float | None
    any_use: bool
    horizon_months: int
    offer_text: str
    provider: str
    per_hour: Decimal
    currency: str
    seen_from: date | None
    seen_to: date | None  # None: only the earliest date is known
    country: str
    usd_per_kwh: float
    buy_a_month: float | None = None  # at so many hours a month; None: frozen before this was kept
    rent_a_month: float | None = None
    hours_a_month: float | None = None

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> BreakEven:
        """Read it back."""
        return cls(
            **{
                **kept,
                "per_hour": Decimal(kept["per_hour"]),
                "seen_from": _day(kept["seen_from"]),
                "seen_to": _day(kept["seen_to"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that the page of a build shows of the day on which it was frozen."""

    surroundings: Surroundings
    items: tuple[Item, ...]
    findings: tuple[Finding, ...]
    total: Total
    load_w: float
    shares: tuple[Share, ...]
    rated_w: int | None  # None: no supply, or one whose rating is not known
    wall_w: float | None
    memory: Memory
    break_even: BreakEven | None
    model_version: str

    @property
    def lines(self) -> tuple[Item, ...]:
        """The items, by the name that the findings' partial asks for."""
        return self.items

    def count(self, level: Level) -> int:
        """Count the findings of a level."""
        return sum(finding.level is level for finding in self.findings)

    @property
    def count_texts(self) -> list[tuple[str, Level]]:
        """How many findings of each level there are, in words."""
        return count_texts(self.findings)

    @property
    def loud_texts(self) -> list[tuple[str, Level]]:
        """How many findings there are of each level that judges, in words."""
        return [(text, level) for text, level in self.count_texts if level is not Level.UNKNOWN]

    @property
    def judged(self) -> list[Finding]:
        """What rules found that could be judged."""
        return judged(self.findings)

    @property
    def gaps(self) -> list[Gap]:
        """What could not be judged, by the fact that is missing."""
        return gaps(self.findings)

    @property
    def missing(self) -> list[Missing]:
        """The gaps as a page for reading shows them."""
        return [Missing(gap) for gap in self.gaps]

    @property
    def missing_text(self) -> str:
        """How many facts are missing, in words; empty if none is."""
        count = len(self.gaps)
        return missing_text(count) if count else ""

    @property
    def load(self) -> Load:
        """The load as the drawing asks for it."""
        return Load(self.load_w, tuple((share.engine_part, share.watts) for share in self.shares))

    @property
    def load_bar(self) -> LoadBar | None:
        """The load beside the supply's rating, to scale."""
        return load_bar(self.load, self.rated_w) if self.rated_w else None

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON-able values."""
        return {"version": VERSION, **_written(self)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Snapshot:
        """Read it back. Raises UnknownVersionError for what a later release wrote."""
        if kept.get("version") not in READ:
            raise UnknownVersionError(kept.get("version"))
        offer = kept["break_even"]
        return cls(
            surroundings=Surroundings(**kept["surroundings"]),
            items=tuple(Item.from_json(item) for item in kept["items"]),
            findings=tuple(frozen_findings.read(finding) for finding in kept["findings"]),
            total=Total.from_json(kept["total"]),
            load_w=kept["load_w"],
            shares=tuple(Share(**share) for share in kept["shares"]),
            rated_w=kept["rated_w"],
            wall_w=kept["wall_w"],
            memory=Memory.from_json(kept["memory"]),
            break_even=BreakEven.from_json(offer) if offer else None,
            model_version=kept["model_version"],
        )


def count_texts(findings: tuple[Finding, ...] | list[Finding]) -> list[tuple[str, Level]]:
    """Say how many findings of each level there are, strongest first, without those of which there are none."""
    counted = [(level, sum(finding.level is level for finding in findings)) for level in Level]
    return [(level_count(level, number), level) for level, number in counted if number]


@singledispatch
def _written(value: object) -> Any:  # noqa: ANN401  # JSON
    """Write a value of a snapshot as JSON-able values."""
    if is_dataclass(value):
        return {each.name: _written(getattr(value, each.name)) for each in fields(value)}
    return value


@_written.register
def _(value: Finding) -> dict[str, Any]:
    return frozen_findings.written(value)


@_written.register
def _(value: tuple) -> list[Any]:  # type: ignore[type-arg]  # singledispatch wants the bare class
    return [_written(each) for each in value]


@_written.register
def _(value: Decimal) -> str:
    return str(value)


@_written.register
def _(value: date) -> str:  # a datetime is one too
    return value.isoformat()


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


def _day(text: str | None) -> date | None:
    return parse_date(text) if text else None
