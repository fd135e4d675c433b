"""How fast the rules are, and whether what they offer to mend a finding does so: run by the compatibility benchmark."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING

from engine.findings import Level
from engine.mending import MENDED, Mender, PartFix, SettingFix, applied
from engine.parts import Build, Card, Context, Drive, Fan, MemoryKit, Psu
from engine.platforms import CIRCUITS
from engine.registry import check, codes
from engine.shelf import first, rows_of
from engine.sifting import Reasons, shelf_of, sift
from engine.trial import Trial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from engine.findings import Finding
    from engine.mending import Fix
    from engine.parts import Part
    from engine.shelf import Shelf

    Judged = tuple[Build, Context]

CANDIDATES = 5000  # for one place; a kind with fewer parts repeats them
SHOWN = 50  # of which the reasons are written
REPEATS = 7  # the best of so many runs counts: other work on the machine only ever slows a run
WARM_UP = 3
LACKING = 0.07  # of the random builds, that have no part of a kind
SEVERAL = {Card: (1, 1, 1, 2, 4), MemoryKit: (1, 1, 2), Drive: (1, 1, 2, 3), Psu: (1, 1, 1, 1, 2)}


def random_builds(by_kind: Mapping[type[Part], Sequence[Part]], count: int, seed: int = 500) -> Iterator[Judged]:
    """Make builds of parts drawn at random, the same ones every time: most have something wrong."""
    chance = random.Random(seed)  # noqa: S311  # nothing secret
    for _each in range(count):
        parts: list[Part] = []
        for kind, known in by_kind.items():
            if kind is Fan or chance.random() < LACKING:
                continue
            parts += [chance.choice(known)] * chance.choice(SEVERAL.get(kind, (1,)))
            if kind in SEVERAL and chance.random() < 2 * LACKING:
                parts.append(chance.choice(known))
        context = Context(
            circuit=chance.choice(list(CIRCUITS)),
            os=chance.choice(("linux", "linux", "windows")),
            nvlink=chance.random() < LACKING,
        )
        yield Build(tuple(parts)), context


@dataclass(slots=True)
class Mended:
    """How many problems and warnings there were, and what became of the offers to mend them."""

    findings: int = 0
    with_a_fix: int = 0
    fixes: int = 0
    wrong: int = 0  # the finding stayed, or a problem came


def mended(builds: Iterable[Judged], by_kind: Mapping[type[Part], Sequence[Part]]) -> Mended:
    """Apply the first part of every fix, and judge again."""
    shelves: dict[type[Part], Shelf] = {}

    def shelf(kind: type[Part]) -> Shelf:
        if kind not in shelves:
            shelves[kind] = shelf_of(kind, by_kind.get(kind, ()))
        return shelves[kind]

    counted = Mended()
    for build, context in builds:
        before = check(build, context)
        mender = Mender(build, context, shelf, before)
        for finding in before:
            if finding.level not in MENDED:
                continue
            fixes = mender.fixes(finding)
            counted.findings += 1
            counted.with_a_fix += bool(fixes)
            counted.fixes += len(fixes)
            counted.wrong += sum(not _mends(build, context, fix, finding, before, by_kind) for fix in fixes)
    return counted


def _mends(  # noqa: PLR0917  # a build and what is tried on it
    build: Build,
    context: Context,
    fix: Fix,
    finding: Finding,
    before: list[Finding],
    by_kind: Mapping[type[Part], Sequence[Part]],
) -> bool:
    if isinstance(fix, SettingFix):
        after = check(*applied(build, context, fix))
    else:
        after = check(with_part(build, fix, by_kind[fix.kind][first(fix.rows)]), context)
    gone = finding.code not in {each.code for each in after}
    return gone and codes(after, Level.PROBLEM) <= codes(before, Level.PROBLEM)


def with_part(build: Build, fix: PartFix, part: Part) -> Build:
    """Put a part where a fix puts it."""
    at = next((place for place, each in enumerate(build.parts) if each is fix.instead), len(build.parts))
    rest = tuple(each for each in build if each is not fix.instead)
    return Build(rest[:at] + (part,) * fix.quantity + rest[at:])


def report_mending(cases: Sequence[Judged], by_kind: Mapping[type[Part], Sequence[Part]], count: int) -> None:
    """Print what became of the offers, over the cases and over random builds."""
    for name, builds in (("cases", cases), (f"{count} random builds", list(random_builds(by_kind, count)))):
        found = mended(builds, by_kind)
        print(
            f"fixes, {name}: {found.findings} problems and warnings, {found.with_a_fix} with a fix; of {found.fixes} "
            f"fixes {found.fixes - found.wrong} resolve the finding and add no problem"
        )


def report_speed(cases: Sequence[Judged], by_kind: Mapping[type[Part], Sequence[Part]]) -> None:
    """Print how long a whole build takes by all rules, and a list of candidates for each kind of place."""
    if not cases:
        return
    times = [best(lambda build=build, context=context: check(build, context)) for build, context in cases]  # type: ignore[misc]
    print(f"a whole build by all rules: median {median(times):.3f} ms, slowest {max(times):.3f} ms")
    for kind, parts in by_kind.items():
        if kind is Fan:
            continue
        repeated = (list(parts) * (CANDIDATES // len(parts) + 1))[:CANDIDATES]
        shelf = shelf_of(kind, repeated)
        times = [best(lambda each=each: _sort(kind, shelf, repeated, each)) for each in cases]  # type: ignore[misc]  # noqa: B023
        print(
            f"{CANDIDATES:,} candidates, {kind.__name__}, with reasons for {SHOWN}: median {median(times):.2f} ms, "
            f"slowest {max(times):.2f} ms"
        )


def best(work: Callable[[], object]) -> float:
    """Give the shortest time that some work takes, in ms."""
    times = []
    for _each in range(WARM_UP + REPEATS):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return min(times[WARM_UP:])


def _sort(kind: type[Part], shelf: Shelf, parts: Sequence[Part], judged: Judged) -> None:
    """Sort a shelf's parts for the place of a kind in a build, nothing being known of the build before."""
    build, context = judged
    rest = Build(tuple(part for part in build if not isinstance(part, kind)))
    trial = Trial(rest, kind, context)
    found = sift(trial, shelf)
    shown = [*islice(rows_of(found.fitting), SHOWN), *islice(rows_of(found.unknown), SHOWN)][:SHOWN]
    shown += islice(rows_of(found.unfitting), SHOWN - len(shown))
    reasons = Reasons(trial, found, shelf, shown)
    for row in shown:
        reasons.of(row, parts[row])
