"""A record that is nonsense is refused by the name of its field; it never breaks the import."""

from __future__ import annotations

import json
import math

import opendb_samples as samples
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.models import SPECS
from catalog.opendb.clean import CATEGORIES, RefusedError, draft


@pytest.mark.parametrize(
    ("category", "changes", "reason"),
    [
        ("GPU", {"tdp": "450"}, "tdp is '450': write a number from 0 to 30,000"),
        ("GPU", {"tdp": True}, "tdp is true: write a number"),
        ("GPU", {"tdp": -1}, "tdp is -1: write a number from 0"),
        ("GPU", {"tdp": 450.5}, "tdp is 450.5: write a whole number"),
        ("GPU", {"tdp": 10**9}, "tdp is 1000000000: write a number from 0"),
        ("GPU", {"length": math.nan}, "length' is NaN"),
        ("GPU", {"length": math.inf}, "length' is Infinity"),
        ("GPU", {"memory": 10**30}, "memory' is a huge number"),
        ("GPU", {"memory": {"size": 24}}, "memory is an object: write a number"),
        ("GPU", {"chipset_manufacturer": "S3"}, "chipset_manufacturer is 'S3': write NVIDIA, AMD or Intel"),
        ("GPU", {"power_connectors": [1]}, "power_connectors is a list: write an object"),
        ("GPU", {"power_connectors": {"pcie_8_pin": -2}}, "power_connectors.pcie_8_pin is -2"),
        ("GPU", {"chipset": "x" * 81}, "write a text of at most 80 characters"),
        ("GPU", {"cooling": ["Fan"]}, "cooling is a list: write a text"),
        (
            "CPU",
            {"specifications": {"memory": {"types": "DDR5"}}},
            "specifications.memory.types is 'DDR5': write a list",
        ),
        ("CPU", {"specifications": {"memory": {"types": [5]}}}, "specifications.memory.types[0] is 5: write a text"),
        ("CPU", {"specifications": {"eccSupport": "yes"}}, "specifications.eccSupport is 'yes': write true or false"),
        ("Motherboard", {"pcie_slots": [7]}, "pcie_slots[0] is 7: write an object"),
        ("Motherboard", {"pcie_slots": [{"lanes": "x16"}]}, "pcie_slots[0].lanes is 'x16'"),
        ("Motherboard", {"m2_slots": [{}] * 201}, "m2_slots is a list: write a list of at most 200"),
        ("PCCase", {"metadata": {"name": ""}}, "metadata.name is '': write the name"),
        ("PCCase", {"metadata": {"name": "   "}}, "metadata.name is '   ': write the name"),
        ("PCCase", {"metadata": {"name": None}}, "metadata.name is null: write the name"),
        ("PCCase", {"metadata": {"name": "n" * 501}}, "metadata.name is 'nnn"),
        ("PCCase", {"metadata": {"manufacturer": "m" * 81}}, "at most 80 characters"),
        ("PCCase", {"metadata": {"part_numbers": "A"}}, "metadata.part_numbers is 'A': write a list"),
        ("PCCase", {"opendb_id": "../../etc"}, "opendb_id is '../../etc': write a UUID"),
        ("PCCase", {"opendb_id": None}, "opendb_id is null: write a UUID"),
        ("PCCase", {"opendb_id": 7}, "opendb_id is 7"),
        ("PCCase", {"note": "a\x00b"}, "'note' holds a character that is not text"),
        ("PCCase", {"note": ["\ud800"]}, "'note[]' holds a character that is not text"),
        ("PCCase", {"bad\x00key": 1}, "the name of a field in the record"),
    ],
)
def test_a_reason_names_the_field_and_what_is_allowed(category, changes, reason):
    whole = {**samples.record(category), **changes}
    if "metadata" in changes:
        whole = samples.record(category, metadata=changes["metadata"])
    with pytest.raises(RefusedError) as refused:
        draft(category, whole)
    assert reason in str(refused.value)


def test_a_record_nested_without_end_is_refused():
    deep = "bottom"
    for _ in range(900):
        deep = [deep]
    with pytest.raises(RefusedError, match="nested too deeply"):
        draft("RAM", samples.record("RAM", deep=deep))


@pytest.mark.parametrize("record", [None, [], "text", 5])
def test_what_is_not_an_object_is_refused(record):
    with pytest.raises(RefusedError, match="does not hold an object"):
        draft("RAM", record)


def test_an_unknown_category_is_refused():
    with pytest.raises(RefusedError, match="'Toaster' is not a category"):
        draft("Toaster", samples.record("RAM"))


def test_a_reason_cannot_steer_the_terminal():
    with pytest.raises(RefusedError) as refused:
        draft("RAM", samples.record("RAM", speed="\x1b[2J\n" + "x" * 400))
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 200


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


plausible = st.none() | st.booleans() | st.integers(0, 40) | st.floats(0, 40) | st.text(max_size=30) | st.just([])


def places(value, at=()):
    """List where something stands in a record: every field, and every entry of a list."""
    if isinstance(value, dict):
        return [place for key, each in value.items() for place in [(*at, key), *places(each, (*at, key))]]
    if isinstance(value, list):
        return [place for key, each in enumerate(value) for place in [(*at, key), *places(each, (*at, key))]]
    return []


def put(record, place, value):
    *way, last = place
    for step in way:
        record = record[step]
    record[last] = value


@st.composite
def hostile(draw):
    """Draw a record of which up to three fields are replaced by anything at all."""
    category = draw(st.sampled_from(sorted(CATEGORIES)))
    record = json.loads(json.dumps(samples.record(category, number=1)))
    for _ in range(draw(st.integers(1, 3))):
        put(record, draw(st.sampled_from(places(record))), draw(plausible | anything))
    return category, record


@given(hostile())
@example(("GPU", samples.record("GPU", number=1, total_slot_width=5e-324)))
def test_whatever_stands_in_a_field_the_record_is_read_or_refused(case):
    category, record = case
    try:
        made = draft(category, record)
    except RefusedError:
        return
    spec = SPECS[made.kind](**{name: value for name, value in made.facts.items() if name != "gpu"})
    spec.clean_fields(exclude=["part"])
    json.dumps(made.facts, allow_nan=False).encode()
