"""What could be bought instead of a part: cheaper, or better for about the price; by browse.interchange."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from itertools import zip_longest
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from browse.interchange import KIT_GIB, TERMS, Relation, Term, comparable, fact_names, judge, rank
from catalog import convert
from catalog.models import Kind, Part
from catalog.templatetags.units import money0

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from prices.models import CurrentPrice

SHOWN = 6
READ = 8  # candidates of each sort: some are another colour of one product
SAME_PRICE = Decimal("1.05")  # up to five hundredths more counts as about the same price


@dataclass(frozen=True, slots=True)
class Alternative:
    """A part that could be bought instead, with the reason."""

    part: Part
    words: str  # what is the same, and what is better
    difference: str  # of the price; empty where one's own part has none
    dearer: bool  # or as dear: it is better in something

    @property
    def reason(self) -> str:
        """The line that says why."""
        return "; ".join(text for text in (self.words, self.difference) if text)


def facts_of(part: Part) -> dict[str, Any]:
    """Give the facts that the tables name, of a part whose facts are loaded."""
    spec: Any = part.spec
    facts = {name: getattr(spec, name, None) for name in fact_names(part.kind)}
    if part.kind == Kind.MEMORY:
        facts |= {KIT_GIB: spec.modules * spec.module_gib or None, "speed_mts": spec.speed_mts or None}
    if part.kind == Kind.CARD:
        facts |= {"gpu_name": spec.gpu.short_name if spec.gpu else None, "memory_gib": spec.memory_gib or None}
    return facts


def candidates(part: Part) -> list[QuerySet[Part]]:
    """Give parts that may stand in: the cheaper ones, and better ones at about the price. No query is made yet.

    Where the part has no price, those that have one. They need sorting out by `judge`.
    """
    own, kind, price = facts_of(part), Kind(part.kind), price_of(part)
    rows = Part.objects.offered().exclude(product_key=part.product_key).exclude(pk=part.pk)
    rows = rows.alias(**_expressions(kind)).order_by("price__amount", "pk")
    found = []
    for terms in TERMS[kind]:
        if not comparable(terms, own):
            continue
        fitting = rows.filter(_asked(kind, terms, own))
        if price is None:
            found.append(fitting.filter(price__isnull=False))
            continue
        fitting = fitting.filter(price__currency=price.currency)
        about = fitting.filter(price__amount__gte=price.amount, price__amount__lte=price.amount * SAME_PRICE)
        found += [fitting.filter(price__amount__lt=price.amount), about.filter(_improved(kind, terms, own))]
    return [each[:READ] for each in found]


def price_of(part: Part) -> CurrentPrice | None:
    """Give the price that a part is shown with."""
    return getattr(part, "price", None)


def _path(kind: Kind, fact: str) -> str:
    """Name a fact as a query does; lists are compared as text, which every database can."""
    return f"of_{fact}" if fact in {KIT_GIB, *_lists(kind)} else f"{convert.spec_class(kind).accessor}__{fact}"


def _lists(kind: Kind) -> list[str]:
    return [term.fact for terms in TERMS[kind] for term in terms if term.relation is Relation.HOLDS]


def _expressions(kind: Kind) -> dict[str, Any]:
    spec = convert.spec_class(kind).accessor
    made: dict[str, Any] = {f"of_{fact}": Cast(f"{spec}__{fact}", TextField()) for fact in _lists(kind)}
    if kind is Kind.MEMORY:
        made[f"of_{KIT_GIB}"] = F(f"{spec}__modules") * F(f"{spec}__module_gib")
    return made


def _asked(kind: Kind, terms: Iterable[Term], own: Mapping[str, Any]) -> Q:
    return reduce(and_, (_question(_path(kind, term.fact), term, own[term.fact]) for term in terms), Q())


def _question(path: str, term: Term, own: Any) -> Q:  # noqa: ANN401  # as the column has it
    if own is None or own == "":
        return Q()
    if term.relation is Relation.HOLDS:
        return reduce(and_, (Q(**{f"{path}__contains": f'"{each}"'}) for each in own))
    if term.relation is Relation.SAME:
        return Q(**{path: own})
    if term.ranks:
        return Q(**{f"{path}__in": term.ranks[max(0, rank(term, own)) :]})
    return Q(**{f"{path}__{'gte' if term.relation is Relation.AT_LEAST else 'lte'}": own})


def _improved(kind: Kind, terms: Iterable[Term], own: Mapping[str, Any]) -> Q:
    """Ask for a part that is better in at least one fact."""
    better = [
        Q(**{f"{_path(kind, term.fact)}__in": term.ranks[rank(term, own[term.fact]) + 1 :]})
        if term.ranks
        else Q(**{f"{_path(kind, term.fact)}__gt": own[term.fact]})
        for term in terms
        if term.relation is Relation.AT_LEAST and own[term.fact] not in (None, "")
    ]
    return reduce(or_, better, Q(pk__in=[]))


def alternatives(part: Part, found: Iterable[Part]) -> list[Alternative]:
    """Sort out what `candidates` gave: of each product the cheapest, in turn by set of terms; cheaper ones first."""
    own, price = facts_of(part), price_of(part)
    groups: dict[tuple[int, bool], list[Alternative]] = {}
    products = {part.product_key}
    for row in sorted(found, key=lambda row: (_amount(row), row.pk)):
        verdict = judge(part.kind, own, facts_of(row))
        dearer = price is not None and _amount(row) >= price.amount
        if verdict is None or row.product_key in products or (dearer and not verdict.better):
            continue
        products.add(row.product_key)
        each = Alternative(row, verdict.words, difference(row, price), dearer=dearer)
        groups.setdefault((verdict.terms, dearer), []).append(each)
    in_turn = [each for turn in zip_longest(*(groups[key] for key in sorted(groups))) for each in turn if each]
    return sorted(in_turn[:SHOWN], key=lambda each: (each.dearer, _amount(each.part), each.part.pk))


def _amount(row: Part) -> Decimal:
    price = price_of(row)
    return price.amount if price else Decimal("Infinity")


def difference(row: Part, own: CurrentPrice | None) -> str:
    """Say how much less or more a part costs, in whole units; nothing where one's own has no price."""
    if own is None:
        return ""
    by = own.amount - _amount(row)
    if round(abs(by)) == 0:
        return _("the same price")
    amount = money0(abs(by), own.currency)
    return _("%(amount)s less") % {"amount": amount} if by > 0 else _("%(amount)s more") % {"amount": amount}
