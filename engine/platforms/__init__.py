"""Tables of fact about platforms that no open part data records, each row with its source.

"general knowledge, unchecked" means that nobody has tied the row to a document yet. Chipsets are written without their
vendor, sockets and microarchitectures as `sockets` reads them. A `name_matches` is a regular expression that is
searched for, upper and lower case included, in the processor's name.
"""

from engine.platforms.chipsets import Support, chipset_row
from engine.platforms.electrics import CIRCUITS, Circuit, peak_factor
from engine.platforms.lanes import cpu_lanes, pcie_generation
from engine.platforms.mechanics import board_fits, mountable, slot_positions, supply_fits
from engine.platforms.sockets import (
    read_board_socket,
    read_chipset,
    read_cooler_sockets,
    read_cpu_socket,
    read_microarchitecture,
)

__all__ = [
    "CIRCUITS",
    "Circuit",
    "Support",
    "board_fits",
    "chipset_row",
    "cpu_lanes",
    "mountable",
    "pcie_generation",
    "peak_factor",
    "read_board_socket",
    "read_chipset",
    "read_cooler_sockets",
    "read_cpu_socket",
    "read_microarchitecture",
    "slot_positions",
    "supply_fits",
]
