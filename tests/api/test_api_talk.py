"""Comments, votes, reports and the list's filters over the API: as on the pages."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import make
import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from api.examples import COMMENT_ASKED, FLAG_ASKED, THREAD_ANSWERED, VOTE_ANSWERED
from community import limits, ranking
from community.models import Comment, Flag, Post, Tries
from community.tags import bits_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def ann():
    return User.objects.create_user("ann", date_joined=NOW - timedelta(days=9))


@pytest.fixture
def bob():
    return User.objects.create_user("bob", date_joined=NOW - timedelta(days=9))


@pytest.fixture
def post(ann):
    def make_post(title="Box", *, days=0, votes=0, **columns):
        at = NOW - timedelta(days=days)
        return Post.objects.create(
            build=make.build(owner=ann), author=ann, title=title, snapshot={}, model_version="1", published_at=at,
            vote_count=votes, fresh=ranking.freshness(at), hot=ranking.hot(at, votes), search_text=title.lower(),
            **columns,
        )  # fmt: skip

    return make_post


@pytest.fixture
def talk(client, send, post, bob):
    client.force_login(bob)
    path = f"builds/{post().build.code}/comments/"

    def said(text="words", **fields):
        return send("post", path, {"text": text, **fields})

    said.path = path
    return said


def test_a_comment_is_kept_read_changed_and_taken_back(send, get, talk):
    made = talk("**bold**")
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    assert talk("an answer", parent=number).json()["depth"] == 1
    one = f"{talk.path}{number}/"
    assert send("patch", one, {"text": "calm"}).json()["html"] == "<p>calm</p>\n"
    read = get(one).json()
    assert [each["text"] for each in read["before"]] == ["**bold**"]
    assert [each["text"] for each in read["answers"]] == ["an answer"]
    assert send("delete", one, {}).status_code == 204
    thread = get(talk.path).json()
    assert thread["count"] == 1
    assert [(each["text"], bool(each["gone"])) for each in thread["results"]] == [("", True), ("an answer", False)]
    assert get(one).json()["before"] == []


def test_the_same_key_is_the_same_comment(talk):
    assert talk(key="k").json()["id"] == talk(key="k").json()["id"]
    assert Comment.objects.count() == 1


def test_what_the_page_refuses_is_refused_with_the_same_words(talk, wrong):
    assert "something that can be seen" in wrong(talk(" \u200b"))["text"]
    assert "at most 10,000" in wrong(talk("x" * 10_001))["text"]
    assert "not with javascript:" in wrong(talk("[x](javascript:alert(1))"))["text"]
    assert "not there any more" in wrong(talk(parent=99))["parent"]
    assert "key" in wrong(talk(key="a\nb"))
    assert talk().status_code == 201
    assert "exactly this" in wrong(talk())["text"]
    assert Comment.objects.count() == 1


def test_thirty_comments_in_ten_minutes_are_enough_wherever_they_are_sent(client, talk, post):
    page = f"/b/{Post.objects.get().build.code}/comments/"
    codes = [client.post(page, {"text": f"page {n}"}).status_code for n in range(15)]
    answers = [talk(f"api {n}") for n in range(16)]
    assert codes == [302] * 15
    assert [answer.status_code for answer in answers] == [201] * 15 + [429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_only_its_author_changes_a_comment(client, send, talk, ann, wrong):
    one = f"{talk.path}{talk().json()['id']}/"
    client.force_login(ann)
    wrong(send("patch", one, {"text": "x"}), 404)
    wrong(send("delete", one, {}), 404)
    client.logout()
    wrong(send("patch", one, {"text": "x"}), 403)
    wrong(send("post", talk.path, {"text": "x"}), 403)


def test_a_closed_thread_takes_nothing(talk, wrong):
    Post.objects.update(locked_at=NOW)
    wrong(talk(), 403)


def test_a_vote_is_a_state(client, send, get, post, ann, bob, wrong):
    path = f"builds/{post().build.code}/vote/"
    wrong(send("put", path, {}), 403)
    client.force_login(bob)
    for method, expected in (("put", 1), ("put", 1), ("delete", 0), ("delete", 0), ("put", 1)):
        assert send(method, path, {}).json() == {"voted": bool(expected), "vote_count": expected}
        assert get(path).json()["vote_count"] == expected
    client.force_login(ann)
    wrong(send("put", path, {}), 403)


def test_a_report_is_made_once(client, send, talk, post, wrong):
    number = talk().json()["id"]
    build = talk.path.removesuffix("comments/")
    for path in (f"{build}flag/", f"{talk.path}{number}/flag/"):
        assert send("post", path, FLAG_ASKED).json() == {"first": True}
        assert send("post", path, FLAG_ASKED).json() == {"first": False}
    assert Flag.objects.count() == 2
    assert "why" in wrong(send("post", f"{build}flag/", {"why": "because"}))
    Tries.objects.all().delete()
    for _ in range(20):
        limits.hold("flag", User.objects.get(username="bob").pk)
    wrong(send("post", f"{build}flag/", FLAG_ASKED), 429)


def test_the_examples_have_the_form_of_real_ones(send, get, talk):
    made = send("post", talk.path, COMMENT_ASKED)
    assert made.status_code == 201
    thread = get(talk.path).json()
    assert set(thread) == set(THREAD_ANSWERED)
    assert set(thread["results"][0]) == set(THREAD_ANSWERED["results"][0])
    assert thread["results"][0]["html"] == THREAD_ANSWERED["results"][0]["html"]
    assert set(send("put", talk.path.replace("comments", "vote"), {}).json()) == set(VOTE_ANSWERED)


def test_the_list_takes_the_filters_and_orders_of_the_page(client, get, post):
    post("Quiet ITX", days=2, votes=9, tags=bits_of(["quiet", "itx"]), gpu_count=1, country="DE", usd_per_gib=9.5)
    post("Loud rack", days=1, votes=1, tags=bits_of(["rack"]), gpu_count=8, country="US", usd_per_gib=20.0)
    post("Old box", days=90, votes=5, comment_count=7)
    for query in (
        {}, {"tab": "hot"}, {"tab": "top"}, {"tab": "top", "period": "week"}, {"tab": "discussed"},
        {"tab": "cheapest"}, {"tag": "itx"}, {"count": "2"}, {"country": "DE"}, {"q": "rack LOUD"}, {"part": "none"},
    ):  # fmt: skip
        page = client.get("/builds/", {"tab": "new", **query}).context["listing"].entries
        listed = get(f"builds/?{urlencode(query)}").json()["results"]
        assert [each["title"] for each in listed] == [entry.post.title for entry in page], query
        Tries.objects.all().delete()


@pytest.mark.parametrize("tab", ["new", "hot", "top", "discussed", "cheapest"])
def test_the_cursor_goes_on_in_every_order(client, get, post, tab):
    for number in range(7):
        post(f"b{number}", days=number % 3, votes=number % 2, comment_count=number % 4, usd_per_gib=1.0 + number % 3)
    answer = get(f"builds/?tab={tab}&limit=2").json()
    seen = answer["results"]
    while answer["next"]:
        answer = client.get(answer["next"]).json()
        seen += answer["results"]
    everything = get(f"builds/?tab={tab}").json()["results"]
    assert [each["code"] for each in seen] == [each["code"] for each in everything]
    assert len(seen) == 7


@pytest.mark.parametrize("tab", ["hot", "top", "discussed", "cheapest"])
@pytest.mark.parametrize("cursor", ["cD0xLjU%3D", "cD1uYW4%3D", "cD0yMDI2LTAxLTAx", "cD0xZTk5OQ%3D%3D"])
def test_a_cursor_of_another_order_is_refused_or_read(get, post, tab, cursor):
    post()
    assert get(f"builds/?tab={tab}&cursor={cursor}").status_code in {200, 400}


@pytest.mark.parametrize(
    ("query", "field"),
    [("tab=best", "tab"), ("period=day", "period"), ("tag=x", "tag"), ("country=Germany", "country"),
     ("count=many", "count"), ("part=a+b", "part"), ("q=%00", "q"), ("page=2", "page"), ("vram=-1", "vram")],
)  # fmt: skip
def test_a_wrong_filter_is_named(get, wrong, query, field):
    assert field in wrong(get(f"builds/?{query}"))


def test_five_searches_a_second_are_enough(get, wrong):
    codes = [get("builds/?q=rtx").status_code for _ in range(60)]
    assert codes[:5] == [200] * 5
    assert 429 in codes
