"""Comments: what is taken, what is refused and in which words, and what stays."""

from __future__ import annotations

from datetime import timedelta

import make
import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from community import talk
from community.models import Comment, Flag, Post, Unwanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(ann, publish):
    return publish(ann)


@pytest.fixture
def old(bob):
    """Somebody whose account is not new any more."""
    User.objects.update(date_joined=timezone.now() - timedelta(days=30))
    bob.refresh_from_db()
    return bob


@pytest.fixture
def say(client, post, old):
    client.force_login(old)

    def sent(text, *, to=None, key=""):
        where = f"{to}/" if to else ""
        return client.post(f"/b/{post.build.code}/comments/{where}", {"text": text, "key": key})

    return sent


def only():
    return Comment.objects.get()


def counted(post):
    return Post.objects.values_list("comment_count", flat=True).get(pk=post.pk)


def test_a_comment_is_rendered_once_and_shown_on_the_page(client, say, post):
    answer = say("**bold** and `code`\r\n\r\n> quoted")
    assert answer.status_code == 302, answer.content
    kept = only()
    assert "<strong>bold</strong>" in kept.html
    assert "<blockquote>" in kept.html
    assert "markdown-it-py" in kept.renderer
    assert kept.revision == 1
    assert counted(post) == 1
    assert kept.html in client.get(f"/b/{post.build.code}/").content.decode()
    assert client.get(answer["Location"].split("#")[0]).status_code == 200


def test_answers_stand_below_what_they_answer_and_no_deeper_than_six(client, say, post):
    say("first")
    say("second")
    first, second = Comment.objects.order_by("pk")
    parent = first
    for number in range(9):
        say(f"answer {number}", to=parent.pk)
        parent = Comment.objects.latest("pk")
    rows = list(Comment.objects.order_by("path").values_list("text", "depth"))
    assert rows == [("first", 0), *((f"answer {n}", min(n + 1, 6)) for n in range(9)), ("second", 0)]
    page = client.get(f"/b/{post.build.code}/comments/{first.pk}/").content.decode()
    assert "answer 8" in page
    assert f'id="c{second.pk}"' not in page


def test_a_form_that_is_sent_twice_is_one_comment(say, post):
    assert say("once", key="abc")["Location"] == say("once", key="abc")["Location"]
    assert counted(post) == Comment.objects.count() == 1


def test_a_race_of_two_equal_forms_is_one_comment(post, old):
    made = [talk.say(post, by=old, text="x", key="k", at=timezone.now()) for _ in range(2)]
    assert made[0] == made[1]
    assert counted(post) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "write something that can be seen"),
        ("\u200b\u202e \u2066", "write something that can be seen"),
        ("x" * 10_001, "at most 10,000 characters; this one has 10,001"),
        ("> " * 5_000, "quotes may stand 8 deep"),
        ("[click](javascript:alert(1))", "not with javascript:"),
        ("[click](JaVaScRiPt:alert(1))", "not with javascript:"),
        ("<data:text/html,x>", "not with data:"),
        ("[a]: vbscript:x\n\n[a]", "not with vbscript:"),
        (" ".join(f"<https://e{n}.org>" for n in range(11)), "at most 10 links; this one has 11"),
        ("a\x00b", "NUL"),
    ],
)
def test_what_cannot_be_taken_is_named_and_what_was_typed_is_kept(say, text, said):
    answer = say(text)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert not Comment.objects.exists()
    if text.isascii() and text.isalnum():
        assert text in page


def test_marks_that_cannot_be_seen_are_taken_out(say):
    say("left \u202eright\u200b\ufeff")
    assert only().text == "left right"


def test_a_megabyte_is_answered_and_not_parsed(client, say):
    assert say("x" * 900_000).status_code == 422
    assert say("x" * 1_100_000).status_code == 400


def test_a_visitor_keeps_what_was_typed(client, post):
    answer = client.post(f"/b/{post.build.code}/comments/", {"text": "my long words"})
    assert answer.status_code == 403
    assert "my long words" in answer.content.decode()


def test_a_change_keeps_what_was_said_before(client, say, post):
    say("before")
    path = f"/b/{post.build.code}/comments/{only().pk}/"
    assert client.post(f"{path}edit/", {"text": "after"}).status_code == 302
    assert only().text == "after"
    history = client.get(f"{path}history/").content.decode()
    assert "<p>before</p>" in history
    assert "<p>after</p>" in history
    assert "changed" in client.get(path).content.decode()


def test_what_is_taken_back_leaves_its_place(client, say, post):
    say("secret words")
    first = only()
    say("an answer", to=first.pk)
    assert client.post(f"/b/{post.build.code}/comments/{first.pk}/delete/").status_code == 302
    page = client.get(f"/b/{post.build.code}/").content.decode()
    assert "secret words" not in page
    assert "Taken back by its author." in page
    assert "an answer" in page
    assert counted(post) == 1
    assert say("to nothing", to=first.pk).status_code == 422


def test_only_its_author_changes_a_comment(client, say, post, ann):
    say("mine")
    client.force_login(ann)
    path = f"/b/{post.build.code}/comments/{only().pk}/"
    assert client.get(f"{path}edit/").status_code == 404
    assert client.post(f"{path}edit/", {"text": "yours"}).status_code == 404
    assert client.post(f"{path}delete/").status_code == 404
    assert only().text == "mine"


def test_a_new_account_may_have_one_link_and_five_comments(client, post, bob):
    client.force_login(bob)
    path = f"/b/{post.build.code}/comments/"
    assert client.post(path, {"text": "<https://a.org> <https://b.org>"}).status_code == 422
    codes = [client.post(path, {"text": f"number {n}"}).status_code for n in range(6)]
    assert codes == [302] * 5 + [429]


def test_the_same_words_are_taken_once_a_day(say):
    assert say("buy this").status_code == 302
    assert "exactly this" in say("buy this").content.decode()


def test_thirty_comments_in_ten_minutes_are_enough(say):
    codes = [say(f"number {n}").status_code for n in range(31)]
    assert codes == [302] * 30 + [429]
    assert 0 < int(say("one more")["Retry-After"]) <= 600


def test_words_and_domains_of_the_lists_are_refused(say, ann):
    Unwanted.objects.create(kind="word", entry="casino", by=ann, at=timezone.now())
    Unwanted.objects.create(kind="domain", entry="spam.example", by=ann, at=timezone.now())
    assert "“casino” is not taken" in say("Best Casino ever").content.decode()
    assert "links to spam.example" in say("[x](https://www.spam.example/a)").content.decode()
    assert say("casinos, notspam.example").status_code == 302


def test_five_hundred_comments_take_few_queries(client, post, old, django_assert_max_num_queries):
    for number in range(500):
        talk.say(post, by=old, text=f"number {number}", key=f"k{number}", at=timezone.now())
    client.force_login(old)
    client.get(f"/b/{post.build.code}/")
    with django_assert_max_num_queries(8):
        page = client.get(f"/b/{post.build.code}/").content.decode()
    assert page.count('<li id="c') == 500


def test_a_report_reaches_moderators_and_what_they_do_can_be_undone(client, say, post, old, ann):
    say("insult")
    shown = only()
    client.force_login(ann)
    path = f"/b/{post.build.code}/comments/{shown.pk}/"
    for _ in range(2):
        client.post(f"{path}report/", {"why": "abuse", "text": "see for yourself"})
    assert Flag.objects.count() == 1
    assert client.get("/moderation/").status_code == 404
    moderator = User.objects.create_user("mo", date_joined=timezone.now() - timedelta(days=9))
    moderator.groups.add(make.moderators())
    client.force_login(moderator)
    assert "A comment on" in client.get("/moderation/").content.decode()
    assert client.post(f"{path}moderate/", {"deed": "hide", "reason": ""}).status_code == 422
    assert client.post(f"{path}moderate/", {"deed": "hide", "reason": "rule 2"}).status_code == 302
    assert counted(post) == 0
    assert "insult" not in client.get(f"/b/{post.build.code}/").content.decode()
    assert "Nothing is reported" in client.get("/moderation/").content.decode()
    number = shown.actions.get().pk
    for _ in range(2):
        client.post(f"/moderation/log/{number}/undo/")
    assert counted(post) == 1
    assert "insult" in client.get(f"/b/{post.build.code}/").content.decode()
    client.post(f"{path}moderate/", {"deed": "ban", "reason": "again and again", "days": "3"})
    client.force_login(old)
    assert "again and again" in say("back").content.decode()


def test_a_hidden_build_is_gone_for_others_and_a_locked_one_takes_nothing(client, say, post, ann):
    Post.objects.filter(pk=post.pk).update(locked_at=timezone.now())
    assert "closed" in say("late").content.decode()
    Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now())
    assert client.get(f"/b/{post.build.code}/").status_code == 404
    assert post.title not in client.get("/builds/").content.decode()
    client.force_login(ann)
    assert client.get(f"/b/{post.build.code}/").status_code == 200
