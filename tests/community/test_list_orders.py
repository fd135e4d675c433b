"""The tabs, filters, marks and feeds of the list of builds."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree as ET

import make
import pytest
from django.utils import timezone

from community import ranking
from community.models import Post
from community.tags import bits_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def post(ann):
    def make_post(title, *, days=0, votes=0, **columns):
        at = NOW - timedelta(days=days)
        return Post.objects.create(
            build=make.build(owner=ann), author=ann, title=title, snapshot={}, model_version="1", published_at=at,
            vote_count=votes, fresh=ranking.freshness(at), hot=ranking.hot(at, votes), search_text=title.lower(),
            **columns,
        )  # fmt: skip

    return make_post


def titles(client, **query):
    return [entry.post.title for entry in client.get("/builds/", query).context["listing"].entries]


def test_each_tab_has_its_order(client, post):
    post("old and loved", days=40, votes=100, comment_count=3, usd_per_gib=50.0)
    post("last week", days=6, votes=99, comment_count=9, usd_per_gib=20.0)
    post("fresh", days=0, votes=0)
    assert titles(client) == ["last week", "fresh", "old and loved"]
    assert titles(client, tab="new") == ["fresh", "last week", "old and loved"]
    assert titles(client, tab="top") == ["old and loved", "last week", "fresh"]
    assert titles(client, tab="top", period="month") == ["last week", "fresh"]
    assert titles(client, tab="discussed")[0] == "last week"
    assert titles(client, tab="cheapest") == ["last week", "old and loved"]


def test_filters_and_search_narrow_the_list(client, post):
    post("Quiet ITX", tags=bits_of(["quiet", "itx"]), gpu_count=1, country="DE")
    post("Loud rack", tags=bits_of(["rack"]), gpu_count=8, country="US")
    for query, expected in (
        ({"tag": "itx"}, ["Quiet ITX"]),
        ({"count": "2"}, ["Loud rack"]),
        ({"country": "DE"}, ["Quiet ITX"]),
        ({"q": "RACK loud"}, ["Loud rack"]),
        ({"q": "rack quiet"}, []),
        ({"part": "no-such-part"}, []),
    ):
        assert titles(client, **query) == expected, query


@pytest.mark.parametrize(
    ("field", "value"),
    [("tab", "best"), ("period", "day"), ("tag", "x"), ("country", "Germany"), ("count", "many"), ("part", "a b"),
     ("q", "x" * 101), ("q", "\x00")],
)  # fmt: skip
def test_a_wrong_value_is_named(client, post, field, value):
    post("One")
    answer = client.get("/builds/", {field: value})
    assert answer.status_code == 400
    assert f"<code>{field}</code>" in answer.content.decode()


def test_every_filter_has_a_feed(client, post):
    post("Quiet <ITX> & co", tags=bits_of(["itx"]))
    post("Other")
    answer = client.get("/builds/feed/", {"tag": "itx"})
    assert answer["Content-Type"].startswith("application/atom+xml")
    entries = ET.fromstring(answer.content).findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}title").text for entry in entries] == ["Quiet <ITX> & co"]
    assert client.get("/builds/feed/", {"tag": "none"}).status_code == 400


def test_what_is_new_to_the_reader_is_marked(client, post, bob):
    made = post("Seen")
    client.force_login(bob)
    assert '<span class="new">new</span>' in client.get("/builds/").content.decode()
    made.visits.create(reader=bob, comments_seen=2, at=NOW)
    Post.objects.update(comment_count=5)
    page = client.get("/builds/").content.decode()
    assert '<span class="new">new</span>' not in page
    assert "3 new" in page


def test_a_list_counts_no_further_than_it_has_to(client, post, monkeypatch):
    monkeypatch.setattr("community.listing.LOOKED_AHEAD", 10)
    monkeypatch.setattr("community.listing.PER_PAGE", 5)
    for number in range(20):
        post(f"Build {number}")
    assert "1 to 5 of more than 15." in client.get("/builds/").content.decode()
    assert "16 to 20 of 20." in client.get("/builds/", {"page": 4}).content.decode()


def test_list_filter_and_search_take_few_queries(client, post, bob, django_assert_max_num_queries):
    for number in range(25):
        post(f"Build {number}", tags=bits_of(["itx"]))
    client.force_login(bob)
    for query in ({}, {"tag": "itx", "tab": "top"}, {"q": "build"}):
        with django_assert_max_num_queries(8):
            assert len(titles(client, **query)) == 20


def test_publishing_takes_tags(client, ann, machine):
    build = machine(owner=ann)[0]
    client.force_login(ann)
    path = f"/b/{build.edit_code}/edit/publish/"
    assert client.post(path, {"title": "Box", "tags": ["no-such"]}).status_code == 422
    assert client.post(path, {"title": "Box", "tags": ["quiet", "itx"]}).status_code == 302
    assert Post.objects.get().tags == bits_of(["quiet", "itx"])
