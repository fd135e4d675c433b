"""What the site says to whoever watches it."""

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from config import health


def test_a_running_process_is_healthy_without_asking_the_database(rf):
    response = health.healthz(rf.get("/healthz"))
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_migrated_database_is_ready(rf):
    response = health.readyz(rf.get("/readyz"))
    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_a_missing_migration_is_named(rf, monkeypatch):
    monkeypatch.setattr(health, "unapplied", lambda: ["prices.0002_more"])
    response = health.readyz(rf.get("/readyz"))
    assert (response.status_code, response.content) == (503, b"migrations to apply: prices.0002_more\n")


@pytest.mark.django_db
def test_the_plan_names_what_is_unapplied():

    [newest] = MigrationLoader(connection).graph.leaf_nodes("prices")
    MigrationRecorder(connection).record_unapplied(*newest)
    assert ".".join(newest) in health.unapplied()


@pytest.mark.parametrize("error", [OperationalError, DatabaseError])
def test_a_database_that_does_not_answer_is_a_503(rf, monkeypatch, error):
    def broken():
        raise error

    monkeypatch.setattr(health, "unapplied", broken)
    monkeypatch.setattr(health.connection, "close", lambda: None)
    response = health.readyz(rf.get("/readyz"))
    assert response.status_code == 503
    assert error.__name__ in response.content.decode()


@pytest.mark.parametrize("view", [health.healthz, health.readyz])
def test_asking_is_all_one_can_do(rf, view):
    assert view(rf.post("/")).status_code == 405
