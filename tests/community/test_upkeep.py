"""What is done from time to time: totals of today, and counts that nobody needs."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import make
import pytest
from django.conf import settings
from django.utils import timezone

from community import limits, tasks, upkeep
from community.models import Post, Tries

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def totals(post):
    return Post.objects.values_list("now_usd", "now_priced").get(pk=post.pk)


def test_the_total_of_today_follows_the_prices_and_is_that_of_the_page(client, ann, publish, machine):
    build, parts = machine(prices={"card": 1899, "cpu": 500}, quantity=2)
    post = publish(ann, build=build)
    assert totals(post) == (4298, 3)
    make.priced(parts["card"], 1500, at=NOW)
    make.priced(parts["psu"], 100, at=NOW)
    assert upkeep.refresh_totals(NOW) == 1
    assert totals(post) == (3600, 4)
    sheet = client.get(f"/b/{build.code}/").context["sheet"]
    assert (sheet.now_usd, sheet.now_priced) == totals(post)


def test_a_total_that_is_young_is_left_alone(ann, publish):
    post = publish(ann, prices={"cpu": 500})
    upkeep.refresh_totals(NOW)
    Post.objects.update(now_usd=1)
    assert upkeep.refresh_totals(NOW + upkeep.TRUE_FOR - timedelta(seconds=1)) == 0
    assert totals(post)[0] == 1
    assert upkeep.refresh_totals(NOW + upkeep.TRUE_FOR) == 1
    assert totals(post)[0] == 500


def test_what_one_has_already_and_other_currencies_cost_nothing_here():
    items = [
        {"slug": "a", "quantity": 2, "owned": False},
        {"slug": "a", "quantity": 1, "owned": True},
        {"slug": "", "quantity": 1, "owned": False},
        {"slug": "unpriced", "quantity": 1, "owned": False},
    ]
    assert upkeep.total_now(items, {"a": Decimal(10)}) == upkeep.Now(Decimal(20), 2)
    assert upkeep.total_now(items, {}) == upkeep.Now(None, 0)
    part = make.cpu()
    make.priced(part, 10, currency="EUR")
    assert upkeep.prices_now({part.slug}) == {}


def test_many_builds_take_few_queries(ann, django_assert_max_num_queries):
    part = make.cpu(price=100)
    item = {"slug": part.slug, "quantity": 1, "owned": False}
    Post.objects.bulk_create(
        Post(
            build=make.build(), author=ann, title="x", snapshot={"items": [item]}, model_version="1", published_at=NOW
        )
        for _ in range(120)
    )  # fmt: skip
    with django_assert_max_num_queries(12):  # SQLite takes so many values in a statement; PostgreSQL needs fewer
        assert upkeep.refresh_totals(NOW) == 120
    assert set(Post.objects.values_list("now_usd", flat=True)) == {100}


def test_counts_of_tries_go_when_no_limit_needs_them():
    limits.hold("search", "x", at=NOW - limits.KEPT - timedelta(seconds=1))
    limits.hold("search", "y", at=NOW)
    assert upkeep.forget_tries(NOW) == 1
    assert Tries.objects.count() == 1
    assert max(each.period for each in limits.LIMITS.values()) < limits.KEPT


def test_beat_knows_the_tasks(ann, publish):
    named = {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {"community.tasks.refresh_totals", "community.tasks.forget_tries"} <= named
    post = publish(ann, prices={"cpu": 500})
    tasks.refresh_totals()
    tasks.forget_tries()
    assert totals(post)[0] == 500
