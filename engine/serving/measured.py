"""What was measured of single machines: a few points, each with where it was published. Rates are for one box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.findings import gettext_noop
from engine.serving.server import Box, Server, from_latency

TIMM = "huggingface/pytorch-image-models@aa4b585, results/"
LAPTOP_CPU = TIMM + "benchmark-infer-fp32-nchw-pt240-cpu-i7_12700h-dynamo.csv"
GAMING_GPU = TIMM + "benchmark-infer-amp-nhwc-pt240-cu124-rtx4090.csv"
MLPERF_1 = "mlcommons/inference_results_v1.1, closed, NVIDIA, "
MLPERF_4 = "mlcommons/inference_results_v4.1, closed, "
LLAMA_CPP = "ggml-org/llama.cpp, issue 34"
SHOOTOUT = "joshua8.ai/blackwell-gpu-shootout"
ANSWER_TOKENS = 300
EAGER = gettext_noop("batch of 512, eager PyTorch in mixed precision")
OFFLINE = gettext_noop("MLPerf offline, all requests at hand at once")
OFFLINE_AND_ALONE = gettext_noop("MLPerf offline and single stream")
ONE_BY_ONE = gettext_noop("one after the other")
STREAM = gettext_noop("one stream, answers of 300 tokens")
AT_PEAK = gettext_noop("vLLM at its peak of users, answers of 300 tokens")
CLOUD_VM = gettext_noop(
    "measured by this site on a noisy shared host; best of runs, the median takes 1.7 times as long"
)


@dataclass(frozen=True, slots=True)
class Workload:
    """A task, and what the question is unless somebody says otherwise."""

    key: str
    name: str
    rate: float
    limit_ms: float
    batch: int


@dataclass(frozen=True, slots=True)
class Measured:
    """A device at a task. `latency_s`: of one request alone; None: not published. `rate`: many at once, or None.

    `gpu`: its slug in the catalogue, by which a price is found.
    """

    workload: str
    key: str
    name: str
    kind: Literal["cpu", "gpu"]
    precision: str
    rate: float | None
    latency_s: float | None
    how: str
    source: str
    gpu: str = ""

    def box(self, batch: int, price: float | None = None) -> Box:
        """Make a box of it. A CPU takes one request at a time: batches add waiting there, and hardly any speed."""
        return Box(self.name, self.server(batch), self.rate or 0.0, price)

    def server(self, batch: int) -> Server | None:
        """Make a server of it, if its latency is known."""
        if self.latency_s is None:
            return None
        return from_latency(self.latency_s, self.rate, batch)


WORKLOADS: dict[str, Workload] = {
    each.key: each
    for each in (
        Workload("resnet-50", "ResNet-50", 32, 100, 32),
        Workload("vit-b-16", "ViT-B/16, 224 px", 32, 200, 32),
        Workload("mobilenet-v3", "MobileNetV3 large", 32, 100, 32),
        Workload("bert-large", "BERT large, 384 tokens", 32, 100, 16),
        Workload("chat-8b", gettext_noop("Chat with a model of 7 or 8 billion parameters, 4 bits"), 1, 15_000, 1),
        Workload("gpt-j-6b", gettext_noop("Summaries by GPT-J 6B"), 1, 15_000, 1),
    )
}
DEFAULT_WORKLOAD = "resnet-50"
A100, L4, RTX_4090 = "a100-pcie-80-gb", "l4", "geforce-rtx-4090"


def _stream(key: str, name: str, kind: Literal["cpu", "gpu"], tokens: float) -> Measured:
    source = LLAMA_CPP if kind == "cpu" else "HartsyInference plan document, llama.cpp 6f4f53f, Mistral 7B Q4_K_M"
    return Measured("chat-8b", key, name, kind, "4-bit", None, ANSWER_TOKENS / tokens, STREAM, source, _slug(key, kind))


def _peak(key: str, name: str, kind: Literal["cpu", "gpu"], tokens: float) -> Measured:
    rate = tokens / ANSWER_TOKENS
    return Measured("chat-8b", key, name, kind, "4-bit", rate, None, AT_PEAK, SHOOTOUT, _slug(key, kind))


def _xeon(workload: str, key: str, rate: float, who: str) -> Measured:
    name = {"2x-xeon-8592": "2 × Xeon Platinum 8592+", "2x-xeon-6980p": "2 × Xeon 6980P"}[key]
    return Measured(workload, key, name, "cpu", "int8", rate, None, OFFLINE, MLPERF_4 + who)


def _laptop(workload: str, latency_ms: float) -> Measured:
    name = "Core i7-12700H"
    return Measured(workload, "i7-12700h", name, "cpu", "fp32", None, latency_ms / 1000, ONE_BY_ONE, LAPTOP_CPU)


def _mlperf_gpu(workload: str, key: str, rate: float, latency_ms: float) -> Measured:
    name, system = {A100: ("A100 PCIe 80 GB", "A100-PCIe-80GBx1"), "a30-pcie": ("A30 PCIe", "A30x1")}[key]
    source = f"{MLPERF_1}{system}_TRT_Triton"
    return Measured(workload, key, name, "gpu", "int8", rate, latency_ms / 1000, OFFLINE_AND_ALONE, source, key)


def _eager(workload: str, rate: float) -> Measured:
    return Measured(workload, RTX_4090, "GeForce RTX 4090", "gpu", "fp16", rate, None, EAGER, GAMING_GPU, RTX_4090)


def _slug(key: str, kind: str) -> str:
    return key if kind == "gpu" else ""


MEASURED: tuple[Measured, ...] = (
    _laptop("resnet-50", 32.8),
    Measured(
        "resnet-50", "epyc-2-cores", "EPYC, 2 shared cores", "cpu", "fp32", None, 0.126, CLOUD_VM, "ONNX Runtime"
    ),
    _xeon("resnet-50", "2x-xeon-8592", 25_643.7, "Cisco C240M7-1-node-2S-EMR-PyTorch"),
    _xeon("resnet-50", "2x-xeon-6980p", 45_617.3, "Intel 1-node-2S-GNR-PyTorch"),
    _mlperf_gpu("resnet-50", A100, 36_911.2, 0.437),
    _mlperf_gpu("resnet-50", "a30-pcie", 19_303.9, 0.552),
    Measured("resnet-50", L4, "L4", "gpu", "int8", 12_800.0, None, OFFLINE, MLPERF_4 + "Lenovo 2xL4_TRT, halved", L4),
    _eager("resnet-50", 5_088.39),
    _laptop("vit-b-16", 120.0),
    _eager("vit-b-16", 2_843.0),
    _laptop("mobilenet-v3", 7.4),
    _eager("mobilenet-v3", 16_891.88),
    _xeon("bert-large", "2x-xeon-8592", 1_685.75, "Dell 1-node-2S-EMR-PyTorch"),
    _xeon("bert-large", "2x-xeon-6980p", 3_024.03, "Intel 1-node-2S-GNR-PyTorch"),
    _mlperf_gpu("bert-large", A100, 3_246.43, 1.639),
    _mlperf_gpu("bert-large", "a30-pcie", 1_690.63, 2.197),
    _stream("i9-13900k", "Core i9-13900K", "cpu", 18.27),
    _stream("c3-highcpu-44", "GCP c3-highcpu-44", "cpu", 21.59),
    _peak("ryzen-avx512", "Ryzen, AVX-512", "cpu", 74.0),
    _stream("geforce-rtx-3060-12-gb", "GeForce RTX 3060 12 GB", "gpu", 66.46),
    _peak("geforce-rtx-5070-ti", "GeForce RTX 5070 Ti", "gpu", 2_689.0),
    _xeon("gpt-j-6b", "2x-xeon-8592", 3.6917, "Intel 1-node-2S-EMR-PyTorch"),
    Measured(
        "gpt-j-6b", "h100-nvl-94-gb", "H100 NVL 94 GB", "gpu", "fp8", 26.056, None, OFFLINE,
        MLPERF_4 + "Dell R760xa_H100NVL_PCIe_94GBx4_TRT, by four", "h100-nvl-94-gb",
    ),
)  # fmt: skip


def devices(workload: str, kind: str) -> dict[str, Measured]:
    """Give what was measured for a task, by the device's key; the first is the default."""
    return {each.key: each for each in MEASURED if each.workload == workload and each.kind == kind}
