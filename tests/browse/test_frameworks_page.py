"""Which frameworks there are, and which run on a GPU."""

from __future__ import annotations

from decimal import Decimal

import machine
import make
import pytest

from browse import reference
from browse.letters import Letters
from browse.platform_tables import platform_tables
from browse.wheels import on_gpu, pytorch_wheels, wheels_note
from engine.platforms.sources import UNCHECKED

pytestmark = pytest.mark.django_db
NEW = [7.5, 8.0, 8.6, 9.0, 10.0, 12.0]


def text(response):
    return " ".join(response.content.decode().split())


def names(response):
    return [row.framework.name for row in response.context["page"].rows]


def nvidia(capability):
    return make.gpu(f"GPU {capability.replace('.', '')}", compute_capability=Decimal(capability))


@pytest.fixture
def pytorch():
    """A framework with an old and a new build, of which the next release drops the old one."""
    row = make.framework()
    make.release(row, build="cu126")
    make.release(row, build="cu132", capabilities=NEW, ptx="12.0")
    make.release(row, version="2.15", build="cu132", capabilities=NEW, announced=True, source="the plan")
    make.release(row, version="2.6", build="cu118", capabilities=[3.7, 5.0, 6.0])
    return row


def test_a_framework_shows_its_facts_each_with_the_letter_of_its_source(client):
    make.framework(
        licence="BSD-3-Clause", vendor="A foundation", note="A note.", state_since="2017-09", site="https://a.example/"
    )
    page = text(client.get("/frameworks/"))
    for said in (
        "BSD-3-Clause",
        "A foundation",
        "A note.",
        "Dynamic or static",
        "CUDA",
        "since 2017-09",
        "https://a.example/",
    ):
        assert said in page
    assert "page of PyTorch" in page
    assert page.count('class="src"') == 7


def test_what_nobody_read_is_marked_and_counted(client):
    make.framework(fact_sources={"state": UNCHECKED, "graph": "a page; the rest: general knowledge, unchecked"})
    response = client.get("/frameworks/")
    assert response.context["page"].unchecked == 2
    assert "Those are 2 facts here." in text(response)
    assert [each["text"] for each in response.context["page"].letters.sources] == [
        "a page; the rest: general knowledge, unchecked"
    ]


def test_what_is_not_known_is_dashed(client):
    make.framework(licence="", languages=[])
    assert text(client.get("/frameworks/")).count('<span class="dash">Not stated</span>') == 3  # and the vendor


def test_those_that_are_still_made_come_first(client):
    make.framework("Caffe", state="retired", state_since="2017")
    make.framework("Zeta")
    make.framework("Chainer", state="maintenance")
    make.framework("alpha")
    assert names(client.get("/frameworks/")) == ["alpha", "Zeta", "Chainer", "Caffe"]


def test_the_table_can_be_narrowed(client):
    make.framework("Caffe", state="retired", state_since="2017")
    make.framework("MLX", backends=["MPS", "CUDA"])
    make.framework("PyTorch", backends=["ROCm"])
    assert names(client.get("/frameworks/?state=retired")) == ["Caffe"]
    assert names(client.get("/frameworks/?backend=MPS")) == ["MLX"]
    assert names(client.get("/frameworks/?state=active&backend=ROCm")) == ["PyTorch"]
    assert "No framework of the catalogue is what you asked for." in text(
        client.get("/frameworks/?state=retired&backend=MPS")
    )


@pytest.mark.parametrize(
    ("query", "name"), [("state=asleep", "state"), ("backend=abacus", "backend"), ("page=x", "page")]
)
def test_an_address_that_cannot_be_read_names_the_parameter(client, query, name):
    make.framework()
    response = client.get(f"/frameworks/?{query}")
    assert response.status_code == 400
    assert [wrong for wrong, _said in response.context["wrong"]] == [name]
    assert name == "page" or "Allowed:" in text(response)


def test_an_empty_catalogue_says_so(client):
    assert "The catalogue is empty." in text(client.get("/frameworks/"))


def test_builds_are_listed_newest_first_with_the_gpus_they_hold_code_for(client, pytorch):
    make.release(pytorch, build="rocm7.14", accelerator="rocm", architectures=["gfx1100"])
    make.release(pytorch, version="", build="cuda12", capabilities=[], minimum_capability="5.2")
    make.release(pytorch, version="", build="HIP", accelerator="rocm")
    make.release(pytorch, version="", build="SYCL", accelerator="xpu", architectures=["any"])
    response = client.get("/frameworks/")
    [(_framework, builds)] = response.context["page"].builds
    assert [(each.release.version, each.release.build) for each in builds] == [
        ("2.15", "cu132"), ("2.14", "rocm7.14"), ("2.14", "cu126"), ("2.14", "cu132"), ("2.6", "cu118"),
        ("", "SYCL"), ("", "HIP"), ("", "cuda12"),
    ]  # fmt: skip
    page = text(response)
    for said in (
        "7.5, 8.0, 8.6, 9.0, 10.0, 12.0; PTX 12.0",
        "gfx1100",
        "5.2 and up",
        "every GPU of the maker",
        "announced",
    ):
        assert said in page


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_takes_two_queries_however_much_there_is(client, django_assert_num_queries, count):
    for number in range(count):
        row = make.framework(f"Framework {number}")
        make.release(row)
        make.release(row, build="cu132")
    with django_assert_num_queries(2):
        client.get("/frameworks/")


def test_the_page_only_shows_and_the_foot_of_every_page_leads_to_it(client):
    assert client.post("/frameworks/").status_code == 405
    assert client.head("/frameworks/").status_code == 200
    assert 'href="/frameworks/"' in text(client.get("/"))


@pytest.mark.parametrize(
    ("capability", "note"),
    [
        ("3.5", "no PyTorch wheel is known"),
        ("3.7", "last PyTorch: 2.6 (cu118)"),
        ("6.1", "PyTorch before 2.15, cu126 only"),
        ("8.9", "PyTorch 2.14: cu126, cu132"),
        ("12.1", "PyTorch 2.14: cu132"),
    ],
)
def test_a_line_says_which_pytorch_wheels_run_on_a_gpu(pytorch, capability, note):
    assert wheels_note(nvidia(capability)) == note


def test_an_older_build_whose_end_is_not_announced_is_just_the_only_one():
    make.release(build="cu126")
    make.release(build="cu132", capabilities=NEW)
    assert wheels_note(nvidia("6.1")) == "PyTorch 2.14, cu126 only"


def test_where_nothing_is_known_the_line_says_so(pytorch):
    assert wheels_note(make.gpu("no capability")) == "PyTorch: not known"
    assert wheels_note(make.gpu("Gaudi", vendor="Habana")) == "PyTorch: not known"


def test_a_table_of_gpus_reads_the_wheels_once(pytorch, django_assert_num_queries):
    gpus = [nvidia("6.1"), nvidia("8.9")]
    with django_assert_num_queries(1):
        wheels = pytorch_wheels()
        assert [wheels_note(gpu, wheels) for gpu in gpus] == [
            "PyTorch before 2.15, cu126 only",
            "PyTorch 2.14: cu126, cu132",
        ]


def test_the_page_of_a_gpu_says_which_frameworks_run_on_it(client, pytorch):
    make.release(make.framework("JAX"), version="", build="cuda13", capabilities=[], minimum_capability="7.5")
    make.release(make.framework("MLX"), version="", build="Linux", capabilities=[])
    page = text(client.get(f"/gpus/{nvidia('6.1').slug}/"))
    for said in (
        "Frameworks on it",
        "Older builds only",
        "2.14: the cu126 builds only. 2.15 is announced without them.",
        "the plan",
        "No build that was read holds code for it.",
        "The documents that were read do not say.",
    ):
        assert said in page
    assert page.index(">PyTorch<") < page.index(">JAX<")


def test_a_gpu_that_was_dropped_is_told_its_last_release(client, pytorch):
    page = text(client.get(f"/gpus/{nvidia('3.7').slug}/"))
    assert "Cannot run 2.14. The last release with code for it was 2.6 (cu118)." in page
    assert "Old releases only" in page


def test_a_framework_without_a_backend_for_the_maker_says_so_and_why(pytorch):
    letters = Letters()
    [told] = on_gpu(make.gpu("RX 7900", vendor="AMD", chip="Navi 31"), letters)
    assert (told.level, told.text) == ("note", "It has no backend for GPUs of AMD.")
    assert [each["text"] for each in letters.sources] == ["page of PyTorch"]


def test_an_answer_from_general_knowledge_is_marked(client):
    make.release(source=UNCHECKED)
    assert "Partly general knowledge, unchecked" in text(client.get(f"/gpus/{nvidia('8.6').slug}/"))


def test_retired_frameworks_are_left_out_and_without_any_there_is_no_section(client):
    make.release(make.framework("Caffe", state="retired", state_since="2017"))
    assert "Frameworks on it" not in text(client.get(f"/gpus/{nvidia('8.6').slug}/"))


def test_the_section_takes_one_query_however_many_frameworks_there_are(django_assert_num_queries):
    for number in range(5):
        make.release(make.framework(f"Framework {number}"))
    gpu = nvidia("8.6")
    with django_assert_num_queries(1):
        assert len(on_gpu(gpu, Letters())) == 5


def test_tables_of_the_rules_that_speak_of_software_lead_to_the_frameworks(client):
    about = {str(table.title) for table in platform_tables() if table.about_frameworks}
    assert "AMD chips that ROCm supports on Linux" in about
    assert "GPUs with NVLink" not in about
    assert text(client.get("/rules/")).count("Frameworks and their builds") >= 2


def test_a_rule_that_speaks_of_a_framework_leads_there_and_others_do_not():
    def speaks():
        """The framework runs on the graphics card."""

    def silent():
        """The cooler fits."""

    rules = [machine.rule(judge) for judge in (speaks, silent)]
    assert [reference.Explained(rule).about_frameworks for rule in rules] == [True, False]
