"""Which GPU of the catalogue a cloud means."""

import csv

import pytest
from places import ROOT

from prices.clouds.gpu_names import SIZES, Listed, Match, is_gpu, is_slice, match, named


def rows(name):
    with (ROOT / "fixtures" / name).open(newline="") as file:
        return list(csv.DictReader(file))


CATALOGUE = [Listed(row["name"], float(row["memory_gib"])) for row in rows("gpus.csv")]


def test_every_offer_of_the_starter_catalogue_finds_its_gpu():
    """Also how it was found, but for rows where the list of the time said more than its name."""
    told = {"by instance", "stated"}
    wrong = []
    for row in rows("cloud_offers.csv"):
        memory = float(row["memory_gib_each"]) if row["memory_gib_each"] else None
        found = match(row["gpu_stated"], memory, CATALOGUE)
        how = found.how == row["gpu_match"] or (found.how == "form factor assumed" and row["gpu_match"] in told)
        if (found.gpu or "") != row["gpu"] or not how:
            wrong.append((row["row"], row["gpu_stated"], found))
    assert not wrong


def test_the_sizes_in_the_code_are_those_of_the_catalogue():
    sizes = {}
    for gpu in CATALOGUE:
        sizes.setdefault(named(gpu.name).core, set()).add(gpu.memory_gib)
    assert {core: set(SIZES[core]) for core in sizes} == sizes


def test_every_gpu_of_the_catalogue_is_found_by_its_own_name():
    # "Tesla M40" and "GeForce RTX 2060" say no memory, which their larger sisters do.
    missed = [gpu.name for gpu in CATALOGUE if match(gpu.name, gpu.memory_gib, CATALOGUE).gpu != gpu.name]
    assert not missed


@pytest.mark.parametrize(
    ("stated", "memory", "gpu", "how"),
    [
        ("NVIDIA GeForce RTX 4090", 24, "GeForce RTX 4090", "stated"),
        ("RTX4090", None, "GeForce RTX 4090", "stated"),
        ("RTX 4080S", 16, "GeForce RTX 4080 SUPER", "stated"),
        ("RTX 4070S Ti", 16, "GeForce RTX 4070 Ti SUPER", "stated"),
        ("GTX1080Ti", 11, "GeForce GTX 1080 Ti", "stated"),
        ("NVIDIA H100 80GB HBM3", 80, "H100 SXM5 80 GB", "form factor assumed"),
        ("H100_sxm5", None, "H100 SXM5 80 GB", "stated"),
        ("H100NVL", 94, "H100 NVL 94 GB", "stated"),
        ("H100-MEGA-80GB", None, "H100 SXM5 80 GB", "form factor assumed"),
        ("NVIDIA A100-SXM4-80GB", 80, "A100 SXM4 80 GB", "stated"),
        ("A100_80G", None, "A100 SXM4 80 GB", "form factor assumed"),
        ("A100 PCIE", 40, "A100 PCIe 40 GB", "stated"),
        ("V100-32GB", None, "Tesla V100 SXM2 32 GB", "form factor assumed"),
        ("P100", 16, "Tesla P100 PCIe 16 GB", "form factor assumed"),
        ("A6000", 48, "RTX A6000", "stated"),
        ("RTXA6000", 48, "RTX A6000", "stated"),
        ("RTX6000Ada", 48, "RTX 6000 Ada Generation", "stated"),
        ("RTX 6000", 24, "Quadro RTX 6000", "stated"),
        ("Q RTX 8000", 48, "Quadro RTX 8000", "stated"),
        ("RTXPRO6000", 96, "RTX PRO 6000 Blackwell", "stated"),
        ("RTX PRO 6000 S", 96, "RTX PRO 6000 Blackwell Server", "stated"),
        ("AMD Instinct MI300X OAM", 192, "Radeon Instinct MI300X", "stated"),
        ("L40S", 45, "L40S", "stated"),
        ("A10G", 22.5, "A10G", "stated"),
        ("B300", 262.5, "B300", "stated"),
    ],
)
def test_a_gpu_is_found_however_it_is_spelled(stated, memory, gpu, how):
    assert match(stated, memory, CATALOGUE) == Match(gpu, how)


@pytest.mark.parametrize(
    ("stated", "memory", "how"),
    [
        ("RTX 4090", 48, "modified card, no match"),
        ("RTX 6000", 48, "modified card, no match"),
        ("A100", None, "memory not stated"),
        ("A100 NVL", 80, "no such form"),
        ("GH200", 96, ""),
        ("", None, ""),
        ("a" * 10_000, 24, ""),
    ],
)
def test_what_cannot_be_told_is_not_guessed(stated, memory, how):
    assert match(stated, memory, CATALOGUE) == Match(None, how)


def test_the_form_that_an_instance_type_tells_is_taken_where_the_name_says_none():
    assert match("A100 80GB", 80, CATALOGUE, form="PCIE") == Match("A100 PCIe 80 GB", "by instance")
    assert match("A100 SXM4 80GB", 80, CATALOGUE, form="PCIE") == Match("A100 SXM4 80 GB", "stated")


@pytest.mark.parametrize(
    "name", ["H100 MIG 1g.10gb", "A100-MIG-1g.10gb", "NVIDIA A100 80GB 3g.40gb", "PRO 6000 MIG 24GB"]
)
def test_slices_are_told_from_gpus(name):
    assert is_slice(name)


@pytest.mark.parametrize("name", ["V100-16GB", "P100", "L4", "A100-80GB", "T4g", "GB200"])
def test_gpus_are_no_slices_and_no_other_accelerators(name):
    assert is_gpu(name)
    assert not is_slice(name)


@pytest.mark.parametrize("name", ["tpu-v4-8", "Inferentia2", "Trainium", "Gaudi HL-205", "n150", "", "unknown"])
def test_other_accelerators_are_no_gpus(name):
    assert not is_gpu(name)
