"""Votes: one a person, none for oneself, and exact however many come at once."""

from __future__ import annotations

import threading
from datetime import timedelta

import make
import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from community import limits, ranking, voting
from community.models import Post, Tries, Vote
from community.refusing import LimitedError

VOTERS = 200


def count_of(post):
    return Post.objects.values_list("vote_count", flat=True).get(pk=post.pk)


@pytest.mark.django_db
def test_a_vote_counts_once_and_can_be_taken_back(client, ann, bob, publish):
    post = publish(ann)
    client.force_login(bob)
    path = f"/b/{post.build.code}/vote/"
    for wanted, expected in (("1", 1), ("1", 1), ("0", 0), ("0", 0), ("1", 1), ("2", 1)):
        client.post(path, {"vote": wanted})
        assert count_of(post) == expected
    post.refresh_from_db()
    assert post.hot == pytest.approx(ranking.hot(post.published_at, 1))


@pytest.mark.django_db
def test_nobody_votes_for_oneself_not_even_past_the_page(client, ann, publish):
    post = publish(ann)
    client.force_login(ann)
    client.post(f"/b/{post.build.code}/vote/", {"vote": "1"})
    assert count_of(post) == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(post=post, voter=ann, author=ann, made_at=timezone.now())


@pytest.mark.django_db
def test_a_visitor_is_led_to_sign_in_and_back_to_the_build(client, ann, publish):
    post = publish(ann)
    answer = client.post(f"/b/{post.build.code}/vote/", {"vote": "1"})
    assert answer["Location"] == f"/account/sign-in/?next=/b/{post.build.code}/"


@pytest.mark.django_db
def test_a_vote_leads_back_within_the_site_only(client, ann, bob, publish):
    post = publish(ann)
    client.force_login(bob)
    for back, where in (("/builds/?page=2", "/builds/?page=2"), ("https://evil.example/", f"/b/{post.build.code}/")):
        assert client.post(f"/b/{post.build.code}/vote/", {"vote": "1", "next": back})["Location"] == where


def at_once(number, work, argument):
    """Run `work` in threads that wait for one another."""
    gate, failed = threading.Barrier(8), []

    def one(place):
        try:
            gate.wait()
            for each in range(place, number, 8):
                work(argument[each])
        except Exception as error:  # noqa: BLE001  # said below
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


@pytest.fixture
def crowd(transactional_db, ann):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("SQLite's in-memory test database cannot be written to from several connections at once")
    now = timezone.now()
    post = Post.objects.create(
        build=make.build(owner=ann), author=ann, title="Box", snapshot={}, model_version="1", published_at=now
    )
    people = User.objects.bulk_create([User(username=f"voter{n}") for n in range(VOTERS)])
    return post, people


def test_two_hundred_votes_at_once_are_two_hundred(crowd):
    post, people = crowd
    at_once(VOTERS, lambda voter: voting.vote(post, by=voter, at=timezone.now()), people)
    assert count_of(post) == Vote.objects.filter(post=post).count() == VOTERS


def test_two_hundred_clicks_of_one_person_are_one_vote(crowd):
    post, people = crowd
    at_once(VOTERS, lambda voter: voting.vote(post, by=voter, at=timezone.now()), [people[0]] * VOTERS)
    assert count_of(post) == 1


def test_counting_by_reading_and_writing_would_lose_votes(crowd):
    """The control: what the tests above would find if the count were made in Python."""
    post, people = crowd

    def naive(_voter):
        row = Post.objects.get(pk=post.pk)
        row.vote_count += 1
        row.save(update_fields=["vote_count"])

    at_once(VOTERS, naive, people)
    assert count_of(post) < VOTERS


def test_of_many_tries_at_once_exactly_as_many_pass_as_may(crowd):
    passed = []

    def tried(_voter):
        try:
            limits.hold("comment", "somebody")
        except LimitedError:
            return
        passed.append(1)

    at_once(VOTERS, tried, crowd[1])
    assert len(passed) == limits.LIMITS["comment"].most


@pytest.mark.django_db
def test_a_period_ends_and_begins_anew():
    start = timezone.now()
    for _ in range(5):
        limits.hold("search", "x", at=start)
    with pytest.raises(LimitedError) as refused:
        limits.hold("search", "x", at=start)
    assert refused.value.wait == 1
    limits.hold("search", "y", at=start)
    limits.hold("search", "x", at=start + timedelta(seconds=1))
    assert "x" not in "".join(Tries.objects.values_list("who", flat=True))
