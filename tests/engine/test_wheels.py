"""Which builds of a framework hold code for a GPU."""

import re

import pytest

from engine.platforms.features import AMD_CHIPS
from engine.platforms.wheels import Runs, Wheel, answer, chip, holds, in_order

PASCAL, TURING, ADA, BLACKWELL = (chip("NVIDIA", capability=each) for each in (6.1, 7.5, 8.9, 12.0))
OLD = (5.0, 6.0, 7.0, 7.5, 8.0, 8.6, 9.0)
NEW = (7.5, 8.0, 8.6, 9.0, 10.0, 12.0)


def cuda(version="2.14", tag="cu126", capabilities=OLD, **more):
    return Wheel(version, tag, "cuda", capabilities, **more)


@pytest.mark.parametrize(
    ("capability", "runs"),
    [(6.0, True), (6.1, True), (8.9, True), (7.5, True), (7.2, True), (3.7, False), (10.0, False), (12.0, False)],
)
def test_code_runs_on_the_same_major_number_from_its_minor_number_on(capability, runs):
    assert holds(cuda(), chip("NVIDIA", capability=capability)) is runs


def test_code_for_a_later_minor_number_does_not_run_on_an_earlier_one():
    assert holds(cuda(capabilities=(8.6,)), chip("NVIDIA", capability=8.0)) is False


@pytest.mark.parametrize(("capability", "runs"), [(8.9, False), (9.0, True), (10.3, True), (12.1, True)])
def test_ptx_is_translated_for_later_chips(capability, runs):
    assert holds(cuda(capabilities=(7.5,), ptx=9.0), chip("NVIDIA", capability=capability)) is runs


def test_a_least_capability_is_enough():
    wheel = Wheel("", "cuda13", "cuda", minimum=7.5)
    assert [holds(wheel, each) for each in (PASCAL, TURING, BLACKWELL)] == [False, True, True]


def test_a_build_that_names_no_gpu_leaves_it_open_and_so_does_a_chip_without_capability():
    assert holds(cuda(capabilities=()), TURING) is None
    assert holds(cuda(), chip("NVIDIA")) is None
    assert holds(Wheel("", "HIP", "rocm"), chip("AMD", code_name="Navi 31")) is None


def test_amd_code_runs_on_the_gfx_name_that_it_was_made_for_and_no_other():
    wheel = Wheel("2.14", "rocm7.14", "rocm", architectures=("gfx1030", "gfx1100"))
    runs = {name: holds(wheel, chip("AMD", code_name=name)) for name in ("Navi 21", "Navi 22", "Navi 31", "Navi 99")}
    assert runs == {"Navi 21": True, "Navi 22": False, "Navi 31": True, "Navi 99": None}


def test_a_build_for_another_maker_is_none_for_this_one():
    assert holds(cuda(), chip("AMD", code_name="Navi 31")) is False


def test_every_gpu_of_a_maker_is_taken_where_the_document_tells_none_apart():
    assert holds(Wheel("", "SYCL", "xpu", architectures=("any",)), chip("Intel", architecture="Xe-HPG")) is True


def test_releases_are_sorted_as_numbers():
    assert [each.version for each in in_order([cuda("2.11"), cuda("2.9"), cuda("")])] == ["", "2.9", "2.11"]
    assert [each.tag for each in in_order([cuda(tag="rocm7.14"), cuda(tag="rocm7.2")])] == ["rocm7.2", "rocm7.14"]


def test_the_newest_build_of_the_newest_release_is_the_good_case():
    found = answer([cuda(), cuda(tag="cu132", capabilities=NEW), cuda("2.8")], ADA)
    assert (found.runs, found.version, found.tags) == (Runs.NEWEST, "2.14", ("cu126", "cu132"))


def test_a_build_for_an_older_toolkit_is_told_apart_and_so_is_its_end():
    wheels = [cuda(), cuda(tag="cu132", capabilities=NEW), cuda("2.15", "cu132", NEW, announced=True)]
    found = answer(wheels, PASCAL)
    assert (found.runs, found.tags, found.ends) == (Runs.OLDER_BUILD, ("cu126",), "2.15")
    assert answer(wheels, TURING).ends == ""


def test_what_is_only_announced_is_not_the_newest_release():
    assert answer([cuda(), cuda("2.15", "cu132", NEW, announced=True)], TURING).version == "2.14"


def test_a_gpu_that_was_dropped_has_its_last_release():
    found = answer(
        [cuda(), cuda("2.6", "cu118", (3.7, *OLD)), cuda("2.0", "cu118", (3.7, *OLD))], chip("NVIDIA", capability=3.7)
    )
    assert (found.runs, found.version, found.tags, found.newest) == (Runs.LAST, "2.6", ("cu118",), "2.14")


def test_a_gpu_that_no_build_holds_code_for_is_said_to_have_none():
    assert answer([cuda()], chip("NVIDIA", capability=3.5)).runs is Runs.NONE


def test_a_chip_newer_than_all_that_builds_name_is_not_judged():
    assert answer([cuda()], BLACKWELL).runs is Runs.UNKNOWN


def test_a_build_that_does_not_say_leaves_the_answer_open_unless_another_fits():
    silent = cuda(tag="Linux", capabilities=())
    assert answer([cuda(capabilities=(7.5,)), silent], PASCAL).runs is Runs.UNKNOWN
    assert answer([cuda(capabilities=(6.0,)), silent], PASCAL).tags == ("cu126",)


def test_without_builds_for_the_maker_nothing_is_known():
    assert answer([cuda()], chip("AMD", code_name="Navi 31")).runs is Runs.UNKNOWN
    assert answer([], PASCAL).runs is Runs.UNKNOWN


def test_every_gfx_name_has_a_source():
    for row in AMD_CHIPS.values():
        assert re.fullmatch(r"gfx[0-9a-f]{3,4}", row.gfx)
        assert row.source
