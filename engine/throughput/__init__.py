"""How fast a GPU does a piece of work: formulas, constants and measured error in docs/models.md, "Speed".

question.py (what is asked) → gates.py (whether it can) → relative.py, language.py (how fast) → prediction.py (the
band); measured.py puts a measurement in front, work.py makes hours and kilowatt-hours of it.
"""

from engine.refusals import InputError
from engine.throughput.gpus import Gpu, gpu_of
from engine.throughput.kinds import KINDS, PRECISIONS
from engine.throughput.measured import Answer, Measured, MeasuredRow, answer, measured
from engine.throughput.prediction import Prediction, Refusal, estimate, predict
from engine.throughput.question import Question, read
from engine.throughput.shapes import Shape
from engine.throughput.work import Work, work

__all__ = [
    "KINDS",
    "PRECISIONS",
    "Answer",
    "Gpu",
    "InputError",
    "Measured",
    "MeasuredRow",
    "Prediction",
    "Question",
    "Refusal",
    "Shape",
    "Work",
    "answer",
    "estimate",
    "gpu_of",
    "measured",
    "predict",
    "read",
    "work",
]
