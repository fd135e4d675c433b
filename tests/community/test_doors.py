"""The same checks behind page and API, and nobody is led to an address that shows nothing."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import make
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community import talk
from community.models import Action, Measurement, Post, Unwanted
from community.tags import names_of

pytestmark = pytest.mark.django_db
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")  # of transactions: no work of the database's
MEASURED = {"workload": "llm_decode", "model_name": "Llama", "wall_w": 400, "measured_on": "2026-01-02", "cards": 1}


@pytest.fixture
def send(client):
    def sent(path, body, method="post"):
        return client.generic(method.upper(), f"/api/v1/{path}", json.dumps(body), content_type="application/json")

    return sent


@pytest.fixture
def draft(client, ann):
    client.force_login(ann)
    return lambda: make.build(make.cpu(), title="A title", owner=ann)


def ban(person):
    moderator = User.objects.create_superuser("op")
    Action.objects.create(by=moderator, deed="ban", person=person, reason="rude", at=timezone.now())


def test_the_api_publishes_nothing_for_the_banned(send, draft, ann):
    build = draft()
    ban(ann)
    answer = send(f"builds/edit/{build.edit_code}/publish/", {})
    assert answer.status_code == 403
    assert "rude" in answer.json()["detail"]
    assert not Post.objects.exists()


@pytest.mark.parametrize("field", ["notes", "title"])
def test_the_api_holds_title_and_notes_against_the_list_of_words(client, send, draft, ann, field):
    Unwanted.objects.create(kind="word", entry="casino", by=ann, at=timezone.now())
    build = draft()
    answer = send(f"builds/edit/{build.edit_code}/publish/", {field: "the best casino"})
    assert answer.status_code == 400
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    page = client.post(f"/b/{build.edit_code}/edit/publish/", {"title": "x", field: "the best casino"})
    assert page.status_code == 422
    assert "“casino” is not taken" in page.content.decode()
    assert not Post.objects.exists()


def test_the_api_publishes_twenty_an_hour(send, draft):
    answers = [send(f"builds/edit/{draft().edit_code}/publish/", {}) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [201] * 20 + [429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 3600
    assert "20 in 1 hour" in answers[-1].json()["detail"]


def test_the_api_takes_tags(send, draft):
    assert send(f"builds/edit/{draft().edit_code}/publish/", {"tags": ["quiet", "itx"]}).status_code == 201
    assert names_of(Post.objects.get().tags) == ["itx", "quiet"]
    for wrong in (["loud"], ["quiet"] * 6, "quiet", [3]):
        assert send(f"builds/edit/{draft().edit_code}/publish/", {"tags": wrong}).status_code == 400, wrong


def test_the_banned_measure_nothing(client, send, publish, ann):
    post = publish(ann)
    client.force_login(ann)
    path = f"builds/{post.build.code}/measurements/"
    assert send(path, MEASURED).status_code == 201
    ban(ann)
    assert send(path, MEASURED).status_code == 403
    number = Measurement.objects.get().pk
    assert client.delete(f"/api/v1/{path}{number}/").status_code == 403
    page = client.post(f"/b/{post.build.code}/measured/", MEASURED)
    assert page.status_code == 422
    assert "rude" in page.content.decode()
    client.post(f"/b/{post.build.code}/measured/{number}/remove/")
    assert Measurement.objects.count() == 1


def test_words_of_the_list_are_not_measured(client, send, publish, ann):
    Unwanted.objects.create(kind="word", entry="casino", by=ann, at=timezone.now())
    post = publish(ann)
    client.force_login(ann)
    answer = send(f"builds/{post.build.code}/measurements/", {**MEASURED, "software": "casino"})
    assert [each["field"] for each in answer.json()["errors"]] == ["software"]


@pytest.mark.parametrize("path", ["measured/", "measured/1/remove/", "comments/1/delete/", "vote/"])
def test_whoever_signs_in_after_sending_is_led_to_the_build(client, publish, ann, path):
    code = publish(ann).build.code
    answer = client.post(f"/b/{code}/{path}")
    assert answer["Location"] == f"/account/sign-in/?next=/b/{code}/"
    assert client.get(f"/b/{code}/").status_code == 200


@pytest.mark.parametrize("path", ["/moderation/log/1/undo/", "/moderation/unwanted/1/remove/"])
def test_a_moderator_who_signs_in_after_sending_is_led_to_the_queue(client, path):
    assert client.post(path)["Location"] == "/account/sign-in/?next=/moderation/"
    assert client.get(path).status_code == 405


def _new(client):
    """Give the mark of what is new in the list's first line."""
    found = re.search(r"\d+ new", client.get("/builds/").context["listing"].lines[0])
    return found.group() if found else ""


def test_ones_own_comment_is_not_new(client, publish, ann, bob):
    User.objects.update(date_joined=timezone.now() - timedelta(days=9))
    code = publish(ann).build.code
    client.force_login(bob)
    client.get(f"/b/{code}/")
    client.post(f"/b/{code}/comments/", {"text": "mine"})
    assert _new(client) == ""
    client.force_login(ann)
    client.post(f"/b/{code}/comments/", {"text": "an answer"})
    client.force_login(bob)
    assert _new(client) == "1 new"
    number = Post.objects.get().comments.get(author=bob).pk
    client.post(f"/b/{code}/comments/{number}/delete/")
    assert _new(client) == "1 new"


def test_posting_and_voting_take_few_queries(client, publish, ann, bob):
    User.objects.update(date_joined=timezone.now() - timedelta(days=9))
    post = publish(ann)
    code, first = post.build.code, talk.say(post, by=ann, text="first", key="k", at=timezone.now())
    moderator = User.objects.create_user("mo", date_joined=timezone.now() - timedelta(days=9))
    moderator.groups.add(make.moderators())
    newcomer = User.objects.create_user("new")
    for user in (bob, moderator, newcomer):
        client.force_login(user)
        client.get(f"/b/{code}/")
        sent = (
            ("vote/", {"vote": "1"}),
            ("vote/", {"vote": "0"}),
            ("comments/", {"text": "hello"}),
            (f"comments/{first.pk}/", {"text": "an answer"}),
        )
        for path, body in sent:
            with CaptureQueriesContext(connection) as seen:
                assert client.post(f"/b/{code}/{path}", body).status_code == 302
            queries = [query["sql"] for query in seen if not query["sql"].startswith(CONTROL)]
            most = 8 if path == "vote/" else 10  # of a comment's two are for whom to tell
            assert len(queries) <= most, (path, *queries)
