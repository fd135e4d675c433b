"""The surroundings of a build as forms ask for them: a circuit, a room, what runs, how cards are linked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from builder.models import SURROUNDINGS
from builder.saying import MeasureField, NumberField, OneOfField, YesOrNoField
from catalog.models import Country
from engine.facts import CONTEXT_FACTS
from engine.parts import Context
from engine.platforms import CIRCUITS
from engine.platforms.contexts import FRAMEWORKS, OPERATING_SYSTEMS, PURPOSES, ROOMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.utils.functional import _StrPromise

    from builder.models import Build

LEAST_GIB, MOST_GIB = 0.1, 100_000
DEFAULT_COUNTRY = "US"
NUMBERS = {"bridge_slots", "riser_generation", "ups_va", "needs_gib", "driver"}  # None: nobody has said
TRUTHS = {"nvlink", "shared_storage"}

LABELS: dict[str, _StrPromise] = {
    "circuit": _("Wall circuit"),
    "country": _("Country"),
    "room": _("Room"),
    "ups_va": _("Uninterruptible supply"),
    "purpose": _("Purpose"),
    "os": _("Operating system"),
    "framework": _("Framework"),
    "driver": _("NVIDIA driver"),
    "needs_gib": _("Memory for the work"),
    "shared_storage": _("Datasets over the network"),
    "nvlink": _("NVLink"),
    "bridge_slots": _("NVLink bridge"),
    "riser_generation": _("Risers"),
}
HELP: dict[str, _StrPromise] = {
    "circuit": _("What the socket in the wall carries."),
    "country": _("For the price of electricity."),
    "room": _("How near people are to its noise and heat."),
    "ups_va": _("Its rating; empty: there is none."),
    "purpose": _("Days and weeks of training are judged more strictly."),
    "framework": _("What the models run in."),
    "driver": _("Its branch, such as 580; empty: not chosen yet."),
    "needs_gib": _("Graphics memory that the models need; empty: not known."),
    "nvlink": _("Whether the cards are to be linked."),
    "bridge_slots": _("Slots that it spans, from 2 to 4."),
    "riser_generation": _("Their PCI Express generation; empty: the cards sit in their slots."),
}
UNITS: dict[str, str] = {"ups_va": "VA", "needs_gib": "GB"}
GROUPS: tuple[tuple[_StrPromise, tuple[str, ...]], ...] = (
    (_("Where it stands"), ("circuit", "country", "room", "ups_va")),
    (_("What runs on it"), ("purpose", "framework", "os", "driver", "needs_gib", "shared_storage")),
    (_("How cards are linked"), ("nvlink", "bridge_slots", "riser_generation")),
)
SYSTEMS = {"linux": "Linux", "windows": "Windows"}
ROOM_TEXTS: dict[str, _StrPromise] = {
    "desk": _("at the desk"),
    "room": _("in a lived-in room"),
    "own": _("in a room of its own"),
    "rack": _("in a rack"),
}
PURPOSE_TEXTS: dict[str, _StrPromise] = {
    "dl": _("deep learning"),
    "dl-long": _("deep learning for days and weeks"),
    "other": _("something else"),
}
NO_YES: tuple[tuple[str, _StrPromise], ...] = (("false", _("no")), ("true", _("yes")))


def listed_countries() -> dict[str, Country]:
    """Give the countries by code. One query."""
    return {country.code: country for country in Country.objects.defer("other_tariffs")}


def country_codes(countries: Mapping[str, Country] | None = None) -> dict[str, str]:
    """Give the names of the countries that may be chosen, by code; the default is one of them in any case."""
    known = listed_countries() if countries is None else countries
    return {DEFAULT_COUNTRY: DEFAULT_COUNTRY} | {code: country.name for code, country in known.items()}


class SurroundingsForm(forms.Form):
    """Surroundings. With data, only the fields that were sent are looked at."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        build: Build | None = None,
        by_name: bool = False,
        countries: Mapping[str, Country] | None = None,
        only: Sequence[str] = SURROUNDINGS,
    ) -> None:
        """Take what was sent, or a build whose values are shown; `by_name`: messages call fields by their names."""
        initial = {name: _shown(value) for name, value in build.surroundings.items()} if build else {}
        super().__init__(data, initial=initial | ({"title": build.title} if build else {}))
        wanted = [name for name in only if data is None or name in data]
        codes = country_codes(countries) if "country" in wanted else {}
        for name in wanted:
            self.fields[name] = surrounding_field(name, name if by_name else LABELS[name], codes)
        for name in [name for name in self.fields if data is not None and name not in data]:
            del self.fields[name]

    def groups(self) -> Iterator[tuple[_StrPromise, list[forms.BoundField]]]:
        """Give the fields by group, as far as they are there."""
        for title, names in GROUPS:
            yield title, [self[name] for name in names if name in self.fields]


def _shown(value: object) -> object:
    """Give a value as the choices of its field are written."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else value


def surrounding_field(name: str, label: _StrPromise | str, codes: Mapping[str, str]) -> forms.Field:
    """Make the field of one of the surroundings."""
    if name in TRUTHS:
        field: forms.Field = YesOrNoField(label=label)
        field.widget = forms.Select(choices=NO_YES)
    elif name == "needs_gib":
        field = MeasureField(label=label, low=LEAST_GIB, high=MOST_GIB, required=False)
    elif name in NUMBERS:
        fact = CONTEXT_FACTS[name]
        field = NumberField(
            label=label, low=int(fact.low or 0), high=int(fact.high or 0), required=False, widget=forms.TextInput
        )
    else:
        field = OneOfField(_names(name, codes), label=label)
    field.help_text = HELP.get(name, "")
    field.unit = UNITS.get(name, "")  # type: ignore[attr-defined]  # for the template
    return field


def _names(name: str, codes: Mapping[str, str]) -> list[tuple[str, Any]]:
    texts: dict[str, dict[str, Any]] = {
        "circuit": {circuit: circuit for circuit in CIRCUITS},
        "os": {system: SYSTEMS[system] for system in OPERATING_SYSTEMS},
        "framework": {framework: framework for framework in FRAMEWORKS},
        "purpose": {purpose: PURPOSE_TEXTS[purpose] for purpose in PURPOSES},
        "room": {room: ROOM_TEXTS[room] for room in ROOMS},
        "country": dict(codes),
    }
    return list(texts[name].items())


def value_text(name: str, value: object) -> str:
    """Write one of the surroundings with its label, as a sentence names it."""
    if value is None:
        written = str(_("not said"))
    elif isinstance(value, bool):
        written = str(dict(NO_YES)[str(value).lower()])
    else:
        written = " ".join(filter(None, (str(_shown(value)), UNITS.get(name, ""))))
    return f"{name} {written}"


DEFAULTS = {name: getattr(Context(), name) for name in SURROUNDINGS if name != "country"} | {"country": DEFAULT_COUNTRY}
