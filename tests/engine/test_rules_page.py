"""docs/rules.md says what every rule does, in the rule's own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.registry import RULES

TEXT = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
SECTIONS = {
    heading: body.strip()
    for heading, body in re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL)
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_has_a_heading_with_its_summary_reason_and_source(rule):
    section = SECTIONS[rule.code]
    assert section.splitlines()[0] == rule.summary
    assert "*Why.*" in section
    assert "*Source.*" in section
    assert re.search(r"\*(Unknown|No verdict)\* (when|never)", section)


def test_no_heading_outlives_its_rule_and_the_order_is_the_registrys():
    assert list(SECTIONS) == list(RULES)
