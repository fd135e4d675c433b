"""An operator reads and takes down posts, and rewrites none."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from community.models import Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client):
    client.force_login(User.objects.create_superuser("boss"))
    return client


def test_an_operator_finds_and_reads_a_post(operator, ann, publish):
    post = publish(ann, title="Odd one")
    assert "Odd one" in operator.get(reverse("admin:community_post_changelist"), {"q": "odd"}).content.decode()
    assert operator.get(reverse("admin:community_post_change", args=[post.pk])).status_code == 200


def test_a_post_is_neither_added_nor_rewritten(operator, ann, publish):
    post = publish(ann, title="As it was")
    assert operator.get(reverse("admin:community_post_add")).status_code == 403
    url = reverse("admin:community_post_change", args=[post.pk])
    assert operator.post(url, {"title": "Rewritten"}).status_code == 403
    assert Post.objects.get().title == "As it was"


def test_an_operator_takes_a_post_down(operator, ann, publish):
    post = publish(ann)
    operator.post(reverse("admin:community_post_delete", args=[post.pk]), {"post": "yes"})
    assert not Post.objects.exists()
