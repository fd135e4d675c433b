"""What cards made for servers ask of a desktop machine: another power plug, and a large window into their memory."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from engine.platforms.sources import UNCHECKED

_P40_BRIEF = (
    "NVIDIA product brief PB-08338-001 of the Tesla P40 (it names a dongle from CPU 8-pin to PCIe 8-pin), as copied at "
    "https://pdfslide.us/documents/tesla-p40-gpu-accelerator-the-tesla-p40-gpu-accelerator-is-offered-as-a-250-w.html"
)
_A6000 = "https://support.exxactcorp.com/hc/en-us/articles/20180443940119-PCIe-8-pin-vs-EPS-12V-8-pin-power-connections"
_P40_REPORTS = (
    "https://github.com/xCuri0/ReBarUEFI/issues/63 and "
    "https://github.com/JingShing/How-to-use-tesla-p40/issues/2; the size: general knowledge, unchecked"
)
_M40_REPORT = "https://github.com/xCuri0/ReBarUEFI/issues/383; the size: general knowledge, unchecked"
_V100_REPORT = "https://github.com/xCuri0/ReBarUEFI/issues/303; the size: general knowledge, unchecked"


@dataclass(frozen=True, slots=True)
class EpsPlug:
    """A card that takes the 8-pin plug of a processor (EPS), which a lead for graphics cards does not fit."""

    adapter_in_box: bool = False  # from two leads for graphics cards
    source: str = UNCHECKED


@dataclass(frozen=True, slots=True)
class LargeWindow:
    """A card that wants an address range of so many GiB (its BAR1), which ends above the first 4 GiB."""

    gib: int
    source: str = UNCHECKED


EPS_PLUGS = MappingProxyType(  # chipset → what is known of its plug
    {
        "Tesla K80": EpsPlug(),
        "Tesla M40": EpsPlug(),
        "Tesla M40 24 GB": EpsPlug(),
        "Tesla P40": EpsPlug(source=_P40_BRIEF),
        "Tesla P100 PCIe 16 GB": EpsPlug(),
        "Tesla V100 PCIe 16 GB": EpsPlug(),
        "Tesla V100 PCIe 32 GB": EpsPlug(),
        "Tesla V100S PCIe 32 GB": EpsPlug(),
        "A16 PCIe": EpsPlug(),
        "A30 PCIe": EpsPlug(),
        "A40 PCIe": EpsPlug(),
        "A100 PCIe 40 GB": EpsPlug(),
        "A100 PCIe 80 GB": EpsPlug(),
        "Radeon Instinct MI210": EpsPlug(),
        "RTX A6000": EpsPlug(
            adapter_in_box=True, source=f"{_A6000}; that the adapter is in the box: general knowledge, unchecked"
        ),
    }
)

LARGE_WINDOWS = MappingProxyType(  # chipset → what it wants; workstation cards come with a small window
    {
        "Tesla K80": LargeWindow(16, f"{UNCHECKED} (16 GiB for each of its two GPUs)"),
        "Tesla M40": LargeWindow(16),
        "Tesla M40 24 GB": LargeWindow(32, _M40_REPORT),
        "Tesla P40": LargeWindow(32, _P40_REPORTS),
        "Tesla P100 PCIe 16 GB": LargeWindow(16),
        "Tesla V100 PCIe 16 GB": LargeWindow(16, _V100_REPORT),
        "Tesla V100 PCIe 32 GB": LargeWindow(32),
        "Tesla V100S PCIe 32 GB": LargeWindow(32),
        "A10 PCIe": LargeWindow(32),
        "A16 PCIe": LargeWindow(16, f"{UNCHECKED} (16 GiB for each of its four GPUs)"),
        "A30 PCIe": LargeWindow(32),
        "A40 PCIe": LargeWindow(64),
        "A100 PCIe 40 GB": LargeWindow(64),
        "A100 PCIe 80 GB": LargeWindow(128),
        "L4": LargeWindow(32),
        "L40": LargeWindow(64),
        "L40S": LargeWindow(64),
        "H100 PCIe 80 GB": LargeWindow(128),
        "H100 NVL 94 GB": LargeWindow(128),
        "H200 NVL": LargeWindow(256),
        "Radeon Instinct MI50": LargeWindow(16),
        "Radeon Instinct MI60": LargeWindow(32),
        "Radeon Instinct MI100": LargeWindow(32),
        "Radeon Instinct MI210": LargeWindow(64),
    }
)
