"""The memory calculator."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl, urlsplit

import make
import pytest
import time_machine
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from browse.vram_fields import ASKED, LABELS, OTHER, RUN, TRAIN
from catalog.models import ModelPreset
from catalog.vram import FIELDS
from engine.vram import Workload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_a_day_in_2026")]
HTMX = {"HX-Request": "true"}
LLAMA = {"model": "Llama-3.1-8B"}
CONFIG = {
    "model_type": "llama", "num_hidden_layers": 32, "hidden_size": 4096, "num_attention_heads": 32,
    "num_key_value_heads": 8, "intermediate_size": 14336, "vocab_size": 128256, "tie_word_embeddings": False,
}  # fmt: skip


@pytest.fixture
def _a_day_in_2026():
    with time_machine.travel("2026-02-01T12:00:00Z", tick=False):
        yield


@pytest.fixture(autouse=True)
def _rows():
    make.preset()
    for name, gib, price in (("RTX 16", 16, 500), ("RTX 24", 24, 1800), ("RTX 20", 20, 900), ("RTX 48", 48, None)):
        gpu = make.gpu(name, memory_gib=gib)
        if price:
            make.card(gpu=gpu, price=price)


@pytest.fixture
def ask(client):
    def ask(headers=None, **fields):
        return client.get(reverse("browse:vram"), fields, headers=headers)

    return ask


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&#x27;", "'").split())


def asked_for(address):
    return dict(parse_qsl(urlsplit(address).query))


def total(response):
    return response.context["answer"].estimate.total_gib


def names(response):
    """The GPUs by verdict, in the order in which they stand."""
    return {str(group.verdict): [line.gpu.name for line in group.lines] for group in response.context["groups"]}


def shown(response):
    return {each.name: each for part in ("seen", "folded", "shape") for each in response.context[part]}


def test_without_a_question_it_offers_some(ask):
    response = ask()
    assert response.status_code == 200
    assert response.context["answer"] is None
    assert "A model is enough to begin with" in words(response)
    assert "Run Llama 3.1 8B" in words(response)


def test_a_model_is_enough(ask):
    page = words(ask(**LLAMA))
    assert "≈ 17.4 GiB ; nine in ten measured runs lie between 14.3 and 21.7 GiB." in page
    assert "Measured on 71 runs (language models that answer): half of them lie within 3.2 % of the estimate" in page
    assert "8,030,261,248 × 2.000 B" in page


def test_an_empty_field_shows_its_usual_value(ask):
    fields = shown(ask(**LLAMA))
    assert (fields["prompt_len"].default, fields["batch"].default, fields["headroom"].default) == ("4,096", "1", "1.2")
    assert (fields["layers"].default, fields["gated_mlp"].default) == ("32", "yes")
    assert shown(ask(**LLAMA, workload="llm_full"))["optimizer"].default == "adamw(bf16 states)"


def test_the_terms_add_up_and_are_drawn_to_scale(ask):
    answer = ask(**LLAMA, gpu="rtx-16").context["answer"]
    assert sum(piece.share for piece in answer.pieces) == pytest.approx(1)
    last = answer.pieces[-1]
    assert (last.x + last.width) / answer.marks["high"] == pytest.approx(answer.estimate.total_gib / 21.74, rel=0.001)
    assert answer.limit == pytest.approx(1000 * 16 / answer.scale_gib, abs=0.01)


def test_gpus_are_sorted_by_price_or_by_memory_within_each_verdict(ask):
    make.gpu("RTX 32", memory_gib=32)
    make.gpu("No memory stated", memory_gib=None)
    assert names(ask(**LLAMA)) == {
        "fits": ["RTX 24", "RTX 32", "RTX 48"], "tight": ["RTX 20"], "too large": ["RTX 16"],
    }  # fmt: skip
    make.card(gpu=make.gpu("RTX 47", memory_gib=47), price=100)
    assert names(ask(**LLAMA))["fits"][0] == "RTX 47"
    assert names(ask(**LLAMA, sort="memory"))["fits"] == ["RTX 24", "RTX 32", "RTX 47", "RTX 48"]


def test_several_cards_cost_several_times_as_much(ask):
    make.cloud_offer(make.gpu("RTX 40", memory_gib=40), per_hour="0.50")
    groups = ask(**LLAMA, n_gpus="2").context["groups"]
    lines = {line.gpu.name: line for group in groups for line in group.lines}
    assert (lines["RTX 24"].price, lines["RTX 40"].per_hour) == (3600, 1.0)
    assert "too few measured runs" in words(ask(**LLAMA, n_gpus="2"))


def test_headroom_moves_the_verdict(ask):
    assert "RTX 20" in names(ask(**LLAMA, headroom="1.1"))["fits"]
    assert "RTX 24" in names(ask(**LLAMA, headroom="1.5"))["tight"]


@pytest.mark.parametrize("workload", ["llm_infer", "llm_full", "llm_lora", "llm_qlora", "llm_galore"])
@pytest.mark.parametrize("gpu", ["rtx-16", "rtx-48"])
def test_what_would_make_it_fit_is_a_link_to_a_question_that_fits(client, ask, workload, gpu):
    more = {"batch": "8", "attn": "eager", "lora_rank": "64"} if workload.startswith("llm_l") else {"batch": "4"}
    response = ask(**LLAMA, workload=workload, gpu=gpu, **more)
    assert response.status_code == 200
    ways = response.context["ways"]
    assert ways or names(response).get("fits")
    for way in ways:
        then = client.get(f"{reverse('browse:vram')}?{way.address}")
        assert total(then) == pytest.approx(way.needs_gib), way.address
        assert then.context["answer"].verdict == "fits"
        assert then.context["page"].entered["gpu"] == gpu


def test_only_fields_that_matter_are_shown(ask):
    answering, training = shown(ask(**LLAMA)), shown(ask(**LLAMA, workload="llm_full"))
    assert "optimizer" not in answering
    assert "prompt_len" not in training
    assert {"optimizer", "grad_ckpt", "seq_len"} <= training.keys()


def test_every_task_has_fields_and_a_name_and_every_field_a_label():
    assert set(ASKED) == set(Workload) == {*RUN, *TRAIN, *OTHER}
    assert set(LABELS) >= FIELDS


def test_the_kind_of_model_says_what_is_mostly_done_with_it(ask):
    make.preset(
        "resnet50", family="vision", parameters=25_557_032, extra="img 224; GMACs 4.1; (MActs) 11.1",
        **dict.fromkeys(("layers", "hidden", "heads", "kv_heads", "head_dim", "ffn", "vocabulary")),
    )  # fmt: skip
    response = ask(model="resnet50")
    assert response.context["page"].workload == Workload.CNN_TRAIN
    assert total(response) > 2


def test_a_vision_transformer_needs_no_vocabulary(ask):
    make.preset("vit_base_patch16_224", family="vision", parameters=86_567_656, layers=12, hidden=768, heads=12,
                kv_heads=12, head_dim=64, ffn=3072, vocabulary=None, gated_mlp=False)  # fmt: skip
    response = ask(model="vit_base_patch16_224", batch="64", gpu="rtx-16")
    assert response.context["page"].workload == Workload.VIT_TRAIN
    assert 2 < total(response) < 20
    assert "Usual: Train a vision transformer" in words(response)


def test_another_task_begins_with_its_usual_answers(ask):
    response = ask(
        **LLAMA, was="llm_infer", workload="llm_full", weights_quant="Q4_K_M", gpu="rtx-16", batch="", sort=""
    )
    assert asked_for(response["Location"]) == {**LLAMA, "workload": "llm_full", "gpu": "rtx-16"}
    same = ask(**LLAMA, was="llm_infer", weights_quant="Q4_K_M", batch="2")
    assert asked_for(same["Location"]) == {**LLAMA, "weights_quant": "Q4_K_M", "batch": "2"}


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("batch", "0", "Batch on one card must be a whole number from 1 to 100,000."),
        ("batch", "many", "from 1 to 100,000"),
        ("prompt_len", "9" * 400, "Context read must be a whole number from 1 to 20,000,000."),
        ("headroom", "0.9", "Headroom must be a number from 1 to 3."),
        ("headroom", "nan", "Headroom must be a number from 1 to 3."),
        ("workload", "baking", "Task must be one of gguf_file, llm_infer"),
        ("weights_quant", "int3", "Weights must be one of fp32"),
        ("optimizer", "hope", "Optimizer must be one of adamw"),
        ("gpu", "abacus", "GPU to fit into: there is none called “abacus”."),
        ("sort", "colour", "Order must be one of price, memory."),
        ("heads", "7", "Key-value heads must divide heads (7) without remainder."),
        ("params", "5", "Parameters must be more than the embeddings and norms alone"),
        ("model", "Nobody-7B", "Model: there is none called “Nobody-7B” here."),
        ("model", "x\x00y", "Model: there is none called"),
        ("model", "'\"><script>", "there is none called"),
        ("colour", "red", "colour: there is no such field. Allowed: active_experts,"),
        ("col\x00our", "red", "there is no such field."),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_lost(ask, field, value, says):
    response = ask(**{**LLAMA, "gen_len": "77", field: value})
    assert response.status_code == 400
    assert says in words(response).replace("&quot;", '"')
    assert response.context["answer"] is None
    assert response.context["page"].entered[field] == value.strip()
    assert 'value="77"' in response.content.decode()
    assert "<script>" not in response.content.decode().replace('<script src="', "")


def test_all_that_is_wrong_is_named_at_once(ask):
    page = words(ask(**LLAMA, batch="x", prompt_len="y", gpu="z"))
    assert "Batch on one card must" in page
    assert "Context read must" in page
    assert "there is none called “z”" in page


def test_what_the_source_does_not_state_is_asked_for(ask):
    ModelPreset.objects.update(vocabulary=None)
    response = ask(**LLAMA)
    assert response.status_code == 400
    assert "Vocabulary of Llama-3.1-8B is not known, and this task needs it." in words(response)
    assert ask(**LLAMA, vocab="128256").status_code == 200


def test_a_config_leads_to_the_address_with_its_shape(client, ask):
    sent = {"config": json.dumps(CONFIG), "gpu": "rtx-24"}
    response = client.post(reverse("browse:vram"), sent)
    assert response.status_code == 302
    assert asked_for(response["Location"]).items() >= {"layers": "32", "params": "8030261248", "gpu": "rtx-24"}.items()
    assert total(client.get(response["Location"])) == pytest.approx(total(ask(**LLAMA)))


def test_a_config_of_an_unknown_kind_says_which_fields_it_lacks(client):
    text = json.dumps({**CONFIG, "model_type": "novel", "vocab_size": None})
    response = client.post(reverse("browse:vram"), {"config": text})
    assert response.status_code == 400
    assert "config.json does not say: Vocabulary, Gated MLP. Enter them below" in words(response)
    assert shown(response)["layers"].entered == "32"
    assert shown(response)["vocab"].error
    assert response.context["config"] == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "config.json is not JSON: line 1, column 1."),
        ("{", "config.json is not JSON"),
        ("[]", "config.json must be an object of named values"),
        ("null", "config.json must be an object"),
        ("[" * 100_000, "config.json"),
        ('{"hidden_size": ' + "9" * 5000 + "}", "too many digits"),
        ('{"hidden_size": NaN}', "config.json: hidden_size must be a whole number from 1 to 200,000."),
        ('{"num_hidden_layers": -1}', "config.json: num_hidden_layers must be a whole number from 1 to 2,000."),
        (" " * 10 + "x" * 200_001, "config.json must be text of at most 200,000 characters; this has 200,001."),
    ],
)
def test_a_config_that_cannot_be_read_says_why(client, text, says):
    response = client.post(reverse("browse:vram"), {"config": text, **LLAMA})
    assert response.status_code == 400
    assert says in words(response)


def test_htmx_gets_the_panel_and_the_short_address(ask):
    response = ask(HTMX, **LLAMA, was="llm_infer", batch="", gpu="")
    assert response.content.decode().lstrip().startswith('<div class="rig estimator" id="vram">')
    assert response["HX-Push-Url"] == "/vram/?model=Llama-3.1-8B"
    wrong = ask(HTMX, **LLAMA, batch="x")
    assert wrong.status_code == 422
    assert "batch=x" in wrong["HX-Push-Url"]


def test_pages_and_panels_are_kept_apart_and_history_gets_the_page(ask):
    assert "HX-Request" in ask()["Vary"]
    assert "<html" in ask({**HTMX, "HX-History-Restore-Request": "true"}).content.decode()


def test_the_page_takes_no_other_method(client):
    assert client.put(reverse("browse:vram")).status_code == 405


def test_the_queries_do_not_grow_with_gpus_and_offers(ask, django_assert_num_queries):
    for number in range(20):
        gpu = make.gpu(f"GPU {number}", memory_gib=8 + number)
        make.card(gpu=gpu, price=100 + number)
        make.cloud_offer(gpu, per_hour="0.50")
        make.preset(f"Model {number}")
    ask(**LLAMA)
    with django_assert_num_queries(4):
        ask(**LLAMA, gpu="rtx-16")


def test_gpu_and_builder_lead_to_it(client):
    card = make.card(gpu=make.gpu("RTX 12", memory_gib=12))
    assert "/vram/?gpu=rtx-12" in client.get("/gpus/rtx-12/").content.decode()
    build = make.build(card, card)
    page = client.get(build.get_edit_url() if hasattr(build, "get_edit_url") else f"/b/{build.edit_code}/edit/")
    assert "/vram/?gpu=rtx-12&amp;n_gpus=2" in page.content.decode()


VALUES = st.one_of(
    st.integers(-10, 10**19).map(str), st.floats().map(str), st.text(max_size=12),
    st.sampled_from(["bf16", "Q4_K_M", "nf4", "1", "0", "zero3", "tensor", "eager", "adamw8bit", "galore1", "price"]),
)  # fmt: skip


@given(
    workload=st.sampled_from(Workload),
    values=st.dictionaries(st.sampled_from(sorted(FIELDS | {"gpu", "sort", "was"})), VALUES, max_size=5),
)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_value_breaks_it(client, workload, values):
    response = client.get("/vram/", {**LLAMA, "workload": workload, "gpu": "rtx-24", **values})
    assert response.status_code in {200, 302, 400}


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5), st.lists), st.data())
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_config_breaks_it(client, value, data):
    name = data.draw(st.sampled_from([*CONFIG, "text_config", "layer_types", "kv_lora_rank", "qk_rope_head_dim"]))
    kind = data.draw(st.sampled_from(["llama", "deepseek_v3", "gemma2", "bert", "vit", "gpt2", "whisper", "novel"]))
    text = json.dumps({**CONFIG, "model_type": kind, name: value})
    response = client.post("/vram/", {"config": text})
    assert response.status_code in {302, 400}
    if response.status_code == 302:
        assert client.get(response["Location"]).status_code in {200, 400}
