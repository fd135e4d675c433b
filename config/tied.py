"""Become another program that ends when the one that started it does: `python config/tied.py COMMAND …`.

On Linux the kernel sends SIGTERM to this process once its parent is gone, even after a SIGKILL, and keeps the promise
across exec. Elsewhere the program just runs: there only an orderly end of the parent ends it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def tie(parent: int) -> None:
    """Ask for SIGTERM at the end of the parent, and end at once if it has ended already."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            sys.exit(1)


if __name__ == "__main__":
    tie(int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606  # the command comes from config/up.py, never from a request
