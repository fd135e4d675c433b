"""The benchmark of shared builds without what takes time: figures and verdicts, and that everything can be asked."""

from __future__ import annotations

import make
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from benchmarks.community_speed import asks, worker
from benchmarks.community_speed.asks import DEEP_PAGE, LONG_THREAD, ONE_QUERY
from benchmarks.community_speed.figures import Figures, table, verdicts
from community.publishing import publish


def measured(milliseconds, *, queries=3, cpu=0.002):
    figures = Figures(queries)
    figures.add([milliseconds / 1000] * 10, cpu * 10)
    figures.add_beside([0.001] * 10, 0.001 * 10)
    return figures


def test_limits_are_held_against_what_was_measured():
    few = {"list, hot": measured(10), "vote": measured(5)}
    many = {"list, hot": measured(14, cpu=0.003), DEEP_PAGE: measured(28), "vote": measured(5, queries=9)}
    broken = [verdict.what for verdict in verdicts({1_000: few, 100_000: many}) if not verdict.kept]
    assert broken == [
        "list, hot: p50 at 100,000 beside 1,000 builds",
        "vote: queries",
        "page 1,000 beside page 1: p50",
        "list, hot: app CPU beside the one-query view",
    ]
    rows = list(table({1_000: few, 100_000: many}))
    assert len(rows) == 1 + 5
    assert "1.50" not in rows[1]


@pytest.mark.django_db
def test_everything_that_is_asked_is_answered(settings, monkeypatch):
    settings.ROOT_URLCONF = "benchmarks.page_speed.limit_urls"
    settings.COMMUNITY_LIMITED = False
    settings.TEMPLATES = [
        {**each, "DIRS": [*each["DIRS"], settings.BASE_DIR / "benchmarks/page_speed/templates"]}
        for each in settings.TEMPLATES
    ]
    monkeypatch.setattr(asks, "LONG_THREAD", 3)
    build = make.build(*make.whole(card={"gpu": make.gpu()}).values())
    author = User.objects.create_user("rigwright")
    post = publish(build, by=author, title="A quiet box", notes="", at=timezone.now())
    known = asks.asks(1)
    assert post.comments.count() == 3 < LONG_THREAD
    member = Client()
    member.force_login(asks.talker())
    clients = {False: Client(), True: member}
    for name, ask in known.items():
        assert 1 <= worker.queries(ask, clients) <= 12, name
        waited, cpu = worker.slice_of(ask, clients, 0)
        assert len(waited) == 1
        assert cpu >= 0
    assert DEEP_PAGE not in known
    assert ONE_QUERY in known
