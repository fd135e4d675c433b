"""What the page of a build shows: the build as it was frozen, or as it is, beside what its parts cost today."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from builder.addresses import Address
from builder.assess import MODEL_VERSION, assess
from builder.slots_drawn import slots_of
from builder.speeds import WorkSpeed, limit_w, only_gpu, speeds_of
from catalog import convert
from catalog.models import Kind, Part
from catalog.templatetags.units import day
from community.estimating import Beside, beside
from community.freezing import current_price, freeze
from community.snapshot import Snapshot, count_texts
from engine import registry
from engine.answers import with_answers
from engine.parts import Build as EngineBuild
from engine.parts import Card
from engine.platforms import CIRCUITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from builder.models import Build
    from builder.slots_drawn import Slots
    from catalog.models import Gpu
    from community.models import Measurement, Post
    from community.snapshot import Item, Price
    from engine.findings import Finding, Level
    from engine.parts import Context
    from engine.parts import Part as EnginePart


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the part list, then and now."""

    item: Item
    part: Part | None  # None: not in the catalogue, or not any more
    now: Price | None

    @property
    def kind_text(self) -> str:
        """The slot's name."""
        return str(Kind(self.item.kind).label)

    @property
    def left(self) -> bool:
        """Whether the part has left the catalogue since."""
        return bool(self.item.slug) and self.part is None

    @property
    def now_usd(self) -> Decimal | None:
        """What the line costs today in USD."""
        if self.item.owned or self.now is None or self.now.usd is None:
            return None
        return self.now.usd * self.item.quantity

    @property
    def seen_again(self) -> bool:
        """Whether the price of today is another observation than that of the day."""
        return bool(self.now and self.item.price and self.now.observed_at != self.item.price.observed_at)

    @property
    def change(self) -> float | None:
        """By what share of the old price it changed; None unless it has been seen again."""
        return _change(self.item.usd, self.now_usd) if self.seen_again else None

    @property
    def change_text(self) -> str:
        """The change in percent, signed."""
        return signed_percent(self.change)


@dataclass
class Sheet:
    """A build's page."""

    build: Build
    post: Post | None
    snapshot: Snapshot
    parts: Mapping[str, Part]
    address: Address = field(default_factory=Address)

    @property
    def title(self) -> str:
        """The title of the day, or the draft's."""
        return self.post.title if self.post else str(self.build)

    @cached_property
    def rows(self) -> list[Row]:
        """The part list."""
        return [self._row(item) for item in self.snapshot.items]

    def _row(self, item: Item) -> Row:
        part = self.parts.get(item.slug)
        return Row(item, part, current_price(getattr(part, "price", None)))

    @property
    def pieces(self) -> int:
        """How many parts there are, each counted as often as it is in."""
        return sum(item.quantity for item in self.snapshot.items)

    @property
    def seen_then(self) -> datetime | None:
        """The day that all prices of the snapshot share, if they do."""
        return _shared(item.price for item in self.snapshot.items if not item.owned)

    @property
    def seen_now(self) -> datetime | None:
        """The day that all prices of today share, if they do."""
        return _shared(row.now for row in self.rows if not row.item.owned)

    @property
    def now_usd(self) -> Decimal | None:
        """What the parts with a price cost today; None if none has one."""
        return _sum(row.now_usd for row in self.rows)

    @property
    def now_priced(self) -> int:
        """How many parts have a price today."""
        return sum(row.item.quantity for row in self.rows if row.now_usd is not None)

    @property
    def now_whole(self) -> bool:
        """Whether every part that has to be bought has a price today."""
        return self.now_priced == self.snapshot.total.to_buy

    @property
    def compared(self) -> int:
        """How many parts have a price of the day and a later one."""
        return sum(row.item.quantity for row in self.rows if row.change is not None)

    @property
    def change_text(self) -> str:
        """By how much those parts changed together, in percent, signed."""
        both = [row for row in self.rows if row.change is not None]
        return signed_percent(_change(_sum(row.item.usd for row in both), _sum(row.now_usd for row in both)))

    @property
    def newest_price(self) -> datetime | None:
        """When the newest price of today was seen."""
        seen = [row.now.observed_at for row in self.rows if row.now and row.now.observed_at]
        return max(seen, default=None)

    @cached_property
    def counts_today(self) -> list[tuple[str, Level]]:
        """What the rules of today find in the same parts, counted."""
        return count_texts(self._judged_today())

    def _judged_today(self) -> list[Finding]:
        return registry.check(self.engine_build, self.context)

    @cached_property
    def measurements(self) -> list[Measurement]:
        """What the author measured. One query for a published build."""
        return list(self.post.measurements.select_related("by")) if self.post else []

    @cached_property
    def measured(self) -> list[Beside]:
        """What the author measured, with the estimates beside it. Two queries for a published build."""
        gpu = self.post.main_gpu if self.post and self.measurements else None
        return beside(self.measurements, gpu)

    @cached_property
    def gpu(self) -> Gpu | None:
        """The GPU of all graphics cards, if they have the same and it is known."""
        cards = [row.part for row in self.rows if row.item.kind == Kind.CARD]
        return only_gpu(part.graphics_card.gpu if part else None for part in cards)

    @cached_property
    def speeds(self) -> tuple[WorkSpeed, ...]:
        """How fast the cards do the standard works, by the facts of today."""
        cards = len(self.engine_build.every(Card))
        return speeds_of(self.gpu, cards, limit_w(self.engine_build)) if self.gpu and cards else ()

    @property
    def cards_on_board(self) -> Slots | None:
        """The graphics cards in the slots of the board, with the facts of today."""
        return slots_of(self.engine_build, self.context)

    @property
    def context(self) -> Context:
        """Where and for what the build is used."""
        return self.snapshot.surroundings.context

    @cached_property
    def engine_build(self) -> EngineBuild:
        """Put the frozen parts together with the facts of today; of a part that is gone, the author's word counts."""
        return EngineBuild.of((_engine_part(row), row.item.quantity) for row in self.rows)

    def heed(self, address: Address) -> None:
        """Judge the parts by the rules of today, in the surroundings that an address names."""
        self.address = address
        if address.read:
            where = replace(self.snapshot.surroundings, **address.read)
            self.snapshot = replace(self.snapshot, surroundings=where)
            self.snapshot = replace(self.snapshot, findings=tuple(self._judged_today()))

    @property
    def newer_rules(self) -> bool:
        """Whether the rules have changed since."""
        return self.snapshot.model_version != MODEL_VERSION

    @property
    def circuit_w(self) -> float | None:
        """What the wall circuit carries for hours, in watts."""
        circuit = CIRCUITS.get(self.snapshot.surroundings.circuit)
        return circuit.continuous_w if circuit else None

    @property
    def supply_share(self) -> float | None:
        """The load as a share of the supply's rating."""
        return self.snapshot.load_w / self.snapshot.rated_w if self.snapshot.rated_w else None

    @property
    def offer_seen(self) -> str:
        """When the price of the cloud offer was seen."""
        offer = self.snapshot.break_even
        if offer is None:
            return ""
        return day(offer.seen_to) if offer.seen_to else _("%(day)s or later") % {"day": day(offer.seen_from)}

    @property
    def sources(self) -> list[dict[str, str]]:
        """The sources of facts and prices on this page, with letters."""
        named: dict[str, None] = {}
        for row in self.rows:
            prices = (row.item.price, row.now)
            named |= dict.fromkeys([row.item.source, *(price.source for price in prices if price)])
        texts = [text for text in named if text]
        return [{"letter": chr(ord("a") + place), "text": text} for place, text in enumerate(texts)]


def _engine_part(row: Row) -> EnginePart:
    item = row.item
    facts = convert.facts_of(row.part) if row.part else {}
    part = convert.engine_part(item.kind, item.key, item.name, facts, item.slug or item.name, **item.asked)
    return with_answers(part, item.answers)


def read_published(build: Build, post: Post) -> Sheet:
    """Read a published build: its snapshot, and in one query its parts as the catalogue has them today."""
    snapshot = Snapshot.from_json(post.snapshot)
    return Sheet(build, post, snapshot, parts_today({item.slug for item in snapshot.items if item.slug}))


def read_draft(build: Build, today: date) -> Sheet:
    """Work out a draft as it is."""
    assessment = assess(build, today)
    parts = {line.item.part.slug: line.item.part for line in assessment.lines if line.item.part}
    return Sheet(build, None, freeze(build, assessment), parts)


def parts_today(slugs: set[str]) -> dict[str, Part]:
    """Find parts by slug, with their facts and prices, in one query."""
    joins = [*convert.accessors(), "graphics_card__gpu", "price__point__offer__source"]
    parts = Part.objects.filter(slug__in=slugs).select_related(*joins).defer("raw")
    return {part.slug: part for part in parts}


def signed_percent(change: float | None) -> str:
    """Write a change in percent with its sign; nothing if it is not known."""
    if change is None:
        return ""
    percent = round(change * 100)
    sign = "+" if percent > 0 else "−" if percent < 0 else ""
    return f"{sign}{abs(percent)} %"


def _change(then: Decimal | None, now: Decimal | None) -> float | None:
    return float(now / then) - 1 if then and now is not None else None


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _shared(prices: Iterable[Price | None]) -> datetime | None:
    """Give the moment of the prices that were seen, if they were all seen on one day."""
    seen = [price.observed_at for price in prices if price and price.observed_at]
    return seen[0] if len({moment.date() for moment in seen}) == 1 else None
