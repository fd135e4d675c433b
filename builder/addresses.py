"""Surroundings in an address: a build is judged with them for whoever has it, and nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from builder.models import SURROUNDINGS
from builder.surroundings import SurroundingsForm, value_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, QueryDict

    from builder.models import Build

LAST = "surroundings"  # in the session: those that were stored last


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says of the surroundings: as it is written, as it was read, and what the build itself says."""

    written: dict[str, str] = field(default_factory=dict)
    read: dict[str, Any] = field(default_factory=dict)
    stored: dict[str, Any] = field(default_factory=dict)
    errors: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """The parameters as they follow a path; empty if there are none."""
        return f"?{urlencode(self.written)}" if self.written else ""

    @property
    def differing(self) -> list[str]:
        """The names of which the build says something else."""
        return [name for name, value in self.read.items() if self.stored.get(name) != value]

    @property
    def said(self) -> str:
        """What the address says where the build says something else."""
        return ", ".join(value_text(name, self.read[name]) for name in self.differing)

    @property
    def otherwise(self) -> str:
        """What the build itself says there."""
        return ", ".join(value_text(name, self.stored[name]) for name in self.differing)


class WrongAddressError(Exception):
    """An address says nonsense of the surroundings; nothing is changed then."""


def read(query: QueryDict) -> Address:
    """Read what an address says of the surroundings."""
    written = {name: str(query[name]) for name in SURROUNDINGS if name in query}
    if not written:
        return Address()
    form = SurroundingsForm(written, by_name=True)
    if not form.is_valid():
        return Address(errors=tuple(str(error) for errors in form.errors.values() for error in errors))
    return Address(written, form.cleaned_data)


def heard(query: QueryDict, stored: object) -> Address:
    """Read what an address says, beside what a build or a snapshot says itself."""
    address = read(query)
    return replace(address, stored={name: getattr(stored, name) for name in address.read})


def heed(query: QueryDict, build: Build) -> Address:
    """Judge a build by what an address says, as long as the object lives; what it says wrongly is not heeded."""
    address = heard(query, build)
    for name, value in address.read.items():
        setattr(build, name, value)
    return address


def start(request: HttpRequest) -> dict[str, Any]:
    """Give the surroundings that a new build of this browser starts with: those that were stored last."""
    last = request.session.get(LAST, {})
    return {name: last[name] for name in SURROUNDINGS if name in last}


def keep(request: HttpRequest, surroundings: Mapping[str, Any]) -> None:
    """Note the surroundings that were stored, for the next new build."""
    request.session[LAST] = {name: surroundings[name] for name in SURROUNDINGS}
