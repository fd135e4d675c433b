"""The compatibility benchmark: from a folder of records and a file of cases to figures and a file of codes."""

from __future__ import annotations

import json

import pytest

from benchmarks import compatibility

CPU_ID = "11111111-1111-1111-1111-111111111111"
BOARD_ID = "22222222-2222-2222-2222-222222222222"
LOST_ID = "33333333-3333-3333-3333-333333333333"
RECORDS = {
    f"CPU/{CPU_ID}.json": {
        "opendb_id": CPU_ID,
        "metadata": {"name": "AMD Ryzen 5 5600X"},
        "socket": "AM4",
        "microarchitecture": "Zen 3",
        "specifications": {"tdp": 65, "includesCooler": True},
    },
    f"Motherboard/{BOARD_ID}.json": {
        "opendb_id": BOARD_ID,
        "metadata": {"name": "MSI B450 Tomahawk"},
        "socket": "AM4",
        "chipset": "AMD B450",
        "form_factor": "ATX",
    },
}


def case(name, *ids, expected=(), warnings=(), load=130, **more):
    return {
        "id": name,
        "context": {"circuit": "US-15A"},
        "parts": [{"opendb_id": each, "quantity": 1} for each in ids],
        "expected": list(expected),
        "expected_warnings": list(warnings),
        "estimated_load_w": load,
        **more,
    }


@pytest.fixture
def bench(tmp_path, capsys):
    """Run the benchmark on cases over two records; gives what it prints and what it writes."""
    for name, record in RECORDS.items():
        path = tmp_path / "snapshot" / "open-db" / name
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(record))

    def run(*cases):
        (tmp_path / "cases.json").write_text(json.dumps({"cases": cases}))
        out = tmp_path / "found.json"
        paths = {"--cases": "cases.json", "--opendb": "snapshot", "--out": "found.json"}
        words = [word for option, name in paths.items() for word in (option, str(tmp_path / name))]
        compatibility.main([*words, "--random", "5"])
        return capsys.readouterr().out, json.loads(out.read_text())

    return run


ABSENT = ["PSU_MISSING", "RAM_MISSING", "STORAGE_MISSING"]  # the cases have a processor and a board only


def test_a_build_with_exactly_the_expected_codes_counts_as_exact(bench):
    problems, warnings = sorted(["NO_DISPLAY", *ABSENT]), ["CPU_BIOS_UPDATE", "GPU_MISSING"]
    printed, found = bench(case("zen3", CPU_ID, BOARD_ID, expected=problems, warnings=warnings))
    assert found == {"zen3": {"problems": problems, "warnings": warnings, "notes": ["CASE_MISSING"], "unknown": []}}
    assert "problems, all exact rules: 1 of 1 builds exact" in printed
    assert "warnings, all exact rules: 1 of 1 builds exact" in printed
    assert "load: 1 of 1 builds as expected" in printed


def test_codes_of_rules_that_do_not_exist_count_only_against_the_whole(bench):
    printed, _ = bench(
        case("zen3", CPU_ID, BOARD_ID, expected=["NO_DISPLAY", "RULE_TO_COME", *ABSENT], warnings=["CPU_BIOS_UPDATE"])
    )
    assert "problems, all exact rules: 0 of 1 builds exact" in printed
    assert "rules that exist: 1 of 1 builds exact" in printed


def test_false_and_missed_codes_are_listed_with_their_build(bench):
    printed, _ = bench(case("zen3", CPU_ID, BOARD_ID, expected=["CPU_SOCKET", *ABSENT], load=999))
    assert "false: 1\n    zen3: NO_DISPLAY" in printed
    assert "missed: 1\n    zen3: CPU_SOCKET" in printed
    assert "load: 0 of 1 builds as expected\n    zen3: 130 W, expected 999 W" in printed


def test_what_mends_a_finding_is_applied_and_the_rules_are_timed(bench):
    printed, _ = bench(case("zen3", CPU_ID, BOARD_ID))
    assert "fixes, cases: 6 problems and warnings, 0 with a fix; of 0 fixes 0 resolve" in printed
    assert "fixes, 5 random builds: " in printed
    assert "a whole build by all rules: median " in printed
    assert "5,000 candidates, Board, with reasons for 50: median " in printed


def test_an_unknown_that_must_be_reported_and_is_not_is_listed(bench):
    printed, _ = bench(case("zen3", CPU_ID, BOARD_ID, must_report_unknown=["CPU_CHIPSET", "RULE_TO_COME"]))
    assert "unknown: 0 of 1 builds as expected\n    zen3: CPU_CHIPSET" in printed


def test_a_build_with_a_part_that_is_not_there_is_said_and_never_counts_as_exact(bench):
    printed, found = bench(case("lost", CPU_ID, LOST_ID), case("zen3", CPU_ID, BOARD_ID))
    assert "not judged, since a part of theirs could not be read:\n    lost" in printed
    assert "of 2 builds exact" in printed
    assert list(found) == ["zen3"]


@pytest.mark.parametrize("text", ["", "[]", "{}", "{"])
def test_a_file_without_cases_ends_the_run_with_a_sentence(tmp_path, text):
    path = tmp_path / "cases.json"
    path.write_text(text)
    with pytest.raises(SystemExit, match="not a file of cases"):
        compatibility.main(["--cases", str(path), "--opendb", str(tmp_path)])


def test_an_archive_that_cannot_be_read_ends_the_run_with_a_sentence(tmp_path):
    path = tmp_path / "cases.json"
    path.write_text('{"cases": []}')
    with pytest.raises(SystemExit, match=r"--opendb: .*neither a folder nor a file"):
        compatibility.main(["--cases", str(path), "--opendb", str(tmp_path / "nowhere")])
