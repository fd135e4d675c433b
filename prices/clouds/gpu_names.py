"""What clouds call a GPU, and which GPU of the catalogue that is.

A name is taken apart into its core ("A100", "RTX 4090", "RTX 6000 ADA"), its form (SXM, PCIE, NVL) and its memory, the
catalogue's names in the same way. Cores must be equal; memory and form then choose among the GPUs of that core.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 120  # characters that are looked at
SLICE = re.compile(r"\bMIG\b|\b\d+g\.\d+gb\b|\bvgpu\b|fractional", re.IGNORECASE)
OTHER = re.compile(
    r"^(aws\s*)?(tpu|inferentia|trainium|neuron|gaudi|hl-?\d|fpga|n150|n300|wormhole|blackhole|tt-|qualcomm|xilinx)",
    re.IGNORECASE,
)
MEMORY = re.compile(r"(?<![A-Z\d.])(\d{1,3}(?:\.\d)?)\s*G(?:I?B)?\b")
WORDS = re.compile(
    r"NVIDIA|GEFORCE|QUADRO|TESLA|RADEON|INSTINCT|BLACKWELL|GENERATION|WORKSTATION|SERVER|NVLINK|SUPER|TITAN|RTX|GTX"
    r"|PCIE|SXM\d?|HBM\d?E?|HGX|NVL(?!INK)|ADA|PRO(?=\d|\b)|(?<=\d)TI\b"
)
SUPER = re.compile(r"\b(\d{4})S\b")
FILLING = {
    "NVIDIA", "AMD", "INTEL", "GEFORCE", "QUADRO", "TESLA", "RADEON", "INSTINCT", "BLACKWELL", "GENERATION", "GPU",
    "TENSOR", "CORE", "NVLINK", "MEGA", "EDITION", "WORKSTATION", "WK", "WS", "Q", "OAM", "MODULE", "LAMBDA",
}  # fmt: skip
FORMS = {"HGX": "SXM", "PCIE": "PCIE", "NVL": "NVL"}
LAST_WORDS = ("TI", "SUPER", "ADA")  # in this order behind the number, however a cloud orders them
USUAL_FORMS = ("SXM", "", "PCIE", "NVL")  # which one a bare name means; a cloud's is most often the first
USUAL_OF = {"P100": ("PCIE", "SXM")}
MEMORY_WITHIN = 0.1  # share: drivers show 45 of 48 GB, 22.5 of 24

# Sizes in GB under which each is sold: fixtures/gpus.csv, which a test holds beside it, and below the line what clouds
# rent out though the catalogue does not have it (general knowledge, unchecked).
SIZES: dict[str, tuple[float, ...]] = {
    "K40C": (12,),
    "K80": (12,),
    "M40": (12, 24),
    "GTX TITAN X": (12,),
    "GTX 980 TI": (6,),
    "P4": (8,),
    "P40": (24,),
    "P100": (16,),
    "TITAN X PASCAL": (12,),
    "TITAN XP": (12,),
    "GTX 1060": (6,),
    "GTX 1070": (8,),
    "GTX 1070 TI": (8,),
    "GTX 1080": (8,),
    "GTX 1080 TI": (11,),
    "GTX 1660 SUPER": (6,),
    "GTX 1660 TI": (6,),
    "TITAN V": (12,),
    "V100": (16, 32),
    "V100S": (32,),
    "RTX 2060": (6, 12),
    "RTX 2060 SUPER": (8,),
    "RTX 2070": (8,),
    "RTX 2070 SUPER": (8,),
    "RTX 2080": (8,),
    "RTX 2080 SUPER": (8,),
    "RTX 2080 TI": (11,),
    "TITAN RTX": (24,),
    "RTX 4000": (8,),
    "RTX 5000": (16,),
    "RTX 6000": (24,),
    "RTX 8000": (48,),
    "T4": (16,),
    "RTX 3050": (8,),
    "RTX 3060": (12,),
    "RTX 3060 TI": (8,),
    "RTX 3070": (8,),
    "RTX 3070 TI": (8,),
    "RTX 3080": (10, 12),
    "RTX 3080 TI": (12,),
    "RTX 3090": (24,),
    "RTX 3090 TI": (24,),
    "RTX A2000": (6, 12),
    "RTX A4000": (16,),
    "RTX A4500": (20,),
    "RTX A5000": (24,),
    "RTX A5500": (24,),
    "RTX A6000": (48,),
    "A2": (16,),
    "A10": (24,),
    "A10G": (24,),
    "A16": (16,),
    "A40": (48,),
    "A30": (24,),
    "A100": (40, 80),
    "RTX 4060": (8,),
    "RTX 4060 TI": (8, 16),
    "RTX 4070": (12,),
    "RTX 4070 SUPER": (12,),
    "RTX 4070 TI": (12,),
    "RTX 4070 TI SUPER": (16,),
    "RTX 4080": (16,),
    "RTX 4080 SUPER": (16,),
    "RTX 4090": (24,),
    "RTX 4090 D": (24,),
    "RTX 2000 ADA": (16,),
    "RTX 4000 ADA": (20,),
    "RTX 4000 SFF ADA": (20,),
    "RTX 4500 ADA": (24,),
    "RTX 5000 ADA": (32,),
    "RTX 5880 ADA": (48,),
    "RTX 6000 ADA": (48,),
    "L4": (24,),
    "L40": (48,),
    "L40S": (48,),
    "H100": (80, 94),
    "H200": (141,),
    "RTX 5050": (8,),
    "RTX 5060": (8,),
    "RTX 5060 TI": (8, 16),
    "RTX 5070": (12,),
    "RTX 5070 TI": (16,),
    "RTX 5080": (16,),
    "RTX 5090": (32,),
    "RTX PRO 2000": (16,),
    "RTX PRO 4000": (24,),
    "RTX PRO 4500": (32,),
    "RTX PRO 5000": (48, 72),
    "RTX PRO 6000": (96,),
    "RTX PRO 6000 SERVER": (96,),
    "B200": (180,),
    "B300": (288,),
    "GB10": (128,),
    "MI25": (16,),
    "MI50": (16,),
    "MI60": (32,),
    "VII": (16,),
    "RX VEGA 64": (8,),
    "MI100": (32,),
    "MI210": (64,),
    "MI250": (128,),
    "MI250X": (128,),
    "MI300X": (192,),
    "MI325X": (256,),
    "MI350X": (288,),
    "MI355X": (288,),
    "RX 6700 XT": (12,),
    "RX 6800": (16,),
    "RX 6800 XT": (16,),
    "RX 6900 XT": (16,),
    "RX 6950 XT": (16,),
    "PRO W6800": (32,),
    "RX 7600": (8,),
    "RX 7600 XT": (16,),
    "RX 7700 XT": (12,),
    "RX 7800 XT": (16,),
    "RX 7900 GRE": (16,),
    "RX 7900 XT": (20,),
    "RX 7900 XTX": (24,),
    "PRO W7700": (16,),
    "PRO W7800": (32,),
    "PRO W7900": (48,),
    "RX 9060 XT": (8, 16),
    "RX 9070": (16,),
    "RX 9070 XT": (16,),
    "AI PRO R9700": (32,),
    "ARC A380": (6,),
    "ARC A580": (8,),
    "ARC A750": (8,),
    "ARC A770": (16,),
    "ARC B570": (10,),
    "ARC B580": (12,),
    "ARC PRO B50": (16,),
    "ARC PRO B60": (24,),
    # not in the catalogue
    "GH200": (96, 141),
    "GB200": (186, 192),
    "GB300": (288,),
    "H800": (80,),
    "A800": (40, 80),
    "H20": (96, 141),
    "M60": (8,),
    "T4G": (16,),
    "V620": (32,),
    "V520": (8,),
    "A100X": (80,),
    "MI300A": (128,),
    "MI308X": (192,),
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name, taken apart."""

    core: str
    form: str
    memory_gb: float | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A GPU of the catalogue."""

    name: str
    memory_gib: float | None


@dataclass(frozen=True, slots=True)
class Match:
    """Which GPU of the catalogue it is, and how that was found out; None: none, or not to be told."""

    gpu: str | None
    how: str


def is_slice(name: str) -> bool:
    """Whether a name means a part of a GPU."""
    return bool(SLICE.search(name.replace("_", " ")))


def is_gpu(name: str) -> bool:
    """Whether a name can be a GPU, rather than another kind of accelerator."""
    return bool(name) and name.lower() not in {"unknown", "none", "n/a", "cpu"} and not OTHER.search(name.strip())


def named(text: str) -> Name:
    """Take a name apart."""
    upper = re.sub(r"[_\-/(),+]+", " ", text[:LONGEST_NAME].upper())
    found = MEMORY.search(upper)
    spaced = WORDS.sub(r" \g<0> ", MEMORY.sub(" ", upper))
    tokens = SUPER.sub(r"\1 SUPER", spaced).split()
    form = next((_form(token) for token in tokens if _form(token)), "")
    kept = [token for token in tokens if token not in FILLING and not _form(token) and not token.startswith("HBM")]
    return Name(_core(kept), form, float(found[1]) if found else None)


def _form(word: str) -> str:
    return "SXM" if word.startswith("SXM") else FORMS.get(word, "")


def _core(parts: list[str]) -> str:
    """Give the core in the catalogue's spelling: some clouds leave out the RTX, or turn words round."""
    words = ["SERVER" if part == "S" else part for part in parts if part not in LAST_WORDS]
    core = " ".join([*words, *(word for word in LAST_WORDS if word in parts)])
    if re.fullmatch(r"A[2456][05]00", core):
        return f"RTX {core}"
    if re.fullmatch(r"[2345]0[56789]0( TI)?( SUPER)?( D)?|\d000 ADA", core):
        return f"RTX {core}"
    return f"GTX {core}" if re.fullmatch(r"1[06][5678]0( TI)?( SUPER)?", core) else core


def nominal_sizes(name: Name) -> tuple[float, ...]:
    """Give the sizes in GB that a GPU is sold with; none if it is not known."""
    return SIZES.get(name.core, ())


def match(stated: str, memory_gb: float | None, catalogue: Iterable[Listed], *, form: str = "") -> Match:
    """Find the GPU of the catalogue that a cloud means; `form` is what its instance type tells."""
    asked = named(stated)
    known = [(each, named(each.name)) for each in catalogue]
    same = [(each, name) for each, name in known if name.core == asked.core]
    stated = asked.form or form
    formed = [(each, name) for each, name in same if not stated or name.form in {stated, ""}]
    if same and not formed:
        return Match(None, "no such form")
    size = memory_gb or asked.memory_gb
    fitting = [(each, name) for each, name in formed if _holds(each, size)]
    if not fitting:
        return Match(None, "modified card, no match" if same else "")
    if size is None and len({each.memory_gib for each, _ in fitting}) > 1:
        return Match(None, "memory not stated")
    return _by_form(fitting, asked, form)


def _holds(gpu: Listed, size_gb: float | None) -> bool:
    return size_gb is None or gpu.memory_gib is None or abs(gpu.memory_gib - size_gb) <= MEMORY_WITHIN * gpu.memory_gib


def _by_form(fitting: list[tuple[Listed, Name]], asked: Name, told: str) -> Match:
    """Choose by form: the stated one, else that of the instance type, else the usual one."""
    forms = {name.form: each.name for each, name in fitting}
    stated = asked.form or told
    if stated:
        return Match(forms.get(stated) or forms[""], "stated" if asked.form else "by instance")
    usual = (*USUAL_OF.get(asked.core, ()), *USUAL_FORMS)
    chosen = next(forms[each] for each in usual if each in forms)
    return Match(chosen, "form factor assumed" if len(forms) > 1 or _has_form(fitting) else "stated")


def _has_form(fitting: list[tuple[Listed, Name]]) -> bool:
    """Whether the GPU comes in several forms, though only one of them has the asked memory."""
    return any(name.form in {"SXM", "NVL"} for _, name in fitting)
