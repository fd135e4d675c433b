"""The list of shared builds: what it shows, its pages and its filters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import make
import pytest
from django.urls import reverse

from community.models import Post

pytestmark = pytest.mark.django_db

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def posts(ann):
    """Make rows of the list without publishing: posts(n, **columns)."""

    def make_posts(number, **columns):
        return [
            Post.objects.create(
                build=make.build(owner=ann),
                author=ann,
                title=columns.get("title", f"Build {place:03}"),
                snapshot={},
                model_version="1",
                published_at=START + timedelta(hours=place // 2),  # two at a time: the order must hold for equals
                **{name: value for name, value in columns.items() if name != "title"},
            )
            for place in range(number)
        ]

    return make_posts


def titles(response):
    return [entry.post.title for entry in response.context["listing"].entries]


def test_a_published_build_is_in_the_list(client, ann, publish):
    publish(ann, title="Two quiet cards", prices={"card": 1899.4, "cpu": 500}, quantity=2)
    page = client.get("/builds/").content.decode()
    for piece in (
        "Two quiet cards",
        "ann",
        "2 × RTX 4090",
        "48 GB",
        "≥ $4,299",
        "3 of 9 priced",
        " W",
        "ago",
        "problem",
    ):
        assert piece in page, piece


def test_a_draft_is_not_in_the_list(client, machine):
    machine(title="Not yet")
    page = client.get("/builds/").content.decode()
    assert "Not yet" not in page
    assert "Nobody has shared a build yet" in page


def test_a_build_without_any_price_has_an_unknown_total(client, posts):
    posts(1, part_count=7)
    page = client.get("/builds/").content.decode()
    assert '<span class="dash">Unknown</span>' in page
    assert "0 of 7 priced" in page


def test_a_whole_total_carries_no_mark(client, posts):
    posts(1, total_usd="1234.00", priced_count=7, part_count=7)
    page = client.get("/builds/").content.decode()
    assert "$1,234" in page
    assert "≥ $" not in page


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, "No problem"),
        ({"unknown_count": 3, "note_count": 1}, "No problem, 3 unknown"),
        ({"warning_count": 1, "unknown_count": 3}, "1 warning"),
        ({"problem_count": 2, "warning_count": 1}, "2 problems"),
    ],
)
def test_the_strongest_finding_is_named(client, posts, counts, said):
    posts(1, **counts)
    assert said in client.get("/builds/").content.decode()


def test_pages_show_each_build_once_newest_first(client, posts):
    posts(45)
    seen = [title for page in (1, 2, 3) for title in titles(client.get("/builds/", {"page": page}))]
    assert seen == [f"Build {place:03}" for place in reversed(range(45))]


@pytest.mark.parametrize("page", ["4", "99999"])
def test_a_page_beyond_the_end_is_not_found_and_shows_the_way(client, posts, page):
    posts(45)
    response = client.get("/builds/", {"page": page, "vram": "0"})
    assert response.status_code == 404
    assert f"There is no page {page}: this list has 3 pages." in response.content.decode()
    assert 'href="?vram=0&amp;page=3"' in response.content.decode()


def test_the_first_page_of_an_empty_list_is_there(client):
    assert client.get("/builds/", {"page": 1}).status_code == 200
    assert client.get("/builds/", {"page": 2}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("page", "0", "whole number from 1"),
        ("page", "-1", "whole number from 1"),
        ("page", "last", "whole number from 1"),
        ("page", "1.5", "whole number from 1"),
        ("page", "१२", "whole number from 1"),
        ("page", "9" * 400, "whole number from 1"),
        ("gpu", "no-such-gpu", "no shared build has “no-such-gpu”"),
        ("gpu", "\x00", "no shared build has"),
        ("gpu", "<script>alert(1)</script>", "Choose one of the list"),
        ("vram", "-1", "from 0 to 9999"),
        ("vram", "1e3", "from 0 to 9999"),
        ("vram", "10000", "from 0 to 9999"),
        ("vram", "NaN", "from 0 to 9999"),
        ("vram", "२४", "from 0 to 9999"),
        ("budget", "cheap", "from 0 to 9999999"),
        ("budget", "1000000000", "from 0 to 9999999"),
        ("budget", "inf", "from 0 to 9999999"),
        ("budget", "12.345", "from 0 to 9999999"),
    ],
)
def test_a_wrong_value_is_answered_with_its_field_and_what_is_allowed(client, posts, field, value, allowed):
    posts(1)
    response = client.get("/builds/", {field: value})
    page = response.content.decode()
    assert response.status_code == 400
    assert f"<code>{field}</code>: " in page
    assert allowed in page
    assert "<script>alert" not in page
    assert titles(response) == []


def test_filters_narrow_the_list(client, posts):
    big, small = make.gpu("GeForce RTX 5090"), make.gpu("GeForce RTX 3060")
    make.gpu("GeForce GTX 970")  # which no build has
    posts(1, title="Big", main_gpu=big, vram_gib=64, total_usd=5000)
    posts(1, title="Small", main_gpu=small, vram_gib=12, total_usd=900)
    posts(1, title="Unpriced", main_gpu=small, vram_gib=24)
    for query, expected in (
        ({"gpu": "geforce-rtx-5090"}, {"Big"}),
        ({"gpu": ""}, {"Big", "Small", "Unpriced"}),
        ({"vram": "24"}, {"Big", "Unpriced"}),
        ({"vram": "24.5"}, {"Big"}),
        ({"budget": "900"}, {"Small"}),
        ({"budget": "899.99"}, set()),
        ({"budget": "6000", "vram": "13"}, {"Big"}),
        ({"utm_source": "elsewhere"}, {"Big", "Small", "Unpriced"}),
    ):
        assert set(titles(client.get("/builds/", query))) == expected, query
    page = client.get("/builds/").content.decode()
    assert "RTX 5090</option>" in page
    assert "GTX 970" not in page
    assert "No shared build is like that" in client.get("/builds/", {"budget": "1"}).content.decode()


def test_pages_keep_the_filters(client, posts):
    posts(25, vram_gib=24)
    page = client.get("/builds/", {"vram": "12", "utm": "x"}).content.decode()
    assert 'href="?vram=12&amp;page=2"' in page


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_list_takes_nothing(client, method):
    assert getattr(client, method)("/builds/").status_code == 405


def test_the_list_takes_few_queries_however_long_it_is(client, ann, posts, django_assert_max_num_queries):
    posts(45, main_gpu=make.gpu())
    client.force_login(ann)
    for query in ({}, {"page": 2, "gpu": "geforce-rtx-4090"}):
        with django_assert_max_num_queries(5):  # session, reader, GPUs, count, builds
            answer = client.get(reverse("community:builds"), query)
        assert len(titles(answer)) == answer.content.count(b'<div class="ti">') == 20


def test_the_list_does_not_read_the_long_texts(client, posts, django_assert_max_num_queries):
    posts(3)
    with django_assert_max_num_queries(3) as captured:
        client.get("/builds/")
    assert not [query for query in captured if "snapshot" in query["sql"] or "notes" in query["sql"]]
