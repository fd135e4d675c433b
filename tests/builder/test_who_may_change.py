"""Keys, browsers and accounts: who may change a build."""

from __future__ import annotations

import make
import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from builder import mine
from builder.models import Build

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return User.objects.create_user("ann", password="correct horse battery")


@pytest.fixture
def bob():
    return User.objects.create_user("bob", password="correct horse battery")


def test_an_unclaimed_build_is_changed_by_whoever_has_its_key(client):
    build = make.build(make.cpu())
    assert client.get(build.edit_url).status_code == 200


def test_a_claimed_build_is_closed_to_the_world(client, ann):
    build = make.build(make.cpu(), owner=ann)
    assert client.get(build.edit_url).status_code == 404


@pytest.mark.parametrize("name", ["put", "put-own", "undo", "settings"])
def test_a_claimed_build_is_closed_to_others_with_its_key(client, ann, bob, name):
    build = make.build(make.cpu(), owner=ann)
    client.force_login(bob)
    assert client.post(reverse(f"builder:{name}", args=[build.edit_code])).status_code == 404


@pytest.mark.parametrize("name", ["change", "remove"])
def test_an_item_of_a_claimed_build_is_closed_to_others(client, ann, bob, name):
    build = make.build(make.cpu(), owner=ann)
    client.force_login(bob)
    assert client.post(reverse(f"builder:{name}", args=[build.edit_code, build.items.get().pk])).status_code == 404
    assert build.items.exists()


def test_the_owner_changes_a_claimed_build(client, ann):
    build = make.build(make.cpu(), owner=ann)
    client.force_login(ann)
    assert client.get(build.edit_url).status_code == 200


def test_an_item_is_changed_through_its_own_build_only(client):
    mine_, theirs = make.build(make.cpu()), make.build(make.card())
    url = reverse("builder:remove", args=[mine_.edit_code, theirs.items.get().pk])
    assert client.post(url).status_code == 404
    assert theirs.items.exists()


def test_claiming_takes_only_what_is_nobodys(rf, ann, bob):
    nobodys, bobs = make.build(), make.build(owner=bob)
    request = rf.get("/")
    request.session = {}
    assert mine.claim(request, [nobodys.edit_code, bobs.edit_code, "no-such-key"], ann) == 1
    nobodys.refresh_from_db()
    bobs.refresh_from_db()
    assert (nobodys.owner, bobs.owner) == (ann, bob)


def test_opening_a_secret_link_keeps_the_key_in_this_browser(client):
    build = make.build(title="From a friend")
    client.get(build.edit_url)
    assert "From a friend" in client.get(reverse("builder:saved")).content.decode()


def test_codes_are_hard_to_guess_and_easy_to_read_out():
    builds = [Build.objects.create() for _ in range(50)]
    assert len({build.edit_code for build in builds}) == 50
    assert all(len(build.edit_code) >= 24 for build in builds)
    assert not set("01lio") & set("".join(build.code for build in builds))
