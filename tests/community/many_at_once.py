"""A program of its own: many people at one moment, on the database of DATABASE_URL or VAR_DIR.

`many_at_once.py <scene>` prints what came of it as JSON. test_parallel.py runs it, with SQLite in a file or PostgreSQL.
"""

# ruff: noqa: E402  # Django is set up before its models are read
from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

import make
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from builder.models import Build
from community import publishing, taking_part
from community.models import Post, Vote

THREADS = 25  # that wait for one another, then go on as fast as they can
PASSWORD = "correct horse battery"
settings.COMMUNITY_LIMITED = False
settings.ALLOWED_HOSTS = ["testserver"]
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def at_once(number, work):
    """Do `work(place)` so many times, from threads with connections of their own; give what each gave."""
    gate, results, failed = threading.Barrier(THREADS), [], []

    def some(first):
        try:
            gate.wait()
            results.extend(work(place) for place in range(first, number, THREADS))
        except Exception as error:  # noqa: BLE001  # said below
            failed.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=some, args=(first,)) for first in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"results": Counter(map(str, results)), "failed": failed}


def a_post(author):
    build = make.build(make.cpu(), owner=author, title="A title")
    return publishing.publish(build, by=author, title="A title", notes="", at=timezone.now())


def votes():
    post = a_post(User.objects.create_user("ann"))
    people = User.objects.bulk_create([User(username=f"voter{n}") for n in range(200)])
    came = at_once(200, lambda place: taking_part.cast_vote(post, by=people[place], wanted=True, at=timezone.now()))
    post.refresh_from_db()
    return came | {
        "count": post.vote_count,
        "rows": Vote.objects.filter(post=post).count(),
        "hot": post.hot - post.fresh,
    }


def votes_counted_in_python():
    post = a_post(User.objects.create_user("ann"))

    def naive(_place):
        row = Post.objects.only("vote_count").get(pk=post.pk)
        row.vote_count += 1
        row.save(update_fields=["vote_count"])

    came = at_once(200, naive)
    post.refresh_from_db()
    return came | {"count": post.vote_count}


def sign_ups():
    def sign_up(place):
        name = "Ann" if place % 2 else "ann"
        given = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
        return Client(raise_request_exception=False).post("/account/sign-up/", given).status_code

    return at_once(200, sign_up) | {"count": User.objects.filter(username__iexact="ann").count()}


BOTH_LOOKED = threading.Barrier(2)


def after_another_looked():
    """Let two look before either writes, so that a control does not pass by luck; the rest does not wait."""
    with contextlib.suppress(threading.BrokenBarrierError):
        BOTH_LOOKED.wait(timeout=2)


def names_looked_up_first():
    """What a sign-up would be that looks for the name, and trusts what it saw."""

    def naive(_place):
        known = Build.objects.filter(title="ann").exists()
        after_another_looked()
        if not known:
            Build.objects.create(title="ann")

    return at_once(200, naive) | {"count": Build.objects.filter(title="ann").count()}


def publishes():
    ann = User.objects.create_user("ann")
    build = make.build(make.cpu(), owner=ann, title="A title")
    browsers = [Client(raise_request_exception=False) for _ in range(50)]
    for browser in browsers:
        browser.force_login(ann)
    path = f"/b/{build.edit_code}/edit/publish/"

    def send(place):
        answer = browsers[place].post(path, {"title": "A title"})
        return f"{answer.status_code} {answer['Location'] == build.get_absolute_url()}"

    return at_once(50, send) | {"count": Post.objects.filter(build=build).count()}


def posts_looked_up_first():
    """What publishing would be that looks for the post, and trusts what it saw."""
    build = make.build()

    def naive(_place):
        known = build.changes.exists()
        after_another_looked()
        if not known:
            build.changes.create(before=[])

    return at_once(50, naive) | {"count": build.changes.count()}


SCENES = {
    scene.__name__: scene
    for scene in (votes, votes_counted_in_python, sign_ups, names_looked_up_first, publishes, posts_looked_up_first)
}

if __name__ == "__main__":
    print(json.dumps(SCENES[sys.argv[1]]()))  # noqa: T201  # what the test reads
