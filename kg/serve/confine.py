"""What a worker gives up before it answers strangers: memory, writing, core files and, where it may, the network."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

try:
    import resource
except ImportError:  # pragma: no cover - Windows has no such limits; time, rows and bytes hold there too
    resource = None  # type: ignore[assignment]

_MIB = 1 << 20
_END_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000


def leave_network() -> None:
    """Moves the process into a network of its own, which has no way out; not every system allows that.

    To be called before there are threads.
    """
    if sys.platform != "linux":
        return
    # A user's own namespace would take from root the right to read others' files.
    apart = _NEW_NETWORK if os.geteuid() == 0 else _NEW_NETWORK | _NEW_USER
    with suppress(OSError, AttributeError):  # os.unshare came with Python 3.12
        ctypes.CDLL(None).unshare(apart)


def end_with_server() -> None:
    """Ends this process when the server does, however that ends; a worker at work would not notice."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)


def limit(memory: int) -> None:
    """Allows `memory` MiB beyond what the process has now, and no files to be written; time is the server's care."""
    if resource is None:
        return
    most = _size() + memory * _MIB
    for kind, value in (
        (resource.RLIMIT_AS, most),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (value, value))


def _size() -> int:
    """Bytes of address space in use."""
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return pages * resource.getpagesize()
    return 512 * _MIB
