"""Limits and readings that several kinds share."""

from __future__ import annotations

HIGHEST_WATTS = 30_000  # no part of a machine is rated anywhere near
LONGEST_MM = 5_000
MOST_GIB = 1_000_000
MOST_OF_A_KIND = 1_000  # sockets, leads, ports, bays

LAST_TIB = 7  # "1" to "7" on a platform that takes more than 7 GiB: the record is in TiB


def memory_limit(recorded: int | None) -> int | None:
    """Give the most memory in GiB; from 1 to 7 the record means TiB."""
    if recorded is None:
        return None
    return recorded * 1024 if recorded <= LAST_TIB else recorded
