"""Publishing freezes a build, once, by whom it belongs to."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import make
import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from builder.models import MAX_ITEMS, MAX_QUANTITY, Build, Item
from catalog.models import Part
from community import publishing
from community.models import Post
from community.publishing import (
    AlreadyPublishedError,
    EmptyBuildError,
    NotesError,
    NotYoursError,
    TitleError,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def url():
    return lambda build: reverse("community:publish", args=[build.edit_code])


def test_a_build_is_published_through_the_page(client, ann, machine, url):
    build, _ = machine(prices={"card": 1899, "cpu": 500}, title="Draft name")
    client.force_login(ann)
    page = client.get(url(build))
    assert page.status_code == 200
    assert 'value="Draft name"' in page.content.decode()
    response = client.post(url(build), {"title": "A quiet box", "notes": "It *works*."})
    assert response["Location"] == reverse("community:build", args=[build.code])
    post = Post.objects.get()
    assert (post.author, post.title, post.build) == (ann, "A quiet box", build)
    assert post.notes_html == "<p>It <em>works</em>.</p>\n"
    build.refresh_from_db()
    assert (build.owner, build.title) == (ann, "A quiet box")


def test_a_post_carries_what_lists_show(ann, publish):
    post = publish(ann, prices={"card": 1899, "cpu": 500}, quantity=2)
    assert (post.gpu_text, post.gpu_count, post.vram_gib) == ("2 × RTX 4090", 2, 48)
    assert (post.total_usd, post.priced_count, post.part_count) == (4298, 3, 9)
    assert post.main_gpu.name == "GeForce RTX 4090"
    assert post.wall_w == round(post.snapshot["wall_w"])
    levels = [finding["level"] for finding in post.snapshot["findings"]]
    assert post.problem_count == levels.count("problem") > 0  # two cards, and a supply with one lead for one
    assert post.warning_count == levels.count("warning")
    assert post.model_version == post.snapshot["model_version"] != ""


def test_cards_of_several_and_of_unknown_gpus_are_all_named(ann, publish):
    big, small = make.gpu("GeForce RTX 5090"), make.gpu("GeForce RTX 3060")
    cards = [
        (make.card(gpu=small), 1), (make.card(gpu=big), 2), (make.card(gpu=small), 1), (make.card("Odd card"), 1),
    ]  # fmt: skip
    post = publish(ann, build=make.build(*cards))
    assert post.gpu_text == "2 × RTX 3060 + 2 × RTX 5090 + 1 × Odd card"
    assert post.main_gpu == small  # of equals the first
    assert post.gpu_count == 5


def test_a_build_without_cards_or_prices_is_published_too(ann, publish):
    post = publish(ann, build=make.build(make.cpu()))
    assert (post.gpu_text, post.main_gpu, post.total_usd, post.wall_w) == ("", None, None, None)


def test_a_stranger_is_led_through_the_door_and_back(client, machine, url):
    build, _ = machine()
    response = client.post(url(build), {"title": "Mine"})
    assert response["Location"] == f"/account/sign-in/?next={url(build)}"
    assert not Post.objects.exists()


def test_whoever_built_without_an_account_publishes_after_signing_up(client, machine, url):
    build, _ = machine()
    client.get(build.edit_url)
    password = "correct horse battery"
    to_page = client.post(
        "/account/sign-up/",
        {"username": "newcomer", "password1": password, "password2": password, "next": url(build)},
    )
    assert client.get(to_page["Location"]).status_code == 200
    client.post(url(build), {"title": "Mine"})
    assert Post.objects.get().author.username == "newcomer"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_build_of_somebody_else_is_not_found(client, ann, bob, machine, url, method):
    build, _ = machine(owner=bob)
    client.force_login(ann)
    assert getattr(client, method)(url(build), {"title": "Mine now"}).status_code == 404
    assert not Post.objects.exists()


@pytest.mark.parametrize("code", ["nonsense", "%00", "९"])
def test_an_unknown_key_is_not_found(client, ann, code):
    client.force_login(ann)
    assert client.get(f"/b/{code}/edit/publish/").status_code == 404


def test_the_reading_code_is_no_key(client, ann, machine):
    build, _ = machine()
    client.force_login(ann)
    assert client.get(reverse("community:publish", args=[build.code])).status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, ann, machine, url, method):
    client.force_login(ann)
    assert getattr(client, method)(url(machine()[0])).status_code == 405


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"title": ""}, "title", "say in a few words"),
        ({"title": " \n "}, "title", "say in a few words"),
        ({}, "title", "say in a few words"),
        ({"title": "x" * 121}, "title", "120 characters"),
        ({"title": "x", "notes": "n" * 10_001}, "notes", "at most 10000 characters; these have 10001"),
        ({"title": "a\x00b"}, "title", "Null characters"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(client, ann, machine, url, sent, field, said):
    build, _ = machine()
    client.force_login(ann)
    response = client.post(url(build), sent)
    assert response.status_code == 422
    assert said in " ".join(response.context["form"].errors[field])
    assert f'id="id_{field}_error"' in response.content.decode()
    build.refresh_from_db()
    assert (Post.objects.count(), build.owner) == (0, None)


def test_notes_as_long_as_allowed_are_taken_however_lines_are_broken(client, ann, machine, url):
    build, _ = machine()
    client.force_login(ann)
    client.post(url(build), {"title": "x", "notes": "\r\n".join(["a"] * 5000)})
    assert len(Post.objects.get().notes) == 9_999


def test_an_empty_build_is_refused_and_stays_nobodys(client, ann, url):
    build = make.build()
    client.force_login(ann)
    assert "nothing in this build yet" in client.get(url(build)).content.decode()
    response = client.post(url(build), {"title": "Air"})
    assert response.status_code == 422
    assert "Parts: an empty build" in response.content.decode()
    build.refresh_from_db()
    assert (Post.objects.count(), build.owner) == (0, None)


def test_pressing_the_button_twice_leads_to_the_one_post(client, ann, machine, url):
    build, _ = machine()
    client.force_login(ann)
    answers = [client.post(url(build), {"title": title}) for title in ("First", "Second")]
    assert {answer["Location"] for answer in answers} == {build.get_absolute_url()}
    assert Post.objects.get().title == "First"
    assert "published already" in client.get(url(build), follow=True).content.decode()


@pytest.mark.parametrize(
    ("error", "field", "change"),
    [
        (TitleError, "title", {"title": " "}),
        (TitleError, "title", {"title": "x" * 121}),
        (NotesError, "notes", {"notes": "x" * 10_001}),
    ],
)
def test_publish_names_what_is_missing(ann, publish, error, field, change):
    with pytest.raises(error) as raised:
        publish(ann, **change)
    assert raised.value.field == field
    assert not Post.objects.exists()


def test_publish_refuses_a_build_of_somebody_else(ann, bob, machine, publish):
    build, _ = machine(owner=bob)
    build.owner = None  # as it was read before bob claimed it
    with pytest.raises(NotYoursError):
        publish(ann, build=build)
    assert Build.objects.get().owner == bob


def test_publish_refuses_an_empty_build(ann, publish):
    build = make.build()
    with pytest.raises(EmptyBuildError):
        publish(ann, build=build)
    assert Build.objects.get().owner is None


def test_publish_refuses_the_second_time_and_names_the_post(ann, machine, publish):
    build, _ = machine()
    post = publish(ann, build=build)
    with pytest.raises(AlreadyPublishedError) as raised:
        publish(ann, build=build, title="Again")
    assert raised.value.post == post
    assert Post.objects.get().title == "A quiet box"


@pytest.mark.django_db(transaction=True)
def test_published_in_parallel_there_is_one_post(ann, machine, publish):
    """Four at once, each with its own connection; on PostgreSQL no write lock puts them in a row."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("SQLite's in-memory test database cannot be written to from several connections at once")
    build, _ = machine()
    barrier, outcomes = threading.Barrier(4), []

    def press():
        try:
            mine = Build.objects.get(pk=build.pk)
            barrier.wait(timeout=10)
            outcomes.append(publish(User.objects.get(pk=ann.pk), build=mine).pk)
        except AlreadyPublishedError as error:
            outcomes.append(error.post.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert outcomes == [Post.objects.get().pk] * 4


def test_a_published_build_does_not_change_with_prices_parts_and_deletions(client, ann, machine, publish):
    build, parts = machine(prices={"card": 1899, "cpu": 500})
    post = publish(ann, build=build)
    before = Post.objects.get().snapshot
    make.priced(parts["card"], 3049, at=datetime(2026, 10, 1, tzinfo=UTC))
    name = parts["card"].name
    Part.objects.filter(pk=parts["card"].pk).update(name="Renamed")
    parts["card"].graphics_card.memory_gib = 1
    parts["card"].graphics_card.save()
    parts["cpu"].delete()
    Item.objects.filter(build=build, part=parts["case"]).delete()
    post.refresh_from_db()
    assert post.snapshot == before
    page = client.get(post.get_absolute_url()).content.decode()
    assert name in page
    assert "Renamed" not in page
    assert "$2,399.00" in page  # the total of the day
    assert "≥ $3,049.00" in page  # of which the card alone still has a price
    assert "+61 %" in page
    assert "No longer in the catalogue" in page


def test_the_dearest_build_that_the_forms_allow_is_published_and_read_everywhere(client, ann):
    build = make.build(owner=ann)
    Item.objects.bulk_create(
        Item(build=build, kind="case-fan", name="Gold", quantity=MAX_QUANTITY, own_price="9999999.00", position=n)
        for n in range(MAX_ITEMS)
    )
    publishing.publish(build, by=ann, title="Midas", notes="", at=timezone.now())
    for address in ("/", "/builds/", build.get_absolute_url(), "/api/v1/builds/", f"/api/v1/builds/{build.code}/"):
        assert client.get(address).status_code == 200
