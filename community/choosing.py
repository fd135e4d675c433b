"""Fields of the list of builds in which one of several is chosen: written once for as long as they are alike.

A select with its options is more work for a template than all else in the form: docs/speed.md.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from browse.kept import Keeper
from community.models import Post

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

Choices = tuple[tuple[str, str], ...]
KEPT_FIELDS = 64
_gpus: Keeper[Choices] = Keeper(1)


def gpu_choices() -> Choices:
    """Give the GPUs that there are shared builds of. One query, kept for a minute; see `GpuField` for what is newer."""
    found = _gpus.get("gpus", dict)
    if found is None:
        gpus = Post.objects.shown().gpus()
        found = _gpus.keep("gpus", tuple((gpu.slug, gpu.short_name) for gpu in gpus), {})
    return found


class GpuField(forms.ChoiceField):
    """One of the GPUs that there are shared builds of, also of one that came within the last minute."""

    def valid_value(self, value: str) -> bool:
        """Believe the choices, or the database."""
        if super().valid_value(value):
            return True
        written = "\0" not in value  # PostgreSQL takes no NUL
        return written and Post.objects.shown().filter(main_gpu__slug=value).exists()


def select(bound: forms.BoundField) -> SafeString:
    """Write a select with its label and what is wrong with it."""
    field = bound.field
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  # no other fields are given
    pairs: Iterable[tuple[object, object]] = field.choices  # type: ignore[assignment]  # none of our fields has groups
    choices = tuple((str(value), str(label)) for value, label in pairs)
    errors = " ".join(str(error) for error in bound.errors)
    return _select((bound.name, str(bound.label)), choices, str(bound.value() or ""), errors)


@lru_cache(maxsize=KEPT_FIELDS)
def _select(named: tuple[str, str], choices: Choices, chosen: str, errors: str) -> SafeString:
    name, label = named
    context = {"name": name, "label": label, "choices": choices, "chosen": chosen, "errors": errors}
    return mark_safe(render_to_string("community/partials/select.html", context))  # noqa: S308  # a template's


def any_of(choices: Choices) -> Choices:
    """Put "any" in front."""
    return (("", _("Any")), *choices)
