"""Frameworks for programs."""

from __future__ import annotations

import make
import pytest

pytestmark = pytest.mark.django_db


def names(response):
    assert response.status_code == 200, response.content
    return [row["name"] for row in response.json()["results"]]


def test_a_framework_in_the_list_has_its_facts(get):
    make.framework(licence="BSD-3-Clause", languages=["Python"])
    [row] = get("frameworks/").json()["results"]
    assert (row["slug"], row["licence"], row["graph"], row["state"]) == ("pytorch", "BSD-3-Clause", "both", "active")
    assert (row["languages"], row["backends"]) == (["Python"], ["CUDA"])
    assert "id" not in row


def test_frameworks_are_kept_by_state_name_and_backend(get):
    make.framework("PyTorch", backends=["CUDA", "ROCm"])
    make.framework("MLX", backends=["MPS"])
    make.framework("Caffe", state="retired", state_since="2017")
    assert names(get("frameworks/")) == ["Caffe", "MLX", "PyTorch"]
    assert names(get("frameworks/?state=retired")) == ["Caffe"]
    assert names(get("frameworks/?q=torch")) == ["PyTorch"]
    assert names(get("frameworks/?backend=rocm")) == ["PyTorch"]
    assert names(get("frameworks/?backend=ROC")) == []
    assert names(get("frameworks/?backend=%25")) == []
    assert names(get("frameworks/?ordering=-name")) == ["PyTorch", "MLX", "Caffe"]


def test_a_framework_says_where_each_fact_was_read_and_which_gpus_its_builds_are_for(get):
    row = make.framework()
    make.release(row, ptx="9.0")
    make.release(row, build="rocm7.14", accelerator="rocm", architectures=["gfx1100"])
    body = get("frameworks/pytorch/").json()
    assert body["fact_sources"]["state"] == "page of PyTorch"
    cuda, rocm = body["releases"]
    assert (cuda["version"], cuda["build"], cuda["capabilities"][0], cuda["ptx"]) == ("2.14", "cu126", 6.0, 9.0)
    assert (rocm["capabilities"], rocm["architectures"], rocm["ptx"]) == ([], ["gfx1100"], None)
    assert cuda["source"] == "matrix of 2.14"
    assert cuda["announced"] is False


@pytest.mark.parametrize(
    ("path", "field", "said"),
    [
        ("frameworks/?state=asleep", "state", "retired"),
        ("frameworks/?nonsense=1", "nonsense", "Allowed: q, state, backend"),
        ("frameworks/?limit=x", "limit", "whole number"),
        ("frameworks/?ordering=licence", "ordering", "name"),
        ("frameworks/pytorch/?nonsense=1", "nonsense", "no such parameter"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(get, wrong, path, field, said):
    make.framework()
    assert said in wrong(get(path))[field]


def test_what_is_not_there_is_not_found_and_nothing_is_written(get, send, wrong):
    wrong(get("frameworks/nothing/"), 404)
    assert send("post", "frameworks/", {}).status_code == 405


@pytest.mark.parametrize("path", ["frameworks/", "frameworks/pytorch/"])
def test_an_unchanged_answer_is_not_sent_again(get, path):
    release = make.release()
    tag = get(path)["ETag"]
    assert get(path, headers={"If-None-Match": tag}).status_code == 304
    release.framework.licence = "MIT"
    release.framework.save()
    assert get(path, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("count", [1, 9])
def test_answers_take_two_queries_however_much_there_is(get, django_assert_num_queries, count):
    row = make.framework()
    for number in range(count):
        make.framework(f"Framework {number}")
        make.release(row, build=f"cu{number}")
    for path in ("frameworks/", "frameworks/pytorch/"):
        with django_assert_num_queries(2):
            get(path)
