"""The reference builds that come with the starter catalogue, published by the account "rigwright"."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db import transaction

from builder.models import MAX_QUANTITY, REFERENCE_ACCOUNT, Build, Item
from catalog.models import Part
from community.models import Post
from community.publishing import PublishError, checked_notes, checked_title, publish
from engine.platforms import CIRCUITS

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_CIRCUIT = "US-15A"


class ReferenceBuildError(ValueError):
    """A reference build cannot be read. The message names the file, the build and the field."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a load did."""

    created: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference build as it is written down."""

    title: str
    notes: str
    circuit: str
    published_on: date
    items: tuple[tuple[str, int], ...]  # slug and quantity

    @property
    def at(self) -> datetime:
        """The moment of publishing: noon, so that it is the same day nearly everywhere."""
        return datetime.combine(self.published_on, time(12), UTC)


def load_reference_builds(path: Path) -> Report:
    """Publish the reference builds that are not published yet, all or none.

    A build is known by its title. Raises ReferenceBuildError for what cannot be read, and then nothing has changed.
    """
    references = read(path)
    with transaction.atomic():
        author = reference_author()
        known = set(Post.objects.filter(author=author).values_list("title", flat=True))
        new = [reference for reference in references if reference.title not in known]
        parts = _parts(new, path)
        for reference in new:
            _publish(reference, parts, author)
    return Report(created=len(new), unchanged=len(references) - len(new))


def reference_author() -> User:
    """Give the account of the reference builds; nobody can sign in to it."""
    author, created = User.objects.get_or_create(username=REFERENCE_ACCOUNT)
    if created:
        author.set_unusable_password()
        author.save(update_fields=["password"])
    return author


def read(path: Path) -> list[Reference]:
    """Read reference builds out of a JSON file."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        message = f"{path.name}: it is not JSON: {error}"
        raise ReferenceBuildError(message) from error
    if not isinstance(rows, list):
        message = f"{path.name}: it holds no list of builds"
        raise ReferenceBuildError(message)
    references = [_reference(row, f"{path.name}, build {place}") for place, row in enumerate(rows, start=1)]
    titles = Counter(reference.title for reference in references)
    if twice := [title for title, count in titles.items() if count > 1]:
        message = f"{path.name}: title used twice: {', '.join(twice)}"
        raise ReferenceBuildError(message)
    return references


def _reference(row: dict[str, Any], where: str) -> Reference:
    try:
        return Reference(
            title=checked_title(row["title"]),
            notes=checked_notes(row.get("notes", "")),
            circuit=_circuit(row.get("circuit", DEFAULT_CIRCUIT)),
            published_on=date.fromisoformat(row["published_on"]),
            items=_items(row["items"]),
        )
    except KeyError as error:
        message = f"{where}: {error.args[0]} is missing"
        raise ReferenceBuildError(message) from error
    except (AttributeError, TypeError, ValueError, PublishError) as error:
        message = f"{where}: {error}"
        raise ReferenceBuildError(message) from error


def _items(rows: list[dict[str, Any]]) -> tuple[tuple[str, int], ...]:
    if not rows:
        message = "items: a build without parts cannot be published"
        raise ValueError(message)
    return tuple((item["slug"], _quantity(item.get("quantity", 1))) for item in rows)


def _circuit(name: str) -> str:
    if name not in CIRCUITS:
        message = f"circuit {name!r}: it is none of {', '.join(CIRCUITS)}"
        raise ValueError(message)
    return name


def _quantity(number: object) -> int:
    if not isinstance(number, int) or not 1 <= number <= MAX_QUANTITY:
        message = f"quantity {number!r}: write a whole number from 1 to {MAX_QUANTITY}"
        raise ValueError(message)
    return number


def _parts(references: list[Reference], path: Path) -> dict[str, Part]:
    """Find every part that is named, in one query."""
    wanted = {slug for reference in references for slug, _ in reference.items}
    parts = {part.slug: part for part in Part.objects.filter(slug__in=wanted).defer("raw")}
    if missing := sorted(wanted - set(parts)):
        message = f"{path.name}: not in the catalogue: {', '.join(missing)}"
        raise ReferenceBuildError(message)
    return parts


def _publish(reference: Reference, parts: dict[str, Part], author: User) -> None:
    build = Build.objects.create(owner=author, title=reference.title, circuit=reference.circuit)
    Item.objects.bulk_create(
        Item(
            build=build,
            kind=parts[slug].kind,
            part=parts[slug],
            name=parts[slug].name,
            quantity=quantity,
            position=position,
        )
        for position, (slug, quantity) in enumerate(reference.items, start=1)
    )
    publish(build, by=author, title=reference.title, notes=reference.notes, at=reference.at)
