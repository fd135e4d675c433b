"""What a site's robots.txt lets us fetch (RFC 9309)."""

from __future__ import annotations

from urllib.parse import unquote

LARGEST = 500_000  # bytes that are read of it: RFC 9309, 2.5
Rule = tuple[str, bool]


def allowed(text: str, agent: str, path: str) -> bool:
    """Whether a program of this name may fetch a path (with its query). The longest rule that matches decides."""
    verdict, length = True, -1
    wanted = unquote(path)
    for pattern, allows in _rules_for(text, agent.lower()):
        if _matches(pattern, wanted) and (len(pattern), allows) > (length, verdict):
            verdict, length = allows, len(pattern)
    return verdict


def _rules_for(text: str, agent: str) -> list[Rule]:
    """Give the rules for a program: those of its own groups, else those for everyone."""
    groups: dict[str, list[Rule]] = {}
    named: list[str] = []
    open_to_names = False
    for field, value in _lines(text):
        if field == "user-agent":
            named = [*named, value.lower()] if open_to_names else [value.lower()]
            open_to_names = True
            groups.setdefault(value.lower(), [])
        elif field in {"allow", "disallow"}:
            open_to_names = False
            for name in named:
                groups[name].extend([(unquote(value), field == "allow")] if value else [])
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
