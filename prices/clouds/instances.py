"""Which GPUs an instance type has, for clouds whose price lists do not say: AWS and Azure."""

from __future__ import annotations

import re
from dataclasses import dataclass

FSDL = "the-full-stack/website docs/cloud-gpus/cloud-gpus.csv @2bddc6d (MIT)"
GPUHUNT = "dstackai/gpuhunt 0.1.34 gpuhunt/providers/azure.py, gpu_vm_series"
GENERAL = "general knowledge, unchecked"


@dataclass(frozen=True, slots=True)
class InstanceGpu:
    """The GPUs of an instance type. `count` 0 means a share of one; None, that the family comes in several sizes."""

    gpu: str
    memory_gb: float
    count: int | None
    form: str
    source: str


def _aws(gpu: str, memory_gb: float, form: str = "", source: str = GENERAL) -> InstanceGpu:
    return InstanceGpu(gpu, memory_gb, None, form, source)


# By family: what stands before the dot. How many GPUs a size has is in AWS's list.
AWS: dict[str, InstanceGpu] = {
    "p2": _aws("K80", 12, source=FSDL),
    "p3": _aws("V100 16GB", 16, "SXM", FSDL),
    "p3dn": _aws("V100 32GB", 32, "SXM", FSDL),
    "p4d": _aws("A100 40GB", 40, "SXM", FSDL),
    "p4de": _aws("A100 80GB", 80, "SXM", FSDL),
    "p5": _aws("H100", 80, "SXM"),
    "p5e": _aws("H200", 141, "SXM"),
    "p5en": _aws("H200", 141, "SXM"),
    "p6-b200": _aws("B200", 180),
    "p6-b300": _aws("B300", 288),
    "p6e-gb200": _aws("GB200", 186),
    "g3": _aws("M60", 8),
    "g3s": _aws("M60", 8),
    "g4dn": _aws("T4", 16, source=FSDL),
    "g4ad": _aws("Radeon Pro V520", 8),
    "g5": _aws("A10G", 24, source=FSDL),
    "g5g": _aws("T4G", 16),
    "g6": _aws("L4", 24),
    "gr6": _aws("L4", 24),
    "g6e": _aws("L40S", 48),
    "g7e": _aws("RTX PRO 6000 Server", 96),
}
AWS_OTHER = re.compile(r"(inf|trn|dl|vt|f)\d")  # families whose accelerators are no GPUs, should the list count them


@dataclass(frozen=True, slots=True)
class _Series:
    """A series of Azure: the pattern's number, its vCPUs, is so many for each GPU."""

    pattern: re.Pattern[str]
    gpu: str
    memory_gb: float
    vcpus_per_gpu: int
    form: str
    source: str


def _azure(pattern: str, gpu: tuple[str, float], vcpus_per_gpu: int, rest: tuple[str, str]) -> _Series:
    return _Series(re.compile(rf"Standard_{pattern}(_Promo)?", re.IGNORECASE), *gpu, vcpus_per_gpu, *rest)


# GPU and memory by the source named; that vCPUs are shared out evenly, and forms, are general knowledge, unchecked.
AZURE: tuple[_Series, ...] = (
    _azure(r"NC(\d+)ads_A100_v4", ("A100 80GB", 80), 24, ("PCIE", GPUHUNT)),
    _azure(r"NC(\d+)ads_A10_v4", ("A10", 24), 16, ("", GPUHUNT)),
    _azure(r"NC(\d+)as_T4_v3", ("T4", 16), 16, ("", GPUHUNT)),
    _azure(r"NC(\d+)r?s_v3", ("V100 16GB", 16), 6, ("PCIE", GPUHUNT)),
    _azure(r"NCC?(\d+)adi?s_H100_v5", ("H100 NVL", 94), 40, ("NVL", GPUHUNT)),
    _azure(r"ND(\d+)am?sr_A100_v4", ("A100 80GB", 80), 12, ("SXM", GPUHUNT)),
    _azure(r"ND(\d+)asr_v4", ("A100 40GB", 40), 12, ("SXM", GPUHUNT)),
    _azure(r"ND(\d+)rs_v2", ("V100 32GB", 32), 5, ("SXM", GPUHUNT)),
    _azure(r"ND(\d+)isr_H100_v5", ("H100", 80), 12, ("SXM", GENERAL)),
    _azure(r"ND(\d+)isr_H200_v5", ("H200", 141), 12, ("SXM", GPUHUNT)),
    _azure(r"ND(\d+)isr_MI300X_v5", ("MI300X", 192), 12, ("", GENERAL)),
    _azure(r"ND(\d+)isr_(?:NDR_)?GB200_v6", ("GB200", 186), 32, ("", GENERAL)),
    _azure(r"ND(\d+)isr_(?:NDR_)?GB300_v6", ("GB300", 288), 32, ("", GENERAL)),
    _azure(r"NC(\d+)r?s_v2", ("P100", 16), 6, ("PCIE", FSDL)),
    _azure(r"NC(\d+)r?", ("K80", 12), 6, ("", FSDL)),
    _azure(r"ND(\d+)r?s", ("P40", 24), 6, ("", GENERAL)),
    _azure(r"NV(\d+)adm?s_A10_v5", ("A10", 24), 36, ("", GPUHUNT)),
    _azure(r"NV(\d+)as_v4", ("MI25", 16), 32, ("", GPUHUNT)),
    _azure(r"NV(\d+)s_v3", ("M60", 8), 12, ("", GPUHUNT)),
    _azure(r"NV(\d+)(?:s_v2)?", ("M60", 8), 6, ("", GENERAL)),
    _azure(r"NG(\d+)adm?s_V620_v1", ("Radeon Pro V620", 32), 32, ("", GPUHUNT)),
)
WHOLE_BELOW = {"NC4as_T4_v3", "NC8as_T4_v3", "NC40ads_H100_v5"}  # a whole GPU with fewer vCPUs than the series' share


def azure_gpu(instance: str) -> InstanceGpu | None:
    """Give the GPUs of an Azure instance type; None if it has none or is not known."""
    for series in AZURE:
        found = series.pattern.fullmatch(instance)
        if found:
            vcpus = int(found[1])
            whole = instance.removeprefix("Standard_") in WHOLE_BELOW
            count = 1 if whole else vcpus // series.vcpus_per_gpu
            return InstanceGpu(series.gpu, series.memory_gb, count, series.form, series.source)
    return None


def aws_gpu(instance: str) -> InstanceGpu | None:
    """Give the GPU of an AWS instance type's family, whatever its size; None if it has none or is not known."""
    return AWS.get(instance.partition(".")[0])
