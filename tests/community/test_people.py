"""Profiles, saved and followed builds, notices and mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from community import digesting, noticing, taking_part, talk
from community.models import Digest, Follow, Measurement, Notice, Post, Saved

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def eve():
    return User.objects.create_user("eve", "eve@example.org")


@pytest.fixture(autouse=True)
def _without_limits(settings):
    settings.COMMUNITY_LIMITED = False


def say(post, by, text, parent=None):
    key = f"key-{post.comments.count()}"
    return taking_part.comment_on(post, by=by, text=text, key=key, at=NOW, parent=parent)


def told(user):
    return [notice.why for notice in noticing.notices_of(user)]


def test_a_profile_shows_builds_and_what_was_measured(client, ann, publish, django_assert_max_num_queries):
    post = publish(ann, title="Quiet <b>box")
    Measurement.objects.create(
        post=post, by=ann, workload="llm_decode", model_name="Llama", speed=42, unit="tokens/s", measured_on=NOW.date()
    )
    with django_assert_max_num_queries(4):
        page = client.get("/u/ann/").content.decode()
    assert "Quiet &lt;b&gt;box" in page
    assert "42 tokens/s" in page
    assert client.get("/u/ANN/")["Location"] == "/u/ann/"
    for wrong in ("/u/nobody/", "/u/ann/?page=2", "/u/ann/?page=x", "/u/ann/?page=²"):
        assert client.get(wrong).status_code == 404, wrong
    Post.objects.update(hidden_at=NOW)
    page = client.get("/u/ann/").content.decode()
    assert "Quiet" not in page
    assert "42 tokens/s" not in page


def test_a_build_is_saved_and_followed_once_and_let_go(client, ann, bob, publish):
    post = publish(ann)
    here = f"/b/{post.build.code}/keep/"
    assert client.post(here, {"saved": "1"})["Location"].startswith("/account/sign-in/")
    client.force_login(bob)
    for _ in range(2):
        client.post(here, {"saved": "1", "followed": "1"})
    assert (Saved.objects.count(), Follow.objects.count()) == (1, 1)
    assert "A quiet box" in client.get("/account/kept/").content.decode()
    client.post(here, {"saved": "0", "followed": "0"})
    assert (Saved.objects.count(), Follow.objects.count()) == (0, 0)


def test_nobody_keeps_more_than_a_thousand(client, ann, bob, publish, monkeypatch):
    monkeypatch.setattr("community.keeping.MOST", 1)
    client.force_login(bob)
    for title in ("One", "Two"):
        answer = client.post(f"/b/{publish(ann, title=title).build.code}/keep/", {"saved": "1"}, follow=True)
    assert "At most 1." in answer.content.decode()
    assert Saved.objects.count() == 1


def test_each_is_told_once_for_the_nearest_reason_and_never_of_oneself(ann, bob, eve, publish):
    post = publish(ann)
    first = say(post, bob, "Nice box, @EVE and @bob!")
    assert (told(ann), told(bob), told(eve)) == (["comment"], [], ["mention"])
    say(post, ann, "Thanks @bob", parent=first)
    assert told(bob) == ["reply"]
    say(post, eve, "me@bob.example, `@bob` and\n> @bob is quoted")
    assert told(bob) == ["reply"]
    Follow.objects.create(by=bob, post=post, at=NOW)
    say(post, eve, "News")
    assert told(bob) == ["followed", "reply"]
    noticing.tell_of_revision(post, NOW)
    assert told(bob)[0] == "revision"


def test_who_follows_a_part_is_told_of_builds_with_it(client, ann, bob, machine, publish):
    build, parts = machine()
    client.force_login(bob)
    client.post(f"/follow/{parts['cpu'].slug}/", {"followed": "1"})
    assert parts["cpu"].name in client.get("/account/kept/").content.decode()
    publish(ann, build=build)
    assert told(bob) == ["part"]
    assert client.get("/follow/no-such-part/").status_code == 404


def test_notices_are_counted_and_marked_as_read_one_by_one_or_all(client, ann, bob, publish):
    post = publish(ann)
    for text in ("One", "Two", "Three"):
        say(post, bob, text)
    client.force_login(ann)
    assert "3 unread" in client.get("/account/notices/").content.decode()
    stranger = Notice.objects.create(to=bob, why="comment", post=post, made_at=NOW)
    client.post("/account/notices/", {"number": str(Notice.objects.filter(to=ann).first().pk)})
    client.post("/account/notices/", {"number": str(stranger.pk)})
    assert (noticing.unread_of(ann), noticing.unread_of(bob)) == (2, 1)
    client.post("/account/notices/")
    assert (noticing.unread_of(ann), noticing.unread_of(bob)) == (0, 1)


def test_what_was_taken_back_or_hidden_is_not_told(ann, bob, publish):
    post = publish(ann)
    talk.withdraw(say(post, bob, "Oops"), at=NOW)
    assert told(ann) == []
    say(post, bob, "Again")
    Post.objects.update(hidden_at=NOW)
    assert told(ann) == []


def test_mail_comes_once_a_day_and_ends_with_one_click(client, ann, bob, publish, mailoutbox):
    post = publish(ann, title="A <quiet> box")
    client.force_login(ann)
    client.post("/account/notices/", {"mail": "1"})
    say(post, bob, "One")
    assert digesting.send_due(timezone.now()) == 0  # not before tomorrow
    tomorrow = timezone.now() + timedelta(days=1, minutes=1)
    assert [digesting.send_due(tomorrow) for _ in range(2)] == [1, 0]
    assert digesting.send_due(tomorrow + timedelta(days=2)) == 0  # nothing new
    (mail,) = mailoutbox
    assert "bob commented on your build: A <quiet> box" in mail.body
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    end = mail.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    client.logout()
    assert client.get(end).status_code == 200
    assert Digest.objects.exists()
    assert client.post(end, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Digest.objects.exists()
    assert client.post("/account/mail/end/forged/").status_code == 404


def test_of_two_that_look_at_once_one_sends(ann, bob, publish, mailoutbox):
    post = publish(ann)
    digesting.want(ann, wanted=True, at=NOW - timedelta(days=2))
    say(post, bob, "One")
    pk = Digest.objects.get().pk
    assert [digesting._claim(pk, NOW) for _ in range(2)] == [True, False]  # noqa: SLF001  # the claim is the point


def test_mail_needs_an_address(client, publish):
    client.force_login(User.objects.create_user("plain"))
    assert "no address" in client.post("/account/notices/", {"mail": "1"}, follow=True).content.decode()
    assert not Digest.objects.exists()
