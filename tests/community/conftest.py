"""People who share builds."""

from __future__ import annotations

from datetime import UTC, datetime

import make
import pytest
from django.contrib.auth.models import User

from community import publishing

PASSWORD = "correct horse battery"


@pytest.fixture
def ann():
    return User.objects.create_user("ann", "ann@example.org", PASSWORD)


@pytest.fixture
def bob():
    return User.objects.create_user("bob", "bob@example.org", PASSWORD)


@pytest.fixture
def machine():
    """Make a whole machine: (build, parts by name). Prices are given to what is named."""

    def make_machine(*, prices=None, quantity=1, **fields):
        gpu = make.Gpu.objects.filter(name="GeForce RTX 4090").first() or make.gpu()
        parts = make.whole(card={"gpu": gpu})
        for name, amount in (prices or {}).items():
            make.priced(parts[name], amount)
        rows = [(part, quantity if name == "card" else 1) for name, part in parts.items()]
        return make.build(*rows, **fields), parts

    return make_machine


@pytest.fixture
def publish(machine):
    """Publish a machine: the post."""

    def publish_machine(author, *, title="A quiet box", notes="", build=None, **fields):
        build = build or machine(**fields)[0]
        return publishing.publish(build, by=author, title=title, notes=notes, at=datetime(2026, 11, 1, tzinfo=UTC))

    return publish_machine


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    """Hash passwords quickly: a million rounds each would be most of the time of these tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
