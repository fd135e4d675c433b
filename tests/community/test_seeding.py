"""The made-up crowd that pages are measured with."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db.models import Count, Q

from builder.models import REFERENCE_ACCOUNT
from community import ranking, talk
from community.models import Comment, Post, Vote
from community.seeding import NAME, Crowd, seed

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def templates(publish):
    author = User.objects.create_user(REFERENCE_ACCOUNT)
    return [publish(author, title="One"), publish(author, title="Two", prices={"cpu": 300})]


def seeded():
    return Post.objects.filter(author__username__startswith=NAME)


def test_counters_and_ranks_are_those_of_a_recount(templates):
    made = seed(Crowd(60, comments=8, votes=12), at=AT)
    visible = Count("comments", filter=Q(comments__deleted_at=None, comments__hidden_at=None), distinct=True)
    for post in seeded().annotate(voted=Count("votes", distinct=True), said=visible):
        assert (post.vote_count, post.comment_count) == (post.voted, post.said)
        assert post.hot == pytest.approx(ranking.hot(post.published_at, post.voted))
        assert post.published_at <= AT
    assert (made.builds, made.votes) == (seeded().count(), Vote.objects.count())
    assert made.comments == Comment.objects.count() > seeded().count()
    assert Comment.objects.exclude(deleted_at=None).exists()


def test_the_same_seed_makes_the_same_crowd_and_another_another(templates):
    def drawn(number):
        seed(Crowd(5, seed=number), at=AT)
        found = [*seeded().order_by("pk").values_list("title", "vote_count", "comment_count", "tags", "published_at")]
        seeded().delete()
        return found

    assert drawn(1) == drawn(1) != drawn(2)


def test_threads_of_the_crowd_are_in_order_and_can_be_gone_on_with(client, templates, ann):
    seed(Crowd(3, comments=20, votes=1), at=AT)
    post = seeded().order_by("-comment_count").first()
    for comment in post.comments.exclude(parent=None).select_related("parent"):
        assert comment.path > comment.parent.path
        assert comment.depth >= comment.parent.depth
    said = talk.say(post, by=ann, text="Hello", key="k", at=AT)  # its key comes behind the made-up ones
    assert said.pk > post.comments.exclude(pk=said.pk).latest("pk").pk
    for page in (f"/b/{post.build.code}/", "/builds/?tab=cheapest", f"/builds/?q={post.title.split()[0]}"):
        assert client.get(page).status_code == 200


def test_nothing_is_written_where_somebody_has_shared_a_build(templates, ann, publish, capsys):
    publish(ann)
    with pytest.raises(CommandError, match="shared 1 builds"):
        call_command("seed_community", "--builds", "2")
    assert not seeded().exists()
    call_command("seed_community", "--builds", "2", "--force", "--votes", "0")
    assert seeded().count() == 2
    assert not Vote.objects.exists()
    call_command("seed_community", "--builds", "1", "--force")  # and once more: the same people
    assert seeded().count() == 3
    assert "1 builds" in capsys.readouterr().out


def test_without_anything_to_copy_it_says_so():
    with pytest.raises(CommandError, match="starter catalogue"):
        call_command("seed_community", "--builds", "2")


def test_a_wrong_number_is_named(templates):
    with pytest.raises(CommandError, match="--votes"):
        call_command("seed_community", "--builds", "2", "--votes", "-1")
