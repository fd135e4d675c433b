"""Write docs/rules.md: below its introduction, every rule in its own words."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

import engine.rules  # noqa: F401  # importing the package fills the registry
from engine.concerns import concerns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.registry import Rule

MARK = "<!-- What follows is written by `make docs` out of the rules themselves. -->"
WIDTH = 120


class Command(BaseCommand):
    """Write docs/rules.md anew below its introduction."""

    help = "Write what follows the introduction of docs/rules.md out of the rules themselves."

    def handle(self, *_args: Any, **_options: Any) -> None:  # noqa: ANN401  # Django's own
        """Write it."""
        path: Path = settings.BASE_DIR / "docs" / "rules.md"
        path.write_text(rewritten(path.read_text(encoding="utf-8")), encoding="utf-8")


def rewritten(text: str) -> str:
    """Give the document with everything below the mark as it should be."""
    introduction, mark, _rest = text.partition(MARK)
    if not mark:
        message = f"docs/rules.md: this line is missing: {MARK}"
        raise CommandError(message)
    return f"{introduction}{MARK}\n\n" + "\n".join(lines()).rstrip("\n") + "\n"


def lines() -> Iterator[str]:
    """Give the lines below the mark."""
    for concern in concerns():
        yield from (f"## {concern.title}", "")
        if concern.more:
            yield from (*filled(concern.more), "")
        for rule in concern.rules:
            yield from _section(rule)


def _section(rule: Rule) -> Iterator[str]:
    about = rule.about
    yield from (f"### {rule.code}", "", rule.summary, "")
    levels = " or ".join(rule.levels)
    yield from (*filled(f"*Level.* {levels.capitalize()}.{' An outline rule.' if about.outline else ''}"), "")
    for text in rule.details:
        yield from (*filled(text), "")
    yield from filled(f"*Why.* {about.why}")
    yield from filled(f"*Unknown* {about.unknown or 'never.'}")
    if about.silent:
        yield from filled(f"*No verdict* {about.silent}")
    if rule.fields:
        yield from filled(f"*Fields.* {', '.join(f'`{name}`' for name in rule.fields)}.")
    yield from (*filled(f"*Source.* {about.source}"), "")


def filled(text: str) -> list[str]:
    """Break a paragraph into lines."""
    return wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)
