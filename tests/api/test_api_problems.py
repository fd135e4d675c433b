"""Whatever is sent, the answer is a problem that says what is wrong, and never a fault of the site."""

from __future__ import annotations

import contextlib
import json

import make
import pytest
from django.core.cache.backends.locmem import LocMemCache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.exceptions import ConnectionError as RedisGoneError
from rest_framework.exceptions import ParseError

from api.parsers import read
from api.throttling import Throttle
from builder.models import Build

pytestmark = pytest.mark.django_db
GOOD = b'{"parts": []}'

HOSTILE = {
    "cut off": b'{"parts": [',
    "no JSON": b"parts=1",
    "nothing but space": b"  ",
    "not a number": b'{"parts": NaN}',
    "infinity": b'{"parts": [{"slug": "a", "quantity": Infinity}]}',
    "minus infinity": b'{"parts": -Infinity}',
    "five thousand digits": b'{"parts": [{"slug": "a", "quantity": ' + b"9" * 5000 + b"}]}",
    "nineteen digits": b'{"parts": [{"slug": "a", "quantity": 9999999999999999999}]}',
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000,
    "deep inside": b'{"parts": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "NUL in a text": b'{"parts": [{"slug": "a\\u0000b"}]}',
    "NUL in a name": b'{"a\\u0000": 1}',
    "raw NUL": b'{"parts": [{"slug": "a\x00b"}]}',
    "half a character": b'{"parts": [{"slug": "\\ud800"}]}',
    "half a character as a name": b'{"\\udfff": 1}',
    "half a character in a choice": b'{"parts": [], "context": {"os": "\\ud800"}}',
    "half a character in a list": b'{"parts": [], "context": {"os": ["\\ud800"]}}',
    "half a character alone": b'"\\ud800"',
    "not UTF-8": b'{"parts": "\xff\xfe"}',
    "UTF-16": '{"parts": []}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + GOOD,
    "a name twice": b'{"parts": [], "parts": []}',
    "two documents": GOOD + GOOD,
    "a huge exponent": b'{"parts": [{"slug": "a", "quantity": 1e999999}]}',
    "a list": b"[]",
    "a number": b"7",
    "true": b"true",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("path", ["check/", "builds/"])
def test_a_hostile_body_is_refused_and_changes_nothing(send, wrong, path, body):
    wrong(send("post", path, body))
    assert not Build.objects.exists()


def test_a_body_above_the_limit_is_too_large(send, wrong, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = len(GOOD)
    assert send("post", "check/", GOOD).status_code == 200
    wrong(send("post", "check/", GOOD + b" "), 413)


def test_a_body_of_another_kind_is_not_read(client, wrong):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nonsense"):
        wrong(client.generic("POST", "/api/v1/check/", GOOD, content_type=kind), 415)


@pytest.mark.parametrize("charset", ["utf-16", "hex", "idna", "nonsense", "utf-8"])
def test_the_body_is_utf_8_whatever_its_header_says(client, charset):
    response = client.generic("POST", "/api/v1/check/", GOOD, content_type=f"application/json; charset={charset}")
    assert response.status_code == 200


def test_a_request_without_a_body_is_told_what_is_missing(client, wrong):
    assert "parts" in wrong(client.generic("POST", "/api/v1/check/"))


def test_only_json_is_spoken(get, wrong):
    wrong(get("parts/", HTTP_ACCEPT="application/xml"), 406)
    assert get("parts/", HTTP_ACCEPT="text/html, */*;q=0.1")["Content-Type"] == "application/json"


@pytest.mark.parametrize("path", ["", "nothing/", "parts/a/b/", "../", "parts/%00/", "parts/%0A/"])
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options", "head"])
def test_an_address_that_leads_nowhere_is_a_problem(client, path, method):
    response = getattr(client, method)(f"/api/v1/{path}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_a_forgotten_slash_is_pointed_out(client, wrong):
    response = client.post("/api/v1/check", GOOD, content_type="application/json")
    wrong(response, 404)
    assert "/api/v1/check/" in response.json()["detail"]


def test_an_unknown_method_is_refused(client, wrong):
    wrong(client.generic("BREW", "/api/v1/parts/"), 405)


def test_a_list_says_what_it_takes(client):
    assert client.options("/api/v1/parts/").status_code == 200


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body):
    with contextlib.suppress(ParseError):
        json.dumps(read(body), ensure_ascii=False).encode()


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
)
names = st.sampled_from(["part", "kind", "name", "quantity", "owned", "own_price", "slug", "opendb_id", "x"])
items = st.lists(st.dictionaries(names, values, max_size=4) | values, max_size=3)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(st.sampled_from(["title", "circuit", "os", "nvlink", "context", "x"]), values, max_size=3),
    items | values,
)
def test_any_json_makes_a_build_or_a_problem(client, rest, lines):
    for path, name in (("builds/", "items"), ("check/", "parts")):
        body = json.dumps({**rest, name: lines})
        response = client.generic("POST", f"/api/v1/{path}", body, content_type="application/json")
        assert response.status_code in {200, 201, 400}
        assert response.json()


@pytest.fixture
def two_a_minute(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "throttle"}}
    settings.API_RATES = dict.fromkeys(settings.API_RATES, "2/min")
    Throttle.cache.clear()
    yield settings.API_RATES
    Throttle.cache.clear()


def test_who_asks_too_often_is_told_when_to_come_back(send, get, wrong, two_a_minute):
    for _ in range(2):
        assert send("post", "check/", GOOD).status_code == 200
    refused = send("post", "check/", GOOD)
    wrong(refused, 429)
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert send("post", "builds/", {"items": []}).status_code == 201  # writes are counted apart
    assert get("builds/").status_code == 200


def test_a_forged_header_does_not_make_somebody_new(send, two_a_minute):
    codes = [send("post", "check/", GOOD, HTTP_X_FORWARDED_FOR=f"10.0.0.{host}").status_code for host in range(3)]
    assert codes == [200, 200, 429]


def test_an_account_has_a_rate_of_its_own(client, send, django_user_model, two_a_minute):
    two_a_minute["check-user"] = "3/min"
    client.force_login(django_user_model.objects.create_user("ann"))
    client.handler.enforce_csrf_checks = False
    assert [send("post", "check/", GOOD).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_reading_is_not_counted(get, two_a_minute):
    build = make.build(make.cpu())
    assert {get(f"builds/{build.code}/").status_code for _ in range(4)} == {200}
    assert {get("builds/").status_code for _ in range(4)} == {200}


def test_nobody_is_turned_away_while_the_cache_is_out_of_reach(send, two_a_minute, monkeypatch):
    def gone(*_args, **_named):
        raise RedisGoneError

    monkeypatch.setattr(LocMemCache, "get", gone)
    assert {send("post", "check/", GOOD).status_code for _ in range(4)} == {200}
