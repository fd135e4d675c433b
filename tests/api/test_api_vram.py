"""Memory over the API: the engine's estimate, by the names of the measured columns."""

from __future__ import annotations

import make
import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.examples import VRAM_ANSWERED, VRAM_ASKED
from api.serializers.vram import VramSerializer
from catalog.vram import FIELDS
from engine.vram import Workload

pytestmark = pytest.mark.django_db
CONFIG = {
    "model_type": "llama", "num_hidden_layers": 32, "hidden_size": 4096, "num_attention_heads": 32,
    "num_key_value_heads": 8, "intermediate_size": 14336, "vocab_size": 128256, "tie_word_embeddings": False,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _rows():
    make.preset()
    for name, gib in (("GeForce RTX 3060 12 GB", 12), ("GeForce RTX 4090", 24), ("GeForce RTX 5090", 32)):
        make.gpu(name, memory_gib=gib)


def test_the_example_is_what_is_answered(send):
    answer = send("post", "vram/", VRAM_ASKED).json()
    assert list(answer) == list(VRAM_ANSWERED)
    for name in ("cards", "headroom", "measured", "verdicts"):
        assert answer[name] == VRAM_ANSWERED[name]
    assert answer["total_gib"] == pytest.approx(VRAM_ANSWERED["total_gib"], abs=0.006)
    for made, shown in zip(answer["changes"], VRAM_ANSWERED["changes"], strict=True):
        assert (made["names"], made["values"]) == (shown["names"], shown["values"])
    assert [term["formula"] for term in answer["terms"]] == [term["formula"] for term in VRAM_ANSWERED["terms"]]


def test_a_model_is_enough_and_its_slug_or_name_in_any_case_names_it(send):
    whole = send("post", "vram/", {"model": "Llama-3.1-8B"}).json()["total_gib"]
    assert send("post", "vram/", {"model": "llama-3-1-8b"}).json()["total_gib"] == whole
    assert send("post", "vram/", {"arch": "LLAMA-3.1-8b"}).json()["total_gib"] == whole
    assert 16 < whole < 19


def test_a_row_of_measurements_is_a_question_as_it_stands(send):
    row = {"id": "v1", "source": "a table", "source_cell": "x", "workload": "llm_lora", "model": "Tiny 1B",
           "params": "", "layers": "16", "hidden": "2048", "heads": "32", "kv_heads": "8", "head_dim": "64",
           "ffn": "8192", "vocab": "128256", "weights_quant": "bf16", "optimizer": "adamw", "lora_targets": "q,v",
           "batch": "1", "prompt_len": "", "seq_len": "1024", "grad_ckpt": "0", "n_gpus": "1", "sharding": "none",
           "framework": "x", "stated_value": "3.78", "stated_unit": "GB10", "unit_basis": "", "score": "1",
           "measure_kind": "reserved", "measured_gib": "3.52", "notes": "", "arch": "", "timm": "", "gated_mlp": "1",
           "tied_embeddings": "1"}  # fmt: skip
    answer = send("post", "vram/", row)
    assert answer.status_code == 200, answer.content
    assert 3 < answer.json()["total_gib"] < 12


def test_every_change_leads_to_a_question_that_fits(send):
    answer = send("post", "vram/", {**VRAM_ASKED, "workload": "llm_full"}).json()
    assert len(answer["changes"]) >= 1
    for change in answer["changes"]:
        then = send("post", "vram/", {**change["values"], "gpu": VRAM_ASKED["gpu"]}).json()
        assert then["total_gib"] == pytest.approx(change["total_gib"])
        assert then["changes"] == []


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"batch": 0}, "batch", "batch must be a whole number from 1 to 100,000."),
        ({"batch": [1]}, "batch", "whole number"),
        ({"headroom": 0.5}, "headroom", "headroom must be a number from 1 to 3."),
        ({"workload": "baking"}, "workload", "must be one of gguf_file"),
        ({"gpu": "abacus"}, "gpu", "no such GPU"),
        ({"gpu": {}}, "gpu", "no such GPU"),
        ({"colour": "red"}, "colour", "is not known; known are"),
        ({"model": 3}, "model", "must be text"),
        ({"model": "nobody's"}, "model", "there is none called"),
        ({"workload": "cnn_train"}, "macts", "is not known, and this task needs it"),
    ],
)
def test_what_is_wrong_is_named(send, wrong, values, field, says):
    errors = wrong(send("post", "vram/", {"model": "Llama-3.1-8B", **values}))
    assert says in errors[field]


def test_all_that_is_wrong_is_named_at_once(send, wrong):
    errors = wrong(send("post", "vram/", {"model": "Llama-3.1-8B", "batch": 0, "seq_len": "x", "gpu": "none"}))
    assert set(errors) == {"batch", "seq_len", "gpu"}


@pytest.mark.parametrize("body", [b"[]", b"3", b"null", b'"text"', b"{", b'{"batch": 1e999}', b'{"config": []}'])
def test_what_is_no_question_is_a_problem(send, wrong, body):
    for path in ("vram/", "vram/config/"):
        wrong(send("post", path, body))


def test_it_takes_post_only_and_no_parameters(client, send, wrong):
    assert client.get("/api/v1/vram/").status_code == 405
    wrong(send("post", "vram/?model=x", {"model": "Llama-3.1-8B"}))


def test_the_queries_do_not_grow_with_gpus(send, django_assert_num_queries):
    for number in range(20):
        make.gpu(f"GPU {number}", memory_gib=number + 1)
    with django_assert_num_queries(2):
        send("post", "vram/", VRAM_ASKED)


def test_the_description_has_all_the_fields_that_are_read():
    assert set(VramSerializer().fields) == FIELDS | {"gpu"}


def test_a_config_is_read_into_values_that_are_answered(send):
    read = send("post", "vram/config/", {"config": CONFIG}).json()
    assert (read["kind"], read["lacks"]) == ("llama", [])
    answer = send("post", "vram/", read["values"]).json()
    assert answer["total_gib"] == pytest.approx(send("post", "vram/", {"model": "Llama-3.1-8B"}).json()["total_gib"])


def test_a_config_of_an_unknown_kind_says_what_it_lacks(send, wrong):
    read = send("post", "vram/config/", {"config": {**CONFIG, "model_type": "novel", "vocab_size": None}}).json()
    assert read["lacks"] == ["vocab", "gated_mlp"]
    wrong(send("post", "vram/config/", {"config": {**CONFIG, "hidden_size": -1}}))
    wrong(send("post", "vram/config/", {"config": CONFIG, "more": 1}))


def test_estimates_are_throttled_like_checks(send, settings):
    settings.API_RATES = {**settings.API_RATES, "check-anonymous": "1/min"}
    cache.clear()
    codes = [send("post", "vram/", VRAM_ASKED).status_code for _ in range(2)]
    cache.clear()  # other tests count from the same address
    assert codes == [200, 429]


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-10, 10**18 - 1), st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12), st.just([]), st.just({}),
    st.sampled_from(["bf16", "Q4_K_M", "nf4", "1", "zero3", "eager", "adamw8bit", "galore", "Llama-3.1-8B"]),
)  # fmt: skip


@given(
    workload=st.sampled_from(Workload),
    values=st.dictionaries(st.sampled_from(sorted(FIELDS | {"gpu"})), VALUES, max_size=5),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_value_breaks_it(send, workload, values):
    body = {"model": "Llama-3.1-8B", "workload": workload, "gpu": "geforce-rtx-4090", **values}
    response = send("post", "vram/", body)
    assert response.status_code in {200, 400}, response.content
