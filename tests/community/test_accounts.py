"""Signing up, in and out; passwords; and the builds that come along."""

from __future__ import annotations

import re

import make
import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from builder.models import Build

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
SIGN_UP, SIGN_IN = "/account/sign-up/", "/account/sign-in/"


@pytest.fixture
def sign_up(client):
    def send(username="newcomer", **fields):
        return client.post(SIGN_UP, {"username": username, "password1": PASSWORD, "password2": PASSWORD, **fields})

    return send


@pytest.fixture
def sign_in(client):
    def send(username="ann", password=PASSWORD, **fields):
        return client.post(SIGN_IN, {"username": username, "password": password, **fields})

    return send


@pytest.fixture
def built(client):
    """A build made in this browser, without an account."""
    client.post(reverse("builder:new-put"), {"part": make.cpu().slug, "kind": "cpu"})
    return Build.objects.get()


def signed_in(client):
    return client.session.get("_auth_user_id") is not None


def test_a_newcomer_signs_up_and_is_in(client, sign_up):
    response = sign_up()
    assert response.status_code == 302
    assert response["Location"] == reverse("builder:saved")
    assert signed_in(client)
    assert User.objects.get().check_password(PASSWORD)


def test_the_pages_of_accounts_are_shown(client, ann):
    for name in ("signup", "login", "password-reset", "password-reset-done", "password-reset-complete"):
        assert client.get(reverse(f"community:{name}")).status_code == 200
    client.force_login(ann)
    assert client.get(reverse("community:password-change")).status_code == 200


@pytest.mark.parametrize(
    ("username", "said"),
    [
        ("", "choose a name"),
        ("ab", "at least 3"),
        ("a" * 31, "at most 30"),
        ("mallory smith", "letters a to z"),
        ("рута", "letters a to z"),
        ("ｂｏｂｂｙ", "letters a to z"),
        ("<b>bob</b>", "letters a to z"),
        ("_bob", "letters a to z"),
        ("../bob", "letters a to z"),
        ("bob\n", None),  # white space around is taken off
        ("admin", "reserved"),
        ("Admin", "reserved"),
        ("moderator", "reserved"),
        ("rigwright", "reserved"),
        ("rig.wright", "reserved"),
        ("the-Rigwright", "reserved"),
        ("bob_admin", "reserved"),
        ("admin2", "reserved"),
        ("administrates", None),
        ("a.b_c-d", None),
    ],
)
def test_a_name_is_held_to_its_rules(client, sign_up, username, said):
    response = sign_up(username)
    assert (response.status_code, User.objects.count()) == ((422, 0) if said else (302, 1))
    if said:
        assert said in response.content.decode()
        assert said in str(response.context["form"].errors["username"])


@pytest.mark.parametrize("username", ["ann", "ANN", "aNn"])
def test_a_taken_name_is_refused_in_any_case(ann, sign_up, username):
    response = sign_up(username)
    assert response.status_code == 422
    assert "taken" in response.content.decode()
    assert User.objects.count() == 1


@pytest.mark.parametrize("username", ["ann", "Ann"])
def test_a_name_taken_between_check_and_save_is_refused_by_the_database(ann, sign_up, monkeypatch, username):
    monkeypatch.setattr("community.account_forms.SignUpForm.clean_username", lambda form: form.cleaned_data["username"])
    monkeypatch.setattr("community.account_forms.SignUpForm.validate_unique", lambda form: None)
    response = sign_up(username)
    assert response.status_code == 422
    assert "taken" in str(response.context["form"].errors["username"])
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"password2": "something else"}, "password2"),
        ({"password1": "short", "password2": "short"}, "password2"),
        ({"password1": "newcomer", "password2": "newcomer"}, "password2"),
        ({"password1": ""}, "password1"),
        ({"email": "nonsense"}, "email"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(client, sign_up, fields, field):
    response = sign_up(**fields)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not signed_in(client)


def test_signing_in_works_in_any_case_of_the_name(client, ann, sign_in):
    assert sign_in("ANN").status_code == 302
    assert signed_in(client)


def test_a_wrong_password_is_refused(client, ann, sign_in):
    response = sign_in(password="wrong")
    assert response.status_code == 422
    assert "do not belong together" in response.content.decode()
    assert not signed_in(client)


def test_a_script_as_a_name_is_shown_as_text(client, sign_in):
    page = sign_in("<script>alert(1)</script>").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize("path", [SIGN_IN, SIGN_UP])
@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/builds/?gpu=rtx", "/builds/?gpu=rtx"),
        ("https://evil.example/", "/builds/mine/"),
        ("//evil.example/", "/builds/mine/"),
        ("javascript:alert(1)", "/builds/mine/"),
        ("", "/builds/mine/"),
    ],
)
def test_next_leads_on_this_site_only(sign_up, sign_in, ann, path, wanted, reached):
    send = sign_in if path == SIGN_IN else sign_up
    assert send(next=wanted)["Location"] == reached


@pytest.mark.parametrize("path", [SIGN_IN, SIGN_UP])
def test_next_is_carried_from_page_to_page(client, path):
    page = client.get(path, {"next": "/builds/?gpu=a&vram=1"}).content.decode()
    assert '<input type="hidden" name="next" value="/builds/?gpu=a&amp;vram=1">' in page
    assert "?next=%2Fbuilds%2F%3Fgpu%3Da%26vram%3D1" in page


@pytest.mark.parametrize("path", [SIGN_IN, SIGN_UP])
def test_whoever_is_in_needs_no_door(client, ann, path):
    client.force_login(ann)
    assert client.get(path).status_code == 302


def test_builds_of_this_browser_are_claimed_at_sign_in(client, ann, built, sign_in):
    sign_in()
    built.refresh_from_db()
    assert built.owner == ann
    assert "1 build of this browser is in your account now" in client.get("/builds/mine/").content.decode()


def test_builds_of_this_browser_are_claimed_at_sign_up(client, built, sign_up):
    sign_up()
    built.refresh_from_db()
    assert built.owner.username == "newcomer"


def test_a_failed_sign_in_claims_nothing(client, ann, built, sign_in):
    sign_in(password="wrong")
    built.refresh_from_db()
    assert built.owner is None


def test_a_build_of_somebody_else_is_not_claimed_with_its_key(client, ann, bob, built, sign_in):
    Build.objects.filter(pk=built.pk).update(owner=bob)
    sign_in()
    built.refresh_from_db()
    assert built.owner == bob


def test_builds_of_other_browsers_stay_where_they_are(ann, sign_in):
    other = make.build(make.cpu())
    sign_in()
    other.refresh_from_db()
    assert other.owner is None


def test_signing_out_takes_a_post(client, ann):
    client.force_login(ann)
    assert client.get("/account/sign-out/").status_code == 405
    assert signed_in(client)
    assert client.post("/account/sign-out/").status_code == 302
    assert not signed_in(client)


def test_a_forgotten_password_is_replaced_by_mail(client, ann, mailoutbox, sign_in):
    assert client.post("/account/password/reset/", {"email": "ann@example.org"}).status_code == 302
    mail = mailoutbox[0]
    assert mail.to == ["ann@example.org"]
    link = re.search(r"https?://[^/]+(/account/password/reset/\S+)", mail.body)[1]
    form = client.get(link, follow=True)
    assert form.context["validlink"]
    new = {"new_password1": "battery staple horse", "new_password2": "battery staple horse"}
    assert client.post(form.request["PATH_INFO"], {**new, "new_password2": "x"}).status_code == 422
    assert client.post(form.request["PATH_INFO"], new)["Location"] == reverse("community:password-reset-complete")
    assert sign_in(password="battery staple horse").status_code == 302
    assert not client.get(link, follow=True).context["validlink"]


def test_nobody_learns_whether_an_address_has_an_account(client, mailoutbox):
    response = client.post("/account/password/reset/", {"email": "stranger@example.org"})
    assert response["Location"] == reverse("community:password-reset-done")
    assert not mailoutbox


def test_an_address_that_is_none_is_refused(client):
    assert client.post("/account/password/reset/", {"email": "nonsense"}).status_code == 422


@pytest.mark.parametrize("link", ["MQ/abc-def", "nonsense/set-password", "९/x-y"])
def test_a_made_up_link_is_answered_plainly(client, link):
    response = client.get(f"/account/password/reset/{link}/")
    assert response.status_code == 200
    assert "used up" in response.content.decode()


def test_a_password_is_changed_by_whoever_knows_the_old_one(client, ann):
    client.force_login(ann)
    new = {"new_password1": "battery staple horse", "new_password2": "battery staple horse"}
    assert client.post("/account/password/", {"old_password": "wrong", **new}).status_code == 422
    assert client.post("/account/password/", {"old_password": PASSWORD, **new}).status_code == 302
    ann.refresh_from_db()
    assert ann.check_password("battery staple horse")
    assert signed_in(client)


def test_a_stranger_is_asked_to_sign_in_before_changing_a_password(client):
    assert client.get("/account/password/")["Location"] == f"{SIGN_IN}?next=/account/password/"


def test_opening_a_secret_link_takes_the_build_from_nobody(client, ann, sign_in):
    theirs = make.build(make.cpu(), title="Of a friend")
    client.get(theirs.edit_url)
    sign_in()
    client.get(theirs.edit_url)
    theirs.refresh_from_db()
    assert theirs.owner is None
    assert "Of a friend" in client.get("/builds/mine/").content.decode()
