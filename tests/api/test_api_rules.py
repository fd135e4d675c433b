"""Rules and the tables that they read, for programs."""

from __future__ import annotations

import make
import pytest
from django.contrib.auth.models import User

from api.examples import PLATFORM_TABLE, RULE_READ
from browse.platform_tables import TABLES
from builder.models import REFERENCE_ACCOUNT
from engine.registry import RULES

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference():
    """A reference build, and a board that does not fit it."""
    parts = make.whole(cpu={"socket": "AM5"}, board={"socket": "AM5"})
    make.build(*parts.values(), owner=User.objects.create(username=REFERENCE_ACCOUNT), title="Sound build")
    return parts | {"other": make.board("Other board", socket="LGA 1700", price=100)}


def test_every_rule_is_listed_with_what_it_reads(get):
    answer = get("rules/?limit=200").json()
    assert [row["code"] for row in answer["results"]] == list(RULES)
    row = next(row for row in answer["results"] if row["code"] == "PSU_230V_ONLY")
    assert row["fields"] == ["supply.only_230v", "context.circuit"]
    assert (row["kinds"], row["levels"], row["settings"]) == (["power-supply"], ["problem"], ["circuit"])
    assert (row["tables"], row["url"]) == (["wall-circuits"], "/rules/PSU_230V_ONLY/")
    assert row["outline"] is False


def test_a_rule_has_examples_with_what_was_read(get, reference):
    firing, passing = get("rules/CPU_SOCKET/").json()["examples"]
    assert firing["level"] == "problem"
    assert firing["finding"]["values"] == {
        "cpu": reference["cpu"].slug, "board": reference["other"].slug, "wants": "AM5", "has": "LGA 1700",
    }  # fmt: skip
    assert [(part["kind"], part["quantity"], part["read"]) for part in firing["parts"]] == [
        ("cpu", 1, {"socket": "AM5"}),
        ("motherboard", 1, {"socket": "LGA 1700"}),
    ]
    assert (passing["level"], passing["finding"], passing["made_of"]["title"]) == (None, None, "Sound build")


def test_the_example_of_a_rule_has_the_fields_of_one(get, reference):
    answer = get("rules/CPU_SOCKET/").json()
    assert list(answer) == list(RULE_READ)
    assert list(answer["examples"][0]) == list(RULE_READ["examples"][0])
    assert list(answer["examples"][0]["parts"][0]) == list(RULE_READ["examples"][0]["parts"][0])


def test_surroundings_that_were_read_are_given(get):
    supply = make.psu(only_230v=True)
    make.build(supply, owner=User.objects.create(username=REFERENCE_ACCOUNT))
    [firing, passing] = get("rules/PSU_230V_ONLY/").json()["examples"]
    assert firing["surroundings"] == {"circuit": "US-15A"}
    assert passing["surroundings"] == {"circuit": "US-240V-20A"}


def test_every_table_is_listed_and_can_be_read(get):
    rows = get("platform-tables/").json()["results"]
    assert [row["slug"] for row in rows] == [slug for slug, *_more in TABLES]
    for row in rows:
        table = get(f"platform-tables/{row['slug']}/").json()
        assert len(table["rows"]) == row["rows"]
        assert all(each["source"] for each in table["rows"])


def test_the_example_of_a_table_is_of_its_rows(get):
    rows = get("platform-tables/wall-circuits/").json()["rows"]
    assert all(row in rows for row in PLATFORM_TABLE["rows"])


@pytest.mark.parametrize("path", ["rules/", "rules/CPU_SOCKET/", "platform-tables/", "platform-tables/wall-circuits/"])
def test_an_unchanged_answer_is_not_sent_twice(get, path, wrong):
    first = get(path)
    assert get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    assert "colour" in wrong(get(f"{path}?colour=red"))


def test_answers_can_be_narrowed_to_some_fields(get):
    assert set(get("rules/?fields=code,why").json()["results"][0]) == {"code", "why"}
    assert get("rules/CPU_SOCKET/?fields=code").json() == {"code": "CPU_SOCKET"}


@pytest.mark.parametrize(("path", "named"), [("rules/NOPE/", "NOPE"), ("platform-tables/nope/", "nope")])
def test_what_is_not_there_is_named(get, wrong, path, named):
    response = get(path)
    wrong(response, 404)
    assert named in response.json()["detail"]


def test_rules_are_only_read(client):
    for path in ("rules/", "rules/CPU_SOCKET/", "platform-tables/", "platform-tables/nvlink/"):
        assert client.post(f"/api/v1/{path}").status_code == 405
