"""The check: the rules' findings on parts that are stored nowhere."""

from __future__ import annotations

import make
import pytest
from django.utils import timezone

from builder.assess import assess
from builder.models import Build
from catalog.models import Kind, ModelPreset, Part

pytestmark = pytest.mark.django_db


def from_opendb(part, ref):
    part.source, part.source_ref = make.source("opendb"), ref
    part.save()
    return part


def listed(*parts):
    return {"parts": [{"slug": part.slug, "quantity": 1} for part in parts]}


def rules(response, level):
    assert response.status_code == 200, response.content
    return {finding["rule"]: finding for finding in response.json()["findings"] if finding["level"] == level}


def test_a_wrong_socket_is_found_and_names_both_parts(send):
    cpu = make.cpu("Ryzen 7", socket="AM5")
    board = make.board("Z790", socket="LGA 1700", chipset="Z790")
    found = rules(send("post", "check/", listed(cpu, board)), "problem")["CPU_SOCKET"]
    assert "Ryzen 7" in found["text"]
    assert "LGA 1700" in found["text"]
    assert found["hint"]
    assert set(found["parts"]) == {cpu.slug, board.slug}
    assert {cpu.slug, board.slug} <= set(found["values"].values())


def test_parts_that_fit_have_no_problem(send):
    assert rules(send("post", "check/", listed(*make.whole().values())), "problem") == {}


def test_the_answer_is_the_builders_own(send):
    """One engine behind the page and the API: a stored build of the same parts comes to the same."""
    parts = make.whole(card={"board_power_w": 575}, psu={"rated_w": 750}).values()
    body = send("post", "check/", listed(*parts)).json()
    assessment = assess(make.build(*parts), timezone.localdate())
    assert [finding["rule"] for finding in body["findings"]] == [finding.code for finding in assessment.findings]
    assert body["load_w"] == assessment.load.total_w
    assert body["wall_w"] == assessment.wall_w
    assert body["psu_rated_w"] == 750
    assert body["vram"]["total_gib"] == assessment.memory.total_gib == 24


def test_quantities_count(send):
    card = make.card(memory_gib=24)
    body = send("post", "check/", {"parts": [{"slug": card.slug, "quantity": 3}]}).json()
    assert body["vram"]["cards"] == 3
    assert body["vram"]["total_gib"] == 72


def test_what_fits_into_the_memory_is_said(send):
    ModelPreset.objects.create(
        name="Llama-3.1-8B", slug="llama-3-1-8b", family="llm", parameters=8_030_261_248, layers=32, hidden=4096,
        heads=32, kv_heads=8, head_dim=128, ffn=14336, vocabulary=128256, context=131072, gated_mlp=True,
        tied_embeddings=False, source="its card",
    )  # fmt: skip
    [fit] = send("post", "check/", listed(make.card(memory_gib=24))).json()["vram"]["fits"]
    assert fit["model"] == "Llama-3.1-8B"
    assert fit["fits"] is True
    assert 15 < fit["needs_gib"] < 24


def test_without_a_supply_nothing_is_known_of_the_wall(send):
    body = send("post", "check/", listed(make.cpu())).json()
    assert body["wall_w"] is None
    assert body["psu_rated_w"] is None
    assert body["load_w"] > 0


def test_parts_go_by_their_open_data_id_too(send):
    from_opendb(make.cpu(socket="AM5"), "0317ca7d-fa7c")
    board = make.board(socket="LGA 1700")
    asked = {"parts": [{"opendb_id": "0317ca7d-fa7c"}, {"slug": board.slug, "name": "a board", "category": "Board"}]}
    assert "CPU_SOCKET" in rules(send("post", "check/", asked), "problem")


def test_the_id_of_another_source_is_no_open_data_id(send, wrong):
    part = make.cpu()
    errors = wrong(send("post", "check/", {"parts": [{"opendb_id": part.source_ref}]}))
    assert list(errors) == ["parts[0].opendb_id"]


def test_a_withdrawn_part_can_still_be_checked(send):
    """People own such parts."""
    part = make.cpu()
    Part.objects.update(withdrawn_at="2026-01-01T00:00Z")
    assert send("post", "check/", listed(part)).status_code == 200


def test_the_context_counts_and_may_be_partial(send):
    asked = listed(make.card(), make.card())
    windows = send("post", "check/", {**asked, "context": {"os": "windows"}})
    assert send("post", "check/", {**asked, "context": {}}).status_code == 200
    assert windows.status_code == 200


def test_no_parts_are_a_machine_too(send):
    body = send("post", "check/", {"parts": []}).json()
    assert body["vram"] == {"total_gib": 0, "cards": 0, "context_tokens": 8192, "fits": []}


@pytest.mark.parametrize(
    ("body", "field", "said"),
    [
        ({}, "parts", "required"),
        ({"parts": None}, "parts", "null"),
        ({"parts": {}}, "parts", "list"),
        ({"parts": [1]}, "parts[0]", "object"),
        ({"parts": [{}]}, "parts[0]", "slug or opendb_id"),
        ({"parts": [{"slug": "a", "opendb_id": "b"}]}, "parts[0]", "either"),
        ({"parts": [{"slug": "nothing"}]}, "parts[0].slug", "nothing"),
        ({"parts": [{"opendb_id": "nothing"}]}, "parts[0].opendb_id", "nothing"),
        ({"parts": [{"slug": 5}]}, "parts[0].slug", "string"),
        ({"parts": [{"slug": "a", "quantity": 0}]}, "parts[0].quantity", "1 to 64"),
        ({"parts": [{"slug": "a", "quantity": -1}]}, "parts[0].quantity", "1 to 64"),
        ({"parts": [{"slug": "a", "quantity": 10**9}]}, "parts[0].quantity", "1 to 64"),
        ({"parts": [{"slug": "a", "quantity": "१२"}]}, "parts[0].quantity", "1 to 64"),
        ({"parts": [{"slug": "a", "quantity": "2"}]}, "parts[0].quantity", "1 to 64"),
        ({"parts": [{"slug": "a", "quantity": 2.0}]}, "parts[0].quantity", "1 to 64"),
        ({"parts": [{"slug": "a", "quantity": True}]}, "parts[0].quantity", "1 to 64"),
        ({"parts": [{"slug": "a", "quantity": None}]}, "parts[0].quantity", "null"),
        ({"parts": [{"slug": "a", "quantty": 2}]}, "parts[0].quantty", "quantity"),
        ({"parts": [], "context": {"circuit": "US-16A"}}, "context.circuit", "US-15A"),
        ({"parts": [], "context": {"framework": "caffe"}}, "context.framework", "pytorch-2.11"),
        ({"parts": [], "context": {"os": ["linux"]}}, "context.os", "windows"),
        ({"parts": [], "context": {"purpose": ""}}, "context.purpose", "dl"),
        ({"parts": [], "context": {"nvlink": "yes"}}, "context.nvlink", "true or false"),
        ({"parts": [], "context": {"nvlink": 1}}, "context.nvlink", "true or false"),
        ({"parts": [], "context": {"volts": 1}}, "context.volts", "circuit"),
        ({"parts": [], "context": []}, "context", "object"),
        ({"parts": [], "more": 1}, "more", "context, power, parts"),
        ({"parts": [{"slug": "a"}] * 201}, "parts", "200"),
        ([], "", "object"),
        ("parts", "", "object"),
        (None, "", ""),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_by_field(send, wrong, body, field, said):
    errors = wrong(send("post", "check/", body))
    assert said in errors[field]


def test_every_wrong_part_is_named_at_once(send, wrong):
    part = make.cpu()
    asked = {"parts": [{"slug": "x"}, {"slug": part.slug}, {"slug": "y"}]}
    assert list(wrong(send("post", "check/", asked))) == ["parts[0].slug", "parts[2].slug"]


def test_a_check_takes_post_only(client, wrong):
    for method in ("get", "put", "patch", "delete"):
        wrong(getattr(client, method)("/api/v1/check/"), 405)


def test_a_check_stores_nothing(client, send):
    send("post", "check/", listed(make.cpu()))
    assert not Build.objects.exists()
    assert not client.cookies


@pytest.mark.parametrize("copies", [1, 22])
def test_a_check_takes_four_queries_at_most_however_many_parts_there_are(send, django_assert_max_num_queries, copies):
    parts = [make.part(kind) for kind in Kind for _ in range(copies)]
    send("post", "check/", listed(*parts))  # what resolves a finding is looked for among all parts: they are read once
    with django_assert_max_num_queries(4):  # the parts with their facts; models; revisions; names of what resolves
        assert send("post", "check/", listed(*parts)).status_code == 200


def test_a_finding_says_why_it_matters_and_what_resolves_it(send):
    parts = make.whole(psu={"rated_w": 500})
    strong = make.psu("Strong", rated_w=1200, price=189.99)
    body = send("post", "check/", listed(*parts.values())).json()
    assert {each["rule"]: each["why"] for each in body["findings"]}["PSU_WATTAGE"].startswith("Training keeps cards")
    fixes = [each for each in body["fixes"] if each["rule"] == "PSU_WATTAGE"]
    assert fixes[0] == {
        "rule": "PSU_WATTAGE", "kind": "power-supply", "instead": parts["psu"].slug, "quantity": 1, "count": 1,
        "sure": True, "part": strong.slug, "amount": "189.99", "currency": "USD", "setting": None,
    }  # fmt: skip


def test_a_setting_that_resolves_a_finding_is_told(send):
    body = send(
        "post",
        "check/",
        {"context": {"os": "windows"}, "parts": [{"slug": make.card().slug, "quantity": 2}]},
    ).json()
    settings = [(each["rule"], each["kind"], each["setting"]) for each in body["fixes"] if each["setting"]]
    assert ("OS_MULTI_GPU_WINDOWS", None, {"name": "os", "value": "linux"}) in settings
