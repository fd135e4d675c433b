"""Which GPUs the frameworks, the number formats and NVLink take."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from engine.platforms.sources import UNCHECKED

_ROCM_6_1 = "ROCm/rocm-install-on-linux docs/reference/system-requirements.rst (6.1 era)"
_ROCM_6_4 = "ROCm 6.4.1 system requirements as quoted in ggml-org/llama.cpp#15994; install-on-windows page of ROCm 7.2"
_ROCM_6_3 = f"{UNCHECKED} (added after ROCm 6.3.1)"


@dataclass(frozen=True, slots=True)
class Capability:
    """A CUDA compute capability at which something begins to work."""

    capability: float
    source: str


CUDA_SUPPORTED_FROM = Capability(5.0, "pytorch/pytorch#172352")
# Below this only the cu126 wheels of PyTorch 2.11 carry the architecture; cu128 and cu130 wheels start here.
CUDA_CURRENT_FROM = Capability(
    7.5, "pytorch/pytorch#172352; PyTorch dev-discuss topic 3290 as quoted in Comfy-Org/ComfyUI#16438"
)
BF16_FROM = Capability(8.0, "Dao-AILab/flash-attention README; NVIDIA TransformerEngine support matrix")
FP8_FROM = Capability(8.9, "NVIDIA TransformerEngine support matrix")
FP4_FROM = Capability(10.0, "NVIDIA TensorRT-RTX support matrix")

ROCM_LINUX = MappingProxyType(  # chipset → source; every other AMD chipset is not on the list
    {
        "Radeon RX 7900 XTX": _ROCM_6_1,
        "Radeon RX 7900 XT": _ROCM_6_1,
        "Radeon RX 7900 GRE": _ROCM_6_1,
        "Radeon PRO W7900": _ROCM_6_1,
        "Radeon PRO W7800": _ROCM_6_1,
        "Radeon PRO W6800": _ROCM_6_1,
        "Radeon PRO V620": _ROCM_6_1,
        "Radeon RX 9070": _ROCM_6_4,
        "Radeon RX 9070 XT": _ROCM_6_4,
        "Radeon RX 9070 GRE": _ROCM_6_4,
        "Radeon RX 9060": _ROCM_6_4,
        "Radeon RX 9060 XT": _ROCM_6_4,
        "Radeon RX 9060 XT 8 GB": _ROCM_6_4,
        "Radeon RX 9060 XT 16 GB": _ROCM_6_4,
        "Radeon AI PRO R9700": _ROCM_6_4,
        "Radeon AI PRO R9700S": _ROCM_6_4,
        "Radeon RX 7800 XT": _ROCM_6_3,
        "Radeon RX 7700 XT": _ROCM_6_3,
        "Radeon RX 7700": _ROCM_6_3,
        "Radeon PRO W7700": _ROCM_6_3,
    }
)

NVLINK = MappingProxyType(  # chipset → source
    dict.fromkeys(
        (
            "GeForce RTX 2070 SUPER",
            "GeForce RTX 2080",
            "GeForce RTX 2080 SUPER",
            "GeForce RTX 2080 Ti",
            "GeForce RTX 3090",
            "GeForce RTX 3090 Ti",
            "Titan RTX",
            "RTX A4500",
            "RTX A5000",
            "RTX A5500",
            "RTX A6000",
            "Quadro RTX 5000",
            "Quadro RTX 6000",
            "Quadro RTX 8000",
            "Quadro GV100",
            "GP100",
        ),
        UNCHECKED,
    )
)
