"""Exact however many come at once: on SQLite in a file and on PostgreSQL, each with what the naive way would give."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

PROGRAM = Path(__file__).with_name("many_at_once.py")
ROOT = PROGRAM.parents[2]
DATABASE = "rigwright.sqlite3"
SECONDS = 120  # a machine that does other things too


def played(scene, **environment):
    """Run a scene in a process of its own, and give what came of it."""
    command = [sys.executable, str(PROGRAM), scene]
    done = subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """Make an empty database in a file, once."""
    folder = tmp_path_factory.mktemp("migrated")
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"]
    subprocess.run(command, env=os.environ | here(folder), check=True, timeout=SECONDS)
    return folder / DATABASE


@pytest.fixture
def on_sqlite(migrated, tmp_path):
    """Play on a file, with the settings of the site."""
    shutil.copy(migrated, tmp_path / DATABASE)
    return lambda scene: played(scene, **here(tmp_path))


def here(folder):
    return {"VAR_DIR": str(folder), "DATABASE_URL": ""}


@pytest.fixture
def on_postgres(transactional_db):
    """Play on the tests' own database, which is emptied afterwards."""
    if connection.vendor != "postgresql":
        pytest.skip("DATABASE_URL does not name a PostgreSQL server")
    of = connection.settings_dict
    host = f"{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT'] or 5432}"
    connection.close()
    return lambda scene: played(scene, DATABASE_URL=f"postgres://{host}/{of['NAME']}")


ON_SERVER = (pytest.mark.postgres, pytest.mark.django_db(transaction=True))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=ON_SERVER)])
def play(request):
    return request.getfixturevalue(f"on_{request.param}")


def test_two_hundred_votes_are_two_hundred(play):
    came = play("votes")
    assert came["failed"] == []
    assert (came["count"], came["rows"]) == (200, 200)
    assert came["hot"] == pytest.approx(2.303196)  # log10 of 201: the rank is that of the count


def test_votes_that_are_counted_in_python_get_lost(play):
    came = play("votes_counted_in_python")
    assert came["count"] < 200 or came["failed"]


def test_two_hundred_sign_ups_with_one_name_make_one_account(play):
    came = play("sign_ups")
    assert came["failed"] == []
    assert came["count"] == 1
    assert came["results"] == {"302": 1, "422": 199}


def test_a_name_that_is_only_looked_up_is_given_twice(play):
    assert play("names_looked_up_first")["count"] > 1


def test_fifty_equal_publishings_make_one_post(play):
    came = play("publishes")
    assert came["failed"] == []
    assert came["count"] == 1
    assert came["results"] == {"302 True": 50}


def test_a_post_that_is_only_looked_up_is_made_twice(play):
    assert play("posts_looked_up_first")["count"] > 1
