"""Taking one's data along, signing out elsewhere, and leaving."""

from __future__ import annotations

import json

import make
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from builder.models import Build
from community import ranking, talk, voting
from community.leaving import DELETED, export
from community.models import Comment, Measurement, Post, Vote

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
NOW = timezone.now()


@pytest.fixture
def lived(ann, bob, publish):
    """Ann shared, measured, said and voted; Bob too."""
    mine, other = publish(ann, title="Mine"), publish(bob, title="Other")
    talk.say(mine, by=bob, text="A question", key="1", at=NOW)
    talk.say(other, by=ann, text="An answer", key="2", at=NOW)
    voting.vote(mine, by=bob, at=NOW)
    voting.vote(other, by=ann, at=NOW)
    make.build((make.cpu(), 1), owner=ann, title="A draft")
    Measurement.objects.create(post=mine, by=ann, workload="other", model_name="m", noise_db=30, measured_on=NOW.date())
    return mine, other


def leave(client, ann, **form):
    client.force_login(ann)
    return client.post("/account/delete/", {"password": PASSWORD, **form})


def test_the_export_has_all_of_ones_own_and_nothing_of_others(client, ann, lived):
    client.force_login(ann)
    answer = client.get("/account/data/")
    assert "attachment" in answer["Content-Disposition"]
    given = json.loads(answer.content)
    assert given["account"]["email"] == "ann@example.org"
    assert [build["title"] for build in given["builds"]] == ["Mine", "A draft"]
    assert [comment["text"] for comment in given["comments"]] == ["An answer"]
    assert [len(given[name]) for name in ("shared_builds", "votes", "measurements")] == [1, 1, 1]
    assert "A question" not in answer.content.decode()
    assert "password" not in answer.content.decode()
    assert client.head("/account/data/").status_code == 200


def test_everything_that_leads_to_an_account_is_exported_or_known(ann):
    """A new kind of row about people has to be put into the export, or here with the reason."""
    known = {
        "logentry_set": "what operators did in the admin",
        "digest": "whether mail is wanted: said with the notices",
    }
    names = {"posts": "shared_builds", "saves": "saved", "flags": "reports", "suffered_actions": "moderation"}
    given = export(ann)
    for relation in User._meta.related_objects:  # noqa: SLF001  # Django's documented door
        name = relation.get_accessor_name()
        if name and not relation.hidden:
            assert names.get(name, name) in given or name in known, name


def test_who_leaves_may_keep_builds_under_no_name(client, ann, bob, lived):
    mine, other = lived
    assert leave(client, ann, builds="keep").status_code == 302
    assert not User.objects.filter(username="ann").exists()
    mine.refresh_from_db()
    assert (mine.author.username, mine.vote_count, Vote.objects.filter(post=mine).count()) == (DELETED, 1, 1)
    assert "ann" not in mine.search_text.split()
    other.refresh_from_db()
    assert (other.vote_count, other.hot) == (0, pytest.approx(ranking.hot(other.published_at, 0)))
    assert Comment.objects.get(text="An answer").author is None
    assert "deleted account" in client.get(f"/b/{other.build.code}/").content.decode()
    assert [build.title for build in Build.objects.exclude(owner=bob)] == ["Mine"]
    assert "Mine" in client.get("/builds/").content.decode()
    assert not User.objects.get(username=DELETED).has_usable_password()


def test_who_leaves_may_remove_builds(client, ann, lived):
    mine, _other = lived
    leave(client, ann, builds="remove")
    assert not Post.objects.filter(pk=mine.pk).exists()
    assert not Build.objects.filter(pk=mine.build_id).exists()
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("form", [{}, {"builds": "keep", "password": "wrong"}, {"builds": "burn"}])
def test_nobody_leaves_by_accident(client, ann, lived, form):
    assert leave(client, ann, **form).status_code == 422
    assert User.objects.filter(username="ann").exists()


def test_signing_out_elsewhere_ends_every_other_session(ann):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        assert client.login(username="ann", password=PASSWORD)
    assert here.post("/account/sign-out-elsewhere/", {"password": "wrong"}).status_code == 422
    assert elsewhere.get("/account/kept/").status_code == 200
    assert here.post("/account/sign-out-elsewhere/", {"password": PASSWORD}).status_code == 302
    assert here.get("/account/kept/").status_code == 200
    assert elsewhere.get("/account/kept/").status_code == 302
    assert Client().login(username="ann", password=PASSWORD)


def test_tries_at_the_password_are_limited(client, ann):
    client.force_login(ann)
    statuses = [client.post("/account/delete/", {"password": "wrong"}).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]
