"""A build that a moderator has hidden is not there, at any address that takes its code."""

from __future__ import annotations

import make
import pytest
from django.contrib.auth.models import User
from django.urls import get_resolver
from django.utils import timezone

from community import models, talk
from community.models import Post

pytestmark = pytest.mark.django_db
METHODS = ("get", "head", "post", "put", "patch", "delete")
NOT_THERE = {302, 404, 405, 403}  # to sign in; not there; not with this method; not without an account
ASKED = (
    "/rent-or-buy/?build={code}",
    "/parts/power-supply/?build={code}",
    "/api/v1/parts/?kind=power-supply&build={code}",
)
LISTS = ("/", "/builds/", "/builds/feed/", "/api/v1/builds/", "/builds/?tab=new")


def addresses(code, number):
    """Give every address with the reading code of a build in it."""
    found = []

    def walk(patterns, prefix):
        for pattern in patterns:
            path = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, path)
            elif "<slug:code>" in path and not path.partition("<slug:code>")[2].startswith("/edit/"):
                filled = path.replace("<slug:code>", code).replace("<int:number>", str(number))
                found.append("/" + filled.replace("<slug:form>", "json").replace("<int:revision>", "1"))

    walk(get_resolver().url_patterns, "")
    return found


@pytest.fixture
def hidden(ann, publish):
    post = publish(ann, title="Not for all eyes")
    comment = talk.say(post, by=ann, text="secret words", key="k", at=timezone.now())
    Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now())
    return post, comment


@pytest.fixture
def stranger():
    return User.objects.create_user("cy")


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_hidden_build_is_at_no_address(client, hidden, stranger, signed_in):
    post, comment = hidden
    if signed_in:
        client.force_login(stranger)
    paths = addresses(post.build.code, comment.pk)
    assert len(paths) > 15
    for path in paths:
        for method in METHODS:
            answer = client.generic(method.upper(), path, b"{}", content_type="application/json")
            assert answer.status_code in NOT_THERE, (method, path)
            if answer.status_code == 302:
                assert answer["Location"].startswith("/account/sign-in/"), (method, path)
            assert b"secret words" not in answer.content
            assert b"Not for all eyes" not in answer.content
    for path in ASKED:
        assert client.get(path.format(code=post.build.code)).status_code in {400, 404}, path
    for path in LISTS:
        assert b"Not for all eyes" not in client.get(path).content, path


def test_the_same_addresses_are_there_when_it_is_shown(client, hidden):
    """The control: what the test above finds gone is there before."""
    post, comment = hidden
    Post.objects.update(hidden_at=None)
    there = [path for path in addresses(post.build.code, comment.pk) if client.get(path).status_code == 200]
    assert len(there) >= 10, there
    assert all(client.get(path.format(code=post.build.code)).status_code == 200 for path in ASKED)


def test_its_author_moderators_and_operators_see_it(client, hidden, ann):
    post, _comment = hidden
    moderator = User.objects.create_user("mo")
    moderator.groups.add(make.moderators())
    operator = User.objects.create_superuser("op")
    for user in (ann, moderator, operator):
        client.force_login(user)
        for path in (f"/b/{post.build.code}/", f"/api/v1/builds/{post.build.code}/export/?as=json"):
            assert client.get(path).status_code == 200, (user, path)


def test_a_copy_does_not_name_what_is_hidden(client, hidden):
    post, _comment = hidden
    copy = post.build.fork()
    copy.surround(title="Mine")
    assert b"Not for all eyes" not in client.get(f"/b/{copy.code}/").content


def test_a_draft_is_read_by_whoever_has_its_code(client, machine):
    build, _parts = machine()
    assert client.get(f"/b/{build.code}/").status_code == 200
    assert not models.Post.objects.exists()
