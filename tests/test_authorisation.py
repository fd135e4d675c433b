"""Who may do what: every address × every method × visitor, user, owner, moderator, admin.

The addresses come from the resolver; what is expected of each stands in authorisation.txt. An address without a row, or
a row without an address, fails. Whoever adds an address writes its row; RIGWRIGHT_AUTHORISATION=<file> writes what is
answered at present into a file, to be read line by line before it is believed.
"""

from __future__ import annotations

import logging
import os
import re
from http.cookies import SimpleCookie
from pathlib import Path

import make
import pytest
from django.apps import apps
from django.conf import settings as configured
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from community import moderating, publishing, talk
from community.measuring import measure
from community.moderation_models import Deed, Unwanted

TABLE = Path(__file__).with_name("authorisation.txt")
ROLES = ("visitor", "user", "owner", "moderator", "admin")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
NEVER = "m" * len(ROLES)
# Django's own pages behind its own checks: named here, so that a model that joins them is looked at.
IN_ADMIN = (
    "auth.Group", "auth.User", "catalog.Chipset", "catalog.Country", "catalog.Download", "catalog.FactReport",
    "catalog.Framework", "catalog.FrameworkRelease", "catalog.Gpu", "catalog.MeasuredRun", "catalog.ModelPreset",
    "catalog.Part", "catalog.Source", "community.Post", "prices.CloudOffer", "prices.CurrencyRate",
    "prices.CurrentPrice", "prices.Feed", "prices.FeedRun", "prices.GpuPrice", "prices.Offer", "prices.PricePoint",
    "prices.Provider", "prices.Alert", "prices.AlertMail", "prices.Host", "prices.Pin", "prices.RefreshRun",
)  # fmt: skip
pytestmark = pytest.mark.django_db


def routes():
    """Give every route of the site as it is written, but for those of the admin."""
    found = []

    def walk(patterns, prefix):
        for pattern in patterns:
            path = prefix + str(pattern.pattern)
            if path.startswith("admin/"):
                continue
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, path)
            else:
                found.append(path)

    walk(get_resolver().url_patterns, "")
    return found


def read_table():
    """Give what is expected: by route, by method, a letter for each role."""
    lines = [line for line in TABLE.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return {
        path: dict(each.split("=") for each in words)
        for path, *words in (line.split(" ") for line in lines)
    }  # fmt: skip


EXPECTED = read_table() if TABLE.exists() else {}


class World:
    """Rows for every address to lead to, and a browser for every role."""

    def __init__(self):
        people = {name: User.objects.create_user(name) for name in ("user", "owner", "moderator")}
        people["admin"] = User.objects.create_superuser("admin")
        self.owner = people["owner"].pk
        people["moderator"].groups.add(make.moderators())
        gpu, now, owner = make.gpu(), timezone.now(), people["owner"]
        card = make.card(gpu=gpu, price=900)
        self.parts = {card.kind: card}
        post = publishing.publish(make.build(card, owner=owner), by=owner, title="A build", notes="", at=now)
        draft = make.build(card, owner=owner, title="A draft")
        draft.items.update(answers={"across_mm": 150})
        comment = talk.say(post, by=owner, text="words", key="k", at=now)
        run = {"workload": "other", "model_name": "x", "wall_w": 300.0, "measured_on": now.date()}
        action = moderating.act(Deed.LOCK, by=people["admin"], reason="x", at=now, post=post)
        moderating.undo(action, by=people["admin"], at=now)
        moderating.put_on_list("word", "casino", by=people["admin"], at=now)
        unwanted = Unwanted.objects.get()
        self.values = {
            "b/<slug:code>/edit/": {"code": draft.edit_code, "item": draft.items.get().pk, "name": "across_mm"},
            "moderation/log/": {"number": action.pk},
            "moderation/unwanted/": {"number": unwanted.pk},
            "b/<slug:code>/measured/": {"number": measure(post, by=owner, today=now.date(), **run).pk},
            "api/v1/builds/<slug:code>/measurements/": {"number": post.measurements.get().pk},
            "gpus/": {"slug": gpu.slug},
            "api/v1/gpus/": {"slug": gpu.slug},
            "frameworks/": {"slug": make.framework().slug},
            "api/v1/frameworks/": {"slug": "pytorch"},
            "rules/": {"code": "CPU_SOCKET"},
            "api/v1/rules/": {"code": "CPU_SOCKET"},
            "api/v1/platform-tables/": {"slug": "wall-circuits"},
            "": {
                "code": post.build.code, "edit_code": draft.edit_code, "number": comment.pk, "kind": card.kind,
                "slug": card.slug, "form": "json", "uidb64": "x", "token": "y", "revision": 1, "name": "owner",
            },
        }  # fmt: skip
        self.clients = {role: Client(raise_request_exception=False) for role in ROLES}
        for role, person in people.items():
            self.clients[role].force_login(person)
        self.cookies = {role: client.cookies.output() for role, client in self.clients.items()}

    def path(self, route):
        """Fill a route in."""
        known = {}
        for prefix in sorted(self.values, key=len):
            if route.startswith(prefix):
                known |= self.values[prefix]
        return "/" + re.sub(r"<\w+:(\w+)>|<(\w+)>", lambda found: str(known[found[1] or found[2]]), route)

    def answer(self, role, method, route):
        """Send an empty request, give the answer's letter, and leave no trace."""
        client = self.clients[role]
        client.cookies = SimpleCookie(self.cookies[role].replace("Set-Cookie: ", ""))
        api = route.startswith("api/")
        body = {"data": b"{}", "content_type": "application/json"} if api else {"data": b"", "content_type": FORM}
        with transaction.atomic():
            response = client.generic(method, self.path(route), **({} if method in {"GET", "HEAD"} else body))
            transaction.set_rollback(True)
        return letter(response)


FORM = "application/x-www-form-urlencoded"


def letter(response):
    """Say in a letter what was answered: authorisation.txt has them."""
    status = response.status_code
    if 300 <= status < 400:
        return "i" if response["Location"].startswith("/account/sign-in/") else "t"
    known = {400: "b", 403: "f", 404: "n", 405: "m", 409: "b", 422: "b"}
    return "o" if 200 <= status < 300 else known.get(status, f"<{status}>")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    logging.disable(logging.CRITICAL)
    limited, rates = configured.COMMUNITY_LIMITED, configured.API_RATES
    configured.COMMUNITY_LIMITED, configured.API_RATES = False, dict.fromkeys(rates)
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)
    configured.COMMUNITY_LIMITED, configured.API_RATES = limited, rates
    logging.disable(logging.NOTSET)


def answers(world, route):
    """Give what is answered at a route: by method, a letter for each role."""
    return {method: "".join(world.answer(role, method, route) for role in ROLES) for method in METHODS}


def test_every_address_has_a_row_and_every_row_an_address():
    if target := os.environ.get("RIGWRIGHT_AUTHORISATION"):
        Path(target).write_text("")
    assert sorted(routes()) == sorted(EXPECTED)


def test_what_the_admin_has_is_named():
    named = {model._meta.label for model in apps.get_models() if admin.site.is_registered(model)}  # noqa: SLF001
    assert named == set(IN_ADMIN)


@pytest.mark.parametrize("route", sorted(routes()))
def test_each_role_may_do_at_each_address_what_the_table_says(world, route):
    found = answers(world, route)
    if target := os.environ.get("RIGWRIGHT_AUTHORISATION"):
        written = " ".join(f"{method}={letters}" for method, letters in found.items() if letters != NEVER)
        with Path(target).open("a") as file:
            file.write(f"{route} {written}\n")
    assert found == dict.fromkeys(METHODS, NEVER) | EXPECTED[route]


@pytest.mark.parametrize("path", ["", "auth/user/", "auth/user/{owner}/change/", "community/post/"])
@pytest.mark.parametrize("role", ROLES)
def test_the_admin_is_for_admins(world, role, path):
    answer = world.clients[role].get("/admin/" + path.format(owner=world.owner))
    if role != "admin":
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")
    else:
        assert answer.status_code == 200


def test_the_table_is_not_taken_on_trust(world):
    """The control: a row that grants more than the site does is found."""
    assert answers(world, "moderation/")["GET"] == "innoo"
