"""RIGWRIGHT_REQUIRE turns the skip of a test into a failure, so that a full run cannot be full in name only."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(tmp_path, require):
    """Run one test that asks for Redis, where there is none; give the exit status and what was said."""
    test = tmp_path / "test_asks_for_redis.py"
    test.write_text("def test_asks(redis_url):\n    pass\n")
    kept = {name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "RIGWRIGHT_REQUIRE"}}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "conftest", str(test)]
    done = subprocess.run(
        [*command, f"--rootdir={tmp_path}", f"-c{ROOT / 'pyproject.toml'}"],
        cwd=ROOT,
        env={**kept, "RIGWRIGHT_REQUIRE": require, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("require", ["", "postgres"])
def test_a_skip_is_a_skip_unless_it_is_required(tmp_path, require):
    status, said = run(tmp_path, require)
    assert status == 0, said
    assert "1 skipped" in said


def test_a_required_skip_is_a_failure_that_says_so(tmp_path):
    status, said = run(tmp_path, "redis,chromium")
    assert status == 1, said
    assert "was skipped, though RIGWRIGHT_REQUIRE=chromium,redis" in said
