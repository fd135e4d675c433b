"""The kinds of parts as pages name them and as addresses give them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse.asking import RefusedError
from catalog.models import Kind

MANY = {
    Kind.CPU: _l("Processors"),
    Kind.COOLER: _l("CPU coolers"),
    Kind.BOARD: _l("Motherboards"),
    Kind.MEMORY: _l("Memory"),
    Kind.CARD: _l("Graphics cards"),
    Kind.STORAGE: _l("Storage"),
    Kind.PSU: _l("Power supplies"),
    Kind.CASE: _l("Cases"),
    Kind.FAN: _l("Case fans"),
}


def kind_of(text: str) -> Kind:
    """Read a kind from the address."""
    if text not in Kind.values:
        said = _("“%(kind)s” is not a kind of part. Allowed: %(values)s.")
        raise RefusedError([("kind", said % {"kind": text, "values": ", ".join(Kind.values)})], status=404)
    return Kind(text)
