"""Deep-learning frameworks: what each is, whether it is still made, and which GPUs its builds hold code for."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from django import forms
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse.asking import Query, read, shows
from browse.letters import Letters, is_unchecked
from catalog.models import Framework, FrameworkRelease
from catalog.templatetags.units import unknown
from engine.platforms.sources import UNCHECKED
from engine.platforms.wheels import EVERY, numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

LEVELS = {Framework.State.ACTIVE: "ok", Framework.State.MAINTENANCE: "warning", Framework.State.RETIRED: "problem"}
COLUMNS: tuple[tuple[str, _StrPromise], ...] = (
    ("use", _l("For")),
    ("graph", _l("Graph")),
    ("languages", _l("Languages")),
    ("backends", _l("Runs on")),
    ("licence", _l("Licence")),
)


class FrameworksQuery(Query):
    """What the page may be asked."""

    state = forms.ChoiceField(required=False, label=_l("State"), choices=[("", _l("Any")), *Framework.State.choices])
    backend = forms.ChoiceField(required=False, label=_l("Runs on"))


@dataclass(frozen=True, slots=True)
class Told:
    """A fact in words, with the letter of its source."""

    text: str
    letter: str
    unchecked: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A framework as the table shows it."""

    framework: Framework
    vendor: Told
    note: Told
    state: Told
    level: str
    cells: list[tuple[_StrPromise, Told]]


@dataclass(frozen=True, slots=True)
class Build:
    """One build of a release as the table shows it."""

    release: FrameworkRelease
    gpus: str
    letter: str
    unchecked: bool


@shows
def frameworks(request: HttpRequest) -> HttpResponse:
    """Show every framework, and the builds whose GPUs are known. Two queries."""
    every = list(Framework.objects.prefetch_related("releases"))
    query = FrameworksQuery(request.GET)
    backends = sorted({backend for each in every for backend in each.backends}, key=str.casefold)
    query.fields["backend"].choices = [("", _("Anything")), *((name, name) for name in backends)]  # type: ignore[attr-defined]  # a choice
    read(query)
    context = {"page": Page(wanted(every, query)), "query": query, "total": len(every)}
    return TemplateResponse(request, "browse/frameworks.html", context)


def wanted(every: Iterable[Framework], query: FrameworksQuery) -> list[Framework]:
    """Keep the frameworks that were asked for, those that are still made first."""
    state, backend = query.value("state"), query.value("backend")
    kept = [each for each in every if (not state or each.state == state) and (not backend or backend in each.backends)]
    order = Framework.State.values
    return sorted(kept, key=lambda each: (order.index(each.state), each.name.casefold()))


@dataclass(slots=True)
class Page:
    """The tables as they are shown."""

    frameworks: list[Framework]
    letters: Letters = field(default_factory=Letters)
    rows: list[Shown] = field(init=False)
    builds: list[tuple[Framework, list[Build]]] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = [self._shown(each) for each in self.frameworks]
        self.builds = [(each, built) for each in self.frameworks if (built := self._builds(each))]

    @property
    def heads(self) -> list[_StrPromise]:
        """The heads of the columns between name and state."""
        return [title for _name, title in COLUMNS]

    @property
    def unchecked(self) -> int:
        """How many facts nobody read a document for."""
        told = [
            each for row in self.rows for each in (row.vendor, row.note, row.state, *(fact for _t, fact in row.cells))
        ]
        return sum(each.unchecked for each in told)

    def _shown(self, framework: Framework) -> Shown:
        state = Framework.State(framework.state)
        cells = [(title, self._told(framework, name)) for name, title in COLUMNS]
        vendor, note, told = (self._told(framework, name) for name in ("vendor", "note", "state"))
        return Shown(framework, vendor, note, told, LEVELS[state], cells)

    def _told(self, framework: Framework, name: str) -> Told:
        value = getattr(framework, name)
        if not value:
            return Told(unknown(), "", unchecked=False)
        source = str(framework.fact_sources.get(name, ""))
        display = getattr(framework, f"get_{name}_display", None)
        text = str(display()) if display else ", ".join(value) if isinstance(value, list) else _(value)
        return Told(text, self._letter(source), is_unchecked(source))

    def _builds(self, framework: Framework) -> list[Build]:
        """Give the builds, the newest first; builds of a release that hold code for the same GPUs stay apart."""
        newest_first = sorted(
            framework.releases.all(), key=lambda each: (numbers(each.version), each.accelerator), reverse=True
        )
        found = []
        for _key, group in groupby(newest_first, key=lambda each: (each.version, each.accelerator)):
            found += [self._build(each) for each in sorted(group, key=lambda each: numbers(each.build))]
        return found

    def _letter(self, source: str) -> str:
        """Give a source's letter; none where the mark says it all."""
        return self.letters.of(source) if source not in {"", UNCHECKED} else ""

    def _build(self, release: FrameworkRelease) -> Build:
        return Build(release, gpus_of(release), self._letter(release.source), is_unchecked(release.source))


def gpus_of(release: FrameworkRelease) -> str:
    """Write which GPUs a build holds code for: by compute capability, gfx name or architecture."""
    if EVERY in release.architectures:
        return _("every GPU of the maker")
    if release.architectures:
        return ", ".join(release.architectures)
    if release.minimum_capability is not None:
        return _("%(least)s and up") % {"least": release.minimum_capability}
    if not release.capabilities:
        return unknown()
    listed = ", ".join(f"{each:.1f}" for each in release.capabilities)
    return _("%(listed)s; PTX %(ptx)s") % {"listed": listed, "ptx": release.ptx} if release.ptx is not None else listed
