"""Does production need a GPU? Where the old advice "no" holds and where not, worked out of what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from browse.letters import Letters
from browse.serving_prices import prices, rents
from engine.serving import MEASURED, WORKLOADS, Measured, Promise, boxes_needed, most_rate

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from engine.serving import Workload

RATES: Final = (1, 32, 1000)  # requests a second: a small service, the article's, a large one
MILLION_SECONDS: Final = 730 * 3600 / 1e6  # of a month: a request a second is so many million a month
MILLISECONDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Boxes:
    """What a device takes at a task: boxes at each rate (None: no number is quick enough), and what one holds."""

    device: Measured
    boxes: tuple[int | None, ...]
    one_holds: float
    limit_ms: float

    @property
    def is_cpu(self) -> bool:
        """Whether it does without a GPU."""
        return self.device.kind == "cpu"

    @property
    def in_time(self) -> bool:
        """Whether any number of boxes answers in time."""
        return self.one_holds > 0

    @property
    def alone_ms(self) -> float | None:
        """What one request takes while nobody else asks; None: not published."""
        return None if self.device.latency_s is None else self.device.latency_s * MILLISECONDS

    @property
    def millions_a_month(self) -> float:
        """Requests a month that one box answers at the most, in millions."""
        return self.one_holds * MILLION_SECONDS

    @property
    def query(self) -> str:
        """Where to ask on."""
        return urlencode({"workload": self.device.workload, self.device.kind: self.device.key})


@dataclass(frozen=True, slots=True)
class Case:
    """A task with its devices, processors first."""

    name: str
    limit_ms: float
    devices: list[Boxes]

    @property
    def cpus(self) -> list[Boxes]:
        """The devices without a GPU."""
        return [each for each in self.devices if each.is_cpu]

    @property
    def timed(self) -> list[Boxes]:
        """Those whose latency is known; whether the others answer in time, nobody published."""
        return [each for each in self.cpus if each.alone_ms is not None]

    @property
    def verdict(self) -> str:
        """Whether a service of this kind can do without a GPU, by the processors whose latency is known."""
        good = sum(each.in_time for each in self.timed)
        if not self.timed:
            return "untimed"
        return "yes" if good == len(self.timed) else "some" if good else "no"

    @property
    def most(self) -> float:
        """Requests a second that one box of the fastest processor holds, of those whose latency is known if any is."""
        return max(each.one_holds for each in self.timed or self.cpus)


@lru_cache(maxsize=1)
def cases() -> tuple[Case, ...]:
    """Work out all tasks that were measured: about half a second, once, since nothing of it changes at run time."""
    return tuple(
        Case(task.name, task.limit_ms, [_boxes(each, task) for each in MEASURED if each.workload == key])
        for key, task in WORKLOADS.items()
    )


def _boxes(device: Measured, task: Workload) -> Boxes:
    box, promise = device.box(task.batch), Promise(task.limit_ms / MILLISECONDS)
    counts = tuple(boxes_needed(box, rate, promise) for rate in RATES)
    return Boxes(device, counts, most_rate(box, 1, promise), task.limit_ms)


@require_safe
def production(request: HttpRequest) -> HttpResponse:
    """Show it. One query, for what GPU boxes cost."""
    letters = Letters()
    found = rents(timezone.localdate())
    rented = [
        (_name(slug), price, letters.of(found[slug].origin, found[slug].anchor), found[slug])
        for slug, price in sorted(prices(found).items(), key=lambda each: each[1])
    ]
    context = {
        "cases": [(_(case.name), case) for case in cases()],
        "rates": RATES,
        "rented": rented,
        "letters": letters,
    }
    return TemplateResponse(request, "browse/production.html", context)


def _name(slug: str) -> str:
    return next(each.name for each in MEASURED if each.gpu == slug)
