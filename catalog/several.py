"""Several keys in one parameter of an address: `has=bf16,fp8`, or the parameter more than once, as forms send it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class SeveralInput(forms.TextInput):
    """Reads every value of the parameter: ignoring all but the last would show something else than was asked for."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:  # noqa: ANN401  # Django's own
        """Join what was given."""
        del files
        values = data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]
        return ",".join(str(value) for value in values if value) or None


class SeveralField(forms.CharField):
    """A list of keys, each allowed, each once, in the order in which they were given."""

    widget = SeveralInput
    longest = 1000  # characters: more than all keys of any list here

    def __init__(self, *, allowed: Iterable[str], **options: Any) -> None:  # noqa: ANN401  # a field's own
        self.allowed = tuple(allowed)
        options.pop("max_length", None)
        super().__init__(max_length=self.longest, **options)

    def clean(self, value: Any) -> list[str]:  # noqa: ANN401  # a list in place of a text
        """Take the keys apart and refuse those that do not exist, naming all that do."""
        keys = list(dict.fromkeys(key.strip() for key in super().clean(value).split(",") if key.strip()))
        unknown = [key for key in keys if key not in self.allowed]
        if unknown:
            text = _("“%(value)s” is not allowed here. Allowed: %(names)s.")
            raise forms.ValidationError(text, "invalid", {"value": unknown[0], "names": ", ".join(self.allowed)})
        return keys
