"""The weekly update of the catalogue is off unless the operator turns it on."""

from __future__ import annotations

import runpy

import pytest
from places import ROOT

from config.celery import app


@pytest.mark.parametrize(("written", "scheduled"), [("", False), ("false", False), ("true", True)])
def test_beat_updates_the_catalogue_only_if_it_is_told_to(monkeypatch, tmp_path, written, scheduled):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("UPDATE_CATALOG_WEEKLY", written)
    schedule = runpy.run_path(str(ROOT / "config" / "settings.py"))["CELERY_BEAT_SCHEDULE"]
    assert ("update-catalog" in schedule) is scheduled
    app.loader.import_default_modules()
    assert {each["task"] for each in schedule.values()} <= set(app.tasks)
