"""Answers, used parts, limits and surroundings of a published build."""

from __future__ import annotations

import make
import pytest
from django.urls import reverse

from builder.models import Build, Item
from catalog.models import Country
from community.models import Post
from community.sheet import read_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(publish, ann):
    """A build with an answer, a used and limited card, in a rack."""
    build = make.build(
        make.cpu(), make.cooler("Tall", height_mm=None), make.case("Box", max_cooler_height_mm=150),
        make.card("RTX 3090", board_power_w=350), room="rack",
    )  # fmt: skip
    Item.objects.filter(kind="cpu-cooler").update(answers={"height_mm": 158})
    Item.objects.filter(kind="graphics-card").update(used=True, power_limit_w=280)
    return publish(ann, build=build)


def page(client, post, query=""):
    response = client.get(post.build.get_absolute_url() + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_what_is_the_authors_word(client, published):
    text = page(client, published)
    for piece in (
        "The author entered: height 158 mm",
        "Counts what was entered for Tall.",
        "Second-hand",
        "Limited to 280 W",
        "Tall is 158 mm high",
    ):
        assert piece in text


def test_the_rules_of_today_count_the_authors_word(published):
    Item.objects.all().delete()
    sheet = read_published(published.build, published)
    assert sheet.counts_today == sheet.snapshot.count_texts


def test_a_copy_is_what_was_published(client, published):
    Item.objects.update(answers={}, used=False, power_limit_w=None)
    Build.objects.update(room="desk")
    client.post(reverse("community:fork", args=[published.build.code]))
    copy = Build.objects.get(forked_from=published.build)
    assert copy.room == "rack"
    assert copy.items.get(kind="cpu-cooler").answers == {"height_mm": 158}
    card = copy.items.get(kind="graphics-card")
    assert (card.used, card.power_limit_w) == (True, 280)


def test_a_post_of_the_first_version_is_shown_and_copied(client, published):
    new = {"room", "bridge_slots", "riser_generation", "ups_va", "needs_gib", "driver", "shared_storage", "country"}
    post = Post.objects.get()
    post.snapshot["version"] = 1
    post.snapshot["surroundings"] = {
        name: value for name, value in post.snapshot["surroundings"].items() if name not in new
    }
    for item in post.snapshot["items"]:
        for name in ("used", "power_limit_w", "answers"):
            del item[name]
    post.save()
    assert "Box" in page(client, post)
    client.post(reverse("community:fork", args=[post.build.code]))
    assert Build.objects.get(forked_from=post.build).room == "room"


def test_a_published_build_is_judged_by_what_the_address_says(client, published):
    text = page(client, published, "?circuit=EU-16A")
    assert "Judged for circuit EU-16A, as the address says; the build itself says circuit US-15A." in text
    assert "Judged by the rules and facts of today" in text
    assert "EU-16A" not in page(client, published)
    assert client.get(f"{published.build.get_absolute_url()}?circuit=MOON").status_code == 400


def test_publishing_shows_that_facts_are_missing(client, ann):
    client.force_login(ann)
    build = make.build(make.cpu(), make.cooler(height_mm=None), make.case(), owner=ann)
    text = client.get(reverse("community:publish", args=[build.edit_code])).content.decode()
    assert "1 fact is missing: not judged." in text


def test_the_country_is_frozen_by_its_code(publish, ann):
    Country.objects.create(code="DE", name="Germany", usd_per_kwh=0.4)
    assert publish(ann, build=make.build(make.cpu(), country="DE")).snapshot["surroundings"]["country"] == "DE"
