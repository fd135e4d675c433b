"""CPU or GPU in production: boxes, latency and cost of answering so many requests a second within a limit.

Formulas, the policy of batching and what is left out: docs/models.md, "Serving". Seconds and requests a second; money
is in one currency, by the hour.
"""

from engine.serving.comparison import Comparison, Mix, Rung, compare
from engine.serving.formula import mean_batch, mean_latency
from engine.serving.inputs import Asked, parse, question
from engine.serving.measured import MEASURED, WORKLOADS, Measured, Workload
from engine.serving.question import Question
from engine.serving.server import Box, Server, from_latency, from_two_batches
from engine.serving.simulation import Latencies, Promise, simulate
from engine.serving.sizing import Fleet, boxes_needed, fleet, most_rate

__all__ = [
    "MEASURED",
    "WORKLOADS",
    "Asked",
    "Box",
    "Comparison",
    "Fleet",
    "Latencies",
    "Measured",
    "Mix",
    "Promise",
    "Question",
    "Rung",
    "Server",
    "Workload",
    "boxes_needed",
    "compare",
    "fleet",
    "from_latency",
    "from_two_batches",
    "mean_batch",
    "mean_latency",
    "most_rate",
    "parse",
    "question",
    "simulate",
]
