"""A wrong setting stops the start, and says which one it is and what is allowed."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


@pytest.mark.parametrize(("written", "read"), [("true", True), ("0", False), ("Yes", True), ("", True)])
def test_yes_and_no_are_read_as_people_write_them(monkeypatch, written, read):
    monkeypatch.setenv("DEBUG", written)
    assert env.boolean("DEBUG", default=True) is read


def test_what_is_neither_yes_nor_no_is_refused(monkeypatch):
    monkeypatch.setenv("DEBUG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="DEBUG='maybe': write true or false"):
        env.boolean("DEBUG", default=True)


@pytest.mark.parametrize("written", ["-1", "0", "70000", "x", "१२", "1.5"])
def test_a_number_out_of_range_is_refused(monkeypatch, written):
    monkeypatch.setenv("EMAIL_PORT", written)
    with pytest.raises(ImproperlyConfigured, match="whole number from 1 to 65535"):
        env.integer("EMAIL_PORT", 25, low=1, high=65535)


@pytest.mark.parametrize("written", ["mysql://x/y", "nonsense", "http://x"])
def test_a_database_of_another_kind_is_refused(monkeypatch, tmp_path, written):
    monkeypatch.setenv("DATABASE_URL", written)
    with pytest.raises(ImproperlyConfigured, match=r"DATABASE_URL begins with .*: write an address with sqlite"):
        env.database("DATABASE_URL", tmp_path / "db")


@pytest.mark.parametrize("written", ["", "x", "k" * 49])
def test_production_wants_a_long_secret_key(monkeypatch, tmp_path, written):
    monkeypatch.setenv("SECRET_KEY", written)
    with pytest.raises(ImproperlyConfigured, match=f"SECRET_KEY has {len(written)} characters.*50 characters or more"):
        env.secret_key(tmp_path, production=True)


def test_development_makes_a_secret_key_once_and_for_its_owner_only(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    key = env.secret_key(tmp_path, production=False)
    assert len(key) >= 50
    assert env.secret_key(tmp_path, production=False) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
