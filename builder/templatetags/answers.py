"""What stands beside a finding that counts a reader's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

if TYPE_CHECKING:
    from engine.findings import Finding

register = template.Library()


@register.filter
def entered(finding: Finding) -> str:
    """Name the parts of a finding of which a fact was entered by hand; empty: there is none."""
    return ", ".join(part.name for part in finding.parts if part.answered)
