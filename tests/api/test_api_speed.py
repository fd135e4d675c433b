"""Speed and the wizard over the API: what the pages say, by the names of the measured columns."""

from __future__ import annotations

import make
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.examples import SPEED_ANSWERED, SPEED_ASKED
from api.serializers.speed import SpeedSerializer
from api.serializers.wizard import WizardSerializer
from api.views.wizard import ALLOWED
from catalog.speed import FIELDS

pytestmark = pytest.mark.django_db
DECODE = {"type": "llm_decode", "model": "Llama-3.1-8B"}


@pytest.fixture(autouse=True)
def _rows():
    make.preset()
    make.country()
    gpu = make.fast_gpu()
    make.card(gpu=gpu, price=1800)
    make.cloud_offer(gpu, per_hour="0.40")
    make.fast_gpu("Slow", bandwidth_gbs=200.0)


def rounded(value):
    if isinstance(value, dict):
        return {name: rounded(each) for name, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return pytest.approx(value, rel=2e-3) if isinstance(value, float) else value


def test_the_example_is_what_is_answered(send):
    assert send("post", "speed/", SPEED_ASKED).json() == rounded(SPEED_ANSWERED)


def test_all_gpus_are_answered_for_the_fastest_first(send):
    answer = send("post", "speed/", DECODE).json()
    assert [each["gpu"] for each in answer["speeds"]] == ["geforce-rtx-4090", "slow"]
    assert answer["unit"] == "tokens/s"
    assert 5 < answer["needs_gib"] < 7


def test_a_row_of_measurements_is_a_question_as_it_stands(send):
    row = {"id": 3, "type": "cnn_train", "workload": "lambda_resnet50", "gpu": "GeForce RTX 4090", "n_gpu": "1",
           "precision": "fp16", "batch": "64", "seq": "", "throughput": 900, "unit": "images/s", "params_b": None,
           "stack": "lambda_v1", "interconnect": "", "system": "1x 4090", "flag": "", "extra": "",
           "source": "x"}  # fmt: skip
    answer = send("post", "speed/", row).json()
    assert [each["name"] for each in answer["speeds"]] == ["GeForce RTX 4090"]
    assert answer["speeds"][0]["estimate"]["speed"] > 0


def test_the_wizard_says_what_its_page_says(send):
    asked = {"model": "Llama-3.1-8B", "workload": "llm_qlora", "grad_ckpt": True}
    answer = send("post", "wizard/", asked).json()
    first = answer["choices"][0]
    assert (first["gpu"], first["cards"], first["price"], first["rent_per_hour"]) == ("geforce-rtx-4090", 1, 1800, 0.4)
    assert first["speed"]["low"] < first["speed"]["speed"] < first["speed"]["high"]
    assert answer["against"] == {"gpu": "geforce-rtx-4090", "cards": 1, "per_hour": 0.4}
    assert answer["usd_per_kwh"] == 0.2


@pytest.mark.parametrize(
    ("path", "body", "field", "says"),
    [
        ("speed/", {}, "type", "type is needed"),
        ("speed/", {"type": "x"}, "type", "must be one of"),
        ("speed/", {**DECODE, "seq": 10**9}, "seq", "from 1 to 10,000,000"),
        ("speed/", {**DECODE, "batch": 0}, "batch", "from 1 to"),
        ("speed/", {**DECODE, "batch": "many"}, "batch", "whole number"),
        ("speed/", {**DECODE, "precision": "q9"}, "precision", "must be one of"),
        ("speed/", {**DECODE, "model": "none"}, "model", "there is none called"),
        ("speed/", {**DECODE, "model": ["Llama"]}, "workload", "must be a text"),
        ("speed/", {**DECODE, "gpu": "none"}, "gpu", "There is no such GPU"),
        ("speed/", {**DECODE, "gpu": {}}, "gpu", "There is no such GPU"),
        ("speed/", {**DECODE, "unknown": 1}, "unknown", "unknown is not known; known are type"),
        ("speed/", {**DECODE, "amount": -1}, "amount", "more than 0"),
        ("wizard/", {}, "model", "is needed"),
        ("wizard/", {"model": "none"}, "model", "there is none called"),
        ("wizard/", {"model": "Llama-3.1-8B", "hours": 1000}, "hours", "at most 168"),
        ("wizard/", {"model": "Llama-3.1-8B", "hours": True}, "hours", "at most 168"),
        ("wizard/", {"model": "Llama-3.1-8B", "country": ["US"]}, "country", "Write a text, a number"),
        ("wizard/", {"model": "Llama-3.1-8B", "step": "gpus"}, "step", "There is no such field"),
        ("wizard/", {"model": "Llama-3.1-8B", "batch": 0}, "batch", "whole number from 1"),
    ],
)
def test_bad_input_is_named_with_what_is_allowed(send, wrong, path, body, field, says):
    assert says in wrong(send("post", path, body))[field]


def test_the_documents_name_every_field_that_there_is():
    told = {"id", "throughput", "system", "source"}
    assert set(SpeedSerializer().fields) == FIELDS - told
    assert set(WizardSerializer().fields) == ALLOWED


ANY = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.lists(st.none())
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["speed/", "wizard/"]), st.dictionaries(st.sampled_from(sorted(FIELDS | ALLOWED)), ANY, max_size=5)
)
def test_anything_at_all_is_answered_or_refused_by_name(send, path, body):
    response = send("post", path, {**DECODE, **body} if path == "speed/" else {"model": "Llama-3.1-8B", **body})
    assert response.status_code in {200, 400}
    if response.status_code == 400:
        assert response.json()["detail"]
