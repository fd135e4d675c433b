"""Limits on accounts and searches: 429, with when to come back, in words."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_ten_tries_to_sign_in_are_enough_for_one_account_from_one_address(client, ann):
    def tried(name):
        return client.post("/account/sign-in/", {"username": name, "password": "guess"})

    assert [tried("ann").status_code for _ in range(10)] == [422] * 10
    refused = tried("ANN")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 300
    assert "10 in 5 minutes are allowed" in refused.content.decode()
    assert tried("bob").status_code == 422
    elsewhere = client.post("/account/sign-in/", {"username": "ann", "password": "x"}, REMOTE_ADDR="10.9.8.7")
    assert elsewhere.status_code == 422


def test_five_requests_for_a_new_password_a_day_are_enough(client, ann):
    codes = [client.post("/account/password/reset/", {"email": "ann@example.org"}).status_code for _ in range(6)]
    assert codes == [302] * 5 + [429]


def test_twenty_new_accounts_an_hour_are_enough_for_one_address(client):
    codes = [client.post("/account/sign-up/", {"username": "x"}).status_code for _ in range(21)]
    assert codes == [422] * 20 + [429]


def test_five_searches_a_second_are_enough(client):
    codes = [client.get("/builds/", {"q": "rtx"}).status_code for _ in range(60)]
    assert codes[:5] == [200] * 5
    assert 429 in codes
