"""What tests of the API share."""

from __future__ import annotations

import json

import pytest


@pytest.fixture(autouse=True)
def _unlimited(settings):
    """Nobody is throttled, unless a test says so."""
    settings.API_RATES = dict.fromkeys(settings.API_RATES)


@pytest.fixture
def send(client):
    """Send JSON and give the answer: `send("post", "check/", {...})`."""

    def sent(method, path, body, **options):
        return client.generic(
            method.upper(), f"/api/v1/{path}", body if isinstance(body, bytes) else json.dumps(body),
            content_type="application/json", **options,
        )  # fmt: skip

    return sent


@pytest.fixture
def get(client):
    """Read a path of the API."""

    def got(path, **options):
        return client.get(f"/api/v1/{path}", **options)

    return got


@pytest.fixture
def wrong():
    """Read a problem: what it says by field, after a look at its form."""

    def read(response, status=400):
        assert response.status_code == status, response.content
        assert response["Content-Type"] == "application/problem+json"
        problem = response.json()
        assert problem["status"] == status
        assert problem["type"] == "about:blank"
        assert problem["title"]
        assert problem["detail"]
        return {error["field"]: error["message"] for error in problem["errors"]}

    return read
