"""A snapshot comes back from JSON as it went in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import make
import pytest
from django.utils import translation

from builder.assess import assess
from builder.facts import context_of
from builder.models import Item
from catalog.models import Country
from catalog.templatetags.units import advice, sentence
from community import frozen_findings
from community.freezing import freeze
from community.snapshot import Snapshot, Surroundings, UnknownVersionError
from engine.findings import Finding, Level, Together, Word, warning
from engine.parts import Part, Psu
from prices.models import CloudOffer

TODAY = date(2026, 11, 1)


@pytest.fixture
def rented():
    """A cloud offer with the GPU of the machine, and the country whose electricity it is compared at."""
    Country.objects.create(code="US", name="United States", usd_per_kwh=0.17)
    return CloudOffer.objects.create(
        row="r1",
        provider="Cloudy",
        gpu=make.Gpu.objects.filter(name="GeForce RTX 4090").first() or make.gpu(),
        gpu_count=2,
        memory_gib_each=24,
        on_demand_per_hour="0.69",
        observed_earliest=date(2026, 8, 1),
        source="their page",
    )


def frozen(build):
    return freeze(build, assess(build, TODAY))


@pytest.mark.django_db
def test_a_snapshot_survives_json(machine, rented):
    build, parts = machine(prices={"card": 1899, "cpu": "510.38"}, quantity=2)
    Item.objects.create(build=build, kind="case-fan", name="Fan of mine", own_price="12.50", quantity=3)
    Item.objects.filter(build=build, part=parts["case"]).update(owned=True)
    snapshot = frozen(build)
    assert snapshot.break_even is not None
    assert snapshot.findings
    again = Snapshot.from_json(json.loads(json.dumps(snapshot.to_json(), allow_nan=False)))
    assert again.to_json() == snapshot.to_json()
    assert replace(again, findings=()) == replace(snapshot, findings=())
    assert [finding.text for finding in again.findings] == [finding.text for finding in snapshot.findings]


@pytest.mark.django_db
def test_a_snapshot_says_what_was_known(machine, rented):
    build, parts = machine(prices={"card": 1899}, quantity=2)
    snapshot = frozen(build)
    card = next(item for item in snapshot.items if item.kind == "graphics-card")
    assert (card.slug, card.name, card.quantity, card.usd) == (parts["card"].slug, parts["card"].name, 2, 3798)
    assert "24 GB" in card.summary
    assert (card.price.source, card.price.observed_at.date()) == ("Nobody", date(2025, 7, 23))
    assert (snapshot.total.usd, snapshot.total.priced, snapshot.total.to_buy) == (3798, 2, 9)
    assert (snapshot.memory.total_gib, snapshot.memory.cards) == (48, 2)
    assert snapshot.rated_w == 1000
    assert snapshot.load_w == sum(share.watts for share in snapshot.shares)
    assert (snapshot.break_even.provider, str(snapshot.break_even.per_hour)) == ("Cloudy", "0.690000")
    assert (snapshot.break_even.seen_from, snapshot.break_even.seen_to) == (date(2026, 8, 1), None)


@pytest.mark.django_db
def test_the_load_is_drawn_from_the_snapshot_as_from_the_build(machine):
    build, _ = machine(quantity=2)
    assessment = assess(build, TODAY)
    snapshot = Snapshot.from_json(freeze(build, assessment).to_json())
    assert snapshot.load_bar == assessment.load_bar
    assert len(snapshot.load_bar.pieces) >= 3


@pytest.mark.django_db
def test_a_price_in_another_currency_is_kept_and_not_counted(machine):
    build, parts = machine()
    make.priced(parts["card"], 1700, currency="EUR")
    snapshot = frozen(build)
    card = next(item for item in snapshot.items if item.kind == "graphics-card")
    assert (card.price.amount, card.price.currency, card.usd) == (1700, "EUR", None)
    assert snapshot.total.usd is None


def test_a_finding_keeps_its_sentence_apart_from_its_values():
    supplies = Together((Psu(key="item-1", name="A 500"), Psu(key="item-1", name="A 500"), Psu(key="item-2", name="B")))
    finding = warning(
        "%(part)s and %(both)s need %(watts)s W of %(share)s %%: %(what)s.",
        "Take %(watts)s W.",
        part=Part(key="item-3", name="100 % <b>card</b>"),
        both=supplies,
        watts=1234.5,
        share=80,
        what=Word("the length"),
    )
    again = frozen_findings.read(json.loads(json.dumps(frozen_findings.written(finding))))
    assert again.level is Level.WARNING
    with translation.override("en"):
        assert sentence(again) == sentence(finding)
        assert advice(again) == advice(finding) == "Take 1,234.5 W."
    assert isinstance(again.values["what"], Word)
    assert [part.key for part in again.parts] == ["item-3", "item-1", "item-2"]


@pytest.mark.parametrize("value", [float("inf"), float("nan"), (1, 2), object])
def test_what_json_cannot_hold_is_kept_as_text(value):
    kept = frozen_findings.written(Finding(Level.NOTE, "%(x)s", values={"x": value}))
    assert frozen_findings.read(json.loads(json.dumps(kept, allow_nan=False))).values["x"] == str(value)


@pytest.mark.parametrize("version", [None, 0, 3, "1"])
def test_a_snapshot_of_another_release_is_refused_by_its_number(version):
    with pytest.raises(UnknownVersionError, match=str(version)):
        Snapshot.from_json({"version": version})


@pytest.mark.django_db
def test_a_snapshot_keeps_the_authors_word_and_all_surroundings(machine):
    build, _ = machine(room="rack", ups_va=1500, needs_gib=40.5, driver=580, shared_storage=True, country="DE")
    Item.objects.filter(build=build, kind="graphics-card").update(used=True, power_limit_w=300)
    Item.objects.create(build=build, kind="case", name="Mine", position=9, answers={"psu_form_factors": ["ATX"]})
    snapshot = Snapshot.from_json(json.loads(json.dumps(frozen(build).to_json())))
    assert snapshot.surroundings == Surroundings(**build.surroundings)
    assert snapshot.surroundings.context == context_of(build)
    card = next(item for item in snapshot.items if item.kind == "graphics-card")
    mine = next(item for item in snapshot.items if item.name == "Mine")
    assert (card.used, card.power_limit_w, card.answers) == (True, 300, {})
    assert mine.answer_texts == ["list of supply form factors ATX"]


@pytest.mark.django_db
def test_a_snapshot_of_the_first_version_is_read_with_what_it_was_judged_by(machine):
    build, _ = machine()
    kept = frozen(build).to_json()
    new = {"room", "bridge_slots", "riser_generation", "ups_va", "needs_gib", "driver", "shared_storage", "country"}
    old = {
        **kept,
        "version": 1,
        "surroundings": {name: value for name, value in kept["surroundings"].items() if name not in new},
        "items": [
            {name: value for name, value in item.items() if name not in {"used", "power_limit_w", "answers"}}
            for item in kept["items"]
        ],
    }
    assert sorted(old["surroundings"]) == ["circuit", "framework", "nvlink", "os", "purpose"]
    assert Snapshot.from_json(old).to_json() == kept


def test_a_finding_remembers_which_parts_were_answered():
    part = Part(key="item-1", name="Box", answered=frozenset({"height_mm"}))
    kept = frozen_findings.written(warning("%(part)s.", part=part))
    again = frozen_findings.read(json.loads(json.dumps(kept)))
    assert [each.answered for each in again.parts] == [{"height_mm"}]
