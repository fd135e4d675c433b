"""docs/rules.md says what every rule does, in the rule's own words."""

from __future__ import annotations

import pytest
from django.core.management import CommandError
from places import ROOT

from config.management.commands.document_rules import MARK, rewritten
from engine.registry import RULES

TEXT = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


def test_the_document_is_what_make_docs_writes():
    assert rewritten(TEXT) == TEXT


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_has_a_heading_with_its_summary_and_source(rule):
    section = TEXT.partition(f"### {rule.code}\n\n{rule.summary}\n")[2].partition("\n###")[0]
    assert "*Why.*" in section
    assert "*Source.*" in section


def test_the_introduction_stays_as_it_is():
    assert rewritten(f"# Mine\n\n{MARK}\nold").startswith(f"# Mine\n\n{MARK}\n\n## ")


def test_a_document_without_the_mark_is_not_overwritten():
    with pytest.raises(CommandError, match="this line is missing"):
        rewritten("# Rules\n")
