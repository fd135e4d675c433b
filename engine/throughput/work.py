"""How long a job takes and what it draws: "fine-tune 8B on 10 million tokens: 3.1 h ± 25 %, 1.4 kWh"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.economics.inputs import number
from engine.economics.limits import Limits

if TYPE_CHECKING:
    from engine.throughput.measured import Measured
    from engine.throughput.prediction import Prediction

SECONDS_IN_HOUR: Final = 3600
WATTS_IN_KILOWATT: Final = 1000
AMOUNT: Final = Limits(high=1e18, low_open=True)
ROUNDS: Final = Limits(high=1e6, low_open=True)
LOAD: Final = Limits(high=1e7, low_open=True)


@dataclass(frozen=True, slots=True)
class Work:
    """Hours and energy of a job, with the ends of the speed's band."""

    hours: float
    least_hours: float
    most_hours: float
    kwh: float
    least_kwh: float
    most_kwh: float


def work(speed: Prediction | Measured, amount: float, wall_w: float, *, rounds: float = 1) -> Work:
    """Work out a job of so many tokens, images or samples (the speed's unit), gone through `rounds` times.

    `wall_w`: what the whole machine draws at the wall under load; it is what the electricity meter counts. Raises
    InputError at a number that is not allowed.
    """
    pieces = number(amount, AMOUNT, "amount") * number(rounds, ROUNDS, "rounds")
    kilowatts = number(wall_w, LOAD, "wall_w") / WATTS_IN_KILOWATT
    hours, least, most = (pieces / each / SECONDS_IN_HOUR for each in (speed.speed, speed.high, speed.low))
    return Work(hours, least, most, hours * kilowatts, least * kilowatts, most * kilowatts)
