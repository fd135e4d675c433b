"""What a GPU can do, told from what the catalogue says of it."""

from __future__ import annotations

import dataclasses
import re

import pytest

from engine.platforms import features, software
from engine.platforms.features import Chip, Status, features_of


def nvidia(capability, name="A card", tensor_cores=100):
    return features_of(Chip(vendor="NVIDIA", name=name, capability=capability, tensor_cores=tensor_cores))


def amd(name, chip, **fields):
    return features_of(Chip(vendor="AMD", name=name, chip=chip, tensor_cores=0, **fields))


@pytest.mark.parametrize(
    ("capability", "bf16", "fp8", "fp4", "flash"),
    [
        (6.1, False, False, False, ()),
        (7.0, False, False, False, ()),
        (7.5, False, False, False, ("1",)),
        (8.0, True, False, False, ("2",)),
        (8.6, True, False, False, ("2",)),
        (8.9, True, True, False, ("2",)),
        (9.0, True, True, False, ("2", "3", "4")),
        (10.0, True, True, True, ("4",)),
        (12.0, True, True, True, ("2",)),
    ],
)
def test_a_compute_capability_says_what_there_is(capability, bf16, fp8, fp4, flash):
    found = nvidia(capability)
    assert (found.bf16, found.fp8, found.fp4, found.flash_attention) == (bf16, fp8, fp4, flash)


def test_the_thresholds_are_those_that_the_rules_read(monkeypatch):
    monkeypatch.setattr(software, "FP8_FROM", software.Capability(9.0, "a test"))
    assert nvidia(8.9).fp8 is False


def test_a_gtx_16_has_the_capability_of_turing_but_no_tensor_cores():
    card = nvidia(7.5, "GeForce GTX 1660 Ti", tensor_cores=None)
    assert (card.tensor_units, card.int8, card.fast_fp16) == (False, False, True)
    assert card.flash_attention is None  # nobody says whether it runs without them
    assert nvidia(7.5, "GeForce RTX 2080").tensor_units


def test_only_old_wheels_carry_old_cards():
    pascal, ampere = nvidia(6.1), nvidia(8.6)
    assert (pascal.cuda, pascal.last_pytorch, pascal.wheels) == (False, "2.14", "cu126")
    assert (ampere.cuda, ampere.last_pytorch) == (True, "")


def test_what_no_document_says_is_named():
    assert {"last_pytorch", "cuda"} <= nvidia(3.5).unchecked
    assert nvidia(8.6).unchecked == {"first_cuda"}
    assert "rocm_linux" in amd("Radeon RX 7800 XT", "Navi 32").unchecked


def test_a_capability_that_the_table_lacks_is_judged_by_the_thresholds_only():
    thor = nvidia(11.0)
    assert (thor.bf16, thor.fp8, thor.flash_attention, thor.cuda) == (True, True, None, None)


def test_a_card_without_a_capability_is_unknown():
    card = nvidia(None, tensor_cores=None)
    assert [card.tensor_units, card.bf16, card.fp8, card.cuda, card.flash_attention] == [None] * 5


@pytest.mark.parametrize(
    ("name", "chip", "linux"),
    [
        ("Radeon RX 7900 XTX", "Navi 31", Status.SUPPORTED),
        ("Radeon RX 7800 XT", "Navi 32", Status.SUPPORTED),
        ("Radeon RX 6800 XT", "Navi 21", Status.PARTLY),
        ("Radeon PRO W6800", "Navi 21", Status.SUPPORTED),
        ("Radeon RX 7600", "Navi 33", Status.NOT_LISTED),
        ("Radeon Instinct MI300X", "Aqua Vanjaram", Status.SUPPORTED),
        ("Radeon Instinct MI50", "Vega 20", Status.DEPRECATED),
        ("Radeon RX 560", "Polaris 21", None),
    ],
)
def test_rocm_takes_a_card_a_chip_or_neither(name, chip, linux):
    assert amd(name, chip).rocm_linux is linux


def test_number_types_of_other_makers_are_told_by_their_rates_and_no_rate_says_nothing():
    card = amd("Radeon RX 9070", "Navi 48", rates=frozenset({"bf16", "fp8"}))
    assert (card.bf16, card.fp8, card.int8) == (True, True, None)


def test_a_rate_from_general_knowledge_leaves_what_follows_from_it_unchecked():
    rates = {"rates": frozenset({"bf16"}), "rate_source": "general knowledge (NOT looked up)"}
    arc = features_of(Chip(vendor="Intel", name="Arc B580", architecture="Xe2-HPG", **rates))
    assert arc.bf16
    assert arc.unchecked == {"bf16", "tensor_units"}


def test_pytorch_names_series_of_intel_and_a_pro_card_of_the_same_chip_only_in_part():
    def xpu(name, architecture):
        return features_of(Chip(vendor="Intel", name=name, architecture=architecture)).xpu

    assert xpu("Arc A770", "Xe-HPG") is Status.SUPPORTED
    assert xpu("Arc Pro B50", "Xe2-HPG") is Status.PARTLY
    assert xpu("UHD 770", "Xe-LP") is None


@pytest.mark.parametrize("name", features.ASKED)
def test_whatever_can_be_asked_is_yes_no_or_unknown(name):
    for chip in (Chip(vendor="NVIDIA", name="A", capability=8.6), Chip(vendor="Acme", name="B")):
        assert features.ASKED[name](features_of(chip)) in {True, False, None}


def test_every_row_has_a_source_and_names_its_own_fields():
    for row in features.GENERATIONS.values():
        assert set(row.unchecked) <= {field.name for field in dataclasses.fields(row)}
    for table in (features.GENERATIONS, features.AMD_CHIPS, features.INTEL_SERIES):
        for row in table.values():
            assert row.source
            assert re.search("general knowledge(?!, unchecked)", row.source) is None
