"""What lists call the kinds of parts, and the types of things that no build here holds."""

from __future__ import annotations

import re

KINDS = ("cpu", "cpu-cooler", "motherboard", "memory", "graphics-card", "storage", "power-supply", "case", "case-fan")
# The name of each kind in our own lists: in English wherever they were written, so that they come back everywhere.
NAMES = {
    "cpu": "CPU",
    "cpu-cooler": "CPU cooler",
    "motherboard": "Motherboard",
    "memory": "Memory",
    "graphics-card": "Graphics card",
    "storage": "Storage",
    "power-supply": "Power supply",
    "case": "Case",
    "case-fan": "Case fan",
}
_WORDS = {
    "cpu": "cpu, processor, prozessor",
    "cpu-cooler": "cpu cooler, cooler, cooling, cpu cooling, aio, heatsink, liquid cooler, cpu-cooler",
    "motherboard": "motherboard, mobo, mainboard, board, mb",
    "memory": "memory, ram, dimm, memory kit, system memory",
    "graphics-card": "video card, graphics card, gpu, graphics, vga, graphic card, videocard, graphics-card, card",
    "storage": (
        "storage, ssd, hdd, nvme, m.2, drive, hard drive, boot drive, internal hard drive, internal storage, "
        "solid state drive, data drive, m.2 ssd, nvme ssd, hard disk"
    ),
    "power-supply": "power supply, psu, power supply unit, power-supply",
    "case": "case, chassis, enclosure, tower, pc case, computer case",
    "case-fan": "case fan, fan, case-fan, chassis fan",
}
OF_WORD = {word: kind for kind, words in _WORDS.items() for word in words.split(", ")}
OTHERS = frozenset({
    "monitor", "display", "screen", "operating system", "os", "software", "windows", "keyboard", "mouse",
    "keyboard/mouse", "headphone", "headset", "speaker", "webcam", "microphone", "wired network adapter",
    "wireless network adapter", "network adapter", "network card", "nic", "wifi card", "wi-fi card", "wifi adapter",
    "wi-fi adapter", "sound card", "thermal compound", "thermal paste", "optical drive", "external storage",
    "external hard drive", "external drive", "ups", "case accessory", "fan controller", "laptop", "accessory",
    "accessories", "capture card", "cable", "mousepad", "mouse pad", "chair", "desk", "prebuilt", "vr headset",
    "controller", "lighting", "rgb", "riser", "riser cable", "anti-virus", "hub",
})  # fmt: skip
_COUNTED = re.compile(r"(?: ?(?:#|no\.?|nr\.?)? ?\d{1,2})$")
_GUESSES = (
    ("cpu-cooler", re.compile(r"\bcpu (?:liquid )?cooler|liquid cooler|\baio\b", re.IGNORECASE)),
    ("case-fan", re.compile(r"\bfans?$|case fan", re.IGNORECASE)),
    ("motherboard", re.compile(r"motherboard|mainboard", re.IGNORECASE)),
    ("graphics-card", re.compile(r"video card|graphics card|geforce|radeon|\b(?:rtx|gtx) ?[a-z]?\d", re.IGNORECASE)),
    ("memory", re.compile(r"\bddr[345]|\bs?o?-?dimm\b|memory$|\bram\b", re.IGNORECASE)),
    ("storage", re.compile(r"solid state|hard drive|\bnvme\b|\bssd\b|\bhdd\b|\d ?tb\b", re.IGNORECASE)),
    ("power-supply", re.compile(r"power supply|80\+|80 ?plus|\bpsu\b", re.IGNORECASE)),
    ("case", re.compile(r"\bcase$|(?:mid|full|mini) tower|chassis", re.IGNORECASE)),
    (
        "cpu",
        re.compile(r"processor$|\bryzen\b|\bthreadripper\b|\bcore i\d|\bxeon\b|\bepyc\b|\bi[3579]-\d", re.IGNORECASE),
    ),
)


def plain(text: str) -> str:
    """Give the name of a type without what is wrapped around it."""
    word = " ".join(text.replace("*", " ").replace("_", " ").split()).strip(" :.-–—").lower()
    word = _COUNTED.sub("", word)
    return word if word in OF_WORD or word in OTHERS or not word.endswith("s") else word.removesuffix("s")


def kind_of(text: str) -> str:
    """Give the kind that a type means; empty: none, or nobody knows."""
    return OF_WORD.get(plain(text), "")


def is_other(text: str) -> bool:
    """Tell whether a type is one that no build here holds."""
    return plain(text) in OTHERS


def is_type(text: str) -> bool:
    """Tell whether a text is the name of a type at all."""
    word = plain(text)
    return word in OF_WORD or word in OTHERS


def guess(name: str) -> str:
    """Guess the kind of a thing from its name; empty: no idea."""
    return next((kind for kind, sign in _GUESSES if sign.search(name)), "")
