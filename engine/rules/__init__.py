"""The rules, one module per concern. Importing the package puts them all into the registry, in this order."""

from engine.rules import presence, processor, memory, cooling, enclosure, storage, lanes, cards, supply, plugs  # noqa: F401, I001  # the order of the list of rules
from engine.rules import (  # noqa: F401  # in the order of the list of rules
    workload,
    promises,
    clearance,
    sharing,
    datacentre,
    software,
    multi_gpu,
    electricity,
    ambient,
    used,
    headers,
)
