"""What a site's robots.txt lets us fetch (RFC 9309)."""

from __future__ import annotations

import re
from urllib.parse import unquote

LARGEST = 500_000  # bytes that are read of it: RFC 9309, 2.5
Rule = tuple[str, bool]
_SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,6})?")


def allowed(text: str, agent: str, path: str) -> bool:
    """Whether a program of this name may fetch a path (with its query). The longest rule that matches decides."""
    verdict, length = True, -1
    wanted = unquote(path)
    for pattern, allows in _rules_for(text, agent.lower()):
        if _matches(pattern, wanted) and (len(pattern), allows) > (length, verdict):
            verdict, length = allows, len(pattern)
    return verdict


def crawl_delay_s(text: str, agent: str) -> float:
    """Give the seconds between requests that a site asks of a program, 0 if it asks for none. No standard has it."""
    stated = [value for field, value in _group(text, agent.lower()) if field == "crawl-delay"]
    return max((float(value) for value in stated if _SECONDS.fullmatch(value)), default=0.0)


def _rules_for(text: str, agent: str) -> list[Rule]:
    """Give the rules for a program."""
    lines = [(field, value) for field, value in _group(text, agent) if field != "crawl-delay" and value]
    return [(unquote(value), field == "allow") for field, value in lines]


def _group(text: str, agent: str) -> list[tuple[str, str]]:
    """Give the lines for a program: those of its own groups, else those for everyone."""
    groups: dict[str, list[tuple[str, str]]] = {}  # of the two names that matter: files can have thousands
    named: set[str] = set()
    open_to_names = False
    for field, value in _lines(text):
        if field == "user-agent":
            name = {value.lower()} & {agent, "*"}
            named = named | name if open_to_names else name
            open_to_names = True
            for each in name:
                groups.setdefault(each, [])
        elif field in {"allow", "disallow", "crawl-delay"}:
            open_to_names = False
            for each in named:
                groups[each].append((field, value))
    return groups.get(agent, groups.get("*", []))


def _lines(text: str) -> list[tuple[str, str]]:
    """Give each line's field and value, without comments."""
    pairs = (line.split("#", 1)[0].partition(":") for line in text[:LARGEST].splitlines())
    return [(field.strip().lower(), value.strip()) for field, colon, value in pairs if colon]


def _matches(pattern: str, path: str) -> bool:
    """Whether a path begins like a pattern: `*` stands for anything, `$` at the end for the end.

    Piece by piece from the left, so that no pattern takes more than one pass.
    """
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for piece in rest:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not anchored or at == len(path) or (bool(rest) and path.endswith(rest[-1]))
