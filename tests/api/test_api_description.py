"""The description of the API is whole, valid and readable offline."""

from __future__ import annotations

import re

import make
import pytest
from django.contrib.staticfiles import finders
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from api import urls
from api.examples import (
    CHECK_ANSWERED,
    CHECK_ASKED,
    LIST_ANSWERED,
    LIST_ASKED,
    PARTS_LISTED,
    SERVING_ANSWERED,
    SERVING_ASKED,
)
from api.problems import MEDIA_TYPE
from api.serializers.catalogue import PartSerializer
from catalog.models import ModelPreset

METHODS = {"get", "post", "put", "patch", "delete"}
UNDESCRIBED = {"schema", "docs", None}


@pytest.fixture(scope="module")
def document():
    return SchemaGenerator().get_schema(request=None, public=True)


def form(value):
    """The names in an answer, without what they hold; of a list, those of its first element."""
    if isinstance(value, dict):
        free = {"values", "parts", "answered"}  # a finding may name no part
        return {name: None if name in free else form(inner) for name, inner in value.items()}
    return [form(value[0])] if isinstance(value, list) and value else type(value)


def operations(document):
    return [
        (f"{method} {path}", operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


def test_every_address_is_in_the_document(document):
    named = [pattern for pattern in urls.urlpatterns if pattern.name not in UNDESCRIBED]
    assert len(document["paths"]) == len(named) == 50
    assert len(operations(document)) == 60


def test_the_document_is_valid_openapi(document):
    validate_schema(document)


def test_the_document_is_made_without_a_warning(capsys):
    from drf_spectacular.drainage import GENERATOR_STATS  # noqa: PLC0415  # its state is that of the last document

    GENERATOR_STATS.reset()
    SchemaGenerator().get_schema(request=None, public=True)
    assert not GENERATOR_STATS
    assert "arning" not in capsys.readouterr().err


def test_every_operation_says_what_it_does_and_how_it_can_fail(document):
    for name, operation in operations(document):
        assert operation["summary"], name
        assert len(operation["description"]) > len(operation["summary"]), name
        assert MEDIA_TYPE in operation["responses"]["400"]["content"], name


def test_every_parameter_of_a_list_is_described(document):
    for name, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "query":
                assert parameter.get("description"), f"{name} {parameter['name']}"


def test_the_check_has_an_example_of_question_and_answer(document):
    check = document["paths"]["/api/v1/check/"]["post"]
    asked = check["requestBody"]["content"]["application/json"]["examples"]
    answered = check["responses"]["200"]["content"]["application/json"]["examples"]
    assert asked
    assert answered


@pytest.mark.django_db
def test_the_examples_have_the_form_of_real_ones(send):
    parts = [make.card(memory_gib=24), make.psu(rated_w=600, efficiency_rating=None, atx3=False), make.cpu()]
    parts[0].slug, parts[2].slug = (CHECK_ASKED["parts"][place]["slug"] for place in (0, 2))
    parts[1].source, parts[1].source_ref = make.source("opendb"), CHECK_ASKED["parts"][1]["opendb_id"]
    for part in parts:
        part.save()
    ModelPreset.objects.create(
        name="Llama-3.1-8B", slug="llama", family="llm", parameters=8_030_261_248, layers=32, hidden=4096, heads=32,
        kv_heads=8, head_dim=128, ffn=14336, vocabulary=128256, context=131072, gated_mlp=True, tied_embeddings=False,
        source="its card",
    )  # fmt: skip
    make.cooler("Tower", price=24.79)
    answer = send("post", "check/", CHECK_ASKED).json()
    answer["findings"] = [each for each in answer["findings"] if each["parts"]]
    answer["fixes"] = [each for each in answer["fixes"] if each["rule"] == "COOLER_MISSING"]
    assert form(answer) == form(CHECK_ANSWERED)


@pytest.mark.django_db
def test_the_example_of_serving_is_what_is_answered(send):
    answer = send("post", "serving/", SERVING_ASKED).json()
    rates = [rung["rate"] for rung in SERVING_ANSWERED["table"]]
    answer["table"] = [rung for rung in answer["table"] if rung["rate"] in rates]
    assert rounded(answer) == SERVING_ANSWERED


def rounded(value):
    if isinstance(value, dict):
        return {name: rounded(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


@pytest.mark.django_db
def test_the_example_of_a_list_is_what_is_answered(send):
    part = make.cpu("AMD Ryzen 9 7950X")
    part.slug = LIST_ANSWERED["lines"][0]["match"]["part"]
    part.save()
    assert send("post", "builds/read-list/", LIST_ASKED).json() == LIST_ANSWERED


def test_the_document_is_served_as_json(get):
    response = get("schema/")
    assert response.status_code == 200
    assert response.json()["openapi"].startswith("3.")


def test_the_page_to_try_it_out_needs_no_other_host(client, get):
    page = get("docs/")
    assert page.status_code == 200
    html = page.content.decode()
    addresses = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert len(addresses) == 5  # icon, styles, two scripts of Swagger UI and the one that starts it
    assert all(address.startswith("/") and not address.startswith("//") for address in addresses)
    script = client.get(addresses[-1].replace("&amp;", "&"))
    assert script["Content-Type"].startswith("application/javascript")
    assert "/api/v1/schema/" in script.content.decode()
    assert not re.search(r"https?://", html + script.content.decode())
    for address in addresses[:-1]:
        assert finders.find(address.removeprefix("/static/")), address


def test_only_that_page_allows_inline_styles_and_none_allows_inline_scripts(get):
    policy = get("docs/")["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert "'unsafe-inline'" in directives["style-src"]
    assert "unsafe" not in directives["script-src"]
    assert "unsafe" not in get("schema/")["Content-Security-Policy"]


def test_the_page_and_the_document_take_get_only(client, wrong):
    for path in ("schema/", "docs/"):
        assert client.post(f"/api/v1/{path}").status_code == 405


def test_the_example_of_a_part_has_the_fields_of_a_part():
    assert list(PARTS_LISTED) == list(PartSerializer().fields)
