"""Answers that depend on who asks stay out of caches that others share."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/parts/cpu/", "/builds/", "/account/password/"])
def test_a_page_with_a_name_on_it_is_private(client, path):
    client.force_login(User.objects.create_user("ann"))
    assert "private" in client.get(path)["Cache-Control"]


def test_a_view_that_has_said_something_itself_is_left_alone(client):
    assert "no-store" in client.get("/builds/new/")["Cache-Control"]
