"""Nobody signs up under a name that looks like a moderator's."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User

from community.account_forms import SignUpForm
from community.roles import MODERATORS

pytestmark = pytest.mark.django_db


def wrong_with(name):
    return SignUpForm({"username": name, "password1": "correct horse", "password2": "correct horse"}).errors.get(
        "username"
    )


@pytest.fixture(autouse=True)
def _staff():
    moderator = User.objects.create_user("WillIam")
    moderator.groups.add(Group.objects.get_or_create(name=MODERATORS)[0])
    User.objects.create_user("morgan", is_staff=True)
    User.objects.create_user("billie")


@pytest.mark.parametrize("name", ["wi11iam", "will.iam", "VVilliam", "wiiiiam", "rnorgan", "m0rgan", "Mor-gan"])
def test_a_name_that_looks_like_a_moderators_is_refused(name):
    assert "looks like" in wrong_with(name)[0]


@pytest.mark.parametrize("name", ["bi11ie", "wilma", "organ"])
def test_names_that_look_like_other_peoples_are_not(name):
    assert wrong_with(name) is None


@pytest.mark.parametrize("name", ["аdmin", "ad\u200bmin", "mоrgan", "mor\u202egan", "ｍorgan", "morgan "])
def test_other_scripts_and_what_has_no_shape_are_refused(name):
    assert wrong_with(name)
