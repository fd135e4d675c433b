"""Which frameworks run on a GPU, in words: a line for a table, a section for the page of the GPU."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse.letters import is_unchecked
from catalog.models import Framework, FrameworkRelease
from catalog.wheels import chip, wheel
from engine.platforms.wheels import ACCELERATORS, Answer, Runs, Wheel, answer, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.utils.functional import _StrPromise

    from browse.letters import Letters
    from catalog.models import Gpu

PYTORCH = "pytorch"
BACKENDS = {accelerator.value: accelerator.name for accelerator in FrameworkRelease.Accelerator} | {"rocm": "ROCm"}
LEVELS: dict[Runs, tuple[str, _StrPromise]] = {
    Runs.NEWEST: ("ok", _l("Runs")),
    Runs.OLDER_BUILD: ("warning", _l("Older builds only")),
    Runs.LAST: ("problem", _l("Old releases only")),
    Runs.NONE: ("problem", _l("No build")),
    Runs.UNKNOWN: ("unknown", _l("Not known")),
}
NO_BACKEND: tuple[str, _StrPromise] = ("note", _l("Not for this maker"))


@dataclass(frozen=True, slots=True)
class OnGpu:
    """A framework on a GPU: whether it runs, in which builds, and where that was read."""

    framework: Framework
    level: str
    word: _StrPromise
    text: str
    letters: list[str]
    unchecked: bool


def pytorch_wheels() -> list[Wheel]:
    """Give PyTorch's builds. One query: a table of GPUs reads them once and hands them to `wheels_note`."""
    return [wheel(each) for each in FrameworkRelease.objects.filter(framework__slug=PYTORCH)]


def wheels_note(gpu: Gpu, wheels: Sequence[Wheel] | None = None) -> str:
    """Say in a few words which PyTorch wheels run on a GPU. Without `wheels` they are read: one query a call."""
    found = answer(pytorch_wheels() if wheels is None else wheels, chip(gpu))
    named = {"version": found.version, "builds": ", ".join(found.tags), "ends": found.ends}
    if found.runs is Runs.UNKNOWN:
        return _("PyTorch: not known")
    if found.runs is Runs.NONE:
        return _("no PyTorch wheel is known")
    if found.runs is Runs.LAST:
        return _("last PyTorch: %(version)s (%(builds)s)") % named
    if found.ends:
        return _("PyTorch before %(ends)s, %(builds)s only") % named
    if found.runs is Runs.OLDER_BUILD:
        return _("PyTorch %(version)s, %(builds)s only") % named
    return _("PyTorch %(version)s: %(builds)s") % named


def on_gpu(gpu: Gpu, letters: Letters) -> list[OnGpu]:
    """Say of each framework that is alive and whose builds are known how it runs on a GPU. One query."""
    rows = FrameworkRelease.objects.filter(framework__state=Framework.State.ACTIVE).select_related("framework")
    by_framework: dict[Framework, list[FrameworkRelease]] = {}
    for row in rows:
        by_framework.setdefault(row.framework, []).append(row)
    told = [_told(framework, releases, gpu, letters) for framework, releases in by_framework.items()]
    # What most people ask about stands first.
    return sorted(told, key=lambda each: (each.framework.slug != PYTORCH, each.framework.name.casefold()))


def _told(framework: Framework, releases: Sequence[FrameworkRelease], gpu: Gpu, letters: Letters) -> OnGpu:
    backend = BACKENDS.get(ACCELERATORS.get(gpu.vendor, ""))
    if backend is not None and backend not in framework.backends:
        source = str(framework.fact_sources.get("backends", ""))
        text = _("It has no backend for GPUs of %(maker)s.") % {"maker": gpu.vendor}
        return OnGpu(framework, *NO_BACKEND, text, *_origin([source], letters))
    found = answer([wheel(each) for each in releases], chip(gpu))
    level, word = LEVELS[found.runs]
    sources = [each.source for each in _read_for(found, releases, gpu)]
    return OnGpu(framework, level, word, sentence(found), *_origin(sources, letters))


def sentence(found: Answer) -> str:
    """Put an answer into words."""
    builds = ", ".join(found.tags)
    named = {"version": found.version, "builds": builds, "newest": found.newest, "ends": found.ends}
    text = {
        Runs.NEWEST: _("%(version)s: %(builds)s.") if found.version else "%(builds)s.",
        Runs.OLDER_BUILD: _("%(version)s: the %(builds)s builds only.") if found.version else _("%(builds)s only."),
        Runs.LAST: _("Cannot run %(newest)s. The last release with code for it was %(version)s (%(builds)s)."),
        Runs.NONE: _("No build that was read holds code for it."),
        Runs.UNKNOWN: _("The documents that were read do not say."),
    }[found.runs]
    if found.ends:
        text += " " + _("%(ends)s is announced without them.")
    return text % named


def _read_for(found: Answer, releases: Iterable[FrameworkRelease], gpu: Gpu) -> list[FrameworkRelease]:
    """Give the rows that an answer rests on: the builds that it names, else the newest ones for that maker."""
    version = found.version or found.newest
    mine = [each for each in releases if each.accelerator == ACCELERATORS.get(gpu.vendor)]
    rows = [each for each in mine if each.version == version and (not found.tags or each.build in found.tags)]
    ending = [each for each in mine if each.announced and each.version == found.ends] if found.ends else []
    order = {each: place for place, each in enumerate(in_order(wheel(row) for row in mine))}
    return sorted([*rows, *ending], key=lambda row: order[wheel(row)])


def _origin(sources: Iterable[str], letters: Letters) -> tuple[list[str], bool]:
    given = list(dict.fromkeys(filter(None, sources)))
    return [letters.of(source) for source in given], any(is_unchecked(source) for source in given)
