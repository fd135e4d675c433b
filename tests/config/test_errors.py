"""While the database is away the site says 503 and when to come back; a fault of its own stays a 500."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from config import errors


@pytest.fixture
def raising(monkeypatch, settings):
    """Give a client, and a function that makes the first page raise."""
    settings.DEBUG = False
    monkeypatch.setattr(errors.connections, "close_all", lambda: None)  # the test's own transaction goes on

    def get(error, path="/healthz"):
        def fail(_request):
            raise error

        monkeypatch.setattr("django.core.handlers.base.BaseHandler._get_response", lambda _self, request: fail(request))
        return Client(raise_request_exception=False).get(path)

    return get


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("connection already closed")])
def test_a_database_that_is_away_is_a_503_that_says_when_to_come_back(raising, error):
    response = raising(error)
    assert response.status_code == 503
    assert (response["Retry-After"], response["Cache-Control"]) == ("5", "no-store")
    assert "The database does not answer right now" in response.content.decode()


def test_the_api_says_it_as_a_problem(raising):
    response = raising(OperationalError("gone"), "/api/v1/parts/")
    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
    assert response.json()["status"] == 503


def test_a_fault_of_the_sites_own_stays_a_500(raising):
    response = raising(ValueError("a fault"))
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()
