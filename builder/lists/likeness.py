"""How much a name in a list is like the name of a part: words weighed by how rare they are, and figures that decide.

Figures that tell models apart (model numbers, capacities, kits, speeds, wattages) are never averaged away: a part that
contradicts one that the list states is no candidate, however much of the rest agrees.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COVER = 0.65  # the weight of the list's words; the rest is that of the part's own
SHORT_WORD = 3  # letters; "FM", "LX": short words behind a name are variants
COLOURS = frozenset({
    "beige", "black", "blue", "bronze", "brown", "gold", "gray", "green", "grey", "orange", "pink", "purple", "red",
    "silver", "white", "yellow",
})  # fmt: skip
# Words that say what kind of thing it is, or how it is sold: they tell nothing apart.
GENERIC = frozenset({
    "a", "adapter", "air", "and", "atx", "box", "boxed", "by", "card", "case", "cas", "certified", "chassis",
    "computer", "cooler", "cooling", "cpu", "ddr", "desktop", "dimm", "dual-channel", "eatx", "edition",
    "efficiency", "external", "fan", "fans", "for", "front", "full", "fully", "gaming-card", "gddr", "generation",
    "gpu", "graphic", "graphics", "hard", "hdd", "in", "internal", "itx", "kit", "latency", "liquid", "matx",
    "memory", "micro", "mid", "modular", "module", "motherboard", "new", "non", "nvme", "of", "oem", "panel", "pc",
    "pcie", "plus-certified", "power", "processor", "psu", "pwm", "ram", "retail", "sata", "semi", "side", "single",
    "solid", "ssd", "state", "supply", "tempered", "glass", "the", "tower", "tray", "type", "usb", "vga", "video",
    "w", "water", "watt", "watts", "with", "drive", "unbuffered", "udimm", "non-ecc", "nvidia", "geforce",
    "amd-radeon", "intel-core", "led", "rpm", "cfm", "microatx", "miniitx", "form", "factor", "ssi",
    "ceb", "eeb",
})  # fmt: skip
GENERIC_IN = {
    "cpu": frozenset({"nm", "unlocked", "core"}),
    "graphics-card": frozenset({"nvidia", "geforce", "radeon", "gb"}),
    "power-supply": frozenset({"gold", "bronze", "platinum", "titanium", "silver", "white", "plus", "80", "eco"}),
}
KEPT_IN = {"storage": frozenset({"white", "red", "black", "blue", "gold", "purple", "green"})}  # lines of one maker
# Words that make another product of the one without them.
VARIANTS = frozenset({
    "ti", "super", "xt", "xtx", "gre", "pro", "max", "plus", "ultra", "evo", "xl", "lite", "se", "s", "x", "e", "f",
    "g", "i", "d", "h", "k", "ii", "iii", "iv", "v", "mini", "elite", "extreme", "master", "wifi", "rgb", "argb",
    "ada", "blackwell", "refurbished", "lp", "slim", "compact", "dx", "tg", "digital", "creator", "qvo", "founders",
})  # fmt: skip
STRONG = frozenset({"plus", "pro", "max", "ultra", "evo", "xl", "mini", "lite", "xt", "ti", "super", "refurbished"})
VARIANTS_IN = {"motherboard": frozenset({"gaming", "ac", "ax", "csm"})}
CHIP_WORDS = frozenset({
    "ti", "super", "xt", "xtx", "gre", "ada", "blackwell", "laptop", "max-q", "d", "pro",
})  # fmt: skip
CPU_WORDS = frozenset({
    "pro", "ultra",
})  # fmt: skip

_KIT = re.compile(r"(\d{1,2}) ?x ?(\d{1,3}) ?gi?b\b")
_CAPACITY = re.compile(r"(?<![\w.])(\d{1,5}(?:\.\d{1,2})?) ?([gt])(?:i?b)?\b(?![-/])")
_DDR = re.compile(r"\b(?:l?p?ddr|pc)([2-5])l?(?:[ -]?(\d{4,5}))?\b")
_LATENCY = re.compile(r"\b(?:cl|c) ?(\d{2})\b")
_WATTS = re.compile(r"\b(\d{3,4}) ?w(?:atts?)?\b")
_LENGTH = re.compile(r"\b(\d{2,3})(?:\.\d)? ?mm\b")
_CFM = re.compile(r"\b(\d{1,3}(?:\.\d{1,2})?) ?cfm\b")
_M2_LENGTH = re.compile(r"\b22(30|42|60|80|110)\b")
_PACK = re.compile(r"\b(\d)[ -]?pack\b|\bpack of (\d)\b|\b(single|dual|triple)[ -]pack\b|\b(\d) ?fans\b")
_NOISE = re.compile(
    r"\b\d{1,5}(?:\.\d{1,3})? ?(?:ghz|mhz|mt/s|cfm|rpm|db\(?a?\)?|inch|gb/s|gbps|mb/s|volts?|v\b)|"
    r"\b\d{1,3}[ -]cores?\b|\b(?:dual|quad|six|eight|\d{1,3})-core\b|"
    r"\bpci(?:e|-e| express)?(?: ?gen)? ?\d?(?:\.\d)?(?: ?x ?\d{1,2}\b)?|"
    r"\bm\.2(?:[ -]?\d{4,5})?\b|\bnvme(?: ?\d\.\d)?\b|"
    r"\b[23]\.5(?:\"|''|[ -]?in(?:ch)?\b)?|\bsa(?:ta|s)(?: ?(?:iii|\d{1,2}(?:\.\d)?))?(?: ?gb/?s)?\b|"
    r"\busb[ -]?\d?(?:\.\d)?(?: gen ?\d(?:x\d)?)?|"
    r"\bgddr\dx?\b|\bhbm\d?e?\b|\b80 ?(?:\+|plus)|\brev\.? ?\d(?:\.\d)?|\(rev[^()]{0,10}\)|"
    r"\bgen ?\d\b|\batx ?v?3(?:\.\d)?\b|"
    r"\b(?:2280|2230|2242|22110)\b|\b\d{4,5}rpm\b"
)
_GRADE = re.compile(r"\b(bronze|silver|gold|platinum|titanium)\b")
_SOLID = re.compile(r"\bssd\b|solid state|\bnvme\b|m\.2")
_DISK = re.compile(r"rpm\b|\bhdd\b|hard (?:drive|disk)|3\.5")
_SOCKET = re.compile(r"\b(?:lga ?\d{3,4}(?:-\d)?|am[2345]\+?|s?tr[x45]\d?|sp[356]|fm[12]\+?)\b")
_SPLIT = (
    (re.compile(r"\b(rtx|gtx|rx|gt)(\d)"), r"\1 \2"),
    (re.compile(r"\b(\d{3,4})(ti|super|xtx|xt|gre)\b"), r"\1 \2"),
    (re.compile(r"\btis(?:uper)?\b"), "ti super"),
    (re.compile(r"\b(\d{4,5}x) 3d\b"), r"\g<1>3d"),
    (re.compile(r"\b(rtx pro) ?(\d)"), r"\1 \2"),
    (re.compile(r"\bwd[_ ]"), "western digital "),
    (re.compile(r"\bg\.skill\b"), "gskill"),
    (re.compile(r"\bteam group\b|\bteam\b(?= t-)"), "teamgroup"),
    (re.compile(r"\b(wi)-(fi)"), r"\1\2"),
    (re.compile(r"\((20[0-3]\d)\)"), r" y\1 "),
    (re.compile(r"\bmini[ -]?(?:itx|dtx)\b|\b(?:mini|mid|full|super)[ -]?tower\b"), " tower "),
    (re.compile(r"/ ?usb ?(\d)\.(\d)"), r" usb\1\2 "),
    (re.compile(r"\bi([3579])[ -](\d{3,5})"), r"i\1 \2"),
)
_WORD = re.compile(r"[a-z0-9]+")
_YEAR = re.compile(r"y20[0-3]\d")
_FAMILY = re.compile(r"i?[3579]")  # of processors: who writes 7950X need not write Ryzen 9
_PACKS = {"single": 1, "dual": 2, "triple": 3}
SIZED = frozenset({"memory", "storage", "graphics-card"})  # kinds that are sold by capacity
# Figures of which two different ones are two products.
DECISIVE = {
    "motherboard": ("ddr",),
    "memory": ("ddr", "mts", "latency", "kit"),
    "storage": ("bay", "mm"),
    "power-supply": ("watts", "grade"),
    "case-fan": ("mm",),
}
TALLEST_MM = 230  # of an air cooler; what is longer is a radiator
TELLING_NUMBER = 100  # smaller ones stand for too many things
LONG_CODE = 8  # characters; a word with letters and digits as long is a part number, not a model
DIGITS = frozenset("0123456789")
CAPACITY_TOLERANCE = 0.005  # 1.92 TB is 1.9 TB to some; 500 GB and 512 GB are two products


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures that a name states; what it does not state is empty, 0 or None."""

    gb: frozenset[float] = frozenset()
    kit: tuple[int, int] | None = None
    ddr: int = 0
    mts: int = 0
    latency: int = 0
    watts: int = 0
    mm: int = 0  # of a fan, a radiator, a card of flash memory
    pack: int = 0
    cfm: float = 0
    grade: str = ""  # of a power supply's efficiency
    bay: str = ""  # of a drive: m2, 2.5 or 3.5
    disk: bool | None = None  # of a drive: whether it turns

    def tokens(self) -> set[str]:
        """The figures as words of an index."""
        named = {
            "ddr": self.ddr,
            "mts": self.mts,
            "cl": self.latency,
            "w": self.watts,
            "mm": self.mm,
            "pack": self.pack,
        }
        found = {f"{name}:{value}" for name, value in named.items() if value}
        return found | {f"gb:{value:g}" for value in self.gb} | ({f"kit:{self.kit}"} if self.kit else set())


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart."""

    words: tuple[str, ...]
    colours: frozenset[str]
    figures: Figures
    glued: frozenset[str] = field(default_factory=frozenset)

    @property
    def models(self) -> set[str]:
        """The words with a digit."""
        return {word for word in self.words if not DIGITS.isdisjoint(word)}

    def tokens(self) -> set[str]:
        """What an index finds the name by."""
        return {*self.words, *self.glued, *self.figures.tokens()}


def taken_apart(text: str, kind: str) -> Name:
    """Take a name apart as names of this kind are written."""
    low = _plain(text)
    for pattern, instead in _SPLIT:
        low = pattern.sub(instead, low)
    figures, low = _figures(low, kind)
    if kind in {"cpu", "motherboard"}:
        low = _SOCKET.sub(" ", low)
    low = _NOISE.sub(" ", low)
    generic = GENERIC | GENERIC_IN.get(kind, frozenset())
    colourful = COLOURS - KEPT_IN.get(kind, frozenset())
    words = _WORD.findall(low)
    told = tuple(dict.fromkeys(word for word in words if word not in generic and word not in colourful))
    glued = frozenset(one + other for one, other in pairwise(told) if not DIGITS.isdisjoint(one + other))
    return Name(told, frozenset(words) & colourful, figures, glued)


def code(text: str) -> str:
    """Give a part number as it is compared: letters and digits only."""
    return "".join(_WORD.findall(_plain(text)))


def codes_in(text: str) -> list[str]:
    """Give what may be part numbers in a line."""
    found = (code(word) for word in text.split())
    return [each for each in dict.fromkeys(found) if is_code(each)]


def is_code(text: str) -> bool:
    """Tell whether a text without signs is long and mixed enough to be a part number."""
    digits = sum(each.isdigit() for each in text)
    return len(text) >= 6 and digits >= 2 and (digits < len(text) or digits >= 8)  # noqa: PLR2004


def agrees(stated: Figures, known: Figures, kind: str) -> bool:
    """Tell whether no figure that is stated contradicts what is known."""
    if any(_differ(getattr(stated, each), getattr(known, each)) for each in DECISIVE.get(kind, ())):
        return False
    if kind == "case-fan" and (stated.pack or 1) != (known.pack or 1):
        return False
    if kind == "cpu-cooler" and min(stated.mm, known.mm) > TALLEST_MM and stated.mm != known.mm:
        return False
    if stated.disk is not None and known.disk is not None and stated.disk is not known.disk:
        return False
    return _capacities_agree(stated, known) if kind in SIZED else True


def likeness(stated: Name, known: Name, kind: str, *, extra: frozenset[str], weight: Mapping[str, float]) -> float:
    """Give how much a name in a list is like a part's, 0 to 1; 0 where a figure contradicts.

    `extra`: words that the part is also known by (maker, series, chipset, part numbers).
    """
    if not agrees(stated.figures, known.figures, kind):
        return 0
    all_known = {*known.words, *known.glued, *extra, *_numbers(known.figures)}
    missing = _missing(stated, all_known)
    all_stated = {*stated.words, *stated.glued, *_numbers(stated.figures)}
    beyond = _missing(known, all_stated)
    factor = _factor(stated, missing, beyond, kind)
    if not factor:
        return 0
    cover = 1 - _share(missing, stated.words, weight)
    back = 1 - _share(beyond - {word for word in beyond if _is_long_code(word)}, known.words, weight)
    doubts = _colour_factor(stated, known) * _airflow_factor(stated, known)
    return factor * doubts * (COVER * cover + (1 - COVER) * back)


def _plain(text: str) -> str:
    bare = text.replace("™", " ").replace("®", " ").replace("©", " ").replace("×", "x")
    return "".join(each for each in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(each)).lower()


def _figures(low: str, kind: str) -> tuple[Figures, str]:
    """Read the figures, and give what is left of the text."""
    found: dict[str, object] = {}
    if kind == "storage":
        found |= {"bay": _bay(low), "disk": _turns(low)}
        if match := _M2_LENGTH.search(low):
            found["mm"] = int(match[1])
    if kind == "power-supply" and (match := _GRADE.search(low)):
        found["grade"] = match[1]
    if match := _KIT.search(low):
        found["kit"] = (int(match[1]), int(match[2]))
        low = _KIT.sub(" ", low)
    if kind in SIZED:
        sizes = {float(number) * (1000 if unit == "t" else 1) for number, unit in _CAPACITY.findall(low)}
        found["gb"] = frozenset(sizes)
        low = _CAPACITY.sub(" ", low)
    low = _measures(low, found)
    if kind == "memory":
        low = _memory_figures(low, found)
    return Figures(**found), low  # type: ignore[arg-type]  # by name


def _measures(low: str, found: dict[str, object]) -> str:
    """Read watts, lengths, packs and the type of memory."""
    for pattern, name in ((_WATTS, "watts"), (_LENGTH, "mm")):
        if match := pattern.search(low):
            found[name] = int(match[1])
            low = pattern.sub(" ", low)
    if match := _CFM.search(low):
        found["cfm"] = float(match[1])
    if match := _PACK.search(low):
        found["pack"] = _PACKS.get(match[3] or "", 0) or int(match[1] or match[2] or match[4] or 0)
        low = _PACK.sub(" ", low)
    if match := _DDR.search(low):
        found["ddr"], found["mts"] = int(match[1]), int(match[2] or 0)
        low = _DDR.sub(" ", low)
    return low


def _bay(low: str) -> str:
    return "m2" if "m.2" in low else next((inches for inches in ("2.5", "3.5") if inches in low), "")


def _turns(low: str) -> bool | None:
    if _SOLID.search(low):
        return False
    return True if _DISK.search(low) else None


def _memory_figures(low: str, found: dict[str, object]) -> str:
    if match := _LATENCY.search(low):
        found["latency"] = int(match[1])
        low = _LATENCY.sub(" ", low)
    if not found.get("mts") and (match := re.search(r"(?<![\w-])(\d{4})(?: ?m(?:hz|t/s))?\b(?!-)", low)):
        found["mts"] = int(match[1])
        low = f"{low[: match.start()]} {low[match.end() :]}"
    return low


def _differ(stated: object, known: object) -> bool:
    return bool(stated) and bool(known) and stated != known


def _capacities_agree(stated: Figures, known: Figures) -> bool:
    if not stated.gb or not known.gb:
        return True
    return any(abs(one - other) <= CAPACITY_TOLERANCE * other for one in stated.gb for other in known.gb)


def _numbers(figures: Figures) -> set[str]:
    """The figures as bare words: "GX-850" states the 850 W of "GX 850W"."""
    numbers = {figures.watts, figures.mm, figures.mts, *figures.gb}
    return {f"{number:g}" for number in numbers if number >= TELLING_NUMBER}


def _missing(name: Name, known: set[str]) -> set[str]:
    missing = {word for word in name.words if word not in known}
    for one, other in pairwise(name.words):
        if one + other in known:
            missing -= {one, other}
    return missing


def _factor(stated: Name, missing: set[str], beyond: set[str], kind: str) -> float:
    """Give what differing models and variants leave of a likeness: nothing where the list states another model."""
    decisive = {"graphics-card": CHIP_WORDS, "cpu": CPU_WORDS}.get(kind, frozenset())
    if decisive & (missing | beyond):
        return 0
    variants = VARIANTS | VARIANTS_IN.get(kind, frozenset())
    return prod(_missing_factor(word, variants) for word in missing) * prod(
        _beyond_factor(word, stated, kind, variants) for word in beyond
    )


def _missing_factor(word: str, variants: frozenset[str]) -> float:
    """Weigh a word of the list that the part does not have."""
    if not DIGITS.isdisjoint(word) or len(word) == 1:
        return 0.85 if _is_long_code(word) or _YEAR.fullmatch(word) else 0
    if word in STRONG:
        return 0.5
    return 0.7 if word in variants or len(word) <= SHORT_WORD else 1


def _beyond_factor(word: str, stated: Name, kind: str, variants: frozenset[str]) -> float:
    """Weigh a word of the part that the list does not have."""
    if word in STRONG:
        return 0.72
    if DIGITS.isdisjoint(word) or _is_long_code(word):
        return 0.8 if word in variants else 1
    if kind == "cpu":
        return 1 if _FAMILY.fullmatch(word) else 0
    if kind == "graphics-card" and not stated.models:
        return 0.6
    return 0.95 if _YEAR.fullmatch(word) else 0.75


def _is_long_code(word: str) -> bool:
    return len(word) >= LONG_CODE and is_code(word)


def _colour_factor(stated: Name, known: Name) -> float:
    if not stated.colours or not known.colours or stated.colours & known.colours:
        return 1
    return 0.6


def _airflow_factor(stated: Name, known: Name) -> float:
    """Sources measure the flow of air differently, so another one is no contradiction, but it is a doubt."""
    one, other = stated.figures.cfm, known.figures.cfm
    return 0.9 if one and other and abs(one - other) > 1 else 1


def _share(some: Iterable[str], of: Iterable[str], weight: Mapping[str, float]) -> float:
    total = sum(weight.get(word, 1) for word in of)
    return sum(weight.get(word, 1) for word in some) / total if total else 0
