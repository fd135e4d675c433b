"""Which parts are one product in several dresses: another colour, another revision, a factory overclock.

A product's key is what is left of its name when the words that tell dresses apart are taken out. Sizes, speeds,
wattages and numbers of modules are words of the name like any other, so what differs in them has a key of its own;
parts whose name does not say what the maker sells in sizes are told apart by their facts (`SIZES`).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_KEY = 255  # characters
KEYED = ("kind", "name", "manufacturer")  # the columns that the key is made of

COLOURS = frozenset({
    "beige", "black", "blue", "bronze", "brown", "chrome", "clear", "copper", "cyan", "gold", "gray", "green",
    "grey", "gunmetal", "ivory", "magenta", "navy", "orange", "pink", "purple", "red", "silver", "snow", "teal",
    "translucent", "transparent", "turquoise", "violet", "white", "yellow",
})  # fmt: skip
FINISHES = frozenset({"matte", "glossy", "metallic"})
SHADES = frozenset({"dark", "light"})  # in front of a colour only: "Dark Rock" and "Light Wings" are products
METALS = frozenset({"gold", "silver", "bronze"})  # of power supplies: how efficient they are
REVISION = re.compile(r"v[2-9]|v[1-9]\.\d|rev\d+(\.[\dx]+)?")
WORD = re.compile(r"m\.2|\d+\.\d+|[^\W_]+")  # PCIe 4.0 is not a "4"
OVERCLOCKED = frozenset({"oc"})
PACKAGING = frozenset({"box", "boxed", "oem", "tray"})
EMPTY = frozenset({"and", "card", "edition", "for", "graphics", "motherboard", "the", "with"})  # say nothing
PRODUCTS = {"red devil": "reddevil", "red dragon": "reddragon", "snow blind": "snowblind", "80+": "80plus"}
DRESSED = ("cpu-cooler", "motherboard", "memory", "graphics-card", "power-supply", "case", "case-fan")
# Names of drives have colours that are products: WD Black, Blue, Red. Of processors "v2" is another chip.
DRESSES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(DRESSED, COLOURS | FINISHES),
    "graphics-card": COLOURS | FINISHES | OVERCLOCKED,
    "power-supply": COLOURS - METALS | FINISHES,
    "cpu": PACKAGING,
    "storage": frozenset(),
}
REVISED = frozenset(DRESSED) - {"memory"}
# What must be equal besides the key: columns of the facts.
SIZES: Mapping[str, tuple[str, ...]] = {
    "cpu": ("cores",),
    "cpu-cooler": ("water_cooled", "radiator_mm"),
    "motherboard": ("socket", "memory_type", "form_factor"),
    "memory": ("memory_type", "modules", "module_gib", "speed_mts"),
    "graphics-card": ("gpu_id", "memory_gib"),  # records of one card name its chipset in several ways
    "storage": ("capacity_gb", "attachment"),
    "power-supply": ("rated_w", "form_factor"),
    "case": ("form_factor",),
    "case-fan": ("size_mm", "fans"),
}


def product_key(kind: str, name: str, manufacturer: str) -> str:
    """Give the key of a product: the same for its colours and revisions, whatever the order of the words."""
    words, _dress = _parted(kind, name)
    maker = _words(manufacturer)
    return f"{kind} {''.join(maker)}: {' '.join(sorted({*words} - {*maker}))}"[:LONGEST_KEY]


def dress(kind: str, name: str) -> str:
    """Give the words that tell a part from the others of its product, as its name has them; empty: none."""
    words = [word[:1].upper() + word[1:] if word.islower() else word for word in _parted(kind, name)[1]]
    return re.sub(r"(?i)\brev(?=\d)", "Rev ", " ".join(dict.fromkeys(words)))


def same_sizes(kind: str, one: object, other: object) -> bool:
    """Tell whether two rows of facts agree in what a maker sells one product in several of.

    What nobody states of either is taken for the same; what is stated of one only is not.
    """
    return all(getattr(one, name) == getattr(other, name) for name in SIZES[kind])


def _parted(kind: str, name: str) -> tuple[list[str], list[str]]:
    """Part a name into words of the product, brought to one form, and words of its dress, as they are written."""
    product, worn = [], []
    written = _marked(name)
    for place, word in enumerate(written):
        low = _plain(word)
        if not low or low in EMPTY:
            continue
        following = _plain(written[place + 1]) if place + 1 < len(written) else ""
        if _is_dress(kind, low, following):
            worn.append(word.strip("()[],/-"))
        else:
            product += _words(word)
    return product, worn


def _is_dress(kind: str, word: str, following: str) -> bool:
    if word in SHADES:
        return kind in DRESSED and following in DRESSES[kind] & COLOURS
    return word in DRESSES[kind] or (kind in REVISED and REVISION.fullmatch(word) is not None)


def _marked(name: str) -> list[str]:
    """Give the words of a name; a number and its unit are one, and so is a revision."""
    text = re.sub(r"(?i)\b(rev|version|ver)\.?\s*(\d)", r"Rev\2", name)
    text = re.sub(r"(?i)(\d)\s+(gb|tb|mb|w|mm)\b", r"\1\2", text)
    for words, one in PRODUCTS.items():
        text = re.sub(re.escape(words), one, text, flags=re.IGNORECASE)
    return re.split(r"[\s/,()\[\]]+", text)


def _plain(word: str) -> str:
    return word.lower().strip("-.!+®™")


def _words(text: str) -> list[str]:
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return WORD.findall(plain.lower())


class ProductKeyField(models.CharField):  # type: ignore[type-arg]  # the stubs' parameters do not exist at run time
    """The column of a product's key; it follows the part's other columns whenever the part is saved.

    Only `bulk_update` and `update` write columns without asking their fields: who uses them sets it as well.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002, FBT001  # Django's signature
        """Make the key anew."""
        key = product_key_of(model_instance)
        setattr(model_instance, self.attname, key)
        return key


def product_key_of(part: models.Model) -> str:
    """Give the key of the product that this part is."""
    return product_key(*(getattr(part, name) for name in KEYED))
