"""What was measured on a published build, over the API."""

from __future__ import annotations

import make
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from community import publishing
from community.models import Measurement

pytestmark = pytest.mark.django_db
GIVEN = {
    "workload": "llm_decode", "model_name": "Llama-3.1-8B", "speed": 131.5, "unit": "tokens/s", "peak_gib": 6.2,
    "measured_on": "2026-11-01",
}  # fmt: skip


@pytest.fixture
def ann():
    return User.objects.create_user("ann")


@pytest.fixture
def path(ann):
    post = publishing.publish(make.build(make.card()), by=ann, title="A box", notes="", at=timezone.now())
    return f"builds/{post.build.code}/measurements/"


def test_a_measurement_is_kept_read_and_taken_back(client, send, get, ann, path):
    client.force_login(ann)
    answer = send("post", path, GIVEN)
    assert answer.status_code == 201, answer.content
    kept = answer.json()
    assert (kept["by"], kept["speed"], kept["unit"], kept["batch"], kept["cards"]) == (
        "ann",
        131.5,
        "tokens/s",
        None,
        1,
    )
    client.logout()
    assert get(path).json() == [kept]
    client.force_login(ann)
    assert client.delete(f"/api/v1/{path}{kept['id']}/").status_code == 204
    assert client.delete(f"/api/v1/{path}{kept['id']}/").status_code == 404
    assert get(path).json() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"workload": "guessing"}, "workload"),
        ({"speed": 0}, "speed"),
        ({"speed": "131"}, "speed"),
        ({"speed": None}, "unit"),
        ({"unit": "furlongs"}, "unit"),
        ({"peak_gib": 1e9}, "peak_gib"),
        ({"cards": 1.5}, "cards"),
        ({"measured_on": "1 November"}, "measured_on"),
        ({"measured_on": "2999-01-01"}, "measured_on"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_named(client, send, wrong, ann, path, changes, field):
    client.force_login(ann)
    assert field in wrong(send("post", path, {**GIVEN, **changes}))
    assert not Measurement.objects.exists()


def test_nothing_measured_is_no_measurement(client, send, wrong, ann, path):
    client.force_login(ann)
    nothing = {name: value for name, value in GIVEN.items() if name not in {"speed", "unit", "peak_gib"}}
    assert "at least one of speed, memory, watts and noise" in wrong(send("post", path, nothing))["speed"]


def test_only_the_author_says_what_was_measured(client, send, path):
    assert send("post", path, GIVEN).status_code == 403
    client.force_login(User.objects.create_user("bob"))
    assert send("post", path, GIVEN).status_code == 404
    assert not Measurement.objects.exists()


def test_it_takes_the_csrf_token(ann, path):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ann)
    assert strict.post(f"/api/v1/{path}", GIVEN, content_type="application/json").status_code == 403


def test_a_draft_has_none(get):
    assert get(f"builds/{make.build(make.card()).code}/measurements/").status_code == 404


def test_they_take_two_queries_however_many_there_are(get, ann, path, django_assert_num_queries):
    post = ann.posts.get()
    day = timezone.localdate()
    rows = [
        Measurement(post=post, by=ann, workload="other", model_name="X", wall_w=1, measured_on=day)
        for _each in range(7)
    ]
    Measurement.objects.bulk_create(rows)
    with django_assert_num_queries(2):
        get(path)
