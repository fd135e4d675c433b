"""Where and for what a machine is used, as fields of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.fields import MeasureField, OneOfField, RangeField, TextField, TruthField
from builder.surroundings import LEAST_GIB, MOST_GIB, country_codes
from engine.facts import CONTEXT_FACTS
from engine.platforms import CIRCUITS
from engine.platforms.contexts import FRAMEWORKS, OPERATING_SYSTEMS, PURPOSES, ROOMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NAMES: Mapping[str, Iterable[str]] = {
    "circuit": CIRCUITS,
    "os": OPERATING_SYSTEMS,
    "framework": FRAMEWORKS,
    "purpose": PURPOSES,
    "room": ROOMS,
}
HELP = {
    "circuit": "The circuit in the wall.",
    "os": "The operating system.",
    "framework": "What the models run in.",
    "purpose": "dl: deep learning, which expects a GPU; dl-long: for days and weeks.",
    "room": "Where it stands: desk, room, own (a room of its own) or rack.",
    "nvlink": "Whether the cards are meant to be linked by NVLink.",
    "shared_storage": "Whether datasets are read over the network.",
    "bridge_slots": "Slots that the NVLink bridge spans; null: nobody has said.",
    "riser_generation": "PCI Express generation of risers; null: the cards sit in their slots.",
    "ups_va": "Rating of the uninterruptible supply in VA; null: there is none.",
    "driver": "Branch of NVIDIA's driver, such as 580; null: nobody has said.",
    "needs_gib": "Graphics memory that the work needs, in GiB; null: nobody has said.",
}


class CountryField(TextField):
    """A country of the catalogue, by its code."""

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401  # any JSON
        """Take the code."""
        code = super().to_internal_value(data)
        codes = country_codes()
        if code not in codes:
            raise serializers.ValidationError(_("Allowed here: %(names)s.") % {"names": ", ".join(codes)})
        return code


def surrounding(name: str, **options: Any) -> Any:  # noqa: ANN401  # a field of any type
    """Make the field of one of the surroundings."""
    options = {"help_text": HELP.get(name, ""), **options}
    if name in NAMES:
        return OneOfField(list(NAMES[name]), **options)
    if name in {"nvlink", "shared_storage"}:
        return TruthField(**options)
    if name == "needs_gib":
        return MeasureField(LEAST_GIB, MOST_GIB, allow_null=True, **options)
    fact = CONTEXT_FACTS[name]
    return RangeField(int(fact.low or 0), int(fact.high or 0), allow_null=True, **options)
