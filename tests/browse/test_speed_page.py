"""The speed calculator."""

from __future__ import annotations

import math
import re

import make
import pytest
import time_machine
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from browse.speed import EXAMPLES
from browse.speed_fields import LABELS, TYPES, shown_fields, takes_a_model, workloads_of
from catalog.speed import FIELDS
from engine.throughput import KINDS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_a_day_in_2026")]
HTMX = {"HX-Request": "true"}
LLAMA = {"model": "Llama-3.1-8B"}


@pytest.fixture
def _a_day_in_2026():
    with time_machine.travel("2026-02-01T12:00:00Z", tick=False):
        yield


@pytest.fixture(autouse=True)
def _rows():
    make.preset()
    make.preset("resnet50", family="vision")
    fast = make.fast_gpu("Fast", bandwidth_gbs=2000.0)
    slow = make.fast_gpu("Slow", bandwidth_gbs=300.0)
    make.fast_gpu("Small", memory_gib=4)
    make.gpu("Unknown", memory_gib=48)
    make.card(gpu=slow, price=300)
    make.card(gpu=fast, price=2000)
    make.cloud_offer(fast, per_hour="0.90")


@pytest.fixture
def ask(client):
    def ask(headers=None, **fields):
        return client.get(reverse("browse:speed"), fields, headers=headers)

    return ask


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&#x27;", "'").split())


def names(response):
    return [line.gpu.name for line in response.context["answer"].lines]


def line(response, name):
    return next(each for each in response.context["answer"].lines if each.gpu.name == name)


def test_without_a_question_it_offers_some(ask):
    response = ask()
    assert response.status_code == 200
    assert response.context["answer"] is None
    assert "Llama 3.1 8B in 4 bits answers" in words(response)


def test_a_model_is_enough_and_the_fastest_gpu_comes_first(ask):
    response = ask(**LLAMA)
    assert names(response) == ["Fast", "Slow"]
    assert response.context["answer"].unit == "tokens/s"
    assert line(response, "Fast").best.low < line(response, "Fast").best.speed < line(response, "Fast").best.high


def test_gpus_without_a_figure_are_listed_with_the_reason(ask):
    refused = {each.reason: [gpu.name for gpu in each.gpus] for each in ask(**LLAMA).context["answer"].refused}
    assert refused["The work needs more memory than each GPU has."] == ["Small"]
    assert refused["A fact of the GPU that the estimate needs is not known."] == ["Unknown"]


def test_a_measured_figure_goes_before_the_estimate_and_names_its_source(ask):
    fast = make.Gpu.objects.get(name="Fast")
    asked = {"type": "llm_decode", "workload": "llama3.1_8B_Q4_K_M", "gpu": "Fast", "precision": "Q4_K_M", "seq": 1024,
             "unit": "tokens/s", "n_gpu": 1, "batch": 1, "params_b": 8.03}  # fmt: skip
    make.measured_run(
        123.4, type="llm_decode", workload="llama3.1_8B_Q4_K_M", gpu=fast, gpu_name="Fast", asked=asked, unit="tokens/s"
    )
    shown = line(ask(**LLAMA), "Fast")
    assert shown.is_measured
    assert shown.best.speed == 123.4
    assert "a table of measurements" in words(ask(**LLAMA))
    assert not line(ask(**LLAMA, batch="8"), "Fast").is_measured
    assert not line(ask(**LLAMA, power_limit_w="300"), "Fast").is_measured


def test_a_job_has_hours_and_kilowatt_hours_with_their_range(ask):
    response = ask(type="llm_train", **LLAMA, precision="nf4", extra="lora actckpt", amount="10000000", gpu="fast")
    job = line(response, "Fast").speed.job
    assert job.hours == pytest.approx(1e7 / line(response, "Fast").best.speed / 3600)
    assert job.least_hours < job.hours < job.most_hours
    assert job.kwh == pytest.approx(job.hours * 0.450 / 0.80)
    assert "The job takes" in words(response)


def test_watts_at_the_wall_are_taken_as_said(ask):
    response = ask(**LLAMA, amount="1000000", wall_w="1000")
    job = line(response, "Fast").speed.job
    assert job.kwh == pytest.approx(job.hours)


def test_rent_for_a_million_is_the_hour_over_the_speed(ask):
    shown = line(ask(**LLAMA), "Fast")
    assert shown.rent_of_a_million == pytest.approx(0.90 * 1e6 / shown.best.speed / 3600)
    assert line(ask(**LLAMA), "Slow").rent_of_a_million is None


@pytest.mark.parametrize(
    ("sort", "order"), [("speed", ["Fast", "Slow"]), ("price", ["Slow", "Fast"]), ("work", ["Fast", "Slow"])]
)
def test_the_order_is_by_speed_by_price_or_by_the_rent_of_the_work(ask, sort, order):
    assert names(ask(**LLAMA, sort=sort)) == order


def test_two_cards_train_faster_and_cost_twice_as_much(ask):
    one = ask(type="cnn_train", workload="lambda_resnet50")
    two = ask(type="cnn_train", workload="lambda_resnet50", n_gpu="2")
    assert line(two, "Fast").best.speed > 1.5 * line(one, "Fast").best.speed
    assert line(two, "Fast").price == 2 * line(one, "Fast").price


def test_a_model_that_does_not_fit_on_the_cards_has_no_speed(ask):
    response = ask(type="llm_train", **LLAMA, gpu="fast")
    assert response.context["answer"].chosen is None
    assert "The work needs more memory than each GPU has." in words(response)


@pytest.mark.parametrize("kind", TYPES)
def test_every_kind_of_work_has_a_page_of_its_own_fields(ask, kind):
    fields = {"type": kind, **(LLAMA if takes_a_model(kind) else {})}
    response = ask(**fields)
    assert response.status_code == 200
    form = re.search(r'<form id="vr-form".*?</form>', response.content.decode(), re.DOTALL).group()
    assert {*re.findall(r' name="(\w+)"', form)} == (shown_fields(kind) - {"sort"}) | {"was"}


def test_every_field_of_the_page_has_a_name_in_words():
    assert {field for kind in TYPES for field in shown_fields(kind)} <= LABELS.keys()
    assert set(TYPES) == {name for name, kind in KINDS.items() if kind.model}
    assert all(workloads_of(kind) for kind in TYPES if not takes_a_model(kind))


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({**LLAMA, "batch": "many"}, "batch", "must be a whole number from 1 to 1,000,000,000"),
        ({**LLAMA, "batch": "0"}, "batch", "must be a whole number from 1"),
        ({**LLAMA, "seq": "1000000000"}, "seq", "must be a whole number from 1 to 10,000,000"),
        ({**LLAMA, "n_gpu": "-1"}, "n_gpu", "from 1 to 4,096"),
        ({**LLAMA, "precision": "q9"}, "precision", "must be one of"),
        ({**LLAMA, "power_limit_w": "nan"}, "power_limit_w", "must be a number from 1"),
        ({**LLAMA, "amount": "0"}, "amount", "must be more than 0"),
        ({**LLAMA, "rounds": "2"}, "rounds", "give the size of the job too"),
        ({"model": "no such"}, "model", "there is none called “no such” here"),
        ({"model": "resnet50"}, "model", "is no language model"),
        ({"type": "nothing"}, "type", "must be one of llm_decode"),
        ({"type": "cnn_train", "workload": "x"}, "workload", "must be one of lambda_resnet50, lambda_ssd"),
        ({**LLAMA, "gpu": "none"}, "gpu", "there is none called “none”"),
        ({**LLAMA, "sort": "up"}, "sort", "must be one of speed, work, price"),
        ({**LLAMA, "nothing": "1"}, "nothing", "there is no such field"),
    ],
)
def test_bad_input_is_named_with_what_is_allowed_and_kept(ask, fields, field, says):
    response = ask(**fields)
    assert response.status_code == 400
    assert says in response.context["said"][field]
    assert response.context["page"].entered == fields


def test_htmx_gets_the_panel_and_an_error_as_one_it_shows(ask):
    response = ask(HTMX, **LLAMA)
    assert response.content.decode().lstrip().startswith('<div class="rig estimator" id="speed">')
    assert response["HX-Push-Url"] == "/speed/?model=Llama-3.1-8B"
    assert ask(HTMX, **LLAMA, batch="0").status_code == 422


def test_another_work_begins_with_its_own_usual_answers(ask):
    response = ask(was="llm_decode", type="cnn_train", **LLAMA, seq="999", n_gpu="2")
    assert response.status_code == 302
    assert response["Location"] == "/speed/?type=cnn_train&n_gpu=2"


def test_the_page_takes_the_same_queries_however_much_there_is(client, django_assert_num_queries):
    for number in range(5):
        gpu = make.fast_gpu(f"GPU {number}")
        make.card(gpu=gpu, price=1)
        make.cloud_offer(gpu)
        make.measured_run(gpu=gpu, gpu_name=gpu.name)
    with django_assert_num_queries(5):  # presets, GPUs, measured runs, cards, offers
        client.get("/speed/?type=cnn_train")


@pytest.mark.parametrize("fields", [fields for _text, fields in EXAMPLES if fields.get("model") != "Qwen3-32B"])
def test_every_example_has_an_answer(ask, fields):
    response = ask(**fields)
    assert response.status_code == 200
    assert response.context["answer"] is not None


TEXT = st.text(max_size=12) | st.sampled_from(["0", "-1", "nan", "inf", "1e999", "1", "2048", "many", "Llama-3.1-8B"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(sorted(FIELDS | {"sort", "was"})), TEXT, max_size=6))
def test_anything_at_all_gives_a_page_with_finite_figures(client, fields):
    response = client.get("/speed/", fields)
    assert response.status_code in {200, 302, 400}
    if response.status_code == 200 and response.context["answer"]:
        for each in response.context["answer"].lines:
            assert all(map(math.isfinite, (each.best.low, each.best.speed, each.best.high)))
