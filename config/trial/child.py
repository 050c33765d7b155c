"""Become another program that ends when its parent does (Linux): `child.py PARENT COMMAND…`.

Run as a file by a bare interpreter, so that it costs a few milliseconds and imports nothing of
ours.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1

if __name__ == "__main__":
    parent, *command = sys.argv[1:]
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    # The parent may have ended before the line above.
    if os.getppid() == int(parent):
        os.execvp(command[0], command)  # noqa: S606 - no shell is wanted
