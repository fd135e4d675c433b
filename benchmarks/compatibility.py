"""How often the rules agree with builds whose verdict is known.

    python -m benchmarks.compatibility [--cases FILE] [--opendb ARCHIVE] [--out FILE] [--random N]

reads the whole archive once, since the board power of a graphics card is settled by all cards of its chipset, and puts
every build of the cases before the same registry as the site. It needs no database. Then it applies what is offered to
mend each finding, also over N random builds of the archive's parts, and says how fast the rules are.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from benchmarks import rules  # noqa: E402  # as below
from catalog import convert  # noqa: E402  # Django has to be set up before models are imported
from catalog.opendb import archive, clean, gpus, modes  # noqa: E402  # as above
from engine import power  # noqa: E402  # as above
from engine.findings import Level  # noqa: E402  # as above
from engine.parts import Build, Context  # noqa: E402  # as above
from engine.registry import RULES, check, codes  # noqa: E402  # as above

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.parts import Part

CASES = "../shared/cases/compatibility/builds.json"  # beside a checkout with the shared material
OPENDB = "../shared/data/buildcores-open-db-136a77a.tar.gz"

Case = dict[str, Any]  # a build of the cases file, as it stands there


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say about a build: codes by level, and its load in watts."""

    found: Mapping[Level, set[str]]
    load_w: float

    def as_json(self) -> dict[str, list[str]]:
        """Give the codes as they are written to the output."""
        names = {"problems": Level.PROBLEM, "warnings": Level.WARNING, "notes": Level.NOTE, "unknown": Level.UNKNOWN}
        return {name: sorted(self.found[level]) for name, level in names.items()}


@dataclass(frozen=True, slots=True)
class Agreement:
    """How codes found compare with codes expected, over all judged builds."""

    exact: int  # builds with exactly the expected codes
    false: list[str]  # "build: CODE" found without being expected
    missed: list[str]  # "build: CODE" expected without being found, among the codes that were asked about


def read_parts(path: str) -> dict[str, Part]:
    """Read the archive whole, and make the engine's parts of it, by their id."""
    try:
        drafts = list(_drafts(path))
    except archive.UnusableError as error:
        sys.exit(f"--opendb: {error}")
    modes.resolve_board_power(drafts)
    gpus.enrich(drafts, gpus.published_facts(gpus.chipsets_of(drafts)))
    return {
        draft.source_ref: convert.engine_part(draft.kind, draft.source_ref, draft.name, draft.facts) for draft in drafts
    }


def _drafts(path: str) -> Iterable[clean.Draft]:
    for _member, category, record in archive.records(path):
        if isinstance(record, clean.RefusedError):
            continue
        try:
            yield clean.draft(category, record)
        except clean.RefusedError:
            continue  # a case that needs it is reported as unreadable


def judge(case: Case, parts: Mapping[str, Part]) -> Verdict | None:
    """Put one build before the rules; None when one of its parts could not be read."""
    read = build_of(case, parts)
    if read is None:
        return None
    findings = check(*read)
    return Verdict({level: codes(findings, level) for level in Level}, power.load_w(read[0]))


def build_of(case: Case, parts: Mapping[str, Part]) -> tuple[Build, Context] | None:
    """Make the build of a case, and its surroundings; None when one of its parts could not be read."""
    try:
        build = Build.of((parts[row["opendb_id"]], row["quantity"]) for row in case["parts"])
    except KeyError:
        return None
    return build, Context(**case.get("context", {}))


def agreement(
    cases: Iterable[Case], verdicts: Mapping[str, Verdict], level: Level, *, among: set[str] | None = None
) -> Agreement:
    """Compare the codes of a level with the expected ones, over all codes or among some; unread builds never agree."""
    field = {Level.PROBLEM: "expected", Level.WARNING: "expected_warnings"}[level]
    exact, false, missed = 0, [], []
    for case in cases:
        verdict = verdicts.get(case["id"])
        if verdict is None:
            continue
        found = verdict.found[level]
        expected = set(case[field]) if among is None else among.intersection(case[field])
        exact += found == expected
        false += [f"{case['id']}: {code}" for code in sorted(found - expected)]
        missed += [f"{case['id']}: {code}" for code in sorted(expected - found)]
    return Agreement(exact, false, missed)


def report(cases: Sequence[Case], verdicts: Mapping[str, Verdict]) -> None:
    """Print the figures."""
    for level in (Level.PROBLEM, Level.WARNING):
        overall = agreement(cases, verdicts, level)
        ours = agreement(cases, verdicts, level, among=set(RULES))
        print(f"{level}s, all exact rules: {overall.exact} of {len(cases)} builds exact")
        print(f"{level}s, restricted to the {len(RULES)} rules that exist: {ours.exact} of {len(cases)} builds exact")
        for name, listed in (("false", ours.false), ("missed", ours.missed)):
            print(f"  {name}: {len(listed)}", *listed, sep="\n    " if listed else "")
    for name, wrong in (("load", wrong_loads(cases, verdicts)), ("unknown", silent_unknowns(cases, verdicts))):
        print(f"{name}: {len(cases) - len(wrong)} of {len(cases)} builds as expected", *wrong, sep="\n    ")
    unread = [case["id"] for case in cases if case["id"] not in verdicts]
    if unread:
        print("not judged, since a part of theirs could not be read:", *unread, sep="\n    ")


def wrong_loads(cases: Iterable[Case], verdicts: Mapping[str, Verdict]) -> list[str]:
    """Give the builds whose load, in whole watts, is another than expected."""
    wrong = []
    for case in cases:
        verdict = verdicts.get(case["id"])
        load = round(verdict.load_w) if verdict else None
        if load != case["estimated_load_w"]:
            wrong.append(f"{case['id']}: {load} W, expected {case['estimated_load_w']} W")
    return wrong


def silent_unknowns(cases: Iterable[Case], verdicts: Mapping[str, Verdict]) -> list[str]:
    """Give the builds that leave out an unknown that the rules which exist must report."""
    silent = []
    for case in cases:
        due = set(case.get("must_report_unknown", ())) & set(RULES)
        verdict = verdicts.get(case["id"])
        missing = due - verdict.found[Level.UNKNOWN] if verdict else due
        silent += [f"{case['id']}: {code}" for code in sorted(missing)]
    return silent


def read_cases(path: str) -> list[Case]:
    """Read the builds; end with a sentence if the file is no cases file."""
    try:
        cases = json.loads(Path(path).read_text(encoding="utf-8"))["cases"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.exit(f"--cases {path}: not a file of cases ({error!r})")
    return list(cases)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compatibility", description=__doc__)
    parser.add_argument("--cases", default=CASES, help="a JSON file of builds with expected codes (%(default)s)")
    parser.add_argument("--opendb", default=OPENDB, help="the archive of BuildCores OpenDB (%(default)s)")
    parser.add_argument("--out", help="where to write what was found, as JSON")
    parser.add_argument("--random", type=int, default=500, help="random builds to mend (%(default)s)")
    options = parser.parse_args(arguments)
    cases = read_cases(options.cases)
    started = time.perf_counter()
    parts = read_parts(options.opendb)
    read = time.perf_counter()
    judged = {case["id"]: judge(case, parts) for case in cases}
    done = time.perf_counter()
    verdicts = {name: verdict for name, verdict in judged.items() if verdict is not None}
    report(cases, verdicts)
    print(f"archive read in {read - started:.1f} s, {len(cases)} builds judged in {1000 * (done - read):.1f} ms")
    by_kind: dict[type[Part], list[Part]] = {}
    for part in parts.values():
        by_kind.setdefault(type(part), []).append(part)
    builds = [build for case in cases if (build := build_of(case, parts)) is not None]
    rules.report_mending(builds, by_kind, options.random)
    rules.report_speed(builds, by_kind)
    if options.out:
        found = {name: verdict.as_json() for name, verdict in verdicts.items()}
        Path(options.out).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
