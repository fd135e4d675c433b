"""Noting that a reader takes a fact for wrong, within limits that keep one person from filling the operator's list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from django.db import transaction

from catalog.reports import LONGEST_VALUE, FactReport

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User

    from catalog.models import Part

MOST_OPEN = 5  # reports of one fact that nobody has looked at yet: a sixth tells the operator nothing new
MOST_AN_HOUR = 10  # reports of one asker
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class TooManyReportsError(Exception):
    """No more reports for now; `wait` says after how many seconds to come back, `of_fact` which limit it is."""

    def __init__(self, wait: int, *, of_fact: bool) -> None:
        """Note the limit."""
        super().__init__(wait)
        self.wait = wait
        self.of_fact = of_fact


@dataclass(frozen=True, slots=True)
class Claim:
    """What a reader says: what the fact should be, where that can be seen, how to reach them."""

    fact: str
    shown: str
    proposed: str
    evidence: str
    contact: str = ""


def report(part: Part, claim: Claim, *, by: User | None, asker: str, at: datetime) -> FactReport:
    """Store a report. Raises TooManyReportsError; `asker` stands for the address or account that is counted."""
    with transaction.atomic():
        _look_at_limits(part, claim.fact, asker, at)
        return FactReport.objects.create(
            part=part,
            fact=claim.fact,
            shown=claim.shown[:LONGEST_VALUE],
            proposed=claim.proposed,
            evidence=claim.evidence,
            contact=claim.contact,
            reporter=by,
            asker=asker,
            created_at=at,
        )


def _look_at_limits(part: Part, fact: str, asker: str, at: datetime) -> None:
    recent = FactReport.objects.filter(asker=asker, created_at__gt=at - HOUR).order_by("-created_at")
    times = list(recent.values_list("created_at", flat=True)[:MOST_AN_HOUR])
    if len(times) >= MOST_AN_HOUR:
        raise TooManyReportsError(ceil((times[-1] + HOUR - at).total_seconds()), of_fact=False)
    if FactReport.objects.filter(part=part, fact=fact, status=FactReport.Status.OPEN).count() >= MOST_OPEN:
        raise TooManyReportsError(int(DAY.total_seconds()), of_fact=True)  # until an operator has looked at them
