"""The author of a published build says what was measured on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from community.models import MAX_MEASUREMENTS, Measurement

pytestmark = pytest.mark.django_db
GIVEN = {
    "workload": "llm_decode", "model_name": "Llama-3.1-8B", "precision": "Q4_K_M", "cards": "1", "speed": "131.5",
    "unit": "tokens/s", "peak_gib": "6.2", "wall_w": "540", "measured_on": "2026-11-01",
}  # fmt: skip


@pytest.fixture
def post(publish, ann):
    return publish(ann)


def send(client, post, **changes):
    given = {name: value for name, value in {**GIVEN, **changes}.items() if value is not None}
    return client.post(reverse("community:measure", args=[post.build.code]), given)


def page(client, post):
    return client.get(post.get_absolute_url()).content.decode()


def test_what_was_measured_is_shown_with_who_and_when(client, post, ann):
    client.force_login(ann)
    assert send(client, post).status_code == 302
    html = page(client, post)
    assert "131.5 tokens/s" in html
    assert "6.2 GiB" in html
    assert "540 W" in html
    assert "1 Nov 2026" in html
    assert ">ann<" in html


def test_everybody_reads_it_and_only_the_author_may_add(client, post, ann, bob):
    client.force_login(ann)
    send(client, post)
    client.force_login(bob)
    assert "131.5 tokens/s" in page(client, post)
    assert "Say what you measured" not in page(client, post)
    assert send(client, post).status_code == 404
    client.logout()
    assert send(client, post).status_code == 302  # to sign in
    assert Measurement.objects.count() == 1


def test_a_draft_takes_no_measurements(client, machine, ann):
    build, _parts = machine(owner=ann)
    client.force_login(ann)
    assert client.post(reverse("community:measure", args=[build.code]), GIVEN).status_code == 404


def test_the_author_takes_it_back_and_nobody_else_does(client, post, ann, bob):
    client.force_login(ann)
    send(client, post)
    url = reverse("community:unmeasure", args=[post.build.code, Measurement.objects.get().pk])
    client.force_login(bob)
    assert client.post(url).status_code == 404
    client.force_login(ann)
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 404
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("workload", "guessing", "Work: choose one of"),
        ("model_name", "", "Model: write 1 to 80 characters."),
        ("speed", "0", "Speed: write a number above 0, up to 1,000,000,000."),
        ("speed", "-3", "Speed: write a number above 0"),
        ("speed", "NaN", "Speed: write a number above 0"),
        ("speed", "1e999", "Speed: write a number above 0"),
        ("speed", "١٢", "Speed: write a number above 0"),
        ("speed", None, "Unit: a speed needs its unit"),
        ("unit", None, "Unit: a speed needs its unit"),
        ("unit", "furlongs", "Unit: choose one of"),
        ("peak_gib", "9999", "Peak memory, GiB: write a number above 0, up to 4,096."),
        ("wall_w", "many", "At the wall, W: write a number"),
        ("cards", "0", "Cards: write a whole number from 1 to 64."),
        ("batch", "1.5", "Batch: write a whole number"),
        ("measured_on", "yesterday", "Measured on: write a day such as 2026-11-24."),
    ],
)
def test_what_is_wrong_is_named_with_what_is_allowed_and_nothing_is_kept(client, post, ann, field, value, said):
    client.force_login(ann)
    answer = send(client, post, **{field: value})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Measurement.objects.exists()


def test_a_day_that_is_to_come_is_refused(client, post, ann):
    client.force_login(ann)
    answer = send(client, post, measured_on=(timezone.localdate() + timedelta(days=2)).isoformat())
    assert "Measured on: a day that has come, please." in answer.content.decode()


def test_nothing_measured_is_no_measurement(client, post, ann):
    client.force_login(ann)
    answer = send(client, post, speed=None, unit=None, peak_gib=None, wall_w=None)
    assert "write at least one of speed, memory, watts and noise" in answer.content.decode()


def test_a_build_takes_so_many_and_no_more(client, post, ann):
    day = timezone.localdate()
    Measurement.objects.bulk_create(
        Measurement(post=post, by=ann, workload="other", model_name="X", wall_w=1, measured_on=day)
        for _each in range(MAX_MEASUREMENTS)
    )
    client.force_login(ann)
    assert f"at most {MAX_MEASUREMENTS} measurements" in send(client, post).content.decode()
    assert post.measurements.count() == MAX_MEASUREMENTS


def test_names_are_shown_and_not_run(client, post, ann):
    client.force_login(ann)
    send(client, post, model_name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in page(client, post)
    assert "&lt;script&gt;alert(1)" in page(client, post)


def test_the_measurements_take_one_query_however_many_there_are(client, post, ann, django_assert_num_queries):
    day = timezone.localdate()
    Measurement.objects.bulk_create(
        Measurement(post=post, by=ann, workload="other", model_name="X", wall_w=1, measured_on=day)
        for _each in range(9)
    )
    page(client, post)
    with django_assert_num_queries(
        5
    ):  # build with post; parts of today; measurements, the GPU that they are of; comments
        page(client, post)
