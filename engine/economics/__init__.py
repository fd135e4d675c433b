"""Renting against buying: what each costs over time, when buying catches up, and what would change the answer.

Formulas, conventions and sources: docs/models.md, "Rent or buy". Money is in one currency, that of the scenario; a
month has 730 hours.
"""

from engine.economics.breakeven import break_even_hours
from engine.economics.comparison import Comparison, Standing, compare, standings
from engine.economics.composition import Composition, Piece, composition
from engine.economics.defaults import simple_scenario
from engine.economics.inputs import limits_of, parse
from engine.economics.ranges import Ranges, ranges
from engine.economics.report import report
from engine.economics.scenario import Scenario
from engine.economics.sensitivity import Bar, Mix, Spread, hybrid, sensitivity, uncertainty
from engine.economics.turning import Turn, turning_points
from engine.refusals import InputError

__all__ = [
    "Bar",
    "Comparison",
    "Composition",
    "InputError",
    "Mix",
    "Piece",
    "Ranges",
    "Scenario",
    "Spread",
    "Standing",
    "Turn",
    "break_even_hours",
    "compare",
    "composition",
    "hybrid",
    "limits_of",
    "parse",
    "ranges",
    "report",
    "sensitivity",
    "simple_scenario",
    "standings",
    "turning_points",
    "uncertainty",
]
