"""Lines of the list that are kept: never older than what the database says."""

from __future__ import annotations

import make
import pytest

from community import lines
from community.models import Post

pytestmark = pytest.mark.django_db


def shown(client, **query):
    return client.get("/builds/", query).content.decode()


def test_a_kept_line_follows_every_figure_that_it_shows(client, ann, publish):
    post = publish(ann, prices={"cpu": 300})
    before = shown(client)
    assert shown(client) == before
    for name, value, text in (
        ("vote_count", 77, "77<span"),
        ("comment_count", 88, "88<span"),
        ("title", "A <loud> box", "A &lt;loud&gt; box"),
        ("wall_w", 1234, "1,234 W"),
        ("now_usd", 999, "now $999"),
        ("problem_count", 3, "3 problems"),
    ):
        assert text not in before
        Post.objects.filter(pk=post.pk).update(**{name: value})
        assert text in shown(client)


def test_a_line_is_written_once_for_all_who_see_the_same(client, ann, publish):
    publish(ann)
    lines.forget()
    for _ in range(3):
        shown(client)
    kept = lines._line.cache_info()  # noqa: SLF001  # what is kept is what is looked at
    assert (kept.misses, kept.hits) == (1, 2)


def test_one_readers_marks_are_not_anothers(client, ann, bob, publish):
    post = publish(ann)
    assert 'name="vote"' not in shown(client)
    client.force_login(bob)
    assert 'name="vote" value="1"' in shown(client)
    client.post(f"/b/{post.build.code}/vote/", {"vote": "1"})
    assert 'name="vote" value="0"' in shown(client)
    client.force_login(ann)
    assert 'name="vote"' not in shown(client)


def test_a_gpu_that_came_within_the_minute_can_be_asked_for(client, ann, publish):
    shown(client)  # the choices are kept now
    post = publish(ann)
    Post.objects.filter(pk=post.pk).update(main_gpu=make.gpu("Novelty 1"))
    assert client.get("/builds/", {"gpu": "novelty-1"}).status_code == 200
    assert client.get("/builds/", {"gpu": "novelty-2"}).status_code == 400
