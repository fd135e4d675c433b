"""Every current offer, judged at the same work as the machine: what fits, how fast, what an hour's work costs there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from browse.rents import Rent
from catalog.speed import GPU_FIELDS
from catalog.templatetags.units import number
from engine import throughput, vram
from prices import rental
from prices.models import CloudOffer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from browse.rent_or_buy_build import Machine
    from browse.rent_or_buy_work import Work

CURRENCY = "USD"
COLUMNS = [field.name for field in CloudOffer._meta.concrete_fields]  # noqa: SLF001  # Django's way to the columns


@dataclass(frozen=True, slots=True)
class Judged:
    """An offer at the machine's work. `ratio`: its speed against the machine's, 1 where nothing tells them apart."""

    rent: Rent
    ratio: float
    estimated: bool = False  # the ratio is worked out; else it is only assumed, or the GPUs are the same
    same: bool = False  # as many of the same GPUs
    tight: bool = False
    out: str = ""  # why it does not count; empty: it does

    @property
    def offer(self) -> CloudOffer:
        """The offer itself."""
        return self.rent.offer

    @property
    def per_hour(self) -> float:
        """Price of the instance for an hour, in USD."""
        return float(self.rent.offer.on_demand_per_hour or 0)

    @property
    def per_work(self) -> float:
        """Price of what the machine does in an hour."""
        return self.per_hour / self.ratio


@dataclass(frozen=True, slots=True)
class Market:
    """The judged offers: those that count, the cheapest hour's work first, and how many are out for which reason."""

    fitting: tuple[Judged, ...]
    out: tuple[tuple[str, int], ...]
    judged: int

    @property
    def best(self) -> Judged | None:
        """The cheapest that holds the work with room to spare, else the cheapest at all."""
        return next((each for each in self.fitting if not each.tight), self.fitting[0] if self.fitting else None)

    @property
    def out_texts(self) -> list[str]:
        """Why offers are out, in words."""
        return [
            ngettext("%(n)s offer: %(why)s", "%(n)s offers: %(why)s", count) % {"n": number(count), "why": why}
            for why, count in self.out
        ]

    def named(self, row: str) -> Judged | None:
        """Give the offer of a row, if it counts."""
        return next((each for each in self.fitting if each.offer.row == row), None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an offer has to be, beside holding the work."""

    memory_gib: float | None = None
    provider: str = ""
    most_gpus: int | None = None

    def reason(self, offer: CloudOffer) -> str:
        """Give why an offer is out; empty: it is not."""
        if self.provider and offer.provider != self.provider:
            return _("of another provider")
        if self.most_gpus is not None and offer.gpu_count > self.most_gpus:
            return _("more GPUs than you allow")
        held = (offer.memory_gib_each or 0) * offer.gpu_count
        if self.memory_gib and held < self.memory_gib:
            return _("less than %(gib)s GB of GPU memory in all") % {"gib": number(self.memory_gib, 1)}
        return ""


def current_offers(today: date) -> list[CloudOffer]:
    """Give all offers that can be compared, with what is known of their GPUs. One query."""
    facts = (f"gpu__{name}" for name in ("slug", *GPU_FIELDS))
    return list(rental.fitting(0, today).filter(currency=CURRENCY).only(*COLUMNS, *facts))


def market(offers: Iterable[CloudOffer], machine: Machine, work: Work | None, wanted: Wanted) -> Market:
    """Judge offers. No query."""
    judged = [judge(offer, machine, work, wanted) for offer in offers]
    fitting = sorted((each for each in judged if not each.out), key=lambda each: (each.per_work, each.offer.row))
    reasons: Mapping[str, int] = Counter(each.out for each in judged if each.out)
    out = sorted(reasons.items(), key=lambda reason: (-reason[1], reason[0]))
    return Market(tuple(fitting), tuple(out), len(judged))


def judge(offer: CloudOffer, machine: Machine, work: Work | None, wanted: Wanted) -> Judged:
    """Judge one offer: first what was asked of it, then whether it holds the work, then how fast it is."""
    rent = Rent(offer)
    if reason := wanted.reason(offer):
        return Judged(rent, 1.0, out=reason)
    same = machine.gpu_id is not None and offer.gpu_id == machine.gpu_id and offer.gpu_count == machine.gpu_count
    if work is None:
        return Judged(rent, 1.0, same=same)
    fit = work.verdict(offer.memory_gib_each or 0, offer.gpu_count)
    if fit is vram.Verdict.TOO_LARGE:
        return Judged(rent, 1.0, out=_too_small(work, offer))
    return _timed(rent, machine, work, same=same, tight=fit is vram.Verdict.TIGHT)


def _too_small(work: Work, offer: CloudOffer) -> str:
    least = work.least_gib(offer.gpu_count)
    gib = number(least, 1) if least is not None else "?"
    text = _("each of %(n)s GPUs would have to hold %(gib)s GiB, and has less")
    if offer.gpu_count == 1:
        text = _("the GPU would have to hold %(gib)s GiB, and has less")
    return text % {"n": offer.gpu_count, "gib": gib}


def _timed(rent: Rent, machine: Machine, work: Work, *, same: bool, tight: bool) -> Judged:
    offer = rent.offer
    if same or machine.gpu is None:
        return Judged(rent, 1.0, same=same, tight=tight)
    here = work.speed(machine.gpu, machine.gpu_count)
    if isinstance(here, throughput.Refusal):
        return Judged(rent, 1.0, tight=tight)
    if offer.gpu is None:
        return Judged(rent, 1.0, out=_("the GPU is not in the catalogue, so that its speed is not known"))
    there = work.speed(offer.gpu, offer.gpu_count)
    if isinstance(there, throughput.Refusal):
        return Judged(rent, 1.0, out=_("no speed: %(why)s") % {"why": _(there.reason)})
    return Judged(rent, there.speed / here.speed, estimated=True, tight=tight)
